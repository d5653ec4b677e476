"""The weekly finance report: orders, amount, change against the week before, refused demand, stock assets.

Each week counts only its days within the period. Changes are plain differences to the week listed before; the first
week is compared with the whole week before the period.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trendy_desktop.errors import PeriodTooLong
from trendy_desktop.models import figures
from trendy_desktop.models.books import Books
from trendy_desktop.models.figures import DayRow
from trendy_desktop.services.reports.output import Cell, iso_text
from trendy_desktop.services.reports.sheet import (
    NOTHING,
    Bar,
    Chart,
    Column,
    Note,
    Sheet,
    Table,
    Tile,
    change_words,
    count_words,
    day_words,
    footer_words,
    money_words,
    span_words,
)
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Currency, Instant, Money, Period, Week

MOST_WEEKS = 5_200


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week's figures over those of its ``days`` that lie in the period; amounts in minor units.

    The changes are None where the books begin after the week before.
    """

    week: Week
    days: Period
    orders: int
    amount: int
    refused_amount: int
    change_orders: int | None
    change_amount: int | None

    @property
    def complete(self) -> bool:
        return self.days == Period(self.week.first, self.week.last)


@dataclass(frozen=True, slots=True)
class FinanceReport:
    """``assets`` (units on hand times wholesale cost at the end of the period) and all amounts in minor units."""

    period: Period
    currency: Currency
    as_of: Instant
    weeks: tuple[WeekFigures, ...]
    assets: int
    series: tuple[tuple[BusinessDay, DayRow], ...]

    def as_json(self) -> dict[str, object]:
        """The report as the command prints it; amounts are decimal strings."""
        money = self.currency.text
        return {
            "from": str(self.period.first),
            "to": str(self.period.last),
            "currency": self.currency.code,
            "as_of": iso_text(self.as_of),
            "weeks": [
                {
                    "week": str(week.week),
                    "complete": week.complete,
                    "orders": week.orders,
                    "amount": money(week.amount),
                    "refused_amount": money(week.refused_amount),
                    "change_orders": week.change_orders,
                    "change_amount": None if week.change_amount is None else money(week.change_amount),
                }
                for week in self.weeks
            ],
            "assets": money(self.assets),
            "series": [
                {"day": str(day), "orders": found.orders, "amount": money(found.amount)} for day, found in self.series
            ],
        }

    def as_table(self) -> Iterator[tuple[Cell, ...]]:
        """A header, a row for each week, and a last row ``assets`` that has only the column of that name."""
        yield "week", "complete", "orders", "amount", "refused_amount", "change_orders", "change_amount", "assets"
        for week in self.weeks:
            yield (
                str(week.week),
                week.complete,
                week.orders,
                Money(week.amount, self.currency),
                Money(week.refused_amount, self.currency),
                week.change_orders,
                None if week.change_amount is None else Money(week.change_amount, self.currency),
                None,
            )
        yield "assets", None, None, None, None, None, None, Money(self.assets, self.currency)

    def sheet(self, profile: ShopProfile, printed: Instant) -> Sheet:
        """The report as it is printed."""
        period = self.period
        total = sum((found for _, found in self._figures()), DayRow())
        parts: list[Chart | Table | Note] = []
        if total.orders == 0:
            parts.append(Note(f"No sales between {day_words(period.first)} and {day_words(period.last)}.", loud=True))
        parts.append(self._chart("Orders", "", 0, [found.orders for _, found in self.series]))
        digits = self.currency.digits
        parts.append(self._chart("Amount", self.currency.code, digits, [found.amount for _, found in self.series]))
        parts += [self._table(total), Note(self._refused_words(total.refused_amount))]
        first, last = self.weeks[0].week, self.weeks[-1].week
        weeks = f"Week {first}" if first == last else f"Weeks {first} to {last}"
        return Sheet(
            title="Finance report",
            subtitle=f"{weeks} · {span_words(period)}",
            shop=profile.name,
            practice=profile.practice,
            tiles=self._tiles(total),
            parts=tuple(parts),
            footer=footer_words(profile, as_of=self.as_of, printed=printed),
        )

    # --- the sheet's parts ---

    def _figures(self) -> Iterator[tuple[Week, DayRow]]:
        return ((week.week, DayRow(week.orders, week.amount, week.refused_amount)) for week in self.weeks)

    def _tiles(self, total: DayRow) -> tuple[Tile, ...]:
        code, last = self.currency.code, self.weeks[-1]
        before = str(Week(last.week.number - 1))
        if last.change_amount is None or last.change_orders is None:
            change = Tile(f"Change on {before}", NOTHING, detail="the books begin later")
        else:
            orders = change_words(count_words(last.change_orders))
            amount = change_words(money_words(last.change_amount, self.currency))
            noun = "order" if abs(last.change_orders) == 1 else "orders"
            part = "" if last.complete else ", part of a week"
            change = Tile(f"Change on {before}", amount, code, f"{orders} {noun}{part}")
        return (
            Tile("Orders", count_words(total.orders), detail="booked and not cancelled"),
            Tile("Amount", money_words(total.amount, self.currency), code, "after discount, gross"),
            change,
            Tile(
                "Stock assets",
                money_words(self.assets, self.currency),
                code,
                f"at cost, end of {day_words(self.period.last)}",
            ),
        )

    def _chart(self, title: str, unit: str, digits: int, values: list[int]) -> Chart:
        days = [day for day, _ in self.series]
        span = span_words(Period(days[0], days[-1]))
        return Chart(
            title=f"{title} a day",
            bars=tuple(
                Bar(value, _tick(day), past=not self.period.contains(day))
                for day, value in zip(days, values, strict=True)
            ),
            unit=f"{unit} · {span}" if unit else span,
            digits=digits,
            now="in the period of this report",
            past="before it",
            empty=f"No sales between {day_words(days[0])} and {day_words(days[-1])}",
        )

    def _table(self, total: DayRow) -> Table:
        def amount(minor: int) -> str:
            return money_words(minor, self.currency)

        code = self.currency.code
        columns = (
            Column("Week"),
            Column("Days"),
            Column("Orders", right=True),
            Column("Change", right=True),
            Column(f"Amount, {code}", right=True),
            Column("Change", right=True),
            Column(f"Refused, {code}", right=True, faint=True),
        )
        rows = tuple(
            (
                str(week.week),
                span_words(week.days) + ("" if week.complete else " (part)"),
                count_words(week.orders),
                NOTHING if week.change_orders is None else change_words(count_words(week.change_orders)),
                amount(week.amount),
                NOTHING if week.change_amount is None else change_words(amount(week.change_amount)),
                amount(week.refused_amount),
            )
            for week in self.weeks
        )
        sums = ("Total", "", count_words(total.orders), "", amount(total.amount), "", amount(total.refused_amount))
        return Table("Week by week", columns, rows, sums if len(rows) > 1 else ())

    def _refused_words(self, minor: int) -> str:
        if minor == 0:
            return "No demand was refused in this period."
        amount = f"{money_words(minor, self.currency)} {self.currency.code}"
        return f"Refused for want of stock or a fault in the order: {amount}. It is not part of the amounts above."


