"""The cryptography of the vault: pure functions over bytes, and the one record format everything sealed has.

A sealed record is ``version(1) | algorithm(1) | key number(4) | nonce(12) | ciphertext | tag(16)``, big-endian. It is
authenticated together with the place it stands in (:class:`Place`), so that it opens in that place only.
"""

import enum
import hmac
import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from trendy_desktop.errors import VaultFault

KEY_LENGTH = 32
UID_LENGTH = 16
FINGERPRINT_LENGTH = 16
NONCE_LENGTH = 12
TAG_LENGTH = 16
NOBODY = bytes(UID_LENGTH)
"""Stands for the owner of a record that belongs to no customer."""

_VERSION = 1
_AES_256_GCM = 1
_HEAD = struct.Struct(">BBI")
_CONTEXT = struct.Struct(">10s16sHH")
_ROW = struct.Struct(">Q")
_STEP = 64

Mac = Callable[[bytes], bytes]
"""A keyed hash: a message in, 32 bytes out."""


# --- keyed hashes -------------------------------------------------------------------------------------------------


def keyed_hash(key: bytes) -> HMAC:
    """HMAC-SHA-256 (RFC 2104, FIPS 198-1) with ``key``, before its first message; copying it is what makes it fast."""
    return HMAC(key, SHA256())


def mac_after(base: HMAC, prefix: bytes = b"") -> Mac:
    """The MAC of ``prefix | message`` under the key of ``base``, which itself stays as it is."""
    start = base.copy()
    start.update(prefix)
    copy = start.copy

    def mac(message: bytes) -> bytes:
        running = copy()
        running.update(message)
        return running.finalize()

    return mac


def same(left: bytes, right: bytes) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)


# --- derived keys -------------------------------------------------------------------------------------------------


def hkdf(material: bytes, info: bytes, *, salt: bytes | None = None, length: int = KEY_LENGTH) -> bytes:
    """HKDF-SHA-256 (RFC 5869): ``length`` bytes for the purpose ``info`` out of ``material``."""
    return HKDF(SHA256(), length, salt, info).derive(material)


def hkdf_expand(key: bytes, info: bytes, *, length: int = KEY_LENGTH) -> bytes:
    """The second step of HKDF-SHA-256 (RFC 5869, 2.3), for a ``key`` that is uniformly random already."""
    return HKDFExpand(SHA256(), length, info).derive(key)


def fingerprint(key: bytes) -> bytes:
    """The 16 bytes by which ``key`` is known. AES-GCM alone lets one ciphertext open under two keys; this does not."""
    return hkdf_expand(key, b"shop/kid/v1", length=FINGERPRINT_LENGTH)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What guessing a passphrase costs: passes, lanes and memory (in KiB) of Argon2id (RFC 9106)."""

    time: int
    lanes: int
    memory_kib: int

    def is_reasonable(self) -> bool:
        """False for what is too weak to protect a passphrase, or so heavy that a forged file would stop the program."""
        return 1 <= self.time <= 20 and 1 <= self.lanes <= 16 and 19 * 1024 <= self.memory_kib <= 1024 * 1024

    def packed(self) -> bytes:
        """The 16 bytes that bind these figures to what was sealed with them."""
        return struct.pack(">IIII", self.time, self.lanes, self.memory_kib, 0)


STANDARD = Stretch(3, 4, 64 * 1024)
"""The second recommended choice of RFC 9106 (4): about 0.2 s."""
CHEAPEST = Stretch(1, 1, 19 * 1024)
"""The least the vault accepts; right for a passphrase that is no secret."""


def argon2id(
    passphrase: bytes, salt: bytes, stretch: Stretch, *, secret: bytes | None = None, context: bytes | None = None
) -> bytes:
    """32 bytes from ``passphrase`` by Argon2id (RFC 9106) at the cost ``stretch``, whose bounds the caller checks."""
    return Argon2id(
        salt=salt,
        length=KEY_LENGTH,
        iterations=stretch.time,
        lanes=stretch.lanes,
        memory_cost=stretch.memory_kib,
        ad=context,
        secret=secret,
    ).derive(passphrase)


# --- sealed records -----------------------------------------------------------------------------------------------


class Column(enum.Enum):
    """Where sealed records stand: the numbers of table and column. They are part of the format and never change."""

    EMAIL = (1, 1)
    PROFILE = (2, 1)
    PLACE = (3, 1)
    DATA_KEY = (4, 1)
    KEYSET = (5, 1)
    PASSPHRASE_SLOT = (6, 1)
    RECOVERY_SLOT = (6, 2)


class Place:
    """A column of one vault whose records are sealed under keys of one number."""

    __slots__ = ("_context", "_head")

    def __init__(self, vault_id: bytes, column: Column, *, key: int) -> None:
        """``vault_id`` has 16 bytes; ``key`` is the number of the key, 0 to 2^32 - 1."""
        self._head = _HEAD.pack(_VERSION, _AES_256_GCM, key)
        self._context = self._head + _CONTEXT.pack(b"shop-vault", vault_id, *column.value)

    def seal(self, cipher: AESGCM, plain: bytes, owner: bytes, row: int = 0) -> bytes:
        """``plain`` as a record of the 16-byte ``owner`` in the row number ``row``.

        What is authenticated beside the ciphertext has fixed lengths, so it can be read one way only: ``version,
        algorithm, key number (6) | "shop-vault" (10) | vault (16) | table (2) | column (2) | owner (16) | row (8)``.
        The row tells two records of one owner in one column apart; it is 0 where there can be only one.
        The nonce is random: a counter would repeat itself after an old copy of the file is put back.
        """
        nonce = os.urandom(NONCE_LENGTH)
        return self._head + nonce + cipher.encrypt(nonce, plain, self._context + owner + _ROW.pack(row))

    def unseal(self, cipher: AESGCM, record: bytes, owner: bytes, row: int = 0) -> bytes:
        """What :meth:`seal` was given. Raises VaultFault unless ``record`` was sealed with that key for this place."""
        if record[:6] != self._head or len(record) < 6 + NONCE_LENGTH + TAG_LENGTH:
            raise VaultFault
        try:
            return cipher.decrypt(record[6:18], record[18:], self._context + owner + _ROW.pack(row))
        except InvalidTag:
            raise VaultFault from None


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def padded(content: str | dict[str, str]) -> bytes:
    """``content`` as UTF-8 JSON, filled with spaces to a multiple of 64 bytes so that its length tells little."""
    plain = _encode(content).encode()
    return plain + b" " * (-len(plain) % _STEP)
