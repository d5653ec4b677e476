"""The vault: whoever has its key can hash, seal and open what the shop knows of its customers."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

from trendy_desktop.errors import (
    KeyFileDamaged,
    KeyFileMissing,
    NewerSchema,
    NoKeyPlace,
    ShopError,
    ShopExists,
    UserError,
    VaultClosed,
    WrongPassphrase,
    WrongRecoveryWords,
)
from trendy_desktop.values import HashedEmail
from trendy_desktop.vault.crypto import (
    CHEAPEST,
    KEY_LENGTH,
    STANDARD,
    UID_LENGTH,
    Stretch,
    fingerprint,
    mac_after,
    same,
)
from trendy_desktop.vault.customer_keys import CustomerKeys
from trendy_desktop.vault.keyfile import Anchor, Head, KeyFile, KeyPlace
from trendy_desktop.vault.keyfile_format import NAME
from trendy_desktop.vault.keyset import Keys, new_keyset, open_keyset
from trendy_desktop.vault.keystore import NO_KEYRING, PATIENCE, KeyRefused, drop_root, fetch_root, keep_root
from trendy_desktop.vault.slots import (
    Slot,
    open_passphrase_slot,
    open_recovery_slot,
    passphrase_slot,
    recovery_slot,
    refuse_weak,
)

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

PUBLISHED_PASSPHRASE: Final = "trendythreads-demo"  # noqa: S105
"""Opens the demo shop and practice copies. It protects nothing, and is not meant to: their people are made up."""

CHAIN_START: Final = bytes(32)
"""Stands for the MAC before the first link of a chain."""

Chain = Literal["ledger", "audit"]


class Vault:
    """The vault of the shop in one folder, open or closed; made by :meth:`create` or :meth:`open`.

    Closed it has no keys: what needs one raises VaultClosed, and ``why_closed`` says why in half a sentence ("" when
    open). ``vault_id`` has 16 bytes, all zero when the key file cannot be read; ``key_place`` means nothing then.
    May be used from any thread.
    """

    def __init__(self, file: KeyFile | None, head: Head | None, *, fault: ShopError | None = None) -> None:
        """For :meth:`create` and :meth:`open`: closed as yet, with its key file or the ``fault`` that it has none."""
        self.vault_id = bytes(UID_LENGTH) if head is None else head.vault_id
        self.key_place: KeyPlace = "passphrase" if head is None else head.key_place
        self.why_closed = "" if fault is None else _half_sentence(fault)
        self._file = file
        self._fault = fault
        self._keys: Keys | None = None

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        keyring: "KeyringBackend | None",
        passphrase: str | None = None,
        demo: bool = False,
        stretch: Stretch = STANDARD,
        patience: float = PATIENCE,
    ) -> tuple[Self, str]:
        """A new vault in ``folder``, open, and its twelve recovery words, which are shown once and kept nowhere.

        The folder exists. The root key goes into ``keyring`` if it proves to keep it, and into a slot for
        ``passphrase`` if one is given; ``demo`` uses the published passphrase and no keyring. ``stretch`` is what a
        guess at the passphrase costs, ``patience`` the seconds a keyring may take. Raises ShopExists when there is a
        key file already, WeakPassphrase, NoKeyPlace when neither can keep the key, and the faults of the machine.
        """
        path = folder / NAME
        if path.exists():
            raise ShopExists(folder=str(folder))
        if demo:
            keyring, passphrase, stretch = None, PUBLISHED_PASSPHRASE, CHEAPEST
        vault_id, root = os.urandom(UID_LENGTH), os.urandom(KEY_LENGTH)
        place, slots = _kept(root, vault_id, keyring, passphrase, stretch=stretch, patience=patience)
        recovery, words = recovery_slot(root, vault_id)
        head = Head(
            vault_id=vault_id,
            key_place="demo" if demo else place,
            root_fingerprint=fingerprint(root),
            slots=(*slots, recovery),
            keyset=new_keyset(root, vault_id),
        )
        keys = open_keyset(root, vault_id, head.keyset)
        try:
            KeyFile.create(path, head, keys.prover)
        except BaseException:
            if keyring is not None and place == "keyring":
                drop_root(keyring, vault_id, patience=patience)
            raise
        vault = cls(KeyFile(path), head)
        vault._keys = keys
        return vault, words

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        keyring: "KeyringBackend | None",
        passphrase: str | None = None,
        patience: float = PATIENCE,
    ) -> Self:
        """The vault in ``folder``: open if its key can be had, else closed. An existing vault never gets a new key.

        A ``passphrase`` is tried where the vault has one, before any keyring, and raises WrongPassphrase if it does not
        fit. A key file that is missing, damaged, newer or cannot be read gives a closed vault; :meth:`check` raises
        what is wrong with it.
        """
        file: KeyFile | None = None
        try:
            file = KeyFile(folder / NAME)
            head = file.head()
        except ShopError as fault:
            if file is not None:
                file.close()
            return cls(None, None, fault=fault)
        vault = cls(file, head)
        try:
            vault._keys = _proved_keys(file, head, _root(head, keyring, passphrase, patience=patience))
        except KeyRefused as refused:
            vault.why_closed = refused.why
        except UserError:
            file.close()
            raise
        except ShopError as fault:
            vault.why_closed, vault._fault = _half_sentence(fault), fault
        return vault

    def open_with_words(
        self,
        words: str,
        *,
        keyring: "KeyringBackend | None",
        passphrase: str | None = None,
        stretch: Stretch = STANDARD,
        patience: float = PATIENCE,
    ) -> None:
        """Open with the recovery words, and see to it that the next :meth:`open` works.

        For that the root key goes back into ``keyring``, and ``passphrase`` replaces the one before; the arguments are
        those of :meth:`create`. Raises WrongRecoveryWords, WeakPassphrase, NoKeyPlace when neither can keep the key
        (the vault stays as it was), and what is wrong with the key file.
        """
        file = self._key_file()
        head = file.head()
        recovery = head.slot("recovery")
        if recovery is None:
            raise WrongRecoveryWords
        root = open_recovery_slot(recovery, head.vault_id, words)
        keys = _proved_keys(file, head, root)
        if head.key_place != "demo":
            place, slots = _kept(root, head.vault_id, keyring, passphrase, stretch=stretch, patience=patience)
            if slots or place != head.key_place:
                file.replace_slots(slots, place, keys.prover)
            self.key_place = place
        self._keys, self.why_closed, self._fault = keys, "", None

    def renew_words(self) -> str:
        """New recovery words, shown once; those before no longer open this key file. Raises VaultClosed."""
        keys = self._open_keys()
        slot, words = recovery_slot(keys.root, self.vault_id)
        self._key_file().replace_slots((slot,), self.key_place, keys.prover)
        return words

    def close(self) -> None:
        """Let go of the keys and of the key file, for good."""
        self._keys = None
        self.why_closed = self.why_closed or "it was closed"
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def is_open(self) -> bool:
        return self._keys is not None

    @property
    def is_damaged(self) -> bool:
        """Whether it is closed because its key file is missing or not as it was written."""
        return self._fault is not None

    def require_open(self) -> None:
        """Raises VaultClosed unless the vault is open, or what is wrong with its key file."""
        self._open_keys()

    # hashes and chains

    def hashed_email(self, normalised: str) -> HashedEmail:
        """The name other tables have for the customer with this address (as ``normalise_email`` gives it), 32 bytes.

        Without the key nobody can test whether an address they know is in the books. Raises VaultClosed.
        """
        return HashedEmail(self._open_keys().index(normalised.encode()))

    def line_identity(self, kind: str) -> Callable[[bytes], bytes]:
        """A function from the content of a file's line to the 16 bytes it is known by; other for each ``kind``.

        Raises VaultClosed; ValueError when ``kind`` has a NUL, which ends it in what is hashed.
        """
        if "\0" in kind:
            raise ValueError("a kind has no NUL")
        mac = mac_after(self._open_keys().identity, kind.encode() + b"\0")
        return lambda content: mac(content)[:16]

    def linker(self, chain: Chain) -> Callable[[bytes, bytes], bytes]:
        """The function (MAC of the link before, row) to the 32-byte MAC of the link; the first follows CHAIN_START.

        The MAC before always has 32 bytes, so where the row begins is never in doubt. Raises VaultClosed.
        """
        mac = self._open_keys().chains[chain]
        return lambda previous, row: mac(previous + row)

    def anchor(self, heads: Mapping[str, Anchor]) -> None:
        """Copy the heads of chains (name to length and MAC) into the key file, authenticated there.

        A head never moves back: one that is shorter than the head kept before is left out, so that a cut tail is still
        found afterwards. The caller compares the books with :meth:`anchored` before it copies a longer one. Raises
        VaultClosed.
        """
        keys = self._open_keys()
        self._key_file().anchor(heads, keys.prover)

    def anchored(self) -> dict[str, Anchor]:
        """The heads of chains as last copied. Raises VaultClosed, KeyFileDamaged when they do not prove themselves."""
        prover = self._open_keys().prover
        file = self._key_file()
        file.prove_head(prover)
        return file.anchors()

    # customers' keys

    def keys_for(self, uids: Iterable[bytes]) -> CustomerKeys:
        """The data keys of the customers ``uids``, read at once, for one unit of work. Raises VaultClosed."""
        keys = self._open_keys()
        file = self._key_file()
        return CustomerKeys(file, keys, self.vault_id, file.wrapped_keys(uids))

    def stored_uids(self) -> Iterator[bytes]:
        """Every customer uid with a data key, in ascending order; works while closed, too."""
        return self._key_file().uids()

    def key_count(self) -> int:
        """How many customers have a data key; works while closed, too."""
        return self._key_file().key_count()

    def forget(self, uids: Iterable[bytes]) -> None:
        """Delete these data keys for good: nothing they sealed opens again, in no copy of the books.

        Whoever sweeps keys without rows holds the books' write lock meanwhile. Raises VaultClosed.
        """
        keys = self._open_keys()
        self._key_file().remove(uids, keys.prover)

    def check(self) -> int:
        """Prove the key file completely, as it is on the disk now; returns how many data keys it holds.

        Proven are its format, the keyset, the slots, the anchors, and by count and running sum that every data key is
        there and as it was written. Raises KeyFileMissing, KeyFileDamaged, NewerSchema, the faults of the machine, and
        VaultClosed, since without keys nothing can be proven.
        """
        if self._fault is not None:
            raise self._fault
        keys = self._open_keys()
        return self._key_file().prove(keys.prover)

    def _open_keys(self) -> Keys:
        if self._keys is None:
            raise self._fault or VaultClosed(why=self.why_closed)
        return self._keys

    def _key_file(self) -> KeyFile:
        if self._file is None:
            raise self._fault or VaultClosed(why=self.why_closed)
        return self._file


def _root(head: Head, keyring: "KeyringBackend | None", passphrase: str | None, *, patience: float) -> bytes:
    """The root key as ``key_place`` says. Raises KeyRefused, WrongPassphrase, KeyFileDamaged."""
    slot = head.slot("passphrase")
    if head.key_place == "demo":
        if slot is None:
            raise KeyFileDamaged(why="its passphrase slot is missing")
        try:
            return open_passphrase_slot(slot, head.vault_id, PUBLISHED_PASSPHRASE)
        except WrongPassphrase:
            raise KeyFileDamaged(why="the published passphrase does not open it") from None
    if slot is not None and passphrase is not None:
        return open_passphrase_slot(slot, head.vault_id, passphrase)
    if head.key_place == "passphrase":
        raise KeyRefused("it opens with its passphrase")
    if keyring is None:
        raise KeyRefused(NO_KEYRING)
    return fetch_root(keyring, head.vault_id, head.root_fingerprint, patience=patience)


def _proved_keys(file: KeyFile, head: Head, root: bytes) -> Keys:
    """The keyset opened by ``root``, after it proved the file around it. Raises KeyFileDamaged."""
    if not same(fingerprint(root), head.root_fingerprint):
        raise KeyFileDamaged(why="it belongs to another root key")
    keys = open_keyset(root, head.vault_id, head.keyset)
    file.prove_head(keys.prover)
    return keys


def _kept(
    root: bytes,
    vault_id: bytes,
    keyring: "KeyringBackend | None",
    passphrase: str | None,
    *,
    stretch: Stretch,
    patience: float,
) -> tuple[KeyPlace, tuple[Slot, ...]]:
    """Keep ``root`` where it can be kept: where the next opening finds it, and a slot if there is a passphrase."""
    slots: tuple[Slot, ...] = ()
    if passphrase is not None:
        refuse_weak(passphrase)
        slots = (passphrase_slot(root, vault_id, passphrase, stretch),)
    if keyring is not None:
        try:
            keep_root(keyring, vault_id, root, patience=patience)
            return "keyring", slots
        except KeyRefused:
            pass  # the passphrase remains
    if not slots:
        raise NoKeyPlace
    return "passphrase", slots


def _half_sentence(fault: ShopError) -> str:
    match fault:
        case KeyFileMissing():
            return "its key file is missing"
        case KeyFileDamaged():
            return "its key file is damaged"
        case NewerSchema():
            return "its key file was written by a newer program"
        case _:
            return "its key file could not be read"
