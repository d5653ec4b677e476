"""Reports as files: JSON and CSV, and the writing that leaves a whole file or none."""

import contextlib
import csv
import errno
import io
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from trendy_desktop.errors import CannotWrite, DiskFull, EnvironmentFault, OutInShop
from trendy_desktop.paths import is_shop
from trendy_desktop.values import Instant, Money, moment_of

Cell: TypeAlias = str | int | Money | None
"""A cell of a CSV file. Only a ``str`` is text; money and counts are numbers, whatever they begin with."""

# A spreadsheet runs a text that begins with one of these (OWASP, "CSV Injection").
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def iso_text(instant: Instant) -> str:
    """``2026-11-20T10:24:03Z``"""
    return moment_of(instant).strftime("%Y-%m-%dT%H:%M:%SZ")


def json_bytes(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def csv_bytes(rows: Iterable[Iterable[Cell]]) -> bytes:
    """UTF-8 without a byte order mark, lines ending in CRLF (RFC 4180).

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str() if cell.startswith(_RUN_BY_SPREADSHEETS):
            return f"'{cell}"
    return str(cell)


def keep(content: bytes, out: Path) -> None:
    """Writes ``content`` to ``out``, readable by its owner only.

    What stood there before stays until all is on the disk. Raises OutInShop, DiskFull or CannotWrite; nothing is
    left behind then.
    """
    if is_shop(out.parent):
        raise OutInShop(name=out.name)
    try:
        if out.exists() and not out.is_file():
            raise CannotWrite(name=out.name, why="it is not an ordinary file")
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".report-")
    except OSError as error:
        raise _fault(error, out) from error
    try:
        with open(handle, "wb") as file:  # noqa: PTH123  # mkstemp gives an open descriptor
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, out)  # noqa: PTH105  # as above
    except OSError as error:
        raise _fault(error, out) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108  # gone already where all went well
    _keep_name(out.parent)


def _keep_name(folder: Path) -> None:
    """Brings the new name in ``folder`` to the disk, where folders can be opened (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fault(error: OSError, out: Path) -> EnvironmentFault:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull()
    return CannotWrite(name=out.name, why=error.strerror or type(error).__name__)
