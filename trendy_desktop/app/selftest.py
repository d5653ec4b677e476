"""``--selftest``: whether this build can do what it is for, each part tried for real in a folder of its own."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from trendy_desktop import __version__
from trendy_desktop.core import Core, build_core, demo_shop, has_keyring
from trendy_desktop.services.reports import Format
from trendy_desktop.values import BusinessDay, Period

_DAY = BusinessDay.parse("2026-11-20")


def main() -> int:
    """Tries every part and says on stdout what came of it; 0 when all of them work."""
    print(f"TrendyThreads Desktop {__version__}, Python {sys.version.split()[0]}")
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "shop"
        good = _tried("books and vault", lambda: _make(folder))
        if not good:
            return 1
        core = build_core(folder, keyring=None)
        try:
            good &= _tried("proof", lambda: _proof(core))
            good &= _tried(
                "keyring", lambda: "this computer has one" if has_keyring() else "none: a passphrase is used"
            )
            good &= _tried("PDF", lambda: _pdf(core))
            good &= _tried("window", lambda: _window(core))
        finally:
            core.close()
    return 0 if good else 1


def _tried(part: str, do: Callable[[], str]) -> bool:
    try:
        print(f"ok    {part}: {do()}")
    except Exception as error:  # noqa: BLE001  # whatever is missing in a build is said, and the rest is still tried
        print(f"FAULT {part}: {type(error).__name__}: {error}")
        return False
    return True


def _make(folder: Path) -> str:
    made = demo_shop(folder, today=_DAY)
    return f"{made.products} products, {made.orders} orders"


def _proof(core: Core) -> str:
    verdict = core.audit.verify()
    if not verdict.ok:
        raise ValueError(next(check.first_fault for check in verdict.checks if not check.ok))
    return f"{len(verdict.checks)} checks"


def _pdf(core: Core) -> str:
    import pypdfium2

    report = core.reports.finance(Period.week(_DAY))
    pages = len(pypdfium2.PdfDocument(core.reports.content(report, Format.PDF)))
    return f"{pages} page" if pages == 1 else f"{pages} pages"


def _window(core: Core) -> str:
    from PySide6.QtCore import QSettings

    from trendy_desktop.app.opened import Opened
    from trendy_desktop.app.running import make_app, make_look

    app = make_app()
    icons, dialogs = make_look(app, dark=False, percent=100)
    with tempfile.TemporaryDirectory() as scratch:
        settings = QSettings(str(Path(scratch) / "window.ini"), QSettings.Format.IniFormat)
        opened = Opened(core, icons=icons, settings=settings, dialogs=dialogs)
        opened.window.show()
        picture = opened.window.grab().toImage()
        opened.window.close()
        opened.stop()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    if len(colours) < 20:
        raise ValueError("it is blank")
    return f"{picture.width()} x {picture.height()} drawn"
