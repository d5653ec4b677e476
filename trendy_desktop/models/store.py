"""The store: opens the books, proves that the database keeps its promises, and is the one way to change data."""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw
from playhouse.apsw_ext import APSWDatabase

from trendy_desktop.errors import (
    Busy,
    Corrupt,
    DiskFault,
    DiskFull,
    EnvironmentFault,
    InsufficientStock,
    NewerSchema,
    NoShop,
    NotTheBooks,
    PragmaRefused,
    ReadOnly,
    ShopError,
    SqliteTooOld,
)
from trendy_desktop.events import Event
from trendy_desktop.models import audit, chain
from trendy_desktop.models.books import Books
from trendy_desktop.models.chain import Linker
from trendy_desktop.models.migrations import STEPS
from trendy_desktop.values import Clock, Instant, StaffId

APPLICATION_ID = 0x54726E64  # "Trnd"
VERSION = len(STEPS)
"""The format of the books this program writes (``PRAGMA user_version``)."""

# SQLite 3.7.0 to 3.51.2 can lose a write-ahead log when two connections reset it at once (sqlite.org, "WAL-reset bug").
OLDEST_SQLITE = (3, 51, 3)

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: NORMAL loses acknowledged sales when the power fails
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "secure_delete": 1,
    "temp_store": 2,  # memory: no sorted rows in temporary files
    "mmap_size": 0,
    "cache_size": -8000,  # KiB: what one chunk of an import changes in large books fits, and is written once
    "trusted_schema": 0,
    "cell_size_check": 1,
    "journal_size_limit": 64 << 20,
    # On macOS a sync without these ends in the drive's own memory; elsewhere they do nothing.
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
}


_SCHEMA = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"


class Change:
    """One transaction on the books: what is written in it, and what it records, is kept wholly or not at all."""

    def __init__(self, books: Books, *, now: Instant, actor: StaffId, links: Linker | None) -> None:
        self.books = books
        self.now = now
        self.actor = actor
        self.ledger = chain.Chain(books, "ledger", links)
        self._audit = chain.Chain(books, "audit", links)
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        """``event`` becomes true with this transaction."""
        self.events.append(event)

    def finish(self) -> None:
        """Writes the events and the heads of the chains; the store calls it last."""
        audit.append(self.books, self._audit, self.events, actor=self.actor, now=self.now)
        self.ledger.keep()
        self._audit.keep()


class Store:
    """The open books of one shop."""

    def __init__(
        self, path: Path, *, clock: Clock, links: Linker | None = None, read_only: bool = False, new: bool = False
    ) -> None:
        """Opens existing books, bringing older ones up to date; an empty file becomes books only if it is ``new``.

        Raises NoShop, NotTheBooks, NewerSchema, PragmaRefused, SqliteTooOld or an EnvironmentFault. With ``read_only``
        no statement of this store can change anything.
        """
        if not path.is_file():
            raise NoShop(folder=str(path.parent))
        self.path = path
        self.clock = clock
        self.links = links
        self._listeners: list[Callable[[Sequence[Event]], None]] = []
        self._open(read_only=read_only, new=new)

    @classmethod
    def create(cls, path: Path, *, clock: Clock, links: Linker | None = None) -> "Store":
        """Makes new, empty books at ``path``, which must not exist yet, readable by their owner only."""
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise ReadOnly from error
            raise (DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else DiskFault) from error
        return cls(path, clock=clock, links=links, new=True)

    # --- change and read ---

    @contextmanager
    def change(self, actor: StaffId) -> Iterator[Change]:
        """One transaction, begun at once (IMMEDIATE) so that what it reads is what it writes on. Never nested."""
        if self._database.in_transaction():
            raise RuntimeError("a change within a change")
        with self.reading(), self._database.atomic():
            change = Change(self.books, now=self.clock.now(), actor=actor, links=self.links)
            yield change
            change.finish()
        for listener in self._listeners:
            listener(change.events)

    @contextmanager
    def reading(self) -> Iterator[Books]:
        """Reads on the books; failures of the driver come out as failures of the shop."""
        try:
            yield self.books
        except ShopError:
            raise
        except Exception as error:
            known = translate(error, name=self.path.name)
            if known is None:
                raise
            raise known from error

    @contextmanager
    def snapshot(self) -> Iterator[Books]:
        """As ``reading``, and all reads see one and the same moment."""
        with self.reading() as books:
            books.connection.execute("BEGIN")
            try:
                yield books
            finally:
                books.connection.execute("ROLLBACK")

    def listen(self, listener: Callable[[Sequence[Event]], None]) -> None:
        """``listener`` hears the events of every change after its commit, in the thread that made it."""
        self._listeners.append(listener)

    def heads(self) -> dict[str, tuple[int, bytes]]:
        """Length and last MAC of each chain, for keeping them outside the books."""
        with self.reading() as books:
            return chain.heads(books)

    def damage(self) -> str | None:
        """The first thing wrong with the file itself or with a reference between rows; None when all is well."""
        with self.reading() as books:
            said = books.one("PRAGMA integrity_check(1)")
            if said is None or said[0] != "ok":
                return f"the database says: {said[0] if said else 'nothing'}"
            dangling = books.one("PRAGMA foreign_key_check")
            return f"row {dangling[1]} of {dangling[0]} refers to no row of {dangling[2]}" if dangling else None

    def drift(self) -> str | None:
        """The first table, index or trigger that is not as this program makes it; None when all are."""
        fresh = apsw.Connection(":memory:")
        try:
            for step in STEPS:
                fresh.execute(step)
            wanted = dict(fresh.execute(_SCHEMA))
        finally:
            fresh.close()
        with self.reading() as books:
            found: dict[str, str | None] = dict(books.rows(_SCHEMA))
        return next((name for name in sorted({*wanted, *found}) if wanted.get(name) != found.get(name)), None)

    def only_look(self) -> None:
        """From now on no statement of the calling thread can change anything."""
        with self.reading() as books:
            books.connection.pragma("query_only", 1)

    def close(self) -> None:
        """Closes this thread's connection."""
        if not self._database.is_closed():
            with self.reading():
                self._database.close()

    # --- opening ---

    def _open(self, *, read_only: bool, new: bool) -> None:
        if tuple(int(part) for part in apsw.sqlite_lib_version().split(".")) < OLDEST_SQLITE:
            raise SqliteTooOld(found=apsw.sqlite_lib_version(), needed=".".join(map(str, OLDEST_SQLITE)))
        self._database = _Database(str(self.path), read_only=read_only)
        self.books = Books(self._database)
        try:
            with self.reading():
                self._gate(new=new)
                self._prove_pragmas()
                self._migrate()
        except BaseException:
            self._database.close()
            raise

    def _gate(self, *, new: bool) -> None:
        """Refuses files of another program or of a newer version before anything could touch them."""
        look = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            application = look.pragma("application_id")
            version = look.pragma("user_version")
            empty = look.execute("SELECT count(*) FROM sqlite_schema").get == 0
        finally:
            look.close()
        if application != APPLICATION_ID and not (new and application == 0 and empty):
            raise NotTheBooks(name=self.path.name)
        if version > VERSION:
            raise NewerSchema(found=version, known=VERSION)

    def _prove_pragmas(self) -> None:
        for pragma, wanted in PRAGMAS.items():
            found = self.books.connection.pragma(pragma)
            if found != wanted:
                raise PragmaRefused(pragma=pragma, found=found)

    def _migrate(self) -> None:
        version = int(self.books.connection.pragma("user_version"))
        for step in range(version, VERSION):
            with self._database.atomic():
                self.books.connection.execute(STEPS[step])
                self.books.connection.pragma("user_version", step + 1)
                self.books.connection.pragma("application_id", APPLICATION_ID)


