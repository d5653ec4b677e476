"""What a single line of a file can turn out to be, and the checks all kinds of files share."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from trendy_desktop import errors
from trendy_desktop.values import parse_quantity

Reason = Literal[
    "missing_field",
    "bad_text",
    "too_long",
    "bad_number",
    "bad_email",
    "bad_date",
    "wrong_field_count",
    "duplicate_row",
]
"""Why a line is refused while its file is read; stable words that scripts depend on."""

CODE_LENGTH = 64
"""The longest product_id or supplier_id."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HIDDEN_FIELDS = frozenset({"cust_email", "cust_location"})
# A date or a figure, however badly written, and the words that programs write for none.
_FIGURE = re.compile(r"[\d\s.,/:+_%=TZEX²³¹½-]{0,40}|nan|null|none|inf|true|false", re.IGNORECASE)


class Fault(NamedTuple):
    """Which field of a line is wrong, and how."""

    field: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be used.

    ``value`` and ``product_id`` may be shown: they are shortened and never hold an e-mail address, and ``value`` is
    hidden altogether where the field holds personal data. ``wanted`` is the quantity, where it could be read.
    ``raw`` is what the line's identity is made from: its documented fields in documented order, joined by U+001F, in
    UTF-8. It holds personal data and must not leave memory.
    """

    line: int
    field: str | None
    reason: Reason
    value: str
    product_id: str | None
    wanted: int | None
    raw: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class FileWarning:
    """Something odd that changes nothing but should be known; ``code`` is a stable word."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A good line of an order. ``identity`` is what its HMAC is made from; it may hold personal data."""

    line: int
    sku: str
    quantity: int
    identity: bytes = dataclasses.field(repr=False)


def text_fault(text: str, most: int) -> Reason | None:
    """What is wrong with a free text of at most ``most`` characters."""
    if not text:
        return "missing_field"
    if _CONTROL.search(text):
        return "bad_text"
    return "too_long" if len(text) > most else None


def code_fault(text: str) -> Reason | None:
    """What is wrong with a product_id or supplier_id: these are shown everywhere, so nothing unseen and no address."""
    if text.isalnum() and len(text) <= CODE_LENGTH:
        return None
    if text and (not text.isprintable() or errors.echo(text) == errors.HIDDEN):
        return "bad_text"
    return text_fault(text, CODE_LENGTH)


def told_code(code: str) -> str:
    """``code`` of a line that may be a person's, as it may be repeated: one with a space could be a place or a name."""
    return errors.HIDDEN if " " in code else code


def number_fault(text: str) -> Reason:
    """What is wrong with a figure that could not be read."""
    return text_fault(text, len(text)) or "bad_number"


def refuse(line: int, fault: Fault, values: Sequence[str], columns: Sequence[str]) -> Refused:
    """The refusal of ``line`` whose documented ``values`` stand in the order of ``columns``."""
    named = dict(zip(columns, values, strict=True))
    quantity = named.get("product_quantity", named.get("quantity", ""))
    value, product = errors.echo(named[fault.field]), errors.echo(named["product_id"])
    if _HIDDEN_FIELDS.intersection(columns):
        # Columns may stand in the wrong order: what could be a place or a name is not repeated, whatever its column.
        product = told_code(product)
        is_plain = fault.field not in _HIDDEN_FIELDS and _FIGURE.fullmatch(value)
        value = product if fault.field == "product_id" else value if is_plain else errors.HIDDEN
    return Refused(
        line,
        fault.field,
        fault.reason,
        value,
        product or None,
        parse_quantity(quantity),
        "\x1f".join(values).encode(),
    )


def refuse_width(line: int, values: Sequence[str]) -> Refused:
    """The refusal of ``line`` that has another number of fields than the header; which is which cannot be known."""
    shown = f"{len(values)} field" if len(values) == 1 else f"{len(values)} fields"
    return Refused(line, None, "wrong_field_count", shown, None, None, "\x1f".join(values).encode())
