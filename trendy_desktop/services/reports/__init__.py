"""Reports: what the shop sold, refused and owns, on paper, as a table and as data, from one definition each."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from trendy_desktop.errors import BadTop, PeriodOutOfReach
from trendy_desktop.models.store import Store
from trendy_desktop.services.reports import child, finance, marketing, output
from trendy_desktop.services.reports.finance import FinanceReport, WeekFigures
from trendy_desktop.services.reports.marketing import MarketingReport, PeriodKind
from trendy_desktop.services.reports.output import Cell
from trendy_desktop.services.reports.sheet import Sheet
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Clock, Instant, Period

__all__ = ["FinanceReport", "Format", "MarketingReport", "PeriodKind", "Report", "Reports", "WeekFigures"]

MOST_TOP = 1000
FIRST_DAY = BusinessDay.parse("1900-01-01")
LAST_DAY = BusinessDay.parse("2999-12-31")

_RENDERING_SECONDS = 60.0


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"
    PDF = "pdf"


class Report(Protocol):
    """What every report can say of itself."""

    def as_json(self) -> dict[str, object]: ...
    def as_table(self) -> Iterator[tuple[Cell, ...]]: ...
    def sheet(self, profile: ShopProfile, printed: Instant) -> Sheet: ...


class Reports:
    """Makes the reports of one shop and writes them."""

    def __init__(self, store: Store, profile: ShopProfile, clock: Clock) -> None:
        self._store = store
        self._profile = profile
        self._clock = clock

    def today(self) -> BusinessDay:
        """The business day it is now."""
        return self._profile.calendar.day_at(self._clock.now())

    def finance(self, period: Period) -> FinanceReport:
        """The weekly finance report over ``period``. Raises PeriodTooLong or PeriodOutOfReach."""
        _check_reach(period.first, period.last)
        with self._store.snapshot() as books:
            return finance.measure(books, period, profile=self._profile, as_of=self._clock.now())

    def marketing(self, kind: PeriodKind, day: BusinessDay, *, top: int) -> MarketingReport:
        """The ``top`` (1 to MOST_TOP) products and customers of the ``kind`` of period that holds ``day``.

        Raises BadTop or PeriodOutOfReach.
        """
        _check_reach(day)
        if not 1 <= top <= MOST_TOP:
            raise BadTop(most=MOST_TOP)
        with self._store.snapshot() as books:
            return marketing.measure(books, kind, day, top=top, profile=self._profile, as_of=self._clock.now())

    def write(self, report: Report, format: Format, out: Path) -> None:
        """Writes ``report`` to ``out`` wholly or not at all, readable by its owner only.

        Raises DiskFull, CannotWrite, or RenderingFailed when the PDF could not be made.
        """
        output.keep(self.content(report, format), out)

    def content(self, report: Report, format: Format) -> bytes:
        """``report`` as the bytes of a file. Raises RenderingFailed when the PDF could not be made."""
        match format:
            case Format.JSON:
                return output.json_bytes(report.as_json())
            case Format.CSV:
                return output.csv_bytes(report.as_table())
            case Format.PDF:
                sheet = report.sheet(self._profile, self._clock.now())
                return child.bytes_from(_printed, sheet, seconds=_RENDERING_SECONDS)


def _check_reach(*days: BusinessDay) -> None:
    if not all(FIRST_DAY <= day <= LAST_DAY for day in days):
        raise PeriodOutOfReach(first=str(FIRST_DAY), last=str(LAST_DAY))


def _printed(sheet: Sheet) -> bytes:
    """In the child: reportlab is never imported here, only there."""
    from trendy_desktop.services.reports import pdf

    return pdf.render(sheet)
