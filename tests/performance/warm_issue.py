"""A warm issue of the hotline without Argon2, against its two table calls made bare."""

import json
from collections.abc import Iterable
from pathlib import Path

from tests.functional.functions import event
from tests.performance.budgets import WARM_ISSUE
from tests.performance.figures import Figure, compared
from tests.performance.lambda_folder import LambdaFolder

FUNCTION = "hotline_verification"
PROBE = Path(__file__).with_name("warm_issue_probe.py")


def warm_issue(built: LambdaFolder) -> Iterable[Figure]:
    """The ratio with its budget; the same without HTTP; what one Argon2 hash takes here."""
    given = json.dumps(event(FUNCTION, "full.json"))
    printed = built.run(PROBE, built.function(FUNCTION), FUNCTION, given)
    taken: dict[str, list[float]] = json.loads(printed)
    yield compared("warm hotline issue, CPU", taken["issue"], taken["bare"], WARM_ISSUE)
    without = taken["issue_unsent"], taken["bare_unsent"]
    yield compared("warm hotline issue, CPU without HTTP", *without)
    yield compared("one Argon2id hash to a warm issue, CPU", taken["hash"], taken["issue"])
