"""The store: what it asks of the database, what it refuses to open, and that a change is whole or nothing."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from tests.shop import HandClock
from trendy_desktop import errors
from trendy_desktop.events import Event, ShopCreated
from trendy_desktop.models import staff, store
from trendy_desktop.models.store import APPLICATION_ID, PRAGMAS, VERSION, Change, Store
from trendy_desktop.models.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]


class Links:
    """Chains rows without a vault."""

    def linker(self, chain: str) -> Callable[[bytes, bytes], bytes]:
        return lambda previous, row: hashlib.sha256(chain.encode() + previous + row).digest()


def new_books(path: Path) -> Store:
    books = Store.create(path, clock=HandClock(), links=Links())
    with books.change(staff.OWNER) as change:
        staff.add_owner(change.books, name="Owner", at=change.now)
    return books


def opened(path: Path, *, read_only: bool = False) -> Store:
    return Store(path, clock=HandClock(), links=Links(), read_only=read_only)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def books(path: Path) -> Iterator[Store]:
    made = new_books(path)
    yield made
    made.close()


@contextmanager
def raw(path: Path) -> Iterator[apsw.Connection]:
    """The file as another program would have it."""
    connection = apsw.Connection(str(path))
    try:
        yield connection
    finally:
        connection.close()


def setting(change: Change, key: str, value: str) -> None:
    change.books.write("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))


def settings(books: Store) -> dict[str, str]:
    with books.reading() as reading:
        return dict(reading.rows("SELECT key, value FROM setting"))


# --- what is asked of the database ----------------------------------------------------------------------------------


def test_every_connection_keeps_every_promise(books: Store) -> None:
    found: dict[str, dict[str, object]] = {}

    def look(name: str) -> None:
        connection = books.books.connection
        found[name] = {pragma: connection.pragma(pragma) for pragma in PRAGMAS}
        books.close()

    look("first thread")
    other = threading.Thread(target=look, args=("another",))
    other.start()
    other.join()
    assert found == {"first thread": PRAGMAS, "another": PRAGMAS}


def test_a_promise_that_the_database_does_not_keep_is_noticed(
    books: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRAGMAS, "page_size", 8192)  # which a file has for life
    with pytest.raises(errors.PragmaRefused, match=r"page_size.*4096"):
        opened(path)


def test_an_old_sqlite_is_refused(books: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    with pytest.raises(errors.SqliteTooOld, match=r"3\.51\.2 .* 3\.51\.3"):
        opened(path)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX files")
def test_nobody_else_may_read_the_books(books: Store, path: Path) -> None:
    with books.change(staff.OWNER) as change:
        setting(change, "a", "b")
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


# --- what is not opened ---------------------------------------------------------------------------------------------


def refused(path: Path, expected: type[errors.ShopError]) -> None:
    """``path`` is not opened and not changed; at most the empty files that go with looking at it are left beside it."""
    before = path.read_bytes()
    with pytest.raises(expected):
        opened(path)
    assert path.read_bytes() == before
    log = path.with_name(f"{path.name}-wal")
    assert not log.exists() or log.stat().st_size == 0
    assert {file.name.removeprefix(path.name) for file in path.parent.iterdir()} <= {"", "-wal", "-shm"}


def test_books_of_a_newer_version_are_left_as_they_are(books: Store, path: Path) -> None:
    books.close()
    with raw(path) as connection:
        connection.pragma("user_version", VERSION + 1)
    refused(path, errors.NewerSchema)


def test_the_database_of_another_program_is_left_as_it_is(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE places (url TEXT)")
    refused(path, errors.NotTheBooks)
    with raw(path) as connection:
        connection.execute("DROP TABLE places; PRAGMA application_id = 7")
    refused(path, errors.NotTheBooks)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", errors.NotTheBooks),
        (b"sku,quantity\nA,1\n" * 400, errors.Corrupt),
        (b"SQLite format 3\0" + bytes(200), errors.Corrupt),
    ],
)
def test_a_file_that_is_no_database_is_left_as_it_is(
    path: Path, content: bytes, expected: type[errors.ShopError]
) -> None:
    path.write_bytes(content)
    refused(path, expected)


def test_where_nothing_is_there_is_no_shop(path: Path) -> None:
    with pytest.raises(errors.NoShop):
        opened(path)
    path.mkdir()
    with pytest.raises(errors.NoShop):
        opened(path)


def test_new_books_do_not_replace_what_is_there(path: Path) -> None:
    path.write_bytes(b"mine")
    with pytest.raises(errors.EnvironmentFault):
        new_books(path)
    assert path.read_bytes() == b"mine"


# --- a change is whole or nothing -----------------------------------------------------------------------------------


class Broken(Exception):
    pass


@pytest.mark.parametrize("failure", [Broken(), errors.UnknownSku(sku="A"), KeyboardInterrupt(), SystemExit(1)])
def test_a_change_that_fails_leaves_nothing(books: Store, failure: BaseException) -> None:
    heard: list[Sequence[Event]] = []
    books.listen(heard.append)
    before = books.heads()

    def fail() -> None:
        with books.change(staff.OWNER) as change:
            setting(change, "a", "b")
            change.record(ShopCreated("Shop", "EUR", "UTC"))
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert (settings(books), books.heads(), heard) == ({}, before, [])


def test_a_change_whose_events_cannot_be_written_leaves_nothing(path: Path) -> None:
    books = Store.create(path, clock=HandClock())  # nobody to chain its events: the vault is closed

    def record() -> None:
        with books.change(staff.OWNER) as change:
            staff.add_owner(change.books, name="Owner", at=change.now)
            change.record(ShopCreated("Shop", "EUR", "UTC"))

    with pytest.raises(RuntimeError, match="vault is closed"):
        record()
    with books.reading() as reading:
        assert list(reading.rows("SELECT * FROM staff")) == []
    books.close()


def test_a_change_is_never_nested(books: Store) -> None:
    with books.change(staff.OWNER) as change:
        setting(change, "outer", "1")
        with pytest.raises(RuntimeError, match="within a change"), books.change(staff.OWNER):
            pass
    assert settings(books) == {"outer": "1"}


def test_listeners_hear_what_happened_and_only_after_it_is_kept(books: Store, path: Path) -> None:
    other = opened(path, read_only=True)
    heard: list[tuple[Sequence[Event], dict[str, str]]] = []
    books.listen(lambda events: heard.append((events, settings(other))))
    happened = ShopCreated("Shop", "EUR", "UTC")
    with books.change(staff.OWNER) as change:
        setting(change, "a", "b")
        change.record(happened)
        assert heard == []
    assert heard == [([happened], {"a": "b"})]
    other.close()


def test_read_only_books_cannot_be_changed(books: Store, path: Path) -> None:
    reader = opened(path, read_only=True)
    with pytest.raises(errors.ReadOnly), reader.change(staff.OWNER) as change:
        setting(change, "a", "b")
    with pytest.raises(errors.ReadOnly), reader.reading() as reading:
        reading.write("DELETE FROM staff")
    with books.change(staff.OWNER) as change:
        setting(change, "a", "c")
    assert settings(reader) == {"a": "c"}
    reader.close()


def test_a_snapshot_sees_one_moment(books: Store, path: Path) -> None:
    writer = opened(path)
    with books.snapshot() as reading:
        assert list(reading.rows("SELECT * FROM setting")) == []
        with writer.change(staff.OWNER) as change:
            setting(change, "a", "b")
        assert list(reading.rows("SELECT * FROM setting")) == []
    assert settings(books) == {"a": "b"}
    writer.close()


# --- many at once ---------------------------------------------------------------------------------------------------


def count_up(books: Store, times: int) -> None:
    for _ in range(times):
        with books.change(staff.OWNER) as change:
            row = change.books.one("SELECT value FROM setting WHERE key = 'count'")
            setting(change, "count", str(int(row[0] if row else 0) + 1))
            change.record(ShopCreated("Shop", "EUR", "UTC"))


def test_no_change_of_many_threads_is_lost(books: Store) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            count_up(books, 30)
        except Exception as failure:  # noqa: BLE001  # told to the thread of the test
            failures.append(failure)
        finally:
            books.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert settings(books) == {"count": "240"}
    assert books.heads()["audit"][0] == 240


def test_no_change_of_two_programs_is_lost(books: Store, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.models.test_store import count_up, opened;"
        "books = opened(Path(sys.argv[1])); count_up(books, 40); books.close()"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT) for _ in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert settings(books) == {"count": "80"}


# --- failures of the machine, in the shop's words -------------------------------------------------------------------


def test_a_full_disk_is_named_and_the_change_undone(books: Store) -> None:
    def write() -> None:
        with books.change(staff.OWNER) as change:
            setting(change, "small", "1")
            setting(change, "large", "x" * 1_000_000)

    connection = books.books.connection
    connection.pragma("max_page_count", connection.pragma("page_count"))
    with pytest.raises(errors.DiskFull):
        write()
    assert settings(books) == {}
    connection.pragma("max_page_count", 1_000_000)
    write()
    assert sorted(settings(books)) == ["large", "small"]


def test_books_that_another_program_holds_are_busy(books: Store, path: Path) -> None:
    books.books.connection.pragma("busy_timeout", 20)
    with raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.Busy), books.change(staff.OWNER) as change:
            setting(change, "a", "b")
        other.execute("ROLLBACK")
    with books.change(staff.OWNER) as change:
        setting(change, "a", "b")
    assert settings(books) == {"a": "b"}


def test_a_damaged_page_is_named(books: Store, path: Path) -> None:
    with books.change(staff.OWNER) as change:
        for number in range(2_000):
            setting(change, f"key {number}", "value" * 20)
        root = change.books.one("SELECT rootpage FROM sqlite_schema WHERE name = 'setting'")
    assert root is not None
    books.books.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    books.close()
    content = bytearray(path.read_bytes())
    content[(root[0] - 1) * 4096 : root[0] * 4096] = b"\x55" * 4096
    path.write_bytes(content)
    damaged = opened(path)
    with pytest.raises(errors.Corrupt, match=r"shop\.db"):
        settings(damaged)
    damaged.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(books: Store, path: Path) -> None:
    books.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(errors.ReadOnly):
            opened(path)
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (apsw.SQLITE_FULL, errors.DiskFull),
        (apsw.SQLITE_IOERR, errors.DiskFault),
        (apsw.SQLITE_IOERR_FSYNC, errors.DiskFault),
        (apsw.SQLITE_IOERR_SHMSIZE, errors.DiskFull),
        (apsw.SQLITE_READONLY, errors.ReadOnly),
        (apsw.SQLITE_PERM, errors.ReadOnly),
        (apsw.SQLITE_CANTOPEN, errors.ReadOnly),
        (apsw.SQLITE_BUSY, errors.Busy),
        (apsw.SQLITE_BUSY_SNAPSHOT, errors.Busy),
        (apsw.SQLITE_LOCKED, errors.Busy),
        (apsw.SQLITE_PROTOCOL, errors.Busy),
        (apsw.SQLITE_CORRUPT, errors.Corrupt),
        (apsw.SQLITE_NOTADB, errors.Corrupt),
        (apsw.SQLITE_CONSTRAINT, None),
        (apsw.SQLITE_ERROR, None),
    ],
)
def test_each_failure_of_the_driver_has_its_word(code: int, expected: type[errors.ShopError] | None) -> None:
    said = store.translate(apsw.exception_for(code), name="shop.db")
    assert (None if said is None else type(said)) is expected


def test_what_is_no_failure_of_the_driver_has_no_word() -> None:
    assert store.translate(ValueError("a bug"), name="shop.db") is None


def test_the_first_failure_counts_not_the_one_of_undoing_it() -> None:
    failure = apsw.SQLError("cannot rollback - no transaction is active")
    failure.__context__ = apsw.FullError()
    assert isinstance(store.translate(failure, name="shop.db"), errors.DiskFull)


# --- the picture of the tables --------------------------------------------------------------------------------------


def test_the_picture_of_each_table_is_the_table(books: Store) -> None:
    for table in TABLES:
        meta = table._meta
        pictured = [(field.column_name, field.null or field.primary_key) for field in meta.sorted_fields]
        with books.reading() as reading:
            columns = list(reading.rows('SELECT name, "notnull", pk FROM pragma_table_info(?)', (meta.table_name,)))
        alone = sum(key > 0 for *_, key in columns) == 1  # a single key may be null in SQLite's eyes only
        assert pictured == [(name, not must or (alone and key == 1)) for name, must, key in columns], meta.table_name


def test_new_books_are_marked_and_without_drift(books: Store) -> None:
    connection = books.books.connection
    assert (connection.pragma("application_id"), connection.pragma("user_version")) == (APPLICATION_ID, VERSION)
    assert (books.drift(), books.damage()) == (None, None)
    connection.execute("DROP TRIGGER event_stays")
    assert books.drift() == "trigger event_stays"
