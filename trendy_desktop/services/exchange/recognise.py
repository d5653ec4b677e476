"""Which kind of file somebody dropped on the window: told by its columns, before it is read in earnest."""

import csv
import string
from enum import StrEnum
from pathlib import Path

from trendy_desktop.services.exchange.customer_orders import CustomerFile
from trendy_desktop.services.exchange.dates import is_date
from trendy_desktop.services.exchange.inventory import COLUMNS as INVENTORY
from trendy_desktop.services.exchange.supplier_orders import SupplierFile

_LOOK = 64 * 1024
"""Bytes; a header is never longer."""


class FileKind(StrEnum):
    """What a file brings; the words of the import commands."""

    INVENTORY = "inventory"
    CUSTOMER_ORDERS = "customer-orders"
    SUPPLIER_ORDERS = "supplier-orders"


_COLUMNS = {
    FileKind.INVENTORY: INVENTORY,
    FileKind.CUSTOMER_ORDERS: CustomerFile.columns,
    FileKind.SUPPLIER_ORDERS: SupplierFile.columns,
}


def kind_of(path: Path) -> FileKind | None:
    """The kind that most of the column names of ``path`` speak for, or the shape of its first row; None if none does.

    It only decides which reader is asked; that reader then says what is wrong. A file that cannot be read has no kind.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_LOOK)
    except OSError:
        return None
    first = head.decode("utf-8-sig", errors="replace").lstrip("\r\n").splitlines()[:1]
    best: tuple[int, FileKind] | None = None
    for delimiter in ",;\t":
        fields = [field.strip(string.whitespace) for row in csv.reader(first, delimiter=delimiter) for field in row]
        names = {field.lower() for field in fields}
        for kind, columns in _COLUMNS.items():
            known = len(names.intersection(columns))
            if known and (best is None or known > best[0]):
                best = known, kind
        shape = _shape(fields)
        if best is None and shape is not None:
            return shape
    return best[1] if best else None


def _shape(fields: list[str]) -> FileKind | None:
    """The kind whose row without a header looks like ``fields``."""
    if len(fields) == len(INVENTORY) and not is_date(fields[0]) and fields[1].isdigit():
        return FileKind.INVENTORY
    if fields and is_date(fields[0]):
        if len(fields) == len(CustomerFile.columns) and "@" in fields[1]:
            return FileKind.CUSTOMER_ORDERS
        if len(fields) == len(SupplierFile.columns) and fields[-1].isdigit():
            return FileKind.SUPPLIER_ORDERS
    return None
