"""The keys of one vault: what is kept wrapped by the root key, and what they can do once they are open."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from trendy_desktop.errors import KeyFileDamaged, VaultFault
from trendy_desktop.vault.crypto import (
    KEY_LENGTH,
    UID_LENGTH,
    Column,
    Mac,
    Place,
    fingerprint,
    keyed_hash,
    mac_after,
    same,
)

# No key does two jobs. The index key is not derived from the root: a new root must not change every foreign key.
PURPOSES: Final = ("kek", "index", "identity", "ledger", "audit", "keyfile")


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """One key of the vault as the key file holds it: its number, what it is for, and itself wrapped by the root."""

    kid: int
    purpose: str
    fingerprint: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Prover:
    """The MACs with which the key file proves itself: of one data key's row, of everything else in it, and a blind."""

    row: Mac
    head: Mac
    blind: Mac


@dataclass(frozen=True, slots=True)
class Keys:
    """The open keys of a vault. Apart from the root they exist only inside cipher and hash objects."""

    root: bytes
    kek: AESGCM
    kek_number: int
    index: Mac
    identity: HMAC
    chains: dict[str, Mac]
    prover: Prover


def new_keyset(root: bytes, vault_id: bytes) -> tuple[WrappedKey, ...]:
    """Fresh random keys for every purpose, numbered from 1 and wrapped by ``root``."""
    wrapper = AESGCM(root)
    keyset = []
    for kid, purpose in enumerate(PURPOSES, start=1):
        key = os.urandom(KEY_LENGTH)
        wrapped = Place(vault_id, Column.KEYSET, key=0).seal(wrapper, key, _owner(purpose), kid)
        keyset.append(WrappedKey(kid, purpose, fingerprint(key), wrapped))
    return tuple(keyset)


def open_keyset(root: bytes, vault_id: bytes, keyset: Sequence[WrappedKey]) -> Keys:
    """The keys of ``keyset``, each compared with its fingerprint. Raises KeyFileDamaged unless every one opens."""
    wrapper = AESGCM(root)
    keys: dict[str, bytes] = {}
    numbers: dict[str, int] = {}
    for entry in keyset:
        try:
            key = Place(vault_id, Column.KEYSET, key=0).unseal(wrapper, entry.wrapped, _owner(entry.purpose), entry.kid)
        except VaultFault:
            raise KeyFileDamaged(why=f"its key number {entry.kid} does not open") from None
        if not same(fingerprint(key), entry.fingerprint):
            raise KeyFileDamaged(why=f"its key number {entry.kid} is another one")
        keys[entry.purpose], numbers[entry.purpose] = key, entry.kid
    if sorted(keys) != sorted(PURPOSES):
        raise KeyFileDamaged(why="a key is missing from it")
    own = keyed_hash(keys["keyfile"])
    return Keys(
        root=root,
        kek=AESGCM(keys["kek"]),
        kek_number=numbers["kek"],
        index=mac_after(keyed_hash(keys["index"]), b"email\0v1\0"),
        identity=keyed_hash(keys["identity"]),
        chains={chain: mac_after(keyed_hash(keys[chain])) for chain in ("ledger", "audit")},
        prover=Prover(row=mac_after(own, b"row\0"), head=mac_after(own, b"head\0"), blind=mac_after(own, b"blind\0")),
    )


def _owner(purpose: str) -> bytes:
    return purpose.encode().ljust(UID_LENGTH, b"\0")
