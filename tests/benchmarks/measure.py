"""How figures are taken: ours and its floor in turn, in one process, medians of both, and the machine they hold for."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw

Run = Callable[[], float]
"""Does a piece of work once and returns how many seconds of it count."""


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
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.ours / self.floor

    @property
    def missed(self) -> bool:
        judged = self.ours if self.ratio is None else self.ratio
        return self.most is not None and judged > self.most

    @property
    def cells(self) -> tuple[str, str, str, str, str, str]:
        """Name, ours, floor, ratio, target and verdict as they are shown."""
        target, verdict = "", ""
        if self.most is not None:
            target = f"<= {_ratio(self.most)}" if self.floor is not None else f"<= {_number(self.most)} {self.unit}"
            verdict = "MISSED" if self.missed else "ok"
        return (
            self.name,
            f"{_number(self.ours)} {self.unit}",
            "" if self.floor is None else f"{_number(self.floor)} {self.unit}",
            "" if self.ratio is None else _ratio(self.ratio),
            target,
            verdict,
        )


HEADINGS = ("work", "ours", "floor", "ratio", "target", "")


def timed(work: Callable[[], object]) -> float:
    """The seconds that ``work`` takes. What existed before is kept out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    gc.unfreeze()
    return seconds


def in_turn(*runs: Run, times: int) -> tuple[float, ...]:
    """The median of each of ``runs``, which take turns so that other work on the machine strikes all of them alike."""
    seconds = [[run() for run in runs] for _ in range(times)]
    return tuple(map(statistics.median, zip(*seconds, strict=True)))


def percentile_99(work: Callable[[str], object], asked: Sequence[str]) -> float:
    """The milliseconds within which 99 of 100 of the calls ``work(asked[n])`` end; each counts with its best of three."""
    best = [min(_milliseconds(work, one) for _ in range(3)) for one in asked]
    return statistics.quantiles(best, n=100, method="inclusive")[98]


def _milliseconds(work: Callable[[str], object], one: str) -> float:
    start = time.perf_counter()
    work(one)
    return (time.perf_counter() - start) * 1000


def machine() -> list[str]:
    """What the figures were measured on; nothing that names the computer."""
    cores = os.cpu_count() or 1
    facts = [
        f"{cores} cores, {_processor()}",
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}",
        f"measured {time.strftime('%Y-%m-%d')}",
    ]
    if hasattr(os, "getloadavg"):
        facts.append(f"load {os.getloadavg()[0]:.1f} at the end")
    return facts


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def _ratio(value: float) -> str:
    return f"1/{1 / value:.1f}" if value < 0.5 else f"{value:.2f}"
