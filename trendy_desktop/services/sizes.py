"""The order in which people read sizes."""

import re
from collections.abc import Iterable

_LETTERS = re.compile(r"([0-9]*)(X*)(S|L)", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")


def in_order(sizes: Iterable[str]) -> tuple[str, ...]:
    """``sizes`` from small to large: letters (3XS, XXS, XS, S, M, L, XL, XXL, 3XL), then numbers, then other words."""
    return tuple(sorted(sizes, key=_rank))


def _rank(size: str) -> tuple[int, float, str]:
    word = size.strip()
    if word.upper() == "M":
        return 0, 0, size
    if letters := _LETTERS.fullmatch(word):
        number, crosses, end = letters.groups()
        # 3XL is XXXL: its number says how many X there are.
        steps = 1 + (int(number) if number and crosses else len(crosses))
        return 0, -steps if end.upper() == "S" else steps, size
    if number := _NUMBER.match(word):
        return 1, float(f"{number[1]}.{number[2] or 0}"), size
    return 2, 0, size.casefold()
