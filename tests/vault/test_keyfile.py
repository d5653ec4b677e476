"""The key file proves itself: whatever is done to it from outside is found, and a killed writer leaves it whole."""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from hypothesis import settings

from tests.conftest import ROOT
from tests.vault.conftest import PASSPHRASE
from trendy_desktop.errors import (
    Busy,
    DiskFault,
    DiskFull,
    KeyFileDamaged,
    NewerSchema,
    PragmaRefused,
    ReadOnly,
    ShopError,
    WrongPassphrase,
)
from trendy_desktop.vault import CHEAPEST, Vault
from trendy_desktop.vault.keyfile_format import connected, translated

ANNA = "anna@example.com"


def enrol(vault: Vault, number: int) -> list[bytes]:
    keys = vault.keys_for([])
    uids = [keys.enrol(vault.hashed_email(ANNA), ANNA, {}).cust_uid for _ in range(number)]
    keys.commit()
    return uids


def sql(path: Path, statement: str, *values: bytes | int | str) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("ignore_check_constraints", True)
    connection.execute(statement, values)
    connection.close()


def refused(folder: Path) -> ShopError | None:
    """What a newly opened vault says to its key file, None when it is content; no other failure may come."""
    vault = None
    try:
        vault = Vault.open(folder, keyring=None, passphrase=PASSPHRASE)
        vault.check()
    except (KeyFileDamaged, NewerSchema, WrongPassphrase) as fault:
        return fault
    finally:
        if vault is not None:
            vault.close()
    return None


@pytest.fixture
def file(vault: Vault, tmp_path: Path) -> Path:
    """The key file of a vault with 20 customers and two anchors; ``vault`` still has it open."""
    enrol(vault, 20)
    vault.anchor({"ledger": (20, b"l" * 32), "audit": (7, b"a" * 32)})
    return tmp_path / "keystore.db"


# --- tampering ----------------------------------------------------------------------------------------------------

TAMPERINGS = {
    "a deleted key": "DELETE FROM data_key WHERE id = 3",
    "all keys deleted": "DELETE FROM data_key",
    "a deleted key, count mended": "DELETE FROM data_key WHERE id = 3; UPDATE head SET keys = keys - 1",
    "a copied key": "INSERT INTO data_key SELECT 99, randomblob(16), wrapped FROM data_key WHERE id = 3",
    "swapped keys": "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key AS other"
    " WHERE other.id = 7 - data_key.id) WHERE id IN (3, 4)",
    "a key of another": "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE id = 4) WHERE id = 3",
    "another uid": "UPDATE data_key SET cust_uid = randomblob(16) WHERE id = 3",
    "a changed key": "UPDATE data_key SET wrapped = randomblob(66) WHERE id = 3",
    "the count": "UPDATE head SET keys = keys + 1",
    "the sum": "UPDATE head SET row_sum = randomblob(32)",
    "the blind": "UPDATE head SET blind = randomblob(16)",
    "the generation": "UPDATE head SET generation = generation + 1",
    "the head's MAC": "UPDATE head SET mac = randomblob(32)",
    "no head": "DELETE FROM head",
    "another vault's id": "UPDATE head SET vault_id = randomblob(16)",
    "the root's fingerprint": "UPDATE head SET root_fingerprint = randomblob(16)",
    "no recovery slot": "DELETE FROM slot WHERE kind = 'recovery'",
    "another recovery slot": "UPDATE slot SET wrapped = randomblob(66) WHERE kind = 'recovery'",
    "a key of the keyset": "UPDATE keyset SET wrapped = randomblob(66) WHERE purpose = 'audit'",
    "swapped keys of the keyset": "UPDATE keyset SET wrapped = (SELECT wrapped FROM keyset AS other"
    " WHERE other.kid = 9 - keyset.kid) WHERE kid IN (4, 5)",
    "swapped purposes": "UPDATE keyset SET purpose = iif(kid = 4, 'audit', 'ledger') WHERE kid IN (4, 5)",
    "a fingerprint": "UPDATE keyset SET fingerprint = randomblob(16) WHERE kid = 2",
    "a retired key": "UPDATE keyset SET status = 'retired' WHERE kid = 2",
    "a missing key": "DELETE FROM keyset WHERE kid = 2",
    "no keyset": "DELETE FROM keyset",
    "an anchor moved back": "UPDATE anchor SET length = 19 WHERE chain = 'ledger'",
    "an anchor's MAC": "UPDATE anchor SET mac = randomblob(32) WHERE chain = 'ledger'",
    "a missing anchor": "DELETE FROM anchor WHERE chain = 'audit'",
    "a renamed anchor": "UPDATE anchor SET chain = 'AUDIT' WHERE chain = 'audit'",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON data_key BEGIN DELETE FROM data_key WHERE id = 1; END",
    "one more table": "CREATE TABLE more (x)",
    "one table less": "DROP TABLE anchor",
    "an older format": "PRAGMA user_version = 0",
    "another program's": "PRAGMA application_id = 1",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_found(vault: Vault, file: Path, tampering: str) -> None:
    assert vault.check() == 20
    sql(file, TAMPERINGS[tampering])
    assert refused(file.parent) is not None
    with pytest.raises(KeyFileDamaged):
        vault.check()  # the one that had it open all along, too


def test_an_old_head_put_back_is_found(vault: Vault, file: Path) -> None:
    """Head, slots, keyset and anchors of an earlier state, beside keys written since."""
    shutil.copy(file, file.with_name("old.db"))
    enrol(vault, 1)
    vault.anchor({"ledger": (21, b"n" * 32)})
    vault.close()
    connection = apsw.Connection(str(file))
    connection.execute("ATTACH ? AS old", (str(file.with_name("old.db")),))
    for table in ("head", "anchor"):
        connection.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM old.{table}")
    connection.close()
    assert refused(file.parent) is not None


def test_an_old_key_list_put_back_is_found(vault: Vault, file: Path) -> None:
    shutil.copy(file, file.with_name("old.db"))
    vault.forget([next(vault.stored_uids())])
    enrol(vault, 1)
    vault.close()
    connection = apsw.Connection(str(file))
    connection.execute("ATTACH ? AS old", (str(file.with_name("old.db")),))
    connection.execute("DELETE FROM data_key; INSERT INTO data_key SELECT * FROM old.data_key")
    connection.close()
    assert refused(file.parent) is not None


def test_a_cheaper_stretch_written_in_opens_nothing(vault: Vault, file: Path) -> None:
    vault.close()
    sql(file, "UPDATE slot SET time = 2 WHERE kind = 'passphrase'")
    with pytest.raises(ShopError):
        Vault.open(file.parent, keyring=None, passphrase=PASSPHRASE)
    sql(file, "UPDATE slot SET memory_kib = 1 << 31 WHERE kind = 'passphrase'")
    began = time.monotonic()
    assert refused(file.parent) is not None
    assert time.monotonic() - began < 5


def contents(path: Path) -> list[object]:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    rows: list[object] = []
    for table in ("head", "slot", "keyset", "anchor", "data_key"):
        rows += connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.close()
    return rows


def test_a_flipped_bit_is_found_or_has_changed_nothing(vault: Vault, file: Path) -> None:
    vault.close()
    dice = random.Random(5)
    before, rows = file.read_bytes(), contents(file)
    found = 0
    for _ in range(2 * settings().max_examples):
        damaged = bytearray(before)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        file.write_bytes(damaged)
        if refused(file.parent) is None:
            assert contents(file) == rows
        else:
            found += 1
    assert found > 0


@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.5, 0.99])
def test_a_cut_file_is_found(vault: Vault, file: Path, part: float) -> None:
    vault.close()
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])
    assert refused(file.parent) is not None


