"""How figures are taken: ours and its floor in turn, in one process, and the medians of both."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside what it is compared with, and the most that is allowed.

    ``most`` bounds the ratio of ``ours`` to ``floor`` where there is a floor, else ``ours`` itself; None: only told.
    """

    name: str
    ours: float
    unit: str
    floor: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.ours / self.floor

    @property
    def missed(self) -> bool:
        judged = self.ours if self.ratio is None else self.ratio
        return self.most is not None and judged > self.most


def timed(work: Callable[[], object]) -> float:
    """The seconds that ``work`` takes. What was there before is kept out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    gc.unfreeze()
    return seconds


def in_turn(*runs: Callable[[], float], times: int) -> tuple[float, ...]:
    """The median of the seconds each of ``runs`` returns; they take turns, so that other work strikes all alike."""
    seconds = [[run() for run in runs] for _ in range(times)]
    return tuple(map(statistics.median, zip(*seconds, strict=True)))
