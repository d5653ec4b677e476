"""How the key file is kept in SQLite: tables, settings, transactions, and what its failures mean to the shop."""

import contextlib
import errno
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw

from trendy_desktop.errors import (
    Busy,
    CannotRead,
    DiskFault,
    DiskFull,
    KeyFileDamaged,
    KeyFileMissing,
    NewerSchema,
    PragmaRefused,
    ReadOnly,
    ShopError,
)

NAME = "keystore.db"
APPLICATION_ID = 0x54444B31  # "TDK1"
FORMAT = 1

SCHEMA: Final = (
    """CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    vault_id BLOB NOT NULL CHECK (length(vault_id) = 16),
    key_place TEXT NOT NULL CHECK (key_place IN ('keyring', 'passphrase', 'demo')),
    root_fingerprint BLOB NOT NULL CHECK (length(root_fingerprint) = 16),
    generation INTEGER NOT NULL CHECK (generation > 0),
    keys INTEGER NOT NULL CHECK (keys >= 0),
    blind BLOB NOT NULL CHECK (length(blind) = 16),
    row_sum BLOB NOT NULL CHECK (length(row_sum) = 32),
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT""",
    """CREATE TABLE slot (
    kind TEXT PRIMARY KEY CHECK (kind IN ('passphrase', 'recovery')),
    time INTEGER, lanes INTEGER, memory_kib INTEGER, salt BLOB,
    wrapped BLOB NOT NULL CHECK (length(wrapped) = 66),
    CHECK ((kind = 'passphrase') = ((time > 0 AND lanes > 0 AND memory_kib > 0 AND length(salt) = 16) IS TRUE))
) STRICT""",
    """CREATE TABLE keyset (
    kid INTEGER PRIMARY KEY CHECK (kid > 0),
    purpose TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16),
    wrapped BLOB NOT NULL CHECK (length(wrapped) = 66)
) STRICT""",
    """CREATE TABLE anchor (
    chain TEXT PRIMARY KEY,
    length INTEGER NOT NULL CHECK (length >= 0),
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT""",
    # Rows in order of writing beside a lean index touch half as many pages as one tree keyed by the random uid.
    """CREATE TABLE data_key (
    id INTEGER PRIMARY KEY,
    cust_uid BLOB NOT NULL UNIQUE CHECK (length(cust_uid) = 16),
    wrapped BLOB NOT NULL CHECK (length(wrapped) = 66)
) STRICT""",
)

MISTYPED: Final = """
SELECT 1 FROM head WHERE (typeof(vault_id), typeof(key_place), typeof(root_fingerprint), typeof(generation),
    typeof(keys), typeof(blind), typeof(row_sum), typeof(mac))
    <> ('blob', 'text', 'blob', 'integer', 'integer', 'blob', 'blob', 'blob')
UNION ALL SELECT 1 FROM slot WHERE (typeof(kind), typeof(wrapped)) <> ('text', 'blob')
    OR (typeof(time), typeof(lanes), typeof(memory_kib), typeof(salt))
    NOT IN (VALUES ('integer', 'integer', 'integer', 'blob'), ('null', 'null', 'null', 'null'))
UNION ALL SELECT 1 FROM keyset
    WHERE (typeof(purpose), typeof(status), typeof(fingerprint), typeof(wrapped)) <> ('text', 'text', 'blob', 'blob')
    OR kid NOT BETWEEN 1 AND 4294967295
UNION ALL SELECT 1 FROM anchor WHERE (typeof(chain), typeof(length), typeof(mac)) <> ('text', 'integer', 'blob')
"""

_PRAGMAS: Final[tuple[tuple[str, str, str | int], ...]] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)
_MAC_PRAGMAS: Final[tuple[tuple[str, str, str | int], ...]] = (
    ("fullfsync", "ON", 1),
    ("checkpoint_fullfsync", "ON", 1),
)
_BUSY_MILLISECONDS = 5000


def translated(fault: apsw.Error | OSError) -> ShopError | None:
    """The failure of the shop that ``fault`` of the key file is; None for what is a bug in this program."""
    match fault:
        case apsw.FullError():
            return DiskFull()
        case apsw.IOError():
            return DiskFault()
        case apsw.BusyError() | apsw.LockedError() | apsw.ProtocolError():
            return Busy()
        case apsw.ReadOnlyError() | apsw.PermissionsError() | apsw.CantOpenError():
            return ReadOnly()
        case apsw.NotADBError() | apsw.CorruptError():
            return KeyFileDamaged(why="it is not a whole database")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return DiskFull()
        case OSError(errno=errno.EACCES | errno.EPERM | errno.EROFS):
            return ReadOnly()
        case OSError():
            return DiskFault()
        case _:
            return None


@contextlib.contextmanager
def translating() -> Iterator[None]:
    """Failures of the database and the system leave as those of the shop."""
    try:
        yield
    except UnicodeDecodeError:
        raise KeyFileDamaged(why="a text in it is not one") from None
    except (apsw.Error, OSError) as fault:
        known = translated(fault)
        if known is None:
            raise
        raise known from fault


def gate(path: Path) -> None:
    """Read the first bytes and nothing more, so that a file that is not ours stays untouched."""
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except FileNotFoundError:
        raise KeyFileMissing from None
    except OSError as fault:
        raise CannotRead(name=NAME, why=fault.strerror or "the system refused") from fault
    if len(start) < 100 or not start.startswith(b"SQLite format 3\0"):
        raise KeyFileDamaged(why="it is not a database")
    user_version, application_id = struct.unpack(">60x i 4x i", start[:72])
    if application_id != APPLICATION_ID:
        raise KeyFileDamaged(why="it is not a key file")
    if user_version > FORMAT:
        raise NewerSchema(found=user_version, known=FORMAT)
    if user_version != FORMAT:
        raise KeyFileDamaged(why="its format is unknown")


def connected(path: Path) -> apsw.Connection:
    """A connection to the database at ``path`` with its settings made and read back. Raises PragmaRefused."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        for name, value, expected in _PRAGMAS + (_MAC_PRAGMAS if sys.platform == "darwin" else ()):
            connection.pragma(name, value)
            found = connection.pragma(name)
            if found != expected:
                raise PragmaRefused(pragma=name, found=found)
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_other_schema(connection: apsw.Connection) -> None:
    """Raises KeyFileDamaged for a table too many or too few, and for any trigger or view."""
    # sqlite_schema also lists the indexes SQLite made itself, without SQL.
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    if found != set(SCHEMA):
        raise KeyFileDamaged(why="its tables are not those of a key file")


@contextlib.contextmanager
def transaction(connection: apsw.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Commits what is done within it; any failure rolls it back."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Some failures of the disk have rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def sync_folder(folder: Path) -> None:
    """Make a new name in ``folder`` last through a power cut; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
