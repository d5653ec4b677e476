"""The vault as people at the window see it: open or closed, why, and where its key is."""

from typing import Final

from trendy_desktop.errors import VaultClosed
from trendy_desktop.vault import PUBLISHED_PASSPHRASE, Vault

GOOD_PASSPHRASE: Final = 12
"""Characters that a person is asked for in a new passphrase; fewer can be guessed."""


class Session:
    """What may be done with the shop's vault now."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def is_open(self) -> bool:
        """Whether customers' data can be hashed, sealed and revealed."""
        return self._vault.is_open

    @property
    def why_closed(self) -> str:
        """Half a sentence; "" while it is open."""
        return self._vault.why_closed

    def explain(self) -> None:
        """Raises what is wrong with the key file, if that is why it is closed."""
        try:
            self._vault.check()
        except VaultClosed:
            return

    @property
    def is_published(self) -> bool:
        """Whether anybody can open it: the demo shop and practice copies, whose people are made up."""
        return self._vault.key_place == "demo"

    @property
    def published_passphrase(self) -> str:
        """The passphrase that is said on the screen then."""
        return PUBLISHED_PASSPHRASE
