"""A list of products that never were, for tests of tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from trendy_desktop.values import Page
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import ChipLook
from trendy_desktop.views.tables import Column, DataTable, PagedModel

TITLES = ("Linen Shirt", "Wide Trousers", "Rib Tank", "Wool Coat", "Court Sneaker", "Knit Cardigan", "Canvas Tote")
KINDS = ("Shirts", "Trousers", "Tops", "Outerwear", "Shoes", "Knitwear", "Bags")
ICONS = ("tops", "inventory", "tops", "outerwear", "shoes", "inventory", "bags")


@dataclass(frozen=True, slots=True)
class Stock:
    number: int
    title: str
    kind: str
    icon: str
    on_hand: int
    price: int
    sold: tuple[int, ...]

    @classmethod
    def made(cls, number: int) -> Self:
        place = number % len(TITLES)
        sold = tuple((number * 7 + day * day) % (3 + day % 11) for day in range(30))
        return cls(number, TITLES[place], KINDS[place], ICONS[place], number * 13 % 64, 1900 + number % 90 * 100, sold)


def _status(row: Stock) -> ChipLook:
    if row.on_hand == 0:
        return ChipLook("Sold out", "bad", "sold-out")
    return ChipLook("Low", "warn") if row.on_hand < 10 else ChipLook("In stock", "ok")


def _level(row: Stock) -> str:
    return "bad" if row.on_hand == 0 else "warn" if row.on_hand < 10 else "ok"


def _tone(row: Stock) -> str:
    return "text" if row.on_hand >= 10 else f"{_level(row)}_text"


COLUMNS: tuple[Column[Stock], ...] = (
    Column(
        title="Product",
        text=lambda row: row.title,
        detail=lambda row: f"TT-{row.number:04d} · {row.kind}",
        icon=lambda row: row.icon,
        width=240,
        stretch=True,
        strong=True,
        sort="title",
    ),
    Column(
        title="Stock",
        text=lambda row: str(row.on_hand),
        tone=_tone,
        bar=lambda row: (row.on_hand / 64, _level(row)),
        width=160,
        strong=True,
        sort="stock",
        falls_first=True,
    ),
    Column(
        title="30 days",
        text=lambda row: f"{sum(row.sold)} sold in 30 days",
        spark=lambda row: row.sold,
        width=120,
        least=700,
    ),
    Column(title="Price", text=lambda row: f"€{row.price / 100:.2f}", width=110, right=True, sort="price"),
    Column(title="Status", text=lambda row: _status(row).text, chip=_status, width=150),
)


class Shelf:
    """Rows in memory that are fetched as if from the books; ``asked`` counts the fetches."""

    def __init__(self, rows: Sequence[Stock]) -> None:
        self.rows = list(rows)
        self.asked = 0

    def fetch(self, after: int | None, limit: int) -> Page[Stock, int]:
        self.asked += 1
        begin = (
            0 if after is None else next((n for n, row in enumerate(self.rows) if row.number > after), len(self.rows))
        )
        rows = tuple(self.rows[begin : begin + limit])
        more = begin + limit < len(self.rows)
        return Page(rows, rows[-1].number if more else None)


def stock_table(icons: Icons, rows: Sequence[Stock]) -> DataTable:
    table = DataTable(icons, PagedModel(COLUMNS, lambda row: row.number), name="Products")
    table.show_rows(Shelf(rows).fetch, order=("title", False))
    return table
