"""What a customer's key seals opens for that customer, in that column, for that order, in that vault."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trendy_desktop.errors import VaultFault
from trendy_desktop.values import HashedEmail
from trendy_desktop.vault import CustomerKeys, Enrolled, Vault, normalise_email

ANNA, BERT = "anna@example.com", "bert@example.com"


def enrolled(vault: Vault, keys: CustomerKeys, email: str, **profile: str) -> Enrolled:
    return keys.enrol(vault.hashed_email(email), email, profile)


def test_a_customer_is_enrolled_and_read_in_another_unit_of_work(vault: Vault) -> None:
    keys = vault.keys_for([])
    anna = enrolled(vault, keys, ANNA, name="Anna Übermut", place="Łódź")
    sealed = keys.seal_place(anna.cust_uid, 7, "12 High Street")
    keys.commit()
    assert vault.key_count() == 1
    assert list(vault.stored_uids()) == [anna.cust_uid]
    later = vault.keys_for([anna.cust_uid])
    assert later.unseal_email(anna.cust_uid, vault.hashed_email(ANNA), anna.unhashed_email) == ANNA
    assert later.unseal_profile(anna.cust_uid, anna.profile) == {"name": "Anna Übermut", "place": "Łódź"}
    assert later.unseal_place(anna.cust_uid, 7, sealed) == "12 High Street"


def test_a_unit_of_work_writes_its_keys_when_it_is_told_and_once(vault: Vault) -> None:
    keys = vault.keys_for([])
    first = enrolled(vault, keys, ANNA)
    assert vault.key_count() == 0
    keys.commit()
    keys.commit()
    second = enrolled(vault, keys, BERT)
    keys.commit()
    assert sorted(vault.stored_uids()) == sorted([first.cust_uid, second.cust_uid])
    assert vault.check() == 2


def test_the_wrong_address_is_not_sealed(vault: Vault) -> None:
    with pytest.raises(ValueError, match="not the address") as refused:
        vault.keys_for([]).enrol(vault.hashed_email(ANNA), BERT, {})
    assert "@" not in str(refused.value)


def test_nothing_opens_for_another_customer_order_or_column(vault: Vault) -> None:
    keys = vault.keys_for([])
    anna, bert = enrolled(vault, keys, ANNA, name="Anna"), enrolled(vault, keys, BERT, name="Bert")
    place = keys.seal_place(anna.cust_uid, 7, "here")
    anna_hash, bert_hash = vault.hashed_email(ANNA), vault.hashed_email(BERT)
    with pytest.raises(VaultFault):
        keys.unseal_place(anna.cust_uid, 8, place)
    with pytest.raises(VaultFault):
        keys.unseal_place(bert.cust_uid, 7, place)
    with pytest.raises(VaultFault):
        keys.unseal_email(anna.cust_uid, bert_hash, anna.unhashed_email)
    with pytest.raises(VaultFault):
        keys.unseal_email(anna.cust_uid, anna_hash, bert.unhashed_email)
    with pytest.raises(VaultFault):
        keys.unseal_email(anna.cust_uid, anna_hash, anna.profile)
    with pytest.raises(VaultFault):
        keys.unseal_profile(bert.cust_uid, anna.profile)
    with pytest.raises(VaultFault):
        keys.unseal_profile(anna.cust_uid, anna.unhashed_email)
    with pytest.raises(VaultFault):
        keys.unseal_place(anna.cust_uid, 0, anna.profile)


def test_nothing_opens_in_another_vault(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other, _ = Vault.create(tmp_path / "other", keyring=None, demo=True)
    keys, elsewhere = vault.keys_for([]), other.keys_for([])
    anna = enrolled(vault, keys, ANNA)
    elsewhere._open = keys._open  # even with the very key
    assert keys.unseal_profile(anna.cust_uid, anna.profile) == {}
    with pytest.raises(VaultFault):
        elsewhere.unseal_profile(anna.cust_uid, anna.profile)
    assert vault.hashed_email(ANNA) != other.hashed_email(ANNA)
    other.close()


def test_a_customer_without_a_key_cannot_be_read(vault: Vault) -> None:
    keys = vault.keys_for([])
    anna = enrolled(vault, keys, ANNA)
    keys.commit()
    vault.forget([anna.cust_uid, bytes(16)])
    assert vault.key_count() == 0
    after = vault.keys_for([anna.cust_uid])
    with pytest.raises(VaultFault):
        after.unseal_profile(anna.cust_uid, anna.profile)
    with pytest.raises(VaultFault):
        after.seal_place(anna.cust_uid, 1, "here")
    assert vault.check() == 0


def test_a_forgotten_key_is_not_left_in_the_file(vault: Vault, tmp_path: Path) -> None:
    """Written and deleted in pieces, so that pages split and merge; what is kept is the control."""
    uids: list[bytes] = []
    for piece in range(6):
        keys = vault.keys_for([])
        uids += [enrolled(vault, keys, f"person{piece}.{number}@example.com").cust_uid for number in range(250)]
        keys.commit()
    wrapped = vault.keys_for(uids)._wrapped
    for gone in (uids[:400], uids[500:1500:3], uids[1200:]):
        vault.forget(gone)
    kept = set(vault.stored_uids())
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [uid for uid in uids if (uid in content or wrapped[uid][18:] in content) != (uid in kept)] == []
    assert vault.check() == len(kept) > 300


def test_many_uids_are_read_and_listed(vault: Vault) -> None:
    keys = vault.keys_for([])
    uids = [enrolled(vault, keys, f"person{number}@example.com").cust_uid for number in range(2500)]
    keys.commit()
    assert list(vault.stored_uids()) == sorted(uids)
    later = vault.keys_for(iter(uids))
    sealed = {uid: later.seal_place(uid, number, "here") for number, uid in enumerate(uids)}
    assert all(keys.unseal_place(uid, number, sealed[uid]) == "here" for number, uid in enumerate(uids))


@pytest.fixture(scope="module")
def annas(tmp_path_factory: pytest.TempPathFactory) -> tuple[CustomerKeys, bytes]:
    """The keys of one customer, and her uid."""
    vault, _ = Vault.create(tmp_path_factory.mktemp("shop"), keyring=None, demo=True)
    keys = vault.keys_for([])
    uid = enrolled(vault, keys, ANNA).cust_uid
    vault.close()
    return keys, uid


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(0, 2**63 - 1))
def test_any_place_comes_back(annas: tuple[CustomerKeys, bytes], place: str, order: int) -> None:
    keys, uid = annas
    assert keys.unseal_place(uid, order, keys.seal_place(uid, order, place)) == place


def test_a_hash_is_32_bytes_and_the_same_for_every_spelling(vault: Vault) -> None:
    hashed = vault.hashed_email(normalise_email(" Anna@Example.com "))
    assert hashed == vault.hashed_email(ANNA)
    assert len(HashedEmail(hashed)) == 32
