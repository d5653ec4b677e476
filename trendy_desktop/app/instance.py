"""One window a shop: a lock on the shop folder that lasts as long as the program, and no longer, however it ends."""

import os
from pathlib import Path
from typing import IO

from trendy_desktop.errors import AlreadyOpen, ReadOnly

NAME = "window.lock"


class Instance:
    """Holds the lock of the shop in ``folder`` from its making to ``release``.

    The lock belongs to the open file, so that the system lets go of it when the program is killed. Raises AlreadyOpen
    when another window has it, ReadOnly when the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file: IO[bytes] = os.fdopen(os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError as error:
            raise ReadOnly from error
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            raise AlreadyOpen(folder=str(folder)) from None

    def release(self) -> None:
        """Lets the next window in."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