def test_overwritten_pages_are_found(vault: Vault, file: Path) -> None:
    vault.close()
    content = file.read_bytes()
    for start in range(0, len(content), 4096):
        file.write_bytes(content[:start] + bytes(4096) + content[start + 4096 :])
        assert refused(file.parent) is not None


# --- the machine --------------------------------------------------------------------------------------------------


class FailingVFS(apsw.VFS):
    """The system's files, of which the write or sync number ``at`` fails, and all after it."""

    def __init__(self, failure: type[apsw.Error]) -> None:
        self.name = "failing"
        self.failure = failure
        self.done = 0
        self.at = sys.maxsize
        self.base = apsw.vfs_names()[0]
        super().__init__(self.name, self.base, makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "FailingFile":  # noqa: N802
        return FailingFile(self, name, flags)

    def step(self) -> None:
        self.done += 1
        if self.done >= self.at:
            raise self.failure("scripted")


class FailingFile(apsw.VFSFile):
    def __init__(self, vfs: FailingVFS, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self.vfs = vfs
        super().__init__(vfs.base, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self.vfs.step()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.vfs.step()
        super().xSync(flags)


@pytest.fixture(params=[(apsw.FullError, DiskFull), (apsw.IOError, DiskFault)], ids=["full", "broken"])
def failing(request: pytest.FixtureRequest) -> Iterator[tuple[FailingVFS, type[ShopError]]]:
    failure, expected = request.param
    vfs = FailingVFS(failure)
    yield vfs, expected
    vfs.unregister()


def test_every_write_failing_in_turn_leaves_the_state_before_or_after(
    tmp_path: Path, failing: tuple[FailingVFS, type[ShopError]]
) -> None:
    vfs, expected = failing
    vault, _ = Vault.create(tmp_path, keyring=None, demo=True)
    enrol(vault, 5)
    before = set(vault.stored_uids())
    for at in range(1, 200):
        vfs.at, vfs.done = at, 0
        try:
            enrol(vault, 5)
        except expected:
            succeeded = False
        else:
            succeeded = True
        vfs.at = sys.maxsize
        after = set(vault.stored_uids())
        # The last sync comes after the commit: when that fails, keys nobody asks for are there, whole, to be swept.
        assert after >= before
        assert len(after - before) == 5 if succeeded else len(after - before) in (0, 5)
        assert vault.check() == len(after)
        before = after
        if succeeded:
            assert at > 5
            break
    else:
        pytest.fail("it never succeeded")
    vault.close()


def test_every_write_failing_while_a_vault_is_made_leaves_nothing(
    tmp_path: Path, failing: tuple[FailingVFS, type[ShopError]]
) -> None:
    vfs, expected = failing
    for at in range(1, 200):
        vfs.at, vfs.done = at, 0
        try:
            vault, _ = Vault.create(tmp_path, keyring=None, demo=True)
        except expected:
            assert list(tmp_path.iterdir()) == []
            continue
        vfs.at = sys.maxsize
        assert vault.check() == 0
        vault.close()
        assert at > 5
        return
    pytest.fail("it never succeeded")


def test_another_writer_is_waited_for_and_then_named(vault: Vault, file: Path) -> None:
    other = apsw.Connection(str(file))
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    release.start()
    assert len(enrol(vault, 1)) == 1
    release.join()
    assert isinstance(translated(apsw.BusyError()), Busy)
    other.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_named(vault: Vault, file: Path) -> None:
    file.parent.chmod(0o500)
    try:
        with pytest.raises(ReadOnly):
            enrol(vault, 1)
    finally:
        file.parent.chmod(0o700)


def test_failures_are_translated_by_their_kind() -> None:
    assert isinstance(translated(apsw.ReadOnlyError()), ReadOnly)
    assert isinstance(translated(apsw.NotADBError()), KeyFileDamaged)
    assert isinstance(translated(PermissionError(13, "no")), ReadOnly)
    assert isinstance(translated(OSError(28, "no")), DiskFull)
    assert isinstance(translated(OSError(5, "no")), DiskFault)
    assert translated(apsw.SQLError()) is None


def test_settings_are_read_back(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trendy_desktop.vault.keyfile_format._PRAGMAS", (("synchronous", "OFF", 3),))
    with pytest.raises(PragmaRefused):
        connected(file)


def test_the_journal_is_its_owners_alone(vault: Vault, file: Path) -> None:
    seen: list[int] = []
    original = Path(f"{file}-journal")

    def look(_: apsw.Connection) -> bool:
        seen.append(stat.S_IMODE(original.stat().st_mode))
        return False

    assert vault._file is not None
    connection = vault._file._connection
    connection.set_commit_hook(lambda: look(connection))
    enrol(vault, 1)
    connection.set_commit_hook(None)
    assert seen == [0o600] or sys.platform == "win32"


def test_threads_share_a_vault(vault: Vault) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(10):
                uids = enrol(vault, 5)
                assert len(vault.keys_for(uids)._wrapped) == 5
                vault.anchor({"ledger": (vault.key_count(), bytes(32))})
        except Exception as failure:  # noqa: BLE001  (shown by the assertion below)
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert vault.check() == 200


# --- power ---------------------------------------------------------------------------------------------------------

WRITER = """
import pathlib, sys
from trendy_desktop.vault import Vault
vault = Vault.open(pathlib.Path(sys.argv[1]), keyring=None)
email = "anna@example.com"
while True:
    keys = vault.keys_for([])
    uids = [keys.enrol(vault.hashed_email(email), email, {}).cust_uid for _ in range(7)]
    keys.commit()
    print(" ".join(uid.hex() for uid in uids), flush=True)
    vault.forget(uids[:1])
    vault.anchor({"ledger": (vault.key_count(), bytes(32))})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of other systems")
def test_a_killed_writer_leaves_what_it_acknowledged(tmp_path: Path) -> None:
    Vault.create(tmp_path, keyring=None, demo=True)[0].close()
    dice = random.Random(9)
    acknowledged: set[str] = set()
    for _ in range(settings().max_examples // 10):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline()]
            time.sleep(dice.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
            said += writer.stdout.readlines()
        acknowledged |= {uid for line in said if line.endswith("\n") for uid in line.split()[1:]}
        vault = Vault.open(tmp_path, keyring=None)
        stored = {uid.hex() for uid in vault.stored_uids()}
        assert acknowledged <= stored
        assert vault.check() == len(stored)
        vault.close()


def test_the_writer_of_keys_works_at_the_cost_of_its_change(tmp_path: Path) -> None:
    """Constant work for a new customer: the head of a file with many keys is not dearer to seal than that of few."""
    vault, _ = Vault.create(tmp_path, keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)
    assert vault._file is not None
    steps: list[int] = []
    for number in (10, 5000):
        enrol(vault, number)
        counted = 0

        def count() -> bool:
            nonlocal counted
            counted += 1
            return False

        vault._file._connection.set_progress_handler(count, 1)
        enrol(vault, 1)
        vault._file._connection.set_progress_handler(None)
        steps.append(counted)
    assert steps[1] < steps[0] * 1.2
    vault.close()
