"""Records open where they were sealed, and nowhere else."""

import json
import random
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from trendy_desktop.errors import VaultFault
from trendy_desktop.vault import CHEAPEST, STANDARD, Stretch
from trendy_desktop.vault.crypto import NOBODY, Column, Place, fingerprint, keyed_hash, mac_after, padded

VAULT, OTHER_VAULT = b"v" * 16, b"w" * 16
ANNA, BERT = b"a" * 16, b"b" * 16
KEY, OTHER_KEY = AESGCM(b"k" * 32), AESGCM(b"l" * 32)


@given(st.binary(max_size=300), st.binary(min_size=16, max_size=16), st.integers(0, 2**64 - 1))
def test_what_is_sealed_opens_again(plain: bytes, owner: bytes, row: int) -> None:
    place = Place(VAULT, Column.PLACE, key=1)
    record = place.seal(KEY, plain, owner, row)
    assert len(record) == 6 + 12 + len(plain) + 16
    assert record[:6] == b"\1\1\0\0\0\1"
    assert place.unseal(KEY, record, owner, row) == plain
    assert place.seal(KEY, plain, owner, row) != record


def test_a_record_opens_in_its_own_place_only() -> None:
    """Every pair of places that differ in vault, table, column, key number, owner, row or key."""
    places = [
        (cipher, Place(vault, column, key=number), owner, row)
        for cipher in (KEY, OTHER_KEY)
        for vault in (VAULT, OTHER_VAULT)
        for column in Column
        for number in (1, 2)
        for owner in (ANNA, BERT, NOBODY)
        for row in (0, 7)
    ]
    sealed = [place.seal(cipher, b"x", owner, row) for cipher, place, owner, row in places]
    opened = 0
    for there, (cipher, place, owner, row) in enumerate(places):
        for here, record in enumerate(sealed):
            try:
                assert place.unseal(cipher, record, owner, row) == b"x"
            except VaultFault:
                assert here != there
            else:
                assert here == there
                opened += 1
    assert opened == len(places)


def flipped(record: bytearray, dice: random.Random) -> None:
    record[dice.randrange(len(record))] ^= 1 << dice.randrange(8)


def cut(record: bytearray, dice: random.Random) -> None:
    del record[dice.randrange(len(record)) :]


def shortened(record: bytearray, dice: random.Random) -> None:
    del record[dice.randrange(len(record))]


def grown(record: bytearray, dice: random.Random) -> None:
    record.insert(dice.randrange(len(record) + 1), dice.randrange(256))


def swapped(record: bytearray, dice: random.Random) -> None:
    one, other = dice.randrange(len(record)), dice.randrange(len(record))
    record[one], record[other] = record[other], record[one]


def overwritten(record: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(record))
    length = dice.randrange(1, 17)
    record[start : start + length] = dice.randbytes(length)


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flipped,
    cut,
    shortened,
    grown,
    swapped,
    overwritten,
)


def test_no_mutated_record_is_a_forgery() -> None:
    """200,000 mutations (ten times as many in a long run): every one is refused, with VaultFault and nothing else."""
    dice = random.Random(20260101)
    place = Place(VAULT, Column.PROFILE, key=1)
    records = [place.seal(KEY, padded({"name": "n" * size}), ANNA) for size in range(0, 200, 10)]
    wanted = 2_000 * settings().max_examples
    refused = 0
    while refused < wanted:
        record = dice.choice(records)
        mutated = bytearray(record)
        dice.choice(MUTATIONS)(mutated, dice)
        if mutated == record:
            continue
        try:
            place.unseal(KEY, bytes(mutated), ANNA)
        except VaultFault:
            refused += 1
        else:
            pytest.fail("a mutated record was opened")


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.dictionaries(st.text(max_size=9), st.text(max_size=99)))
def test_padding_hides_the_length_and_json_does_not_see_it(content: str | dict[str, str]) -> None:
    try:
        plain = padded(content)
    except UnicodeEncodeError:
        return  # half a surrogate pair is no text
    assert len(plain) % 64 == 0
    assert json.loads(plain) == content


def test_names_of_like_length_have_records_of_one_length() -> None:
    assert len({len(padded("n" * length)) for length in range(62)}) == 1


def test_a_mac_after_a_prefix_is_the_mac_of_both() -> None:
    base = keyed_hash(b"k" * 32)
    assert mac_after(base, b"one")(b"two") == mac_after(base)(b"onetwo")
    assert mac_after(base)(b"") == mac_after(keyed_hash(b"k" * 32))(b"")


def test_fingerprints_tell_keys_apart() -> None:
    assert len({fingerprint(bytes([number]) * 32) for number in range(256)}) == 256
    assert len(fingerprint(bytes(32))) == 16


@pytest.mark.parametrize(
    ("stretch", "reasonable"),
    [
        (STANDARD, True),
        (CHEAPEST, True),
        (Stretch(20, 16, 1 << 20), True),
        (Stretch(0, 1, 19 * 1024), False),
        (Stretch(21, 4, 64 * 1024), False),
        (Stretch(3, 0, 64 * 1024), False),
        (Stretch(3, 17, 64 * 1024), False),
        (Stretch(3, 4, 19 * 1024 - 1), False),
        (Stretch(3, 4, (1 << 20) + 1), False),
        (Stretch(-3, 4, 64 * 1024), False),
    ],
)
def test_the_bounds_of_stretching(stretch: Stretch, reasonable: bool) -> None:
    assert stretch.is_reasonable() is reasonable
