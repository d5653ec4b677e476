"""A report as a printed page says it: words, tiles, charts and tables as plain data, without a place on the paper.

A definition (finance, marketing) says what stands on its sheet; ``pdf`` knows only sheets.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Currency, Instant, Period, moment_of

NO_PERSONAL_DATA = "Contains no customer names or e-mail addresses."

Cell: TypeAlias = str | float
"""A cell of a table: a text, or the share (0 to 1) that a bar in it is long."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure: what it is, the figure, its unit in small, and a line below."""

    label: str
    figure: str
    unit: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` is a count or minor units; ``label`` stands under the bar, mostly empty; ``past`` bars are muted."""

    value: int
    label: str = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over one axis, at least one. ``digits`` are the decimal digits of the values.

    ``unit`` says beside the title what and when; ``now`` and ``past`` name the two kinds of bars, ``empty`` stands in
    their place where all are 0.
    """

    title: str
    bars: tuple[Bar, ...]
    unit: str
    now: str
    past: str
    empty: str
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Texts stand at the left and may be shortened, numbers at the ``right`` never are.

    A ``wide`` column takes what the others leave; a ``faint`` one stands apart from the rest.
    """

    title: str
    right: bool = False
    wide: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence between the parts; a ``loud`` one stands in a box."""

    text: str
    loud: bool = False


Part: TypeAlias = Chart | Table | Note


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    subtitle: str
    shop: str
    practice: bool
    tiles: tuple[Tile, ...]
    parts: tuple[Part, ...]
    footer: str


# --- words ----------------------------------------------------------------------------------------------------------

# English in every place the program runs: strftime would follow the locale of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
"""What stands where there is no figure."""
_TO = " \N{EN DASH} "


def day_words(day: BusinessDay, *, year: bool = True) -> str:
    """``7 Jan 2020``"""
    date = day.date
    return f"{date.day} {_MONTHS[date.month - 1]}" + (f" {date.year}" if year else "")


def span_words(period: Period) -> str:
    """The first and the last day with a dash between, the first no longer than it must be; or the one day."""
    first, last = period.first.date, period.last.date
    end = day_words(period.last)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_TO}{end}"
    return day_words(period.first, year=first.year != last.year) + _TO + end


def moment_words(instant: Instant, profile: ShopProfile) -> str:
    """``20 Nov 2026, 11:24`` on the shop's clock."""
    local: dt.datetime = moment_of(instant).astimezone(profile.calendar.zone)
    return f"{day_words(BusinessDay.of(local.date()))}, {local:%H:%M}"


def count_words(number: int) -> str:
    """``1,234``, with a true minus sign."""
    return f"{number:,}".replace("-", MINUS)


def money_words(minor: int, currency: Currency) -> str:
    """``58,063,341,824.31``: grouped by thousands, without the currency's code."""
    whole, point, part = currency.text(minor).partition(".")
    sign = MINUS if whole.startswith("-") else ""
    return f"{sign}{int(whole.removeprefix('-')):,}{point}{part}"


def change_words(words: str) -> str:
    """``words`` of a difference with its sign, plus or minus; zero has none."""
    nothing = not any(digit in words for digit in "123456789")
    return words if nothing or words.startswith(MINUS) else f"+{words}"


def footer_words(profile: ShopProfile, *, as_of: Instant, printed: Instant) -> str:
    """The line at the foot of every page: when printed, as of when, and what it holds of people."""
    practice = " Practice copy." if profile.practice else ""
    zone = profile.calendar.zone.key
    return (
        f"Printed {moment_words(printed, profile)}, as of {moment_words(as_of, profile)} ({zone})."
        f" {NO_PERSONAL_DATA}{practice}"
    )
