"""What the steps of a file have taken, and whether they take more of it than they may."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.performance.worker import Call

MOST_GROWTH = 16.0  # MB, from the smallest file to the largest
MOST_SLOPE = 1.25  # CPU time of a row, to that of a file a tenth as large
HEADINGS = (
    "step", "rows", "wall", "rows/s", "CPU a row", "at rest", "peak", "table calls a row",
    "writes a row", "again",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """All messages of one step of one file, each told whether it was done or has to come again.

    Memory is in MB, once loaded and at its peak.
    """

    name: str
    rows: int
    calls: Sequence[Call]
    at_rest: float
    peak: float

    @property
    def cpu(self) -> float:
        """Milliseconds a row."""
        return sum(call.cpu for call in self.calls) / self.rows

    @property
    def cells(self) -> tuple[str, ...]:
        seconds = sum(call.wall for call in self.calls) / 1000
        table, writes = (self._told(what) / self.rows for what in ("dynamodb", "writes"))
        return (
            self.name,
            f"{self.rows:,}",
            f"{seconds:.1f} s",
            f"{self.rows / seconds:,.0f}",
            f"{self.cpu:.3f} ms",
            f"{self.at_rest:.1f} MB",
            f"{self.peak:.1f} MB",
            f"{table:.4f}",
            f"{writes:.4f}",
            f"{sum(not call.told[0] for call in self.calls)}",
        )

    def _told(self, what: str) -> int:
        return sum(call.told[1].get(what, 0) for call in self.calls)


def excesses(steps: Sequence[Step]) -> Iterator[str]:
    """Where memory or the CPU time of a row grows with the file."""
    for name in dict.fromkeys(step.name for step in steps):
        by_rows = sorted((step for step in steps if step.name == name), key=lambda each: each.rows)
        before, largest = by_rows[-2:]  # in the smallest, the first message of a worker counts most
        if (growth := largest.peak - by_rows[0].peak) > MOST_GROWTH:
            yield f"{name}: {growth:.1f} MB more at {largest.rows:,} rows (most {MOST_GROWTH})"
        if (slope := largest.cpu / before.cpu) > MOST_SLOPE:
            yield f"{name}: a row costs {slope:.2f} times the CPU time (most {MOST_SLOPE})"
