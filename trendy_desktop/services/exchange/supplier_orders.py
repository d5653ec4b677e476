"""Supplier-order files: ``date,supplier_id,product_id,quantity``."""

import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.lines import Fault, OrderLine, Refused, code_fault
from trendy_desktop.services.exchange.orders import Gathered, OrderFile
from trendy_desktop.services.exchange.textfile import LIMITS, Limits
from trendy_desktop.services.progress import Progress
from trendy_desktop.values import BusinessDay, Calendar, Instant


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one supplier delivers on one business day, as a file has it.

    ``at`` is the moment of its earliest line, ``has_time`` whether that line states a time. ``lines`` are the good
    ones, ``refused`` those whose product or quantity is not.
    """

    at: Instant
    day: BusinessDay
    has_time: bool
    supplier: str
    lines: tuple[OrderLine, ...]
    refused: tuple[Refused, ...]


class SupplierFile(OrderFile[Delivery]):
    """A supplier-order file that was read and checked as a whole."""

    columns: ClassVar[tuple[str, ...]] = ("date", "supplier_id", "product_id", "quantity")

    def _party(self, fields: tuple[str, ...]) -> str | Fault:
        reason = code_fault(fields[0])
        return fields[0] if reason is None else Fault("supplier_id", reason)

    def _order(
        self, gathered: Gathered, fields: tuple[str, ...], lines: tuple[OrderLine, ...], refused: tuple[Refused, ...]
    ) -> Delivery:
        return Delivery(gathered.at, gathered.day, gathered.has_time, fields[0], lines=lines, refused=refused)


def read_supplier_orders(
    path: Path,
    *,
    calendar: Calendar,
    dates: DateMode | None = None,
    file_zone: zoneinfo.ZoneInfo | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> SupplierFile:
    """Read and check the whole of ``path``; nothing is booked. The arguments are those of customer-order files.

    Raises a FileRefused, CannotRead, or what ``progress`` raises.
    """
    return SupplierFile(path, calendar=calendar, dates=dates, file_zone=file_zone, limits=limits, progress=progress)
