"""How well answer times tell known from unknown, on times whose answer is plain."""

import random

import pytest

from tests.performance.separation import Separation


def test_answers_alike_tell_nothing() -> None:
    lot = random.Random(1)  # noqa: S311
    known, unknown = ([lot.gauss(20, 3) for _ in range(4000)] for _ in range(2))

    alike = Separation("alike", known, unknown)

    assert alike.auc == pytest.approx(0.5, abs=0.03)
    assert alike.best_threshold == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(("known", "unknown"), [(30.0, 10.0), (10.0, 30.0)])
def test_answers_apart_tell_everything_whichever_is_slower(known: float, unknown: float) -> None:
    apart = Separation("apart", [known] * 40, [unknown] * 40)

    assert apart.best_threshold == 1
    assert apart.auc == (1 if known > unknown else 0)
    assert apart.gap == known - unknown


def test_ties_count_half() -> None:
    assert Separation("ties", [1, 2], [1, 2]).auc == 0.5
