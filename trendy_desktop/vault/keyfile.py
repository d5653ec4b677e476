"""The key file, ``keystore.db``: slots, keyset, one wrapped data key per customer, and the proof that all are there.

It has no history: a backup mirrors it, so that a key deleted here is gone. It proves itself by a keyed multiset hash
(MSet-Add-Hash of Clarke, Devadas, van Dijk, Gassend and Suh, "Incremental Multiset Hash Functions and Their
Application to Memory Integrity Checking", ASIACRYPT 2003): the sum of all data-key row MACs modulo 2^256, kept blinded
beside their count in one head row that is itself under a MAC with slots, keyset and anchors. One more customer costs
one more MAC. What it cannot show is an old copy of the whole file put in its place: only the books know who is missing.
"""

import contextlib
import os
import struct
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import apsw

from trendy_desktop.errors import Busy, KeyFileDamaged
from trendy_desktop.vault.crypto import Stretch, same
from trendy_desktop.vault.keyfile_format import (
    APPLICATION_ID,
    FORMAT,
    MISTYPED,
    SCHEMA,
    connected,
    gate,
    refuse_other_schema,
    sync_folder,
    transaction,
    translating,
)
from trendy_desktop.vault.keyset import Prover, WrappedKey
from trendy_desktop.vault.slots import Slot

KeyPlace = Literal["keyring", "passphrase", "demo"]
Anchor = tuple[int, bytes]
"""The head of a chain: how many links it has, and the MAC of the last."""

_MODULUS = 1 << 256
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """What the key file says about its vault before any key is open; only the open keys can prove it."""

    vault_id: bytes
    key_place: KeyPlace
    root_fingerprint: bytes
    slots: tuple[Slot, ...]
    keyset: tuple[WrappedKey, ...]

    def slot(self, kind: Literal["passphrase", "recovery"]) -> Slot | None:
        return next((slot for slot in self.slots if slot.kind == kind), None)


@dataclass(frozen=True, slots=True)
class _Totals:
    """How often the file was written, how many data keys it has, and the sum of their MACs modulo 2^256."""

    generation: int
    keys: int
    row_sum: int


