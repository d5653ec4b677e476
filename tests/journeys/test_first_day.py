"""The first day of a shop in a real window: by keys and clicks, on a real display, with real files."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from tests.cli.program import ROOT, environment
from tests.journeys.first_day import PASSPHRASE
from trendy_desktop.core import build_core
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.orders import OrderQuery
from trendy_desktop.services.reports import Format
from trendy_desktop.values import BusinessDay, Period, SystemClock

ANSWERS_WITHIN = 100
"""Milliseconds in which the window answers, whatever it is doing."""


@pytest.fixture
def display() -> Iterator[str]:
    """A display of its own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb")
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
        server.terminate()


def lived(display: str, order_days: Path, folder: Path) -> dict[str, object]:
    """What was seen on that day. Pictures of each step are in ``folder``, beside the shop and the report."""
    (folder / "pictures").mkdir(parents=True)
    files = [str(order_days / f"{name}_2020_a.csv") for name in ("inventory", "customer_orders")]
    arguments = [str(folder / "shop"), *files, str(folder / "week.pdf"), str(folder / "pictures")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.first_day", *arguments],
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
        env=environment(
            DISPLAY=display,
            QT_QPA_PLATFORM="xcb",
            HOME=str(folder),
            XDG_CONFIG_HOME=str(folder / "config"),
            XDG_DATA_HOME=str(folder / "data"),
            LC_ALL="en_GB.UTF-8",
            TRENDY_PASSPHRASE=None,
        ),
        timeout=110,
    )
    if "could not load the Qt platform plugin" in done.stderr or "xcb-cursor" in done.stderr:
        pytest.skip("Qt's libraries for X11 are not on this machine")
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    assert "failed" not in said, said["failed"]
    assert done.returncode == 0, done.stderr
    return said


def longest_gap(told: dict[str, object]) -> float:
    gaps = told["gaps"]
    assert isinstance(gaps, list)
    longest: float = gaps[0][0]
    return longest


@pytest.mark.timeout(360)
def test_a_first_day(
    display: str, order_days: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder = tmp_path / "day"
    told = lived(display, order_days, folder)
    assert told["keyring"] is True  # there is none, and it was said
    assert told["words"] == 12
    assert told["title"] == "Anna's Boutique – TrendyThreads"
    assert told["refused"] == [["1,666", "P5IL0M8HZB0P", "2", "1", "Not enough in stock"]]
    assert told["found"] is True
    assert told["masked"] is True

    store = Store(books_of(folder / "shop"), clock=SystemClock(), read_only=True)
    with store.reading() as books:
        ((looks,),) = books.rows("SELECT count(*) FROM event WHERE event_type = 'CustomerDataRevealed'")
    store.close()
    assert looks == 1

    shop = build_core(folder / "shop", keyring=None, passphrase=PASSPHRASE)
    assert [check.first_fault for check in shop.audit.verify().checks if not check.ok] == []
    assert len(shop.orders.page(OrderQuery(), limit=50).rows) == 50
    report = shop.reports.finance(Period(BusinessDay.parse("2020-06-22"), BusinessDay.parse("2020-06-28")))
    expected = looked_at(shop.reports.content(report, Format.PDF))
    shop.close()
    printed = looked_at((folder / "week.pdf").read_bytes())
    unlike = sum(abs(ours - theirs) > 96 for ours, theirs in zip(printed, expected, strict=True))
    assert unlike < len(expected) / 500  # the same page: another week differs three times as much
    assert sum(grey < 200 for grey in printed) > len(printed) / 100

    record_property("longest answer of the window, ms", round(longest_gap(told)))
    if os.environ.get("TRENDY_LONG"):
        # Other work on the machine can hold up any program for once; what the program does itself happens every day.
        for again in ("second", "third"):
            if longest_gap(told) >= ANSWERS_WITHIN:
                told = lived(display, order_days, tmp_path / again)
        assert longest_gap(told) < ANSWERS_WITHIN, told["gaps"]


def looked_at(pdf: bytes) -> bytes:
    """What the first page of ``pdf`` shows, in grey. Its last dots are left out: a printer rounds the paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        drawn = page.render(scale=0.25, grayscale=True)
        rows = [bytes(drawn.buffer[row * drawn.stride : row * drawn.stride + 147]) for row in range(209)]
        page.close()
        return b"".join(rows)
    finally:
        document.close()
