"""A vault of its own for every test that asks, quick to open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.keyrings import ScriptedKeyring
from trendy_desktop.vault import CHEAPEST, Vault

PASSPHRASE = "made-up passphrase"


@pytest.fixture
def keyring() -> ScriptedKeyring:
    return ScriptedKeyring()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An open vault in ``tmp_path`` that the passphrase PASSPHRASE opens."""
    made, _ = Vault.create(tmp_path, keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)
    yield made
    made.close()
