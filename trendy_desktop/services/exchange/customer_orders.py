"""Customer-order files: ``date,cust_email,cust_location,product_id,product_quantity``."""

import re
import unicodedata
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from trendy_desktop.errors import BadEmail
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.lines import Fault, FileWarning, OrderLine, Refused, text_fault
from trendy_desktop.services.exchange.orders import Gathered, OrderFile
from trendy_desktop.services.exchange.textfile import LIMITS, Limits
from trendy_desktop.services.progress import Progress
from trendy_desktop.values import BusinessDay, Calendar, Instant

EMAIL_LENGTH = 254
PLACE_LENGTH = 200

# Spreadsheets and databases take a postal code for a number, drop its leading zeros and add a decimal.
_NUMBER = re.compile(r"0*([0-9]+?)(\.0)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class CustomerOrder:
    """An order of one customer, business day and place, as a file has it; its channel is ``import`` then.

    ``at`` is the moment of its earliest line, ``has_time`` whether that line states a time. ``place`` and
    ``email_as_given`` are as the first line has them; ``place_key`` is one for all spellings of a place. ``lines`` are
    the good ones, ``refused`` those whose product or quantity is not.
    """

    at: Instant
    day: BusinessDay
    has_time: bool
    email: str = field(repr=False)
    email_as_given: str = field(repr=False)
    place: str = field(repr=False)
    place_key: str = field(repr=False)
    lines: tuple[OrderLine, ...]
    refused: tuple[Refused, ...]
    channel: str = "import"


class CustomerFile(OrderFile[CustomerOrder]):
    """A customer-order file that was read and checked as a whole."""

    columns: ClassVar[tuple[str, ...]] = ("date", "cust_email", "cust_location", "product_id", "product_quantity")

    def __init__(
        self,
        path: Path,
        *,
        normalise: Callable[[str], str],
        calendar: Calendar,
        dates: DateMode | None,
        file_zone: zoneinfo.ZoneInfo | None,
        limits: Limits,
        progress: Progress | None,
    ) -> None:
        self._normalise = normalise
        super().__init__(path, calendar=calendar, dates=dates, file_zone=file_zone, limits=limits, progress=progress)

    def _party(self, fields: tuple[str, ...]) -> str | Fault:
        email, place = fields
        reason = text_fault(email, EMAIL_LENGTH)
        if reason is not None:
            return Fault("cust_email", reason)
        try:
            normal = self._normalise(email)
        except BadEmail:
            return Fault("cust_email", "bad_email")
        reason = text_fault(place, PLACE_LENGTH)
        return f"{normal}\x1f{place_key(place)}" if reason is None else Fault("cust_location", reason)

    def _order(
        self, gathered: Gathered, fields: tuple[str, ...], lines: tuple[OrderLine, ...], refused: tuple[Refused, ...]
    ) -> CustomerOrder:
        given, place = fields
        email, key = gathered.party.split("\x1f")
        return CustomerOrder(gathered.at, gathered.day, gathered.has_time, email, given, place, key, lines, refused)

    def _odd(self) -> tuple[FileWarning, ...]:
        if b".0" not in self._table.data:
            return ()
        first, count = 0, 0
        for index, row in enumerate(self._table.rows(range(len(self._table)))):
            number = _NUMBER.fullmatch(row[2])
            if number and number[2]:
                first = first or self._table.line(index)
                count += 1
        if not count:
            return ()
        message = f"Locations are numbers ending in .0 ({count:,}); they are taken for the same place without it."
        return (FileWarning(first, "decimal_location", message),)


def place_key(place: str) -> str:
    """One key for all spellings of a place: ``00698``, ``698`` and ``698.0`` are the same."""
    number = _NUMBER.fullmatch(place)
    return number[1] if number else unicodedata.normalize("NFC", place)


def read_customer_orders(
    path: Path,
    *,
    calendar: Calendar,
    normalise: Callable[[str], str],
    dates: DateMode | None = None,
    file_zone: zoneinfo.ZoneInfo | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> CustomerFile:
    """Read and check the whole of ``path``; nothing is booked.

    ``normalise`` gives the one spelling of an e-mail address or raises BadEmail. ``dates`` says how dates with slashes
    are meant, where the file does not. ``file_zone`` is the zone of times that name none; without it the shop's, unless
    that would take midnights of another zone for times (ShiftedMidnights). Raises a FileRefused, CannotRead, or what
    ``progress`` raises.
    """
    return CustomerFile(
        path,
        normalise=normalise,
        calendar=calendar,
        dates=dates,
        file_zone=file_zone,
        limits=limits,
        progress=progress,
    )
