"""A closed vault at the window: explained, and opened in both ways, on a real shop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import PROFILE, HandClock
from tests.views.office import press, said
from trendy_desktop.core import Core, build_core
from trendy_desktop.services.founding import Founded, found
from trendy_desktop.vault import CHEAPEST, Vault
from trendy_desktop.views.closed_vault import OpenVault, closed_banner
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs

PASSPHRASE = "correct horse battery"
LATER = "another good passphrase"


@pytest.fixture
def founded(tmp_path: Path) -> Founded:
    return found(tmp_path / "shop", PROFILE, clock=HandClock(), keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)


@pytest.fixture
def core(founded: Founded) -> Iterator[Core]:
    """The shop without its passphrase."""
    core = build_core(founded.folder, keyring=None)
    yield core
    core.close()


@pytest.fixture
def dialog(core: Core, icons: Icons, qtbot: QtBot) -> Iterator[OpenVault]:
    window = QWidget()
    window.resize(1000, 800)
    qtbot.addWidget(window)
    window.show()
    jobs = Jobs(close_thread=core.close_thread)
    made = OpenVault(
        icons,
        jobs,
        Dialogs(icons),
        why=core.session.why_closed,
        with_passphrase=lambda passphrase: Vault.open(core.folder, keyring=None, passphrase=passphrase).close(),
        with_words=lambda words, new: core.recover(words, passphrase=new),
        parent=window,
    )
    made.open()
    yield made
    assert jobs.stop(5)
    jobs.deleteLater()


def write(dialog: OpenVault, qtbot: QtBot, name: str, text: str) -> None:
    (field,) = (each for each in dialog.findChildren(QLineEdit) if each.isVisible() and each.accessibleName() == name)
    field.selectAll()
    qtbot.keyClicks(field, text)


def by_words(dialog: OpenVault, qtbot: QtBot) -> None:
    (way,) = (each for each in dialog.findChildren(QAbstractButton) if each.text() == "Recovery words")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)


def test_it_says_what_works_and_what_waits(dialog: OpenVault) -> None:
    assert "it opens with its passphrase" in said(dialog)
    assert "Works now" in said(dialog)
    assert "importing files" in said(dialog)
    dialog.reject()


def test_the_passphrase_opens_it(dialog: OpenVault, qtbot: QtBot) -> None:
    press(qtbot, dialog, "Open")
    assert "Type the passphrase." in said(dialog)
    write(dialog, qtbot, "Passphrase", "a wrong one")
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: "This passphrase does not open the vault." in said(dialog))
    write(dialog, qtbot, "Passphrase", PASSPHRASE)
    assert "does not open" not in said(dialog)
    with qtbot.waitSignals([dialog.opened, dialog.finished]):
        press(qtbot, dialog, "Open")


def test_the_words_open_it_with_a_new_passphrase(dialog: OpenVault, core: Core, founded: Founded, qtbot: QtBot) -> None:
    by_words(dialog, qtbot)
    write(dialog, qtbot, "The 12 recovery words", "one two")
    press(qtbot, dialog, "Open")
    assert "These are 2 words; 12 are needed." in said(dialog)
    write(dialog, qtbot, "The 12 recovery words", " ".join(["abandon"] * 12))
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: "These recovery words do not open the vault." in said(dialog))
    write(dialog, qtbot, "The 12 recovery words", f" {founded.recovery_words.upper()} ")
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: "New passphrase again" in said(dialog))
    write(dialog, qtbot, "New passphrase", "short")
    press(qtbot, dialog, "Open")
    assert "At least 12 characters are needed." in said(dialog)
    write(dialog, qtbot, "New passphrase", LATER)
    press(qtbot, dialog, "Open")
    assert "This is not the same passphrase." in said(dialog)
    write(dialog, qtbot, "New passphrase again", LATER)
    with qtbot.waitSignals([dialog.opened, dialog.finished], timeout=10_000):
        press(qtbot, dialog, "Open")
    assert core.session.is_open
    again = Vault.open(core.folder, keyring=None, passphrase=LATER)
    assert again.is_open
    again.close()


def test_what_is_typed_is_hidden_until_it_is_asked_for(dialog: OpenVault, qtbot: QtBot) -> None:
    fields = dialog.findChildren(QLineEdit)
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Password}
    qtbot.keyClick(
        next(each for each in dialog.findChildren(QAbstractButton) if each.text() == "Show what I type"), " "
    )
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Normal}
    dialog.reject()


def test_the_banner_leads_to_the_dialog(icons: Icons, qtbot: QtBot) -> None:
    asked: list[bool] = []
    banner = closed_banner(icons, "the keyring is locked", open_vault=lambda: asked.append(True))
    qtbot.addWidget(banner)
    banner.show()
    assert "the keyring is locked" in said(banner)
    press(qtbot, banner, "Open customer data")
    assert asked == [True]