class KeyFile:
    """An open key file. Its methods may be called from any thread; each is one transaction."""

    def __init__(self, path: Path) -> None:
        """Open the key file at ``path``.

        Raises KeyFileMissing, KeyFileDamaged, NewerSchema (before a byte is touched) and the faults of the machine.
        """
        gate(path)
        self._path = path
        self._lock = threading.Lock()
        with translating():
            self._connection = connected(path)
            try:
                refuse_other_schema(self._connection)
            except BaseException:
                self._connection.close()
                raise

    @classmethod
    def create(cls, path: Path, head: Head, prover: Prover) -> None:
        """Write a new key file without data keys. It appears at ``path`` whole or not at all, readable by its owner."""
        part = path.with_name(path.name + ".part")
        journal = part.with_name(part.name + "-journal")
        with translating():
            for leftover in (part, journal):
                leftover.unlink(missing_ok=True)
            try:
                # SQLite itself would make it readable by everybody; its journal takes over the rights of the file.
                os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                _write_new(part, head, prover)
                journal.unlink(missing_ok=True)
                part.rename(path)
                sync_folder(path.parent)
            except BaseException:
                for leftover in (part, journal):
                    with contextlib.suppress(OSError):
                        leftover.unlink(missing_ok=True)
                raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def head(self) -> Head:
        """What it says about its vault. Raises KeyFileDamaged when it says nothing."""
        with self._reading() as connection:
            # A flipped bit can turn a value into one of another type, which CHECKs see only when it is written.
            if connection.execute(MISTYPED).fetchone() is not None:
                raise KeyFileDamaged(why="a value in it has a wrong type")
            row = connection.execute("SELECT vault_id, key_place, root_fingerprint FROM head").fetchone()
            if row is None:
                raise KeyFileDamaged(why="its head is missing")
            slots = connection.execute("SELECT kind, wrapped, time, lanes, memory_kib, salt FROM slot ORDER BY kind")
            keyset = connection.execute(
                "SELECT kid, purpose, fingerprint, wrapped FROM keyset WHERE status = 'active' ORDER BY kid"
            )
            return Head(
                vault_id=row[0],
                key_place=row[1],
                root_fingerprint=row[2],
                slots=tuple(
                    Slot(kind, wrapped, None if time is None else Stretch(time, lanes, memory), salt)
                    for kind, wrapped, time, lanes, memory, salt in slots
                ),
                keyset=tuple(WrappedKey(*entry) for entry in keyset),
            )

    def prove_head(self, prover: Prover) -> None:
        """Prove everything but the data keys. Raises KeyFileDamaged."""
        with self._reading() as connection:
            _proved_totals(connection, prover)

    def prove(self, prover: Prover) -> int:
        """Prove the whole file as it is on the disk now; returns the number of data keys. Raises KeyFileDamaged."""
        fresh = KeyFile(self._path)  # this connection's cache would hide what was changed beneath it
        try:
            with fresh._reading() as connection:
                found = connection.execute("PRAGMA integrity_check(1)").fetchone()
                if found != ("ok",):
                    raise KeyFileDamaged(why="its database is not sound")
                totals = _proved_totals(connection, prover)
                counted, added = 0, 0
                for uid, wrapped in connection.execute("SELECT cust_uid, CAST(wrapped AS BLOB) FROM data_key"):
                    counted += 1
                    added += int.from_bytes(prover.row(uid + wrapped))
                if (counted, added % _MODULUS) != (totals.keys, totals.row_sum):
                    raise KeyFileDamaged(why="a customer's key was changed, added or removed")
                return counted
        finally:
            fresh.close()

    def wrapped_keys(self, uids: Iterable[bytes]) -> dict[bytes, bytes]:
        """The wrapped data keys of those of ``uids`` that have one."""
        wanted = tuple(uids)
        if not wanted:
            return {}
        with self._reading() as connection:
            return dict(
                connection.execute(
                    "SELECT cust_uid, wrapped FROM carray(?) AS wanted CROSS JOIN data_key ON cust_uid = wanted.value"
                    " WHERE typeof(wrapped) = 'blob'",
                    (apsw.carray(wanted, flags=apsw.SQLITE_CARRAY_BLOB),),
                )
            )

    def add(self, rows: Sequence[tuple[bytes, bytes]], prover: Prover) -> None:
        """Commit new (uid, wrapped data key) rows, all or none."""
        added = sum(int.from_bytes(prover.row(uid + wrapped)) for uid, wrapped in rows)
        with self._writing(prover, keys=len(rows), row_sum=added) as connection:
            connection.executemany("INSERT INTO data_key (cust_uid, wrapped) VALUES (?, ?)", rows)

    def remove(self, uids: Iterable[bytes], prover: Prover) -> None:
        """Delete the data keys of ``uids``, and every trace of them in the file."""
        unwanted = tuple(uids)
        if not unwanted:
            return
        gone = self.wrapped_keys(unwanted)
        removed = sum(int.from_bytes(prover.row(uid + wrapped)) for uid, wrapped in gone.items())
        with self._writing(prover, keys=-len(gone), row_sum=-removed) as connection:
            for uid, wrapped in gone.items():
                connection.execute("DELETE FROM data_key WHERE cust_uid = ? AND wrapped = ?", (uid, wrapped))
                if connection.changes() != 1:  # somebody else removed it since it was read
                    raise Busy
        # secure_delete zeroes what is deleted, but not the copies that merging half-empty pages leaves between rows.
        with self._lock, translating():
            self._connection.execute("VACUUM")

    def replace_slots(self, slots: Sequence[Slot], key_place: KeyPlace, prover: Prover) -> None:
        """Put ``slots`` in the place of those of their kinds, and say where the key is."""
        with self._writing(prover) as connection:
            _put_slots(connection, slots)
            connection.execute("UPDATE head SET key_place = ?", (key_place,))

    def anchors(self) -> dict[str, Anchor]:
        """The heads of chains as last kept."""
        with self._reading() as connection:
            rows = connection.execute("SELECT chain, length, mac FROM anchor ORDER BY chain")
            return {chain: (length, mac) for chain, length, mac in rows}

    def anchor(self, heads: Mapping[str, Anchor], prover: Prover) -> None:
        """Keep the heads of chains. One that is shorter than the head kept before is left out."""
        known = self.anchors()
        grown = [(chain, *head) for chain, head in heads.items() if chain not in known or head[0] > known[chain][0]]
        if not grown:
            return
        with self._writing(prover) as connection:
            connection.executemany(
                "INSERT INTO anchor VALUES (?, ?, ?) ON CONFLICT (chain) DO UPDATE"
                " SET length = excluded.length, mac = excluded.mac WHERE excluded.length > anchor.length",
                grown,
            )

    def key_count(self) -> int:
        """How many customers have a data key."""
        with self._reading() as connection:
            counted: int = connection.execute("SELECT count(*) FROM data_key").get
            return counted

    def uids(self) -> Iterator[bytes]:
        """Everyone who has a data key, in the order of their bytes, read in pages."""
        after = b""
        while True:
            with self._reading() as connection:
                page = connection.execute(
                    "SELECT cust_uid FROM data_key WHERE cust_uid > ? ORDER BY cust_uid LIMIT ?", (after, _PAGE)
                )
                uids: list[bytes] = [uid for (uid,) in page]
            yield from uids
            if len(uids) < _PAGE:
                return
            after = uids[-1]

    @contextlib.contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        with self._lock, translating(), transaction(self._connection, "BEGIN"):
            yield self._connection

    @contextlib.contextmanager
    def _writing(self, prover: Prover, *, keys: int = 0, row_sum: int = 0) -> Iterator[apsw.Connection]:
        """A transaction that proves the head before it changes anything and seals it anew before it commits."""
        with self._lock, translating(), transaction(self._connection):
            before = _proved_totals(self._connection, prover)
            yield self._connection
            after = _Totals(before.generation + 1, before.keys + keys, (before.row_sum + row_sum) % _MODULUS)
            _seal_head(self._connection, prover, after)


