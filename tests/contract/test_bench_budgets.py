"""Each function has a start-up budget, and `make bench` keeps to the table of them."""

import pytest

from tests.performance import budgets
from tests.performance.figures import Figure, as_table
from tests.repository import ROOT


def test_each_function_has_a_start_up_budget_and_no_other_has() -> None:
    functions = {app.parent.name for app in (ROOT / "functions").glob("*/app.py")}

    assert functions
    assert set(budgets.START_UP) == functions


@pytest.mark.parametrize(
    ("figure", "is_over"),
    [
        (Figure("at its budget", 1.25, 1.0, 1.25), False),
        (Figure("dearer", 1.26, 1.0, 1.25), True),
        (Figure("without a baseline", 1.0, None, 1.25), True),
        (Figure("only told", 9.0, 1.0), False),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else "",
)
def test_a_figure_over_its_budget_is_told(figure: Figure, is_over: bool) -> None:
    assert figure.is_over is is_over
    assert ("| over" in as_table([figure])) is is_over
