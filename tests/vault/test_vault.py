"""A vault is made once, opened in several ways, and remembers the heads of chains."""

import stat
import sys
from pathlib import Path

import pytest

from tests.vault.conftest import PASSPHRASE
from tests.vault.keyrings import ScriptedKeyring
from trendy_desktop.errors import (
    KeyFileDamaged,
    KeyFileMissing,
    NewerSchema,
    NoKeyPlace,
    ShopExists,
    VaultClosed,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryWords,
)
from trendy_desktop.vault import CHAIN_START, CHEAPEST, PUBLISHED_PASSPHRASE, STANDARD, Stretch, Vault

ANNA = "anna@example.com"


def test_the_key_file_is_its_owners_and_alone(vault: Vault, tmp_path: Path) -> None:
    assert [path.name for path in tmp_path.iterdir()] == ["keystore.db"]
    vault.anchor({"ledger": (1, bytes(32))})
    for path in tmp_path.iterdir():
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_vault_is_never_made_over_the_first(vault: Vault, tmp_path: Path, keyring: ScriptedKeyring) -> None:
    before = (tmp_path / "keystore.db").read_bytes()
    with pytest.raises(ShopExists):
        Vault.create(tmp_path, keyring=keyring)
    assert keyring.sets == 0
    assert (tmp_path / "keystore.db").read_bytes() == before


def test_the_remains_of_a_killed_making_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "keystore.db.part").write_bytes(b"half")
    (tmp_path / "keystore.db.part-journal").write_bytes(b"half")
    vault, _ = Vault.create(tmp_path, keyring=None, demo=True)
    assert vault.check() == 0
    vault.close()
    assert [path.name for path in tmp_path.iterdir()] == ["keystore.db"]


# --- passphrase ---------------------------------------------------------------------------------------------------


def test_the_passphrase_opens_and_a_wrong_one_is_said_to_be_wrong(vault: Vault, tmp_path: Path) -> None:
    hashed = vault.hashed_email(ANNA)
    again = Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    assert again.key_place == "passphrase"
    assert again.hashed_email(ANNA) == hashed
    again.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE + "x")
    closed = Vault.open(tmp_path, keyring=None)
    assert closed.why_closed == "it opens with its passphrase"
    closed.close()


def test_accents_may_be_composed_by_any_keyboard(tmp_path: Path) -> None:
    Vault.create(tmp_path, keyring=None, passphrase="Schlüssel-é", stretch=CHEAPEST)[0].close()
    vault = Vault.open(tmp_path, keyring=None, passphrase="Schlu\u0308ssel-e\u0301")
    assert vault.is_open
    vault.close()