class _Database(APSWDatabase):  # type: ignore[misc]  # playhouse is untyped
    """peewee on APSW with the pragmas set on every connection and IMMEDIATE transactions."""

    def __init__(self, path: str, *, read_only: bool) -> None:
        super().__init__(path, lock_type="IMMEDIATE", timeout=PRAGMAS["busy_timeout"] / 1000)  # type: ignore[operator]
        self._read_only = read_only

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        super()._add_conn_hooks(conn)
        for pragma, value in PRAGMAS.items():
            conn.pragma(pragma, value)
        conn.pragma("query_only", int(self._read_only))

    def rollback(self) -> bool:
        """Leaves a transaction that the engine has already ended alone, so that the true error is the one seen."""
        if self.is_closed() or self.connection().getautocommit():
            return False
        rolled_back: bool = super().rollback()
        return rolled_back


_FAULTS: tuple[tuple[type[apsw.Error], type[EnvironmentFault]], ...] = (
    (apsw.FullError, DiskFull),
    (apsw.ReadOnlyError, ReadOnly),
    (apsw.PermissionsError, ReadOnly),
    (apsw.CantOpenError, ReadOnly),
    (apsw.BusyError, Busy),
    (apsw.LockedError, Busy),
    (apsw.ProtocolError, Busy),
    (apsw.IOError, DiskFault),
)


def translate(error: BaseException, *, name: str) -> ShopError | None:
    """The shop's word for a driver's failure, by its class, not its text; None for a bug.

    peewee wraps errors and a failed rollback hides the first one, so the whole chain of causes is walked.
    """
    seen: BaseException | None = error
    chain_of_causes: list[apsw.Error] = []
    while seen is not None:
        if isinstance(seen, apsw.Error):
            chain_of_causes.append(seen)
        seen = seen.__cause__ or seen.__context__
    for cause in reversed(chain_of_causes):
        if isinstance(cause, apsw.CorruptError | apsw.NotADBError):
            return Corrupt(name=name)
        if isinstance(cause, apsw.IOError) and getattr(cause, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE:
            return DiskFull()  # no room for the 32 KB that the connections share; SQLite has no better word for it
        for driver, fault in _FAULTS:
            if isinstance(cause, driver):
                return fault()
        if isinstance(cause, apsw.ConstraintError) and "on_hand_is_never_negative" in str(cause):
            return InsufficientStock(sku="this product", available="too few", wanted="more")
    return None
