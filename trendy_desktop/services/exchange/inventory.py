"""Inventory files: ``product_id,quantity,wholesale_cost,sale_price,supplier_id``."""

import itertools
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trendy_desktop.services.exchange.lines import Fault, Refused, code_fault, number_fault, refuse
from trendy_desktop.services.exchange.textfile import LIMITS, Limits, read_table, steps
from trendy_desktop.services.progress import Progress
from trendy_desktop.values import parse_amount, parse_quantity

COLUMNS = ("product_id", "quantity", "wholesale_cost", "sale_price", "supplier_id")


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """A good line: what the shop has of a product, and its cost and price in minor units of the shop's currency."""

    line: int
    sku: str
    quantity: int
    wholesale_cost: int
    sale_price: int
    supplier: str


class InventoryFile:
    """An inventory file that was read and checked as a whole."""

    def __init__(self, path: Path, *, digits: int, limits: Limits, progress: Progress | None) -> None:
        self._digits = digits
        self._table = read_table(path, COLUMNS, typed=self._typed, limits=limits, progress=progress)
        self._good, self._wrong = array("I"), array("I")
        seen: set[str] = set()
        for index, row in zip(steps(self._table, progress), self._table.rows(range(len(self._table))), strict=True):
            if row[0] in seen or isinstance(self._judge(0, row), Fault):
                self._wrong.append(index)
            else:
                seen.add(row[0])
                self._good.append(index)
        self.lines = self._table.lines
        """The number of data rows, the refused ones included."""
        self.unknown_columns = self._table.unknown_columns
        self.sha256 = self._table.sha256

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The refused lines, by line."""
        wrong = []
        for index, row in zip(self._wrong, self._table.rows(self._wrong), strict=True):
            judged = self._judge(0, row)
            fault = judged if isinstance(judged, Fault) else Fault("product_id", "duplicate_row")
            wrong.append(refuse(self._table.line(index), fault, row, COLUMNS))
        return tuple(sorted((*wrong, *self._table.misfits()), key=lambda refused: refused.line))

    def chunks(self, lines_per_chunk: int = 500) -> Iterator[list[InventoryLine]]:
        """The good lines, by line."""
        rows = zip(self._good, self._table.rows(self._good), strict=True)
        while part := list(itertools.islice(rows, lines_per_chunk)):
            judged = (self._judge(self._table.line(index), row) for index, row in part)
            yield [line for line in judged if isinstance(line, InventoryLine)]

    def _judge(self, line: int, row: tuple[str, ...]) -> InventoryLine | Fault:
        sku, quantity, cost, price, supplier = row
        reason = code_fault(sku)
        if reason is not None:
            return Fault("product_id", reason)
        units = parse_quantity(quantity)
        if units is None:
            return Fault("quantity", number_fault(quantity))
        wholesale_cost = parse_amount(cost, self._digits)
        if wholesale_cost is None:
            return Fault("wholesale_cost", number_fault(cost))
        sale_price = parse_amount(price, self._digits)
        if sale_price is None:
            return Fault("sale_price", number_fault(price))
        reason = code_fault(supplier)
        if reason is not None:
            return Fault("supplier_id", reason)
        return InventoryLine(line, sku, units, wholesale_cost, sale_price, supplier)

    def _typed(self, row: tuple[str, ...]) -> bool:
        return isinstance(self._judge(0, row), InventoryLine)


def read_inventory(
    path: Path, *, digits: int, limits: Limits = LIMITS, progress: Progress | None = None
) -> InventoryFile:
    """Read and check the whole of ``path``; nothing is booked.

    ``digits`` are those of the currency's minor unit; amounts with more are refused. A product that stands twice is
    refused the second time. Raises a FileRefused, CannotRead, or what ``progress`` raises.
    """
    return InventoryFile(path, digits=digits, limits=limits, progress=progress)