def test_a_passphrase_beside_a_keyring_opens_too(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    Vault.create(tmp_path, keyring=keyring, passphrase=PASSPHRASE, stretch=CHEAPEST)[0].close()
    for ring, passphrase in ((keyring, None), (None, PASSPHRASE), (keyring, PASSPHRASE)):
        vault = Vault.open(tmp_path, keyring=ring, passphrase=passphrase)
        assert vault.is_open
        assert vault.key_place == "keyring"
        vault.close()


def test_a_passphrase_for_a_vault_that_has_none_does_no_harm(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    Vault.create(tmp_path, keyring=keyring)[0].close()
    vault = Vault.open(tmp_path, keyring=keyring, passphrase="meant for another shop")
    assert vault.is_open
    vault.close()


def test_the_standard_stretch_opens(tmp_path: Path) -> None:
    assert Stretch(3, 4, 65536) == STANDARD
    Vault.create(tmp_path, keyring=None, passphrase=PASSPHRASE)[0].close()
    vault = Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    assert vault.is_open
    vault.close()


def test_a_stretch_out_of_bounds_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bounds"):
        Vault.create(tmp_path, keyring=None, passphrase=PASSPHRASE, stretch=Stretch(1, 1, 8))
    assert list(tmp_path.iterdir()) == []


# --- recovery words -----------------------------------------------------------------------------------------------


def test_twelve_words_open_and_the_next_opening_works(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    made, words = Vault.create(tmp_path, keyring=keyring)
    hashed = made.hashed_email(ANNA)
    made.close()
    assert len(words.split()) == 12
    lost = ScriptedKeyring()
    vault = Vault.open(tmp_path, keyring=lost)
    vault.open_with_words(f"  {words.upper()} ".replace(" ", "\n "), keyring=lost)
    assert vault.is_open
    assert vault.why_closed == ""
    vault.close()
    again = Vault.open(tmp_path, keyring=lost)
    assert again.hashed_email(ANNA) == hashed
    again.close()


def test_words_with_a_new_passphrase_replace_the_old_one(vault: Vault, tmp_path: Path) -> None:
    words = vault.renew_words()
    closed = Vault.open(tmp_path, keyring=None)
    with pytest.raises(NoKeyPlace):
        closed.open_with_words(words, keyring=None)
    with pytest.raises(WeakPassphrase):
        closed.open_with_words(words, keyring=None, passphrase="abc")
    assert not closed.is_open
    closed.open_with_words(words, keyring=None, passphrase="another passphrase", stretch=CHEAPEST)
    closed.require_open()
    assert closed.check() == 0
    closed.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    again = Vault.open(tmp_path, keyring=None, passphrase="another passphrase")
    assert again.is_open
    again.close()


def test_words_move_the_key_to_where_it_can_be_kept(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    made, words = Vault.create(tmp_path, keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)
    made.open_with_words(words, keyring=keyring)
    assert made.key_place == "keyring"
    made.close()
    vault = Vault.open(tmp_path, keyring=keyring)
    assert vault.is_open
    vault.open_with_words(words, keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)
    assert vault.key_place == "passphrase"
    vault.close()
    assert Vault.open(tmp_path, keyring=keyring).why_closed == "it opens with its passphrase"


def test_wrong_words_open_nothing(vault: Vault, tmp_path: Path, keyring: ScriptedKeyring) -> None:
    words = vault.renew_words()
    before = (tmp_path / "keystore.db").read_bytes()
    closed = Vault.open(tmp_path, keyring=keyring)
    first, *rest = words.split()
    for wrong in (
        "",
        "word",
        words + " zoo",
        " ".join(rest),
        " ".join(["zoo" if first != "zoo" else "abandon", *rest]),
        " ".join([*rest, first]) if rest != [first] * 11 else "",
        "zoo " * 11 + "wrong",
        "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title",
        "żółć " * 12,
    ):
        with pytest.raises(WrongRecoveryWords):
            closed.open_with_words(wrong, keyring=keyring, passphrase=PASSPHRASE)
    assert not closed.is_open
    assert keyring.sets == 0
    assert (tmp_path / "keystore.db").read_bytes() == before
    closed.close()


def test_renewed_words_replace_the_old_ones(vault: Vault, keyring: ScriptedKeyring) -> None:
    old = vault.renew_words()
    new = vault.renew_words()
    with pytest.raises(WrongRecoveryWords):
        vault.open_with_words(old, keyring=keyring)
    vault.open_with_words(new, keyring=keyring)
    assert vault.check() == 0


# --- demo ---------------------------------------------------------------------------------------------------------


def test_a_demo_vault_opens_by_itself_and_touches_no_keyring(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    made, words = Vault.create(tmp_path, keyring=keyring, passphrase="not used", demo=True)
    assert made.key_place == "demo"
    made.close()
    for passphrase in (None, "of another shop", PUBLISHED_PASSPHRASE):
        vault = Vault.open(tmp_path, keyring=keyring, passphrase=passphrase)
        assert vault.is_open
        assert vault.key_place == "demo"
        vault.open_with_words(words, keyring=keyring)
        assert vault.key_place == "demo"
        vault.close()
    assert keyring.sets == keyring.gets == 0


# --- hashes and chains --------------------------------------------------------------------------------------------


def test_identities_are_told_apart_by_kind(vault: Vault) -> None:
    order, supplier = vault.line_identity("order"), vault.line_identity("supplier")
    assert len(order(b"row")) == 16
    assert order(b"row") == vault.line_identity("order")(b"row")
    assert len({order(b"row"), supplier(b"row"), order(b"row2"), vault.line_identity("orde")(b"rrow")}) == 4
    with pytest.raises(ValueError, match="NUL"):
        vault.line_identity("or\0der")


def test_links_depend_on_chain_row_and_all_before(vault: Vault) -> None:
    ledger, audit = vault.linker("ledger"), vault.linker("audit")
    first = ledger(CHAIN_START, b"row")
    assert len(first) == 32
    assert first == vault.linker("ledger")(CHAIN_START, b"row")
    assert len({first, audit(CHAIN_START, b"row"), ledger(first, b"row"), ledger(CHAIN_START, b"other")}) == 4


def test_no_two_jobs_share_a_key(vault: Vault) -> None:
    message = b"x" * 40
    assert vault.linker("ledger")(b"", message)[:16] != vault.line_identity("")(message)
    assert vault.linker("ledger")(b"", message) != vault.linker("audit")(b"", message)


def test_anchors_are_kept_and_never_move_back(vault: Vault, tmp_path: Path) -> None:
    assert vault.anchored() == {}
    vault.anchor({"ledger": (2, b"l" * 32), "audit": (5, b"a" * 32)})
    vault.anchor({"ledger": (3, b"m" * 32), "audit": (4, b"x" * 32)})
    vault.anchor({})
    expected = {"ledger": (3, b"m" * 32), "audit": (5, b"a" * 32)}
    assert vault.anchored() == expected
    again = Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    assert again.anchored() == expected
    assert again.check() == 0
    again.close()


# --- without a key file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "failure", "why"),
    [
        (None, KeyFileMissing, "its key file is missing"),
        (b"", KeyFileDamaged, "its key file is damaged"),
        (b"SQLite format 3\0" + bytes(84), KeyFileDamaged, "its key file is damaged"),
        (b"not a database" * 100, KeyFileDamaged, "its key file is damaged"),
    ],
)
def test_without_a_sound_key_file_the_vault_is_closed_and_check_says_so(
    vault: Vault, tmp_path: Path, content: bytes | None, failure: type[Exception], why: str
) -> None:
    words = vault.renew_words()
    vault.close()
    path = tmp_path / "keystore.db"
    path.unlink() if content is None else path.write_bytes(content)
    closed = Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    assert not closed.is_open
    assert closed.why_closed == why
    assert closed.vault_id == bytes(16)
    with pytest.raises(failure):
        closed.hashed_email(ANNA)
    with pytest.raises(failure):
        closed.check()
    with pytest.raises(failure):
        closed.open_with_words(words, keyring=None, passphrase=PASSPHRASE)
    with pytest.raises(failure):
        closed.key_count()
    assert (path.read_bytes() if path.exists() else None) == content
    closed.close()


def test_a_newer_key_file_is_left_alone(vault: Vault, tmp_path: Path) -> None:
    vault.close()
    path = tmp_path / "keystore.db"
    content = bytearray(path.read_bytes())
    content[60:64] = (2).to_bytes(4)
    path.write_bytes(content)
    closed = Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    assert closed.why_closed == "its key file was written by a newer program"
    with pytest.raises(NewerSchema):
        closed.check()
    closed.close()
    assert path.read_bytes() == content
    assert [other.name for other in tmp_path.iterdir()] == ["keystore.db"]


def test_a_closed_vault_has_no_keys(vault: Vault) -> None:
    vault.close()
    vault.close()
    assert not vault.is_open
    assert vault.why_closed == "it was closed"
    with pytest.raises(VaultClosed):
        vault.key_count()
    with pytest.raises(VaultClosed):
        vault.check()
