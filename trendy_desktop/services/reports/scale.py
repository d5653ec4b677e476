"""The lines of an axis: round steps of 1, 2 or 5 times a power of ten."""

from decimal import Decimal
from itertools import count

MOST_LINES = 5

_WORDS = ("", "thousand", "million", "billion", "trillion")


def gridlines(low: int, high: int) -> range:
    """At most MOST_LINES evenly spaced values that enclose ``low``, 0 and ``high``, on the smallest round step."""
    low, high = min(low, 0), max(high, 0, 1 if low >= 0 else 0)
    for power in count():
        for step in (10**power, 2 * 10**power, 5 * 10**power):
            first, last = low // step, -(-high // step)
            if last - first < MOST_LINES:
                return range(first * step, (last + 1) * step, step)
    raise AssertionError("every span fits a step that is large enough")


def axis_unit(lines: range, digits: int) -> tuple[str, int]:
    """The word for the thousands that the labels leave out, and the decimal digits they stand for with ``digits``."""
    largest = max(abs(lines[0]), abs(lines[-1]))
    thousands = 0
    while thousands < len(_WORDS) - 1 and largest >= 10 ** (digits + 3 * thousands + 5):
        thousands += 1
    return _WORDS[thousands], digits + 3 * thousands


def axis_label(value: int, digits: int) -> str:
    """``value``, of which ``digits`` digits are decimals, grouped and without trailing zeros."""
    whole = f"{Decimal(value).scaleb(-digits):,f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole
