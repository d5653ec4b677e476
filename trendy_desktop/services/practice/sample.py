"""A small made-up shop as files: an inventory, deliveries, and some weeks of order days by made-up people.

Same day and seed, same files. Sales rise to the week-end, grow a little from week to week, a few articles sell far more
than the rest, most customers come back, and now and then somebody wants more than there is.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trendy_desktop.values import BusinessDay

WEEKS = 14

_STYLES = (
    ("LINEN-SHIRT", 2140, 4990), ("OXFORD-SHIRT", 1980, 4590), ("TEE-CREW", 520, 1490), ("TEE-STRIPE", 610, 1790),
    ("DENIM-SLIM", 2890, 6990), ("DENIM-WIDE", 3050, 7490), ("CHINO", 2260, 5490), ("WOOL-COAT", 8900, 21900),
    ("RAIN-JACKET", 5400, 12900), ("KNIT-CREW", 2700, 6490), ("CARDIGAN", 3150, 7490), ("MIDI-DRESS", 3480, 8490),
    ("WRAP-DRESS", 3720, 8990), ("PLEAT-SKIRT", 2430, 5990), ("SCARF", 890, 2490), ("BEANIE", 480, 1490),
)  # fmt: skip
_COLOURS = ("SAND", "NAVY", "BLACK")
# How often each size is asked for: people are mostly built in the middle.
_SIZES = {"XS": 6, "S": 20, "M": 32, "L": 27, "XL": 15}
# Monday to Sunday: how busy the day is against a Monday.
_WEEKDAYS = (1.0, 1.0, 1.1, 1.2, 1.6, 2.2, 0.4)
_PLACES = ("1010", "1070", "1180", "4020", "5020", "6020", "8010", "9020")


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """The text of three files; money in whole cents of a currency with two digits."""

    inventory: str
    supplier_orders: str
    customer_orders: str
    first: BusinessDay
    last: BusinessDay


def sample_files(today: BusinessDay, *, seed: int = 7) -> SampleFiles:
    """Files whose order days are the ``WEEKS`` weeks that end with yesterday."""
    draw = random.Random(seed)  # noqa: S311  # figures to look at, no secret
    variants = [
        (f"{style}-{colour}-{size}", cost, price, f"SUP{nth % 5 + 1:02d}", weight / (1 + nth % 6))
        for nth, (style, cost, price) in enumerate(_STYLES)
        for colour in _COLOURS
        for size, weight in _SIZES.items()
    ]
    weights = [weight for *_, weight in variants]
    first, last = today.plus(-7 * WEEKS), today.plus(-1)
    inventory = [
        (sku, max(2, round(draw.gauss(26, 9) * weight / 12)), f"{cost / 100:.2f}", f"{price / 100:.2f}", supplier)
        for sku, cost, price, supplier, weight in variants
    ]
    orders: list[tuple[str, str, str, str, int]] = []
    deliveries: list[tuple[str, str, str, int]] = []
    for offset in range(7 * WEEKS):
        day = first.plus(offset)
        busy = _WEEKDAYS[day.date.weekday()] * (1 + 0.35 * offset / (7 * WEEKS))
        for _ in range(max(1, round(draw.gauss(7 * busy, 1.6)))):
            person = int(draw.paretovariate(0.7)) % 900 + 1
            place = _PLACES[person % len(_PLACES)]
            chosen = draw.choices(variants, weights, k=draw.choice((1, 1, 1, 2, 2, 3)))
            orders += [
                (str(day), f"person{person}@example.com", place, sku, draw.choice((1, 1, 1, 1, 2)))
                for sku in sorted({sku for sku, *_ in chosen})
            ]
        if day.date.weekday() == 0:
            deliveries += [
                (str(day), supplier, sku, 2 + round(weight / 4))
                for sku, _, _, supplier, weight in draw.sample(variants, 60)
            ]
    return SampleFiles(
        _csv("product_id,quantity,wholesale_cost,sale_price,supplier_id", inventory),
        _csv("date,supplier_id,product_id,quantity", deliveries),
        _csv("date,cust_email,cust_location,product_id,product_quantity", orders),
        first,
        last,
    )


def _csv(header: str, rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()
