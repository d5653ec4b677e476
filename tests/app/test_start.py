"""How the program starts: window or command, and nothing heavy before the first paint."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment, said
from tests.shop import Shop
from trendy_desktop.app import wants_window

# What is only needed for some work, or only once a shop is opened.
HEAVY = {
    "apsw", "cryptography", "email_validator", "hypothesis", "keyring", "mnemonic", "numpy", "pandas", "peewee", "PIL",
    "pypdfium2", "reportlab",
}  # fmt: skip

# Waits for the first paint of any window as a person would see it, and tells what is loaded then.
LOOK = """
import json, os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget
from trendy_desktop import __main__ as door
from trendy_desktop.app import running

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            print(json.dumps(sorted(sys.modules)), flush=True)
            os._exit(0)
        return False

make_app = running.make_app

def watched_app():
    app = make_app()
    app.watch = Watch()
    app.installEventFilter(app.watch)
    QTimer.singleShot(20000, app.quit)
    return app

running.make_app = watched_app
door.main()
"""


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", True),
        ("--shop /somewhere", True),
        ("--shop import", True),
        ("--shop=/somewhere", True),
        ("--passphrase-file verify --shop new", True),
        ("--selftest", True),
        ("screens out", True),
        ("--shop here screens out --only orders", True),
        ("verify", False),
        ("--shop screens verify", False),
        ("import inventory stock.csv", False),
        ("--shop here --passphrase-file there stock SKU-1", False),
        ("--json", False),
        ("--shop here --json", False),
        ("--help", False),
        ("-h", False),
        ("--version", False),
        ("no-such-word", False),
        ("--shop", True),
    ],
)
def test_the_window_and_the_commands_are_told_apart(words: str, *, wanted: bool) -> None:
    assert wants_window(words.split()) is wanted


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    Shop(tmp_path / "shop").close()
    done = subprocess.run(
        [sys.executable, "-c", LOOK, "--shop", str(tmp_path / "shop")],
        stdout=subprocess.PIPE,
        env=environment(HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path)),
        check=True,
        timeout=60,
    )
    loaded = set(json.loads(done.stdout))
    assert "trendy_desktop.views.frame" in loaded
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a display")
def test_without_a_display_it_says_so(tmp_path: Path) -> None:
    answer = said("--shop", tmp_path, folder=tmp_path, DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert answer.code == 1
    assert answer.out == ""
    assert answer.err == "There is no display to open a window on. Headless: trendy-desktop --help\n"


def test_a_wrong_word_is_a_wrong_use(tmp_path: Path) -> None:
    answer = said("screens", "out", "--size", "large", folder=tmp_path)
    assert answer.code == 2
    assert "'large' is not a size such as 1440x900" in answer.err
    assert said("screens", "out", "--text", "101", folder=tmp_path).code == 2
    assert said("screens", "out", "--today", "tomorrow", folder=tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    answer = said("--passphrase-file", tmp_path / "missing", folder=tmp_path)
    assert answer.code == 1
    assert answer.err.endswith("The passphrase file cannot be read.\n")
