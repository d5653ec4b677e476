"""The window: how soon it is there, and how it feels while work goes on. Nothing of it is in this process."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Figure, in_turn
from tests.benchmarks.shop import copied, found_empty
from tests.benchmarks.workshop import Workshop
from trendy_desktop.core import demo_shop
from trendy_desktop.values import BusinessDay

STARTS = 9
TIMES = 5
ROWS = 1_000_000
ORDERS = 10_000
ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"cryptography", "email_validator", "keyring", "mnemonic", "numpy", "pandas", "PIL", "pypdfium2", "reportlab"}
"""What is needed for some work only, and would hold up the first paint."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What one process felt, by its situation: gaps, each with the part in the queue, and frames; in milliseconds."""

    gaps: dict[str, list[tuple[float, float]]]
    frames: dict[str, list[float]]


def start(workshop: Workshop) -> Iterator[Figure]:
    """From the start of the process to the first paint: of the empty frame, beside a bare window; of the first list."""
    empty = found_empty(workshop.folder / "empty")
    demo = workshop.folder / "demo"
    demo_shop(demo, today=BusinessDay.parse("2026-11-20"))
    loaded = {name.partition(".")[0] for name in _modules(workshop, "frame", str(empty))}
    bare, frame, filled = in_turn(
        lambda: _painted(workshop, "bare"),
        lambda: _painted(workshop, "frame", str(empty)),
        lambda: _painted(workshop, "list", str(demo)),
        times=STARTS,
    )
    yield Figure("first paint of the frame, beside a bare PySide6 window", frame * 1000, "ms", bare * 1000, 2.0)
    yield Figure("first paint of the list of products, demo shop", filled * 1000, "ms", most=700)
    yield Figure("heavy libraries loaded before the first paint", len(loaded & HEAVY), "", most=0)


def feel(workshop: Workshop) -> Iterator[Figure]:
    """Ticks of the GUI thread and frames of a long table, while nothing happens and while work goes on."""
    orders, rows = workshop.sized(ORDERS), workshop.sized(ROWS)
    files = [workshop.days.file(workshop.folder / f"{n}.csv", orders, first_time=0.3) for n in ("first", "second")]
    runs = [_felt(workshop, *map(str, files), str(rows)) for _ in range(TIMES)]
    for kind, name, most in (
        ("idle", "nothing happens", None),
        ("importing", f"importing {orders:,} orders", 20),
        ("drawing", "a report is drawn", 20),
    ):
        gaps = [run.gaps[kind] for run in runs]
        whole = [[gap for gap, _ in run] for run in gaps]
        own = [[gap - queued for gap, queued in run] for run in gaps]
        yield Figure(f"gap of a 5 ms tick, {name}, 99th percentile", _usual(whole), "ms")
        yield Figure(f"gap of a 5 ms tick, {name}, longest", _longest(whole), "ms", most=most)
        yield Figure("the same without waiting for a processor", _longest(own), "ms")
    alone, beside = (_usual([run.frames[kind] for run in runs]) for kind in ("alone", "beside"))
    yield Figure(f"frame of a table of {rows:,} rows, 99th percentile", alone, "ms", most=16.7)
    yield Figure("the same beside an import, 99th percentile", beside, "ms", most=20)


def _usual(runs: list[list[float]]) -> float:
    """The time within which 99 of 100 are; the median over the runs."""
    return statistics.median(statistics.quantiles(run, n=100, method="inclusive")[98] for run in runs)


def _longest(runs: list[list[float]]) -> float:
    return statistics.median(map(max, runs))


def _felt(workshop: Workshop, *arguments: str) -> Felt:
    shop = copied(workshop.start, workshop.folder / "copy")
    # Without a file of its own, since the process that draws PDFs would run that again.
    code = "import sys; from tests.benchmarks.feel import main; main(*sys.argv[1:])"
    told = json.loads(_run(workshop, "-c", code, str(shop), *arguments))
    return Felt(told["gaps"], told["frames"])


def _painted(workshop: Workshop, *arguments: str) -> float:
    """The seconds until what is waited for was painted."""
    begin = time.time_ns()
    told = _run(workshop, "-m", "tests.benchmarks.first_paint", *arguments)
    return (int(told.split()[0]) - begin) / 1e9


def _modules(workshop: Workshop, *arguments: str) -> list[str]:
    return _run(workshop, "-m", "tests.benchmarks.first_paint", *arguments).split()[1:]


def _run(workshop: Workshop, *command: str) -> str:
    """What ``command`` of Python says. Compiled modules are kept, as those of an installed program are."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": str(workshop.folder / "compiled"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    return done.stdout
