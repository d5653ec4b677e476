"""The small types everything else is said in: money, instants, business days, weeks, periods, ids, the clock."""

import datetime as dt
import re
import time
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, NewType, Protocol, Self, TypeVar

from trendy_desktop.errors import BadPeriod, UnknownCurrency, UnknownZone

ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
LocationId = NewType("LocationId", int)
SupplierId = NewType("SupplierId", int)
OrderId = NewType("OrderId", int)
ReceiptId = NewType("ReceiptId", int)
ImportId = NewType("ImportId", int)
StaffId = NewType("StaffId", int)
HashedEmail = NewType("HashedEmail", bytes)
"""The keyed hash of a normalised e-mail address, 32 bytes; the only name other tables have for a customer."""

Instant = NewType("Instant", int)
"""A moment: milliseconds since 1970-01-01T00:00Z. It has no zone to be mistaken about."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_ORDINAL = dt.date(1970, 1, 1).toordinal()
_MILLISECOND = dt.timedelta(milliseconds=1)


def instant_of(moment: dt.datetime) -> Instant:
    """The instant of an aware ``moment``; whatever is below a millisecond is dropped."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime is no moment")
    return Instant((moment - _EPOCH) // _MILLISECOND)


def moment_of(instant: Instant) -> dt.datetime:
    """``instant`` as an aware datetime in UTC."""
    return _EPOCH + instant * _MILLISECOND


class Clock(Protocol):
    """Tells the time; handed to whoever needs it, so that tests and practice runs can set it."""

    def now(self) -> Instant: ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> Instant:
        return Instant(time.time_ns() // 1_000_000)


# --- days and weeks -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class BusinessDay:
    """A day of the shop, in its zone and from its cut-off hour on, kept as the number of days since 1970-01-01."""

    number: int

    @classmethod
    def of(cls, date: dt.date) -> Self:
        return cls(date.toordinal() - _EPOCH_ORDINAL)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The day written ``YYYY-MM-DD``; raises ValueError for anything else."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError("not YYYY-MM-DD")
        return cls.of(dt.date.fromisoformat(text))

    @property
    def date(self) -> dt.date:
        return dt.date.fromordinal(self.number + _EPOCH_ORDINAL)

    @property
    def week(self) -> "Week":
        return Week((self.number + 3) // 7)

    def plus(self, days: int) -> "BusinessDay":
        return BusinessDay(self.number + days)

    def __str__(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week (Monday to Sunday), counted from the one that holds 1970-01-01."""

    number: int

    @property
    def first(self) -> BusinessDay:
        return BusinessDay(self.number * 7 - 3)

    @property
    def last(self) -> BusinessDay:
        return BusinessDay(self.number * 7 + 3)

    def __str__(self) -> str:
        year, week, _ = self.first.date.isocalendar()
        return f"{year:04d}-W{week:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """The business days from ``first`` to ``last``, both included. Raises BadPeriod when it ends before it begins."""

    first: BusinessDay
    last: BusinessDay

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadPeriod(first=str(self.first), last=str(self.last))

    @classmethod
    def day(cls, day: BusinessDay) -> Self:
        return cls(day, day)

    @classmethod
    def week(cls, day: BusinessDay) -> Self:
        return cls(day.week.first, day.week.last)

    @classmethod
    def month(cls, day: BusinessDay) -> Self:
        first = day.date.replace(day=1)
        following = (first + dt.timedelta(days=31)).replace(day=1)
        return cls(BusinessDay.of(first), BusinessDay.of(following).plus(-1))

    @property
    def weeks(self) -> Iterator[Week]:
        """Every ISO week that has a day in the period, the oldest first."""
        return (Week(number) for number in range(self.first.week.number, self.last.week.number + 1))

    def contains(self, day: BusinessDay) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """The shop's time zone and the local hour at which its business day ends (0: midnight)."""

    zone: zoneinfo.ZoneInfo
    cutoff_hour: int = 0

    @classmethod
    def of(cls, zone: str, cutoff_hour: int = 0) -> Self:
        """Raises UnknownZone when the time zone database has no ``zone``."""
        return cls(zone_named(zone), cutoff_hour)

    def day_at(self, instant: Instant) -> BusinessDay:
        """The business day ``instant`` belongs to."""
        local = moment_of(instant).astimezone(self.zone)
        return BusinessDay.of((local - dt.timedelta(hours=self.cutoff_hour)).date())

    def start_of(self, day: BusinessDay) -> Instant:
        """The first instant of ``day``. Where clocks skip that hour, the first one after the gap."""
        local = dt.datetime.combine(day.date, dt.time(self.cutoff_hour), tzinfo=self.zone)
        return instant_of(local.astimezone(dt.UTC))

    def end_of(self, day: BusinessDay) -> Instant:
        """The first instant that no longer belongs to ``day``."""
        return self.start_of(day.plus(1))


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The time zone ``name`` of the IANA database. Raises UnknownZone."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(zone=name) from None


# --- money --------------------------------------------------------------------------------------------------------

# ISO 4217, list one (active codes); those whose minor unit is not a hundredth stand in the table below.
_CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV
    WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()
)
_DIGITS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0) | dict.fromkeys(
    "BHD IQD JOD KWD LYD OMR TND".split(), 3
)


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency and the number of digits of its minor unit."""

    code: str
    digits: int

    @classmethod
    def named(cls, code: str) -> Self:
        """Raises UnknownCurrency when ``code`` is not an active ISO 4217 code."""
        if code not in _CODES:
            raise UnknownCurrency(currency=code)
        return cls(code, _DIGITS.get(code, 2))

    def text(self, minor: int) -> str:
        """``minor`` units as a plain decimal string with all digits of the currency: ``-12.30``, without grouping."""
        if self.digits == 0:
            return str(minor)
        whole, part = divmod(abs(minor), 10**self.digits)
        return f"{'-' if minor < 0 else ''}{whole}.{part:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in ``currency``, in its minor units (cents); never a float."""

    minor: int
    currency: Currency

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    def __str__(self) -> str:
        return self.currency.text(self.minor)

    def _same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency.code} and {other.currency.code} do not add")


# --- strict figures -----------------------------------------------------------------------------------------------

MOST_UNITS = 9_999_999
"""The largest quantity one line may carry."""
MOST_MINOR = 99_999_999_999
"""The largest price, in minor units."""

_QUANTITY = re.compile(r"[0-9]{1,7}", re.ASCII)
_AMOUNT = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,4}))?", re.ASCII)


def parse_quantity(text: str) -> int | None:
    """The whole number ``text``, 0 to MOST_UNITS, in plain ASCII digits; None for anything else."""
    return int(text) if _QUANTITY.fullmatch(text) else None


def parse_amount(text: str, digits: int) -> int | None:
    """The amount ``text`` in minor units of a currency with ``digits`` digits; None for anything else.

    More digits than the currency has are refused even when they are zero: the file was made for another currency.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    whole, part = match[1], match[2] or ""
    if len(part) > digits:
        return None
    minor = int(whole + part.ljust(digits, "0"))
    return minor if minor <= MOST_MINOR else None


# --- paging -------------------------------------------------------------------------------------------------------


Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row, Key]):
    """One page of a list and the key to ask for the next one with; None after the last."""

    rows: tuple[Row, ...]
    next: Key | None
