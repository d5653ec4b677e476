"""The data keys of some customers for one unit of work: sealing and opening what the books keep of them."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trendy_desktop.errors import VaultFault
from trendy_desktop.values import HashedEmail
from trendy_desktop.vault.crypto import KEY_LENGTH, UID_LENGTH, Column, Place, padded, same
from trendy_desktop.vault.keyfile import KeyFile
from trendy_desktop.vault.keyset import Keys

# A customer has one data key, and what it seals says so.
_ONLY_KEY = 1


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new customer as the books keep them: a random 16-byte uid and two sealed records."""

    cust_uid: bytes
    unhashed_email: bytes
    profile: bytes


class CustomerKeys:
    """Made by ``Vault.keys_for``; knows the data keys of the customers asked for and of those it enrols.

    Every record opens only for its customer, in its column of this vault, and a place of delivery only for its order.
    Methods that open or seal raise VaultFault when the customer's key is not there (erased, or not asked for), when it
    does not open, and when the record does not prove itself. Belongs to one thread.
    """

    def __init__(self, file: KeyFile, keys: Keys, vault_id: bytes, wrapped: dict[bytes, bytes]) -> None:
        self._file = file
        self._keys = keys
        self._wrapped = wrapped
        self._open: dict[bytes, AESGCM] = {}
        self._new: list[tuple[bytes, bytes]] = []
        self._data_key = Place(vault_id, Column.DATA_KEY, key=keys.kek_number)
        self._email = Place(vault_id, Column.EMAIL, key=_ONLY_KEY)
        self._profile = Place(vault_id, Column.PROFILE, key=_ONLY_KEY)
        self._place = Place(vault_id, Column.PLACE, key=_ONLY_KEY)

    def enrol(self, hashed: HashedEmail, email: str, profile: Mapping[str, str]) -> Enrolled:
        """A new customer under a new data key, which :meth:`commit` must write before the books refer to it.

        ``email`` is the normalised address that ``hashed`` is the hash of; ValueError if it is not.
        """
        if not same(self._keys.index(email.encode()), hashed):
            raise ValueError("this is not the address of that hash")
        fresh = os.urandom(UID_LENGTH + KEY_LENGTH)
        uid, key = fresh[:UID_LENGTH], fresh[UID_LENGTH:]
        cipher = AESGCM(key)
        enrolled = Enrolled(
            uid,
            self._email.seal(cipher, padded(email), uid),
            self._profile.seal(cipher, padded(dict(profile)), uid),
        )
        self._open[uid] = cipher
        self._new.append((uid, self._data_key.seal(self._keys.kek, key, uid)))
        return enrolled

    def commit(self) -> None:
        """Write the new data keys to the key file, all in one transaction; call it before the rows that need them.

        A key without rows can be swept later (``Vault.stored_uids``, ``Vault.forget``); rows without a key are lost.
        """
        if self._new:
            self._file.add(self._new, self._keys.prover)
            self._new = []

    def seal_place(self, cust_uid: bytes, order_id: int, place: str) -> bytes:
        """The place of delivery of one order; bound to ``order_id``, so that two orders of one customer do not swap."""
        return self._place.seal(self._cipher(cust_uid), padded(place), cust_uid, order_id)

    def unseal_place(self, cust_uid: bytes, order_id: int, sealed: bytes) -> str:
        return _text(self._place.unseal(self._cipher(cust_uid), sealed, cust_uid, order_id))

    def unseal_email(self, cust_uid: bytes, hashed: HashedEmail, sealed: bytes) -> str:
        """The normalised address. VaultFault also when ``hashed`` is not its hash: two rows may have been swapped."""
        email = _text(self._email.unseal(self._cipher(cust_uid), sealed, cust_uid))
        if not same(self._keys.index(email.encode()), hashed):
            raise VaultFault
        return email

    def unseal_profile(self, cust_uid: bytes, sealed: bytes) -> dict[str, str]:
        profile = json.loads(self._profile.unseal(self._cipher(cust_uid), sealed, cust_uid))
        if not isinstance(profile, dict):
            raise VaultFault
        return profile

    def _cipher(self, cust_uid: bytes) -> AESGCM:
        cipher = self._open.get(cust_uid)
        if cipher is None:
            wrapped = self._wrapped.get(cust_uid)
            if wrapped is None:
                raise VaultFault
            cipher = AESGCM(self._data_key.unseal(self._keys.kek, wrapped, cust_uid))
            self._open[cust_uid] = cipher
        return cipher


def _text(plain: bytes) -> str:
    content = json.loads(plain)
    if not isinstance(content, str):
        raise VaultFault
    return content
