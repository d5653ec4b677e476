"""Failures: a stable word, a sentence, and never an e-mail address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trendy_desktop import errors
from trendy_desktop.errors import ECHO_LENGTH, HIDDEN, ShopError, echo, redact

ADDRESSES = st.sampled_from(
    (
        "ann@example.com",
        "Ann.Bee+tag@Example.COM",
        "ann＠example.com",
        "ann﹫example.com",
        "ann%40example.com",
        "ann&#64;example.com",
        "ann&#x40;example.com",
        "ann\\u0040example.com",
        '"ann"@example.com',
    )
)


@given(st.text(max_size=20), ADDRESSES, st.text(max_size=20))
def test_an_address_is_never_repeated(before: str, address: str, after: str) -> None:
    assert echo(before + address + after) == HIDDEN
    assert "example" not in redact(f"{before} {address} {after}".lower())
    said = str(errors.UnknownSku(sku=before + address + after, file=f"/home/{address}/list.csv", field="sku"))
    assert "ann" not in said.lower()


@given(st.text(max_size=200))
def test_what_is_echoed_is_short_and_can_be_shown(text: str) -> None:
    shown = echo(text)
    assert len(shown) <= max(ECHO_LENGTH, len(HIDDEN))
    assert not any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in shown)
    assert "@" not in shown


@pytest.mark.parametrize("text", ["SC-1", "19,90", "Füßling", "東京", "", " ", "x" * ECHO_LENGTH])
def test_plain_text_is_echoed_as_it_is(text: str) -> None:
    assert echo(text) == text


def test_long_text_is_cut_and_signs_that_turn_or_hide_text_are_replaced() -> None:
    assert echo("x" * 61) == "x" * 59 + "…"
    assert echo("a\u202eb\u200bc\x00d\u2028e") == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_redacting_leaves_the_rest() -> None:
    assert redact("Key (email)=(ann@example.com) already exists") == f"Key {HIDDEN} already exists"
    assert redact("nothing to hide: 3.5 % of A-1") == "nothing to hide: 3.5 % of A-1"


def every(family: type[ShopError]) -> list[type[ShopError]]:
    return [family, *(each for child in family.__subclasses__() for each in every(child))]


FAILURES = every(ShopError)
WORDS = {name for failure in FAILURES for name in re.findall(r"{(\w+)}", f"{failure.__doc__} {failure.hint}")}
FACTS = dict.fromkeys(WORDS - {"file", "line", "field"}, "Fact")


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
def test_every_failure_says_a_sentence(failure: type[ShopError]) -> None:
    raised = failure(file="/somewhere/List.csv", line=3, field="sku", **FACTS)
    said = str(raised)
    assert said[0].isupper()
    assert said.endswith(".")
    assert "{" not in said
    assert "somewhere" not in said
    assert (raised.file, raised.line, raised.field) == ("/somewhere/List.csv", 3, "sku")
    assert raised.code.replace("_", "").isalpha()
    assert raised.code.islower()


def test_codes_are_one_for_each_and_stable() -> None:
    codes = [failure.code for failure in (each() for each in FAILURES)]
    assert len(codes) == len(set(codes))
    assert {"header_mismatch", "ambiguous_dates", "shifted_midnights", "not_text", "too_large"} <= set(codes)
    assert {"vault_closed", "shop_exists", "no_shop", "insufficient_stock", "cancelled"} <= set(codes)