def measure(books: Books, period: Period, *, profile: ShopProfile, as_of: Instant) -> FinanceReport:
    """The report over ``period``. Raises PeriodTooLong beyond MOST_WEEKS weeks."""
    if period.last.week.number - period.first.week.number >= MOST_WEEKS:
        raise PeriodTooLong(most=MOST_WEEKS)
    months = three_months(period.last)
    asked = Period(min(period.first.week.first.plus(-7), months.first), period.last)
    days = figures.days(books, asked)
    return FinanceReport(
        period=period,
        currency=profile.currency,
        as_of=as_of,
        weeks=tuple(_weeks(days, period, figures.first_day(books))),
        assets=figures.stock_value(books, profile.calendar.end_of(period.last)),
        series=tuple((day, days.get(day, DayRow())) for day in _each(months)),
    )


def three_months(last: BusinessDay) -> Period:
    """The three calendar months that end with ``last``: up to 30 April they begin on 1 February."""
    after = last.plus(1).date
    year, month = divmod(after.year * 12 + after.month - 1 - 3, 12)
    day = min(after.day, calendar.monthrange(year, month + 1)[1])
    return Period(BusinessDay.of(after.replace(year=year, month=month + 1, day=day)), last)


def _weeks(days: Mapping[BusinessDay, DayRow], period: Period, begun: BusinessDay | None) -> Iterator[WeekFigures]:
    def total(part: Period) -> DayRow:
        return sum((days[day] for day in _each(part) if day in days), DayRow())

    start = period.first.week.first
    before = total(Period(start.plus(-7), start.plus(-1)))
    for week in period.weeks:
        part = Period(max(week.first, period.first), min(week.last, period.last))
        now = total(part)
        known = begun is not None and begun < week.first
        yield WeekFigures(
            week=week,
            days=part,
            orders=now.orders,
            amount=now.amount,
            refused_amount=now.refused_amount,
            change_orders=now.orders - before.orders if known else None,
            change_amount=now.amount - before.amount if known else None,
        )
        before = now


def _tick(day: BusinessDay) -> str:
    """What stands under a day of a chart: every other Monday is named."""
    return day_words(day, year=False) if day == day.week.first and day.week.number % 2 == 0 else ""


def _each(period: Period) -> Iterator[BusinessDay]:
    return (BusinessDay(number) for number in range(period.first.number, period.last.number + 1))
