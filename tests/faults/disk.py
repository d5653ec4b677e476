"""A disk that fails: SQLite's own file layer with a fault at a chosen write."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import apsw

from trendy_desktop.events import Event

Tell: TypeAlias = Callable[[str, str], None]
Events: TypeAlias = Sequence[Event]

FAULTS: dict[str, type[apsw.Error]] = {"ENOSPC": apsw.FullError, "EIO": apsw.IOError}


class FaultyDisk(apsw.VFS):
    """Every database that is opened from now on lies on it; only for a process that ends soon."""

    def __init__(self) -> None:
        self.sound = apsw.vfs_names()[0]  # the system's own, which is the default so far
        super().__init__("faulty", self.sound, makedefault=True)
        self.writes = 0
        self._failing = 0
        self._fault: type[apsw.Error] = apsw.FullError
        self._lasting = False

    def fail_at(self, write: int, fault: type[apsw.Error], *, lasting: bool) -> None:
        """The write with this number fails, 0 for none; with ``lasting`` all later ones too."""
        self._failing, self._fault, self._lasting = write, fault, lasting

    def write(self) -> None:
        """Another write, sync, truncation or new file."""
        self.writes += 1
        if self._failing and (self.writes == self._failing or (self._lasting and self.writes > self._failing)):
            raise self._fault("as the test wants it")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        if flags[0] & apsw.SQLITE_OPEN_CREATE:
            self.write()
        return _File(self, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(disk.sound, name, flags)
        self._disk = disk
        self._read_only = bool(flags[0] & apsw.SQLITE_OPEN_READONLY)

    def xLock(self, level: int) -> None:  # noqa: N802
        # The system refuses this too, and SQLite goes on without; but only this error is kept from Python.
        if self._read_only and level > apsw.SQLITE_LOCK_SHARED:
            raise apsw.BusyError
        super().xLock(level)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.write()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.write()
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.write()
        super().xTruncate(newsize)
