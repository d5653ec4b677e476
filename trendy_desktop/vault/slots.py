"""The two ways into a vault that a person carries: the passphrase and the twelve recovery words."""

import os
import unicodedata
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trendy_desktop.errors import KeyFileDamaged, VaultFault, WeakPassphrase, WrongPassphrase, WrongRecoveryWords
from trendy_desktop.vault.crypto import NOBODY, Column, Place, Stretch, argon2id, hkdf

LEAST_PASSPHRASE = 4
"""Characters a passphrase needs; one Argon2id guess costs an attacker a fifth of a second."""

_SALT_LENGTH = 16
_ENTROPY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """The root key wrapped by what a person knows. ``stretch`` and ``salt`` belong to a passphrase only."""

    kind: Literal["passphrase", "recovery"]
    wrapped: bytes
    stretch: Stretch | None = None
    salt: bytes | None = None


def refuse_weak(passphrase: str) -> None:
    """Raises WeakPassphrase."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise WeakPassphrase(least=LEAST_PASSPHRASE)


def passphrase_slot(root: bytes, vault_id: bytes, passphrase: str, stretch: Stretch) -> Slot:
    """``root`` wrapped by ``passphrase``; its cost is authenticated, so nobody can lower it."""
    if not stretch.is_reasonable():
        raise ValueError("the stretch is out of bounds")
    salt = os.urandom(_SALT_LENGTH)
    cipher = _passphrase_cipher(passphrase, vault_id, salt, stretch)
    place = Place(vault_id, Column.PASSPHRASE_SLOT, key=0)
    return Slot("passphrase", place.seal(cipher, root, stretch.packed()), stretch, salt)


def open_passphrase_slot(slot: Slot, vault_id: bytes, passphrase: str) -> bytes:
    """The root key. Raises WrongPassphrase; KeyFileDamaged when the slot asks for a cost outside the bounds."""
    if slot.stretch is None or slot.salt is None or not slot.stretch.is_reasonable():
        raise KeyFileDamaged(why="its passphrase slot asks for the impossible")
    cipher = _passphrase_cipher(passphrase, vault_id, slot.salt, slot.stretch)
    try:
        return Place(vault_id, Column.PASSPHRASE_SLOT, key=0).unseal(cipher, slot.wrapped, slot.stretch.packed())
    except VaultFault:
        raise WrongPassphrase from None


def recovery_slot(root: bytes, vault_id: bytes) -> tuple[Slot, str]:
    """``root`` wrapped by new recovery words, and the words: 12 of the English list of BIP 39, 128 bits."""
    from mnemonic import Mnemonic  # reads its word list from disk

    entropy = os.urandom(_ENTROPY_LENGTH)
    wrapped = Place(vault_id, Column.RECOVERY_SLOT, key=0).seal(_recovery_cipher(entropy, vault_id), root, NOBODY)
    return Slot("recovery", wrapped), Mnemonic("english").to_mnemonic(entropy)


def open_recovery_slot(slot: Slot, vault_id: bytes, words: str) -> bytes:
    """The root key. Case and spacing of ``words`` do not matter. Raises WrongRecoveryWords.

    BIP 39's own checksum has 4 bits and lets one slip in sixteen pass; the tag of the slot is the real check.
    """
    from mnemonic import Mnemonic

    try:
        entropy = bytes(Mnemonic("english").to_entropy(words.lower().split()))
        if len(entropy) != _ENTROPY_LENGTH:
            raise WrongRecoveryWords
        cipher = _recovery_cipher(entropy, vault_id)
        return Place(vault_id, Column.RECOVERY_SLOT, key=0).unseal(cipher, slot.wrapped, NOBODY)
    except (ValueError, LookupError, VaultFault):
        raise WrongRecoveryWords from None


def _passphrase_cipher(passphrase: str, vault_id: bytes, salt: bytes, stretch: Stretch) -> AESGCM:
    # Keyboards of different systems compose accents differently; NFC makes them one (RFC 8265, 4.2.2).
    stretched = argon2id(unicodedata.normalize("NFC", passphrase).encode(errors="surrogateescape"), salt, stretch)
    return AESGCM(hkdf(stretched, b"shop/passphrase/v1|" + vault_id))


def _recovery_cipher(entropy: bytes, vault_id: bytes) -> AESGCM:
    return AESGCM(hkdf(entropy, b"shop/recovery/v1|" + vault_id))
