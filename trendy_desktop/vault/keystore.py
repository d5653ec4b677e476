"""The keyring of the operating system: which one the shop trusts, and the vault's root key in it.

The entry is ``Shop Vault <vault id in hex>`` / ``root`` with the value ``sv1:<root key, base64url>:<8 bytes of its
fingerprint, hex>``: 64 characters, which every keyring can hold. Two vaults never share an entry.
"""

import base64
import contextlib
import functools
import importlib
import re
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, TypeVar

from trendy_desktop.vault.crypto import fingerprint, same

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

PATIENCE = 30.0
"""Seconds a keyring may take: a person may have to type a password, but unlocking can also block for ever."""

NO_KEYRING = "this computer has no keyring the shop can use"

_TRUSTED: Final = {
    "win32": (("Windows", "WinVaultKeyring"),),
    "darwin": (("macOS", "Keyring"),),
    "linux": (("SecretService", "Keyring"), ("libsecret", "Keyring"), ("kwallet", "DBusKeyring")),
}
_USER = "root"
_VALUE = re.compile(r"sv1:([A-Za-z0-9_-]{43}):([0-9a-f]{16})", re.ASCII)

T = TypeVar("T")


class KeyRefused(Exception):
    """The root key could not be had or kept. ``why`` is half a sentence for a person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def system_keyring(*, patience: float = PATIENCE) -> "KeyringBackend | None":
    """The keyring of this computer, or None when there is none that can be trusted to keep a key.

    The class is chosen here, from a list of those that encrypt. ``keyring.get_keyring()`` is not asked: environment
    variables, ``keyringrc.cfg`` and plug-ins can point it at one that writes plain files or forgets.
    """
    for module, name in _TRUSTED.get(sys.platform, ()):
        try:
            return _within(patience, functools.partial(_usable, module, name))
        except KeyRefused:
            continue
    return None


def fetch_root(keyring: "KeyringBackend", vault_id: bytes, root_fingerprint: bytes, *, patience: float) -> bytes:
    """The root key of the vault. Raises KeyRefused for every other answer, silence included."""
    value = _within(patience, lambda: keyring.get_password(_service(vault_id), _USER))
    if value is None:
        raise KeyRefused("the keyring has no key for this shop")
    root = _root_in(value)
    if root is None:
        raise KeyRefused("the keyring's entry for this shop is not a key")
    if not same(fingerprint(root), root_fingerprint):
        raise KeyRefused("the keyring holds the key of another vault")
    return root


def keep_root(keyring: "KeyringBackend", vault_id: bytes, root: bytes, *, patience: float) -> None:
    """Put the root key into the keyring and read it back, for there are keyrings that forget without a word.

    Raises KeyRefused unless the keyring now answers with that key.
    """
    packed = base64.urlsafe_b64encode(root).rstrip(b"=").decode()
    value = f"sv1:{packed}:{fingerprint(root)[:8].hex()}"
    _within(patience, lambda: keyring.set_password(_service(vault_id), _USER, value))
    if fetch_root(keyring, vault_id, fingerprint(root), patience=patience) != root:
        raise KeyRefused("the keyring did not keep the key")


def drop_root(keyring: "KeyringBackend", vault_id: bytes, *, patience: float) -> None:
    """Take the root key out of the keyring again, as far as it lets itself be told."""
    with contextlib.suppress(KeyRefused):
        _within(patience, lambda: keyring.delete_password(_service(vault_id), _USER))


def _service(vault_id: bytes) -> str:
    return f"Shop Vault {vault_id.hex()}"


def _root_in(value: object) -> bytes | None:
    match = _VALUE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    root = base64.urlsafe_b64decode(match[1] + "=")
    return root if fingerprint(root)[:8].hex() == match[2] else None


def _usable(module: str, name: str) -> "KeyringBackend":
    backend_class: type[KeyringBackend] = getattr(importlib.import_module(f"keyring.backends.{module}"), name)
    _ = backend_class.priority  # raises when its service does not run here
    backend = backend_class()
    if sys.platform == "win32":
        # The default persistence roams to other computers of a domain.
        backend.persist = "local machine"  # type: ignore[attr-defined]
    return backend


def _within(patience: float, call: Callable[[], T]) -> T:
    """``call()`` in a thread of its own, for at most ``patience`` seconds. Raises KeyRefused for any failure.

    The thread is left behind when it does not answer; as a daemon it does not keep the program from ending.
    """
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as failure:  # noqa: BLE001  (whatever it is belongs to the caller)
            outcome.set_exception(failure)

    threading.Thread(target=work, name="keyring", daemon=True).start()
    try:
        return outcome.result(timeout=patience)
    except Exception as failure:  # noqa: BLE001  (backends raise what their systems raise)
        # What a keyring says may name accounts and paths, so only the kind of failure is passed on.
        why = _said(failure) if outcome.done() else f"the keyring did not answer within {patience:g} seconds"
        raise KeyRefused(why) from None


def _said(failure: Exception) -> str:
    from keyring import errors

    match failure:
        case errors.KeyringLocked():
            return "the keyring is locked"
        case errors.NoKeyringError():
            return NO_KEYRING
        case errors.InitError():
            return "the keyring could not be opened"
        case errors.PasswordSetError():
            return "the keyring refused to keep the key"
        case _:
            return f"the keyring failed ({type(failure).__name__})"
