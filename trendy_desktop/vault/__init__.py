"""The vault: who a customer is, and the keys to that. Only this package knows cryptography and keyrings."""

from typing import TYPE_CHECKING

from trendy_desktop.vault.crypto import CHEAPEST, STANDARD, Stretch
from trendy_desktop.vault.customer_keys import CustomerKeys, Enrolled
from trendy_desktop.vault.email import normalise_email
from trendy_desktop.vault.keystore import system_keyring
from trendy_desktop.vault.vault import CHAIN_START, PUBLISHED_PASSPHRASE, Vault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend as KeyringBackend

__all__ = [
    "CHAIN_START",
    "CHEAPEST",
    "PUBLISHED_PASSPHRASE",
    "STANDARD",
    "CustomerKeys",
    "Enrolled",
    "Stretch",
    "Vault",
    "normalise_email",
    "system_keyring",
]
