"""One measured figure, and the table in which all are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEADINGS = ("figure", "measured", "baseline", "ratio", "budget", "result")


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds, and those of the baseline that ran in turns with it.

    Without a `budget` it is only told: it depends on more than this repository.
    """

    name: str
    measured: float
    baseline: float | None = None
    budget: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.measured / self.baseline if self.baseline else None

    @property
    def is_over(self) -> bool:
        """A budget that nothing could be compared with is exceeded too."""
        return self.budget is not None and (self.ratio is None or self.ratio > self.budget)

    @property
    def cells(self) -> tuple[str, ...]:
        result = "" if self.budget is None else "over" if self.is_over else "ok"
        baseline = "" if self.baseline is None else f"{self.baseline:.2f} ms"
        ratio = "" if self.ratio is None else f"{self.ratio:.3f}"
        budget = "" if self.budget is None else f"≤ {self.budget:.2f}"
        return self.name, f"{self.measured:.2f} ms", baseline, ratio, budget, result


def compared(
    name: str,
    measured: Sequence[float],
    baseline: Sequence[float],
    budget: float | None = None,
) -> Figure:
    """The figure of medians: what another process takes away now and then does not count."""
    return Figure(name, median(measured), median(baseline), budget)


def as_table(figures: Sequence[Figure]) -> str:
    return aligned(HEADINGS, [figure.cells for figure in figures])


def aligned(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """As docs/benchmarks.md keeps it."""
    rows = [headings, *cells]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
