"""A vault written in format 1 and stored with what it answered then; it opens for ever.

``tests/data/vault_1`` holds the key file and, in ``golden.json``, passphrase, words, sealed records and hashes.
"""

import json
import shutil
from pathlib import Path
from typing import TypedDict

import pytest

from tests.conftest import ROOT
from tests.vault.keyrings import ScriptedKeyring
from trendy_desktop.values import HashedEmail
from trendy_desktop.vault import CHAIN_START, Vault


class Person(TypedDict):
    email: str
    profile: dict[str, str]
    hashed_email: str
    cust_uid: str
    unhashed_email: str
    profile_sealed: str
    order_id: int
    place: str
    place_sealed: str


class Golden(TypedDict):
    passphrase: str
    words: str
    vault_id: str
    people: list[Person]
    ledger: str
    audit: str
    order_line: str


@pytest.fixture
def golden(tmp_path: Path) -> Golden:
    """What is known of the stored vault, whose key file is copied into ``tmp_path``."""
    stored = ROOT / "tests" / "data" / "vault_1"
    shutil.copy(stored / "keystore.db", tmp_path)
    known: Golden = json.loads((stored / "golden.json").read_text(encoding="utf-8"))
    return known


@pytest.mark.parametrize("way", ["passphrase", "words"])
def test_the_golden_vault_opens(tmp_path: Path, golden: Golden, way: str, keyring: ScriptedKeyring) -> None:
    if way == "passphrase":
        vault = Vault.open(tmp_path, keyring=None, passphrase=golden["passphrase"])
    else:
        vault = Vault.open(tmp_path, keyring=None)
        vault.open_with_words(golden["words"], keyring=keyring)
    assert vault.vault_id.hex() == golden["vault_id"]
    assert vault.check() == len(golden["people"])
    keys = vault.keys_for(vault.stored_uids())
    for person in golden["people"]:
        uid, hashed = bytes.fromhex(person["cust_uid"]), HashedEmail(bytes.fromhex(person["hashed_email"]))
        assert vault.hashed_email(person["email"]) == hashed
        assert keys.unseal_email(uid, hashed, bytes.fromhex(person["unhashed_email"])) == person["email"]
        assert keys.unseal_profile(uid, bytes.fromhex(person["profile_sealed"])) == person["profile"]
        assert keys.unseal_place(uid, person["order_id"], bytes.fromhex(person["place_sealed"])) == person["place"]
    heads = {chain: vault.linker(chain)(CHAIN_START, b"first") for chain in ("ledger", "audit")}
    assert heads == {"ledger": bytes.fromhex(golden["ledger"]), "audit": bytes.fromhex(golden["audit"])}
    assert vault.anchored() == {chain: (1, head) for chain, head in heads.items()}
    assert vault.line_identity("order")(b"first").hex() == golden["order_line"]
    vault.close()
