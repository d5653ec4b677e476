"""The first run: three ways to a shop, by keys and clicks."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import HandClock
from tests.views.office import FilePrinter, Hand, button, press, said, sheet
from trendy_desktop import values
from trendy_desktop.core import build_core
from trendy_desktop.errors import DiskFull, NoKeyPlace, ShopExists
from trendy_desktop.services.founding import Founded, found
from trendy_desktop.services.progress import Progress
from trendy_desktop.services.reports.raster import page_sizes
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import Calendar, Currency
from trendy_desktop.vault import CHEAPEST
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.first_run import FirstRun
from trendy_desktop.views.first_run.currencies import CURRENCIES
from trendy_desktop.views.icons import Icons

PASSPHRASE = "correct horse battery"


def really_found(folder: Path, *, name: str, currency: str, zone: str, passphrase: str | None) -> Founded:
    """A real shop, with a passphrase that costs little."""
    profile = ShopProfile(name, Currency.named(currency), Calendar.of(zone))
    return found(folder, profile, clock=HandClock(), keyring=None, passphrase=passphrase, stretch=CHEAPEST)


@dataclass
class Beginning:
    """A first run and what came of it."""

    first: FirstRun
    hand: Hand
    printer: FilePrinter
    chosen: list[tuple[Path, str]] = field(default_factory=list)


Begin = Callable[..., Beginning]


@pytest.fixture
def begin(icons: Icons, qtbot: QtBot, tmp_path: Path) -> Begin:
    """Opens a first run; the arguments stand in for what the program would give it."""

    def begin(**given: object) -> Beginning:
        hand, printer = Hand(), FilePrinter(tmp_path / "words.pdf")
        parts: dict[str, object] = {
            "make_demo": lambda folder, progress: None,
            "found": really_found,
            "has_keyring": lambda: False,
            "default_folder": tmp_path / "shops" / "shop",
            "printers": printer,
        }
        first = FirstRun(icons, Dialogs(icons, files=hand), **{**parts, **given})  # type: ignore[arg-type]
        first.resize(1366, 900)
        qtbot.addWidget(first)
        first.show()
        first.activateWindow()
        beginning = Beginning(first, hand, printer)
        first.chosen.connect(lambda folder, passphrase: beginning.chosen.append((folder, passphrase)))
        return beginning

    return begin


def line(where: QWidget, name: str) -> QLineEdit:
    (found,) = (each for each in where.findChildren(QLineEdit) if each.isVisible() and each.accessibleName() == name)
    return found


def write(where: QWidget, qtbot: QtBot, name: str, text: str) -> None:
    field = line(where, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def to_the_vault(one: Beginning, qtbot: QtBot) -> None:
    press(qtbot, one.first, "Set up a new shop")
    write(one.first, qtbot, "Name of the shop", "Anna's Boutique")
    write(one.first, qtbot, "Currency", "CHF")
    write(one.first, qtbot, "Time zone", "europe/zurich")
    press(qtbot, one.first, "Continue")
    qtbot.waitUntil(lambda: "Looking for" not in said(one.first))


def create(one: Beginning, qtbot: QtBot, passphrase: str = PASSPHRASE) -> None:
    write(one.first, qtbot, "Passphrase", passphrase)
    write(one.first, qtbot, "Passphrase again", passphrase)
    press(qtbot, one.first, "Create the shop")


def words_of(one: Beginning) -> list[str]:
    shown = (label.accessibleName() for label in one.first.findChildren(QLabel))
    matches = (re.match(r"Word (\d+): (\w+)$", name) for name in shown)
    numbered = sorted((int(match[1]), match[2]) for match in matches if match)
    return [word for _, word in numbered]


# --- the demo shop and one that is there ---


def test_the_demo_shop_goes_beside_the_own_one(begin: Begin, qtbot: QtBot, tmp_path: Path) -> None:
    made: list[Path] = []

    def make(folder: Path, *, progress: Progress) -> None:
        progress.step(1, 2)
        made.append(folder)

    one = begin(make_demo=make)
    with qtbot.waitSignal(one.first.chosen):
        press(qtbot, one.first, "Open demo shop")
    assert one.chosen == [(tmp_path / "shops" / "demo", "")]
    assert made == [tmp_path / "shops" / "demo"]


def test_a_demo_shop_that_is_there_is_opened(begin: Begin, qtbot: QtBot) -> None:
    def make(folder: Path, *, progress: Progress) -> None:
        raise ShopExists(folder=str(folder))

    one = begin(make_demo=make)
    with qtbot.waitSignal(one.first.chosen):
        press(qtbot, one.first, "Open demo shop")


def test_a_demo_shop_that_cannot_be_made_is_explained(begin: Begin, qtbot: QtBot) -> None:
    def make(folder: Path, *, progress: Progress) -> None:
        raise DiskFull

    one = begin(make_demo=make)
    press(qtbot, one.first, "Open demo shop")
    told = sheet(qtbot)
    assert "The disk is full." in said(told)
    press(qtbot, told, "Close")
    assert button(one.first, "Open demo shop").isEnabled()
    assert one.chosen == []


def endless(begun: threading.Event, folder: Path, *, progress: Progress) -> None:
    begun.set()
    while True:
        progress.step(1, 1000)


@pytest.mark.parametrize("how", ["Cancel Making the demo shop", "close"])
def test_making_the_demo_shop_can_be_stopped(begin: Begin, qtbot: QtBot, how: str) -> None:
    begun = threading.Event()
    one = begin(make_demo=partial(endless, begun))
    press(qtbot, one.first, "Open demo shop")
    qtbot.waitUntil(begun.is_set)
    assert not button(one.first, "Choose a folder").isEnabled()
    if how == "close":
        one.first.close()
    else:
        press(qtbot, one.first, how)
        qtbot.waitUntil(lambda: button(one.first, "Open demo shop").isEnabled())
    assert one.chosen == []


def test_a_shop_that_is_there_is_chosen(begin: Begin, qtbot: QtBot, tmp_path: Path) -> None:
    one = begin()
    press(qtbot, one.first, "Choose a folder")
    assert one.chosen == []
    one.hand.path = tmp_path
    press(qtbot, one.first, "Choose a folder")
    assert one.chosen == [(tmp_path, "")]


# --- an own shop ---


def test_an_own_shop_is_made_and_its_words_are_checked(begin: Begin, qtbot: QtBot, tmp_path: Path) -> None:
    one = begin()
    to_the_vault(one, qtbot)
    create(one, qtbot)
    qtbot.waitUntil(lambda: len(words_of(one)) == 12, timeout=10_000)
    words = words_of(one)
    (asked,) = (
        label.text() for label in one.first.findChildren(QLabel) if label.text().startswith("To check your note")
    )
    first, second = (int(number) for number in re.findall(r"\d+", asked))
    assert first < second
    press(qtbot, one.first, "Finish and open the shop")
    assert "This is not word" in said(one.first)
    write(one.first, qtbot, asked, f"{words[first - 1]} {words[second - 1]}")
    assert "Matches your key" in said(one.first)
    press(qtbot, one.first, "Finish and open the shop")
    assert "Store the words first" in said(one.first)
    (stored,) = (box for box in one.first.findChildren(QCheckBox) if box.isVisible())
    qtbot.keyClick(stored, Qt.Key.Key_Space)
    press(qtbot, one.first, "Finish and open the shop")
    folder = tmp_path / "shops" / "shop"
    assert one.chosen == [(folder, PASSPHRASE)]
    core = build_core(folder, keyring=None, passphrase=PASSPHRASE)
    assert (core.profile.name, core.profile.currency.code, core.profile.calendar.zone.key) == (
        "Anna's Boutique",
        "CHF",
        "Europe/Zurich",
    )
    core.recover(" ".join(words), passphrase=PASSPHRASE)
    core.close()


def test_the_words_can_be_copied_and_printed(begin: Begin, qtbot: QtBot) -> None:
    one = begin()
    to_the_vault(one, qtbot)
    create(one, qtbot)
    qtbot.waitUntil(lambda: len(words_of(one)) == 12, timeout=10_000)
    press(qtbot, one.first, "Copy")
    assert QGuiApplication.clipboard().text().split() == words_of(one)
    QGuiApplication.clipboard().clear()
    press(qtbot, one.first, "Print")
    (size,) = page_sizes(one.printer.out.read_bytes())
    assert size == pytest.approx((595, 842), abs=1)
    one.first.close()


def test_what_is_missing_is_said_at_its_field(begin: Begin, qtbot: QtBot, tmp_path: Path) -> None:
    one = begin(default_folder=tmp_path)
    (tmp_path / "something").write_text("x")
    press(qtbot, one.first, "Set up a new shop")
    write(one.first, qtbot, "Currency", "Taler")
    press(qtbot, one.first, "Continue")
    for fault in ("Type the name", "Choose a currency of the list.", "already something in this folder"):
        assert fault in said(one.first)
    write(one.first, qtbot, "Name of the shop", "Anna's")
    assert "Type the name" not in said(one.first)
    one.hand.path = tmp_path / "new"
    press(qtbot, one.first, "Choose…")
    assert line(one.first, "Folder").text() == str(tmp_path / "new")
    write(one.first, qtbot, "Currency", "CHF")
    press(qtbot, one.first, "Continue")
    assert "Customer vault" in said(one.first)
    one.first.close()


def test_passphrases_are_long_and_typed_twice(begin: Begin, qtbot: QtBot) -> None:
    one = begin()
    to_the_vault(one, qtbot)
    assert "no keyring" in said(one.first)
    create(one, qtbot, "short")
    assert "At least 12 characters are needed." in said(one.first)
    write(one.first, qtbot, "Passphrase", PASSPHRASE)
    press(qtbot, one.first, "Create the shop")
    assert "This is not the same passphrase." in said(one.first)
    one.first.close()


def test_with_a_keyring_nothing_need_be_typed(begin: Begin, qtbot: QtBot) -> None:
    heard: list[str | None] = []

    def found(folder: Path, *, passphrase: str | None, **_: str) -> Founded:
        heard.append(passphrase)
        raise NoKeyPlace

    one = begin(found=found, has_keyring=lambda: True)
    to_the_vault(one, qtbot)
    assert "Nobody has to type anything." in said(one.first)
    press(qtbot, one.first, "Create the shop")
    # The keyring turned out to keep nothing, so a passphrase is asked for.
    qtbot.waitUntil(lambda: "has no keyring that can keep" in said(one.first))
    assert heard == [None]
    assert one.first.focusWidget() is line(one.first, "Passphrase")
    one.first.close()


def test_a_name_that_is_refused_leads_back_to_its_field(begin: Begin, qtbot: QtBot) -> None:
    one = begin()
    press(qtbot, one.first, "Set up a new shop")
    write(one.first, qtbot, "Name of the shop", "anna@example.com")
    press(qtbot, one.first, "Continue")
    qtbot.waitUntil(lambda: "Looking for" not in said(one.first))
    create(one, qtbot)
    qtbot.waitUntil(lambda: "A shop needs a name" in said(one.first))
    assert one.first.focusWidget() is line(one.first, "Name of the shop")
    one.first.close()


def test_one_can_go_back_until_the_shop_is_made(begin: Begin, qtbot: QtBot) -> None:
    one = begin()
    to_the_vault(one, qtbot)
    press(qtbot, one.first, "Back")
    assert line(one.first, "Name of the shop").text() == "Anna's Boutique"
    press(qtbot, one.first, "Back")
    assert "Welcome to TrendyThreads" in said(one.first)
    one.first.close()


def test_every_currency_has_a_name() -> None:
    assert {code for code, _ in CURRENCIES} == values._CODES
    assert len(CURRENCIES) == len(values._CODES)
    assert all(name == name.strip() and name for _, name in CURRENCIES)
