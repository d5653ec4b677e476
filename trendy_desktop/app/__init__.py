"""The window: opens a shop, or helps to get one, and keeps both going until it is closed.

How it starts: arguments, then Qt and the look, then the empty window; nothing heavy is imported before its first paint,
and the shop is opened behind it. Where there is no shop, the first-run page leads to one.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = ("screens",)
"""The commands that draw; all others belong to ``cli``."""


def wants_window(argv: Sequence[str]) -> bool:
    """Whether ``argv`` is for the window: no command word in it, or one that draws."""
    words = iter(argv)
    for word in words:
        if word in ("--shop", "--passphrase-file"):
            next(words, None)
        elif word in ("--help", "-h", "--version", "--json"):
            return False
        elif not word.startswith("-"):
            return word in COMMANDS
    return True


def main(argv: Sequence[str]) -> int:
    """Runs the window, or the drawing command in ``argv``, and returns the exit code."""
    if "--selftest" in argv:
        from trendy_desktop.app import selftest
        from trendy_desktop.app.running import hear_qt

        hear_qt()
        return selftest.main()
    parser = argparse.ArgumentParser(prog="trendy-desktop", description="TrendyThreads Desktop.")
    parser.add_argument("--shop", type=Path, metavar="FOLDER")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")
    words = parser.add_subparsers(dest="command")
    screens = words.add_parser("screens", help="draw every page and main dialog as NAME.png")
    screens.add_argument("folder", type=Path, metavar="FOLDER")
    screens.add_argument("--shop", type=Path, metavar="FOLDER", default=argparse.SUPPRESS)
    screens.add_argument("--theme", choices=["light", "dark"], default="light")
    screens.add_argument("--size", type=_size, default=(1440, 900), metavar="WxH")
    screens.add_argument("--text", type=int, choices=[90, 100, 115, 130, 150], default=100)
    screens.add_argument("--only", metavar="NAME")
    screens.add_argument("--today", type=_day, metavar="DATE")
    chosen = parser.parse_args(argv)
    if chosen.command == "screens":
        from trendy_desktop.app.running import hear_qt
        from trendy_desktop.app.screens import draw

        hear_qt()
        return draw(chosen)
    if not _has_display():
        print("There is no display to open a window on. Headless: trendy-desktop --help", file=sys.stderr)
        return 1
    from trendy_desktop.app.running import hear_qt, run

    hear_qt()
    try:
        passphrase = _passphrase(chosen.passphrase_file)
    except (OSError, UnicodeDecodeError):
        print("The passphrase file cannot be read.", file=sys.stderr)
        return 1
    return run(chosen.shop, passphrase=passphrase)


def _has_display() -> bool:
    """Qt ends the whole program when it finds no display, so it is asked for first."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a size such as 1440x900")
    return int(width), int(height)


def _day(text: str) -> object:
    from trendy_desktop.values import BusinessDay

    try:
        return BusinessDay.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a date such as 2020-01-31") from None


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get("TRENDY_PASSPHRASE") or None
    return file.read_text("utf-8-sig").split("\n", 1)[0].rstrip("\r")
