"""Dates as files write them: which way they are meant, decided over the whole file, and what moment they are."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Hashable, Iterable
from typing import Literal, NamedTuple

from trendy_desktop import errors
from trendy_desktop.values import BusinessDay, Calendar, Instant, instant_of, moment_of

SlashOrder = Literal["mdy", "dmy"]
"""What stands first in a date such as 3/4/2020: the month or the day."""
DateMode = Literal["iso", "mdy", "dmy"]
"""What the person says about the dates of a file; with ``iso`` dates with slashes are refused."""

FIRST_YEAR = 1970
LAST_YEAR = 2199

_SECONDS = r"(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    rf"(?:[T ]([0-9]{{2}}):([0-9]{{2}}){_SECONDS}(?:(Z)|([+-])([0-9]{{2}}):?([0-9]{{2}}))?)?"
)
_SLASHED = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"
    rf"(?: ([0-9]{{1,2}}):([0-9]{{2}}){_SECONDS}(?: ?([AaPp])[Mm])?)?"
)
_FURTHEST_OFFSET = dt.timedelta(hours=14)
_HOUR = 3_600_000
_QUARTER = 900_000
_ENOUGH_ORDERS = 3


class Dated(NamedTuple):
    """What the date of a line says."""

    at: Instant
    day: BusinessDay
    has_time: bool
    clock: int
    """The time of day in the shop's zone, in milliseconds; 0 without a time."""
    is_zoned: bool
    """Whether the file itself says in which zone the time is, and it is not midnight there."""


class DateReader:
    """Reads dates, with or without a time, as moments and days of one shop.

    A date alone is the start of that business day. A time without a zone is meant in ``zone``, or in the shop's own
    when that is None. A local time that a clock change skips or repeats is read with the offset before the change.
    """

    def __init__(self, calendar: Calendar, *, order: SlashOrder | None, zone: zoneinfo.ZoneInfo | None) -> None:
        """``order`` None refuses every date with slashes."""
        self._calendar = calendar
        self._order = order
        self._zone = zone or calendar.zone

    def read(self, text: str) -> Dated | None:
        """None for whatever is no date from FIRST_YEAR to LAST_YEAR in one of the documented forms."""
        local = _iso(text) or (_slashed(text, self._order) if self._order else None)
        if local is None:
            return None
        if isinstance(local, dt.datetime):
            at = instant_of(local if local.tzinfo else local.replace(tzinfo=self._zone))
            day = self._calendar.day_at(at)
            if not FIRST_YEAR <= day.date.year <= LAST_YEAR:
                return None
            here = moment_of(at).astimezone(self._calendar.zone)
            clock = (here.hour * 3600 + here.minute * 60 + here.second) * 1000 + here.microsecond // 1000
            is_zoned = local.tzinfo is not None and local.time() != dt.time()
            return Dated(at, day, True, clock, is_zoned)
        day = BusinessDay.of(local)
        return Dated(self._calendar.start_of(day), day, False, 0, False)


def is_date(text: str) -> bool:
    """Whether ``text`` is a date in any documented form."""
    return bool(_iso(text) or _slashed(text, "mdy") or _slashed(text, "dmy"))


def slash_order(dates: Iterable[tuple[int, str]], *, file: str) -> SlashOrder:
    """Which part of the dates with slashes is the month; ``dates`` are all of a file, each with its line.

    A date that is one only when read one way decides. Where no date decides, but all have equal parts, either will do.
    Raises AmbiguousDates when both ways, or neither, are proven.
    """
    proven: SlashOrder | None = None
    open_example: tuple[int, str] | None = None
    previous = ""
    for line, text in dates:
        if text == previous or "/" not in text:
            continue
        previous = text
        month_first, day_first = _slashed(text, "mdy"), _slashed(text, "dmy")
        if month_first == day_first:
            continue
        if month_first and day_first:
            open_example = open_example or (line, text)
            continue
        says: SlashOrder = "mdy" if month_first else "dmy"
        if proven not in (None, says):
            raise errors.AmbiguousDates(file=file, line=line, field="date", example=text)
        proven = says
    if proven is None and open_example is not None:
        raise errors.AmbiguousDates(file=file, line=open_example[0], field="date", example=open_example[1])
    return proven or "mdy"


def _iso(text: str) -> dt.date | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes = match.groups()
    if hour is None:
        return _moment((year, month, day), None)
    zone: dt.tzinfo | None = dt.UTC if utc else None
    if sign:
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes))
        if int(minutes) > 59 or offset > _FURTHEST_OFFSET:
            return None
        zone = dt.timezone(-offset if sign == "-" else offset)
    return _moment((year, month, day), (int(hour), minute, second, fraction), zone)


def _slashed(text: str, order: SlashOrder) -> dt.date | None:
    match = _SLASHED.fullmatch(text)
    if match is None:
        return None
    first, second_part, year, hour, minute, second, fraction, half = match.groups()
    date = (year, first, second_part) if order == "mdy" else (year, second_part, first)
    if hour is None:
        return _moment(date, None)
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "Pp" else 0)
    return _moment(date, (hours, minute, second, fraction))


def _moment(
    date: tuple[str, str, str], time: tuple[int, str, str | None, str | None] | None, zone: dt.tzinfo | None = None
) -> dt.date | None:
    """A datetime with a time, a plain date without; None when there is no such day or time in the years read."""
    year, month, day = map(int, date)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if time is None:
            return dt.date(year, month, day)
        hour, minute, second, fraction = time
        microsecond = int((fraction or "0").ljust(6, "0")[:6])
        return dt.datetime(year, month, day, hour, int(minute), int(second or 0), microsecond, zone)
    except ValueError:
        return None


class MidnightWatch:
    """Notices a file whose every time is midnight of another zone, as databases print dates that have no time.

    Taken as it stands such a file lies a day off. The sign: two orders on different days, or three on one; every line
    with a time that names no zone, unless it is midnight there; all times of day equal in the shop's zone, or on two
    hours one apart as summer time makes them, on whole quarter hours, and none where the business day begins.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._start = calendar.cutoff_hour * _HOUR
        self._orders: set[Hashable] = set()
        self._days: set[BusinessDay] = set()
        self._clocks: set[int] = set()
        self._first: tuple[int, str] | None = None
        self.active = True
        """False as soon as the file is known not to be of that kind; no line needs to be shown any more."""

    def see(self, dated: Dated, order: Hashable, line: int, text: str) -> None:
        """Show a good line: its date, as read and as written, and which order it belongs to."""
        if self._first is None:
            self._first = (line, text)
        if len(self._orders) < _ENOUGH_ORDERS:
            self._orders.add(order)
            self._days.add(dated.day)
        self._clocks.add(dated.clock)
        self.active = (
            dated.has_time
            and not dated.is_zoned
            and len(self._clocks) <= 2
            and dated.clock != self._start
            and dated.clock % _QUARTER == 0
        )

    @property
    def are_dates(self) -> bool:
        """Whether the times of the file, now that all of it was seen, are midnights of another zone."""
        enough = len(self._orders) >= _ENOUGH_ORDERS or (len(self._orders) > 1 and len(self._days) > 1)
        return self.active and enough and max(self._clocks) - min(self._clocks) in (0, _HOUR, 23 * _HOUR)

    def check(self, file: str) -> None:
        """Raises ShiftedMidnights."""
        if self._first is not None and self.are_dates:
            line, text = self._first
            zone = self._calendar.zone.key or "UTC"
            raise errors.ShiftedMidnights(file=file, line=line, field="date", example=text, shop_zone=zone)
