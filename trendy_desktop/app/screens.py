"""Draws every page and main dialog as a picture, without a display too: for review, the README and the user guide."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from trendy_desktop.app.running import Opened, make_app
from trendy_desktop.core import build_core, demo_shop, found_shop, has_keyring
from trendy_desktop.paths import default_shop
from trendy_desktop.values import BusinessDay
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.first_run import FirstRun
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.theme import Theme

_PATIENCE = 30_000
"""Milliseconds after which a picture is drawn as it is."""


def draw(chosen: argparse.Namespace) -> int:
    """Draws into ``chosen.folder`` and names each file on stdout; the exit code."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_app()
    theme = Theme()
    theme.apply(app, dark=chosen.theme == "dark", percent=chosen.text)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    drawn = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name, show in _pictures(app, Icons(theme), Path(scratch), chosen):
            if chosen.only in {None, name}:
                picture = show()
                file = chosen.folder / f"{name}.png"
                if not picture.grab().save(str(file)):
                    print(f"{file} could not be written", file=sys.stderr)
                    return 1
                print(file)
                drawn += 1
    if not drawn:
        print(f"There is no picture {chosen.only}", file=sys.stderr)
    return 0 if drawn else 2
