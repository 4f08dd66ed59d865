"""How well one answer time tells two kinds of callers apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEADINGS = ("answer", "known", "unknown", "gap", "AUC", "best threshold", "pairs")


@dataclass(frozen=True, slots=True)
class Separation:
    """Milliseconds of answers to known and to unknown callers, in the order they were taken."""

    name: str
    known: Sequence[float]
    unknown: Sequence[float]

    @property
    def gap(self) -> float:
        """Of the medians, known less unknown."""
        return median(self.known) - median(self.unknown)

    @property
    def auc(self) -> float:
        """How often a known answer takes longer than an unknown one: 0.5 tells nothing."""
        return _auc(self.known, self.unknown)

    @property
    def best_threshold(self) -> float:
        """AUC of the best single threshold: found on every other answer, judged on the rest.

        Judged where it was found, the best of so many thresholds would look better than chance on
        pure noise. A classifier that says only yes or no has one point on its curve, so its AUC
        is the mean of its two hit rates.
        """
        threshold, slower_is_known = _found(self.known[::2], self.unknown[::2])
        hits = _balanced(self.known[1::2], self.unknown[1::2], threshold)
        return hits if slower_is_known else 1 - hits

    @property
    def cells(self) -> tuple[str, ...]:
        times = (f"{each:.2f} ms" for each in (median(self.known), median(self.unknown), self.gap))
        parts = (f"{self.auc:.3f}", f"{self.best_threshold:.3f}")
        return self.name, *times, *parts, str(min(len(self.known), len(self.unknown)))


def _auc(known: Sequence[float], unknown: Sequence[float]) -> float:
    ordered = sorted(unknown)
    below = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in known)
    return below / 2 / (len(known) * len(unknown))


def _found(known: Sequence[float], unknown: Sequence[float]) -> tuple[float, bool]:
    """The threshold that tells most, and whether known answers are the slower ones."""
    first, second = sorted(known), sorted(unknown)

    def slower(threshold: float) -> float:
        at_least = 1 - bisect_left(first, threshold) / len(first)
        return (at_least + bisect_left(second, threshold) / len(second)) / 2

    best = max([*first, *second], key=lambda threshold: abs(slower(threshold) - 0.5))
    return best, slower(best) >= 0.5


def _balanced(known: Sequence[float], unknown: Sequence[float], threshold: float) -> float:
    """Mean hit rate of «as slow as this or slower is known»."""
    slow = sum(each >= threshold for each in known) / len(known)
    return (slow + sum(each < threshold for each in unknown) / len(unknown)) / 2
