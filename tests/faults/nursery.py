"""A warm process without threads that forks a child for each job, disturbs it, and tells how it ended.

One JSON object a line on stdin is a job, one on stdout its answer. Everything is imported before the first fork and no
database is opened, so a child costs a millisecond and shares nothing with the next.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import apsw

from tests.faults import disk, scene
from trendy_desktop import logs
from trendy_desktop.core import build_core
from trendy_desktop.errors import EnvironmentFault, ShopError
from trendy_desktop.events import Event, InventoryImported, OrdersPosted
from trendy_desktop.services.founding import found
from trendy_desktop.vault import CHEAPEST

ROOT = Path(__file__).resolve().parent.parent.parent


class Job(TypedDict):
    """``flow`` on ``folder``: killed after ``delay`` seconds, or with a disk that fails at its ``failing``-th write."""

    flow: str
    folder: str
    file: str
    secrets: dict[str, str]
    delay: float | None
    failing: int | None
    fault: str
    lasting: bool


class Answer(TypedDict):
    """``acknowledged``: what the child said was on the disk. ``ended``: whether it came to its end, in ``seconds``.

    ``writes``: how often the disk was written, where that was counted. ``failure``: what the program said it was;
    ``family`` is the failure's kind, "bug" for one that is none of the shop's.
    """

    acknowledged: list[str]
    ended: bool
    seconds: float
    writes: int
    family: str
    failure: str


def job(flow: str, folder: Path, *, file: Path = Path(), secrets: dict[str, str] | None = None) -> Job:
    """One that nothing disturbs."""
    return {
        "flow": flow,
        "folder": str(folder),
        "file": str(file),
        "secrets": secrets or {},
        "delay": None,
        "failing": None,
        "fault": "",
        "lasting": False,
    }


class Nursery:
    """The warm process as a test sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def run(self, job: Job) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: Answer = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


@contextmanager
def nursery() -> Iterator[Nursery]:
    warm = Nursery()
    try:
        yield warm
    finally:
        warm.close()


# --- in the warm process --------------------------------------------------------------------------------------------


def _disturbed(job: Job) -> Answer:
    heard, told = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(heard)
        status = 1
        try:
            _child(job, told)
            status = 0
        finally:
            os._exit(status)
    os.close(told)
    if job["delay"] is not None:
        time.sleep(max(0.0, began + job["delay"] - time.monotonic()))
        os.kill(child, signal.SIGKILL)
    with os.fdopen(heard, encoding="utf-8") as said:
        words = [line.rstrip("\n").split(" ", 1) for line in said if line.endswith("\n")]
    _, status = os.waitpid(child, 0)
    by_kind = {kind: rest for kind, rest in words if kind != "done"}
    family, _, failure = by_kind.get("failed", "").partition(" ")
    return {
        "acknowledged": [rest for kind, rest in words if kind == "done"],
        "ended": status == 0,
        "seconds": time.monotonic() - began,
        "writes": int(by_kind.get("writes", "0")),
        "family": family,
        "failure": failure,
    }


def _child(job: Job, told: int) -> None:
    def tell(kind: str, text: str) -> None:
        os.write(told, f"{kind} {text}\n".replace("\n", " ", text.count("\n")).encode())

    faulty = disk.FaultyDisk() if job["failing"] is not None else None
    if faulty is not None:
        faulty.fail_at(job["failing"] or 0, disk.FAULTS[job["fault"]], lasting=job["lasting"])
    try:
        _flow(job, tell)
    except ShopError as error:
        family = "environment" if isinstance(error, EnvironmentFault) else "other"
        tell("failed", f"{family} {scene.word_of(error)}")
    except Exception as error:  # noqa: BLE001  # told to the test, which fails of it
        tell("failed", f"bug {type(error).__name__} {error} {logs.trace(error)}")
    if faulty is not None:
        tell("writes", str(faulty.writes))


def _flow(job: Job, tell: "disk.Tell") -> None:
    folder = Path(job["folder"])
    if job["flow"] == "new":
        made = found(
            folder,
            scene.PROFILE,
            clock=scene.StoppedClock(),
            keyring=None,
            passphrase=scene.PASSPHRASE,
            stretch=CHEAPEST,
        )
        tell("done", made.recovery_words)
        return
    core = build_core(folder, keyring=scene.PaperKeyring(job["secrets"]), clock=scene.StoppedClock())

    def acknowledge(events: "disk.Events") -> None:
        for event in events:
            tell("done", _written(event))

    try:
        core._store.listen(acknowledge)
        scene.run(core, job["flow"], Path(job["file"]))
        tell("done", "all")
    finally:
        core.close()


def _written(event: Event) -> str:
    match event:
        case OrdersPosted(last=last):
            return f"orders {last}"
        case InventoryImported(added=added):
            return f"products {added}"
    return event.event_type


def _main() -> None:
    scene.smaller_chunks()
    logs.set_up()
    warmed = apsw.Connection(":memory:")
    warmed.close()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_disturbed(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
