"""Sizes stand as people read them."""

from hypothesis import given
from hypothesis import strategies as st

from trendy_desktop.services.sizes import in_order


def test_letters_numbers_and_words_have_their_order() -> None:
    sizes = ["one size", "40", "M", "XL", "38.5", "XXS", "3XL", "S", "38", "XS", "L", "XXL", "", "9", "4XL", "3XS"]
    said = "3XS XXS XS S M L XL XXL 3XL 4XL 9 38 38.5 40".split()
    assert in_order(sizes) == (*said, "", "one size")


@given(st.lists(st.text(max_size=6), unique=True))
def test_any_words_have_an_order(sizes: list[str]) -> None:
    ordered = in_order(sizes)
    assert sorted(ordered) == sorted(sizes)
    assert in_order(reversed(sizes)) == ordered