# --- on one connection --------------------------------------------------------------------------------------------


def _write_new(path: Path, head: Head, prover: Prover) -> None:
    connection = connected(path)
    try:
        with transaction(connection):
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO head VALUES (1, ?, ?, ?, 1, 0, ?, ?, ?)",
                (head.vault_id, head.key_place, head.root_fingerprint, bytes(16), bytes(32), bytes(32)),
            )
            connection.executemany(
                "INSERT INTO keyset VALUES (?, ?, 'active', ?, ?)",
                [(entry.kid, entry.purpose, entry.fingerprint, entry.wrapped) for entry in head.keyset],
            )
            _put_slots(connection, head.slots)
            _seal_head(connection, prover, _Totals(generation=1, keys=0, row_sum=0))
            connection.pragma("application_id", APPLICATION_ID)
            connection.pragma("user_version", FORMAT)
    finally:
        connection.close()


def _put_slots(connection: apsw.Connection, slots: Sequence[Slot]) -> None:
    for slot in slots:
        cost = (
            (None, None, None)
            if slot.stretch is None
            else (slot.stretch.time, slot.stretch.lanes, slot.stretch.memory_kib)
        )
        connection.execute(
            "INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?, ?, ?)", (slot.kind, *cost, slot.salt, slot.wrapped)
        )


def _proved_totals(connection: apsw.Connection, prover: Prover) -> _Totals:
    """Raises KeyFileDamaged unless the head proves itself."""
    row = connection.execute("SELECT generation, keys, blind, row_sum, mac FROM head").fetchone()
    if row is None or not same(prover.head(_head_content(connection)), row[4]):
        raise KeyFileDamaged(why="its head does not prove itself")
    generation, keys, blind, blinded, _ = row
    return _Totals(generation, keys, (int.from_bytes(blinded) - int.from_bytes(prover.blind(blind))) % _MODULUS)


def _seal_head(connection: apsw.Connection, prover: Prover, totals: _Totals) -> None:
    # Sums in the clear would give away, from copies of the file before and after, the MACs they were made of.
    blind = os.urandom(16)
    blinded = (totals.row_sum + int.from_bytes(prover.blind(blind))) % _MODULUS
    connection.execute(
        "UPDATE head SET generation = ?, keys = ?, blind = ?, row_sum = ?",
        (totals.generation, totals.keys, blind, blinded.to_bytes(32)),
    )
    connection.execute("UPDATE head SET mac = ?", (prover.head(_head_content(connection)),))


def _head_content(connection: apsw.Connection) -> bytes:
    """All of the file but the data keys and the MAC itself, each value with its type and length."""
    content = bytearray(struct.pack(">I", FORMAT))
    for query in (
        "SELECT id, vault_id, key_place, root_fingerprint, generation, keys, blind, row_sum FROM head ORDER BY id",
        "SELECT * FROM slot ORDER BY kind",
        "SELECT * FROM keyset ORDER BY kid",
        "SELECT * FROM anchor ORDER BY chain",
    ):
        rows = connection.execute(query).fetchall()
        content += struct.pack(">I", len(rows))
        for row in rows:
            for value in row:
                packed = value if isinstance(value, bytes) else str(value).encode()
                content += type(value).__name__[0].encode() + struct.pack(">I", len(packed)) + packed
    return bytes(content)
