"""The marketing report: the most ordered products and the best customers of a day, a week or a month.

Products rank by units, then by code; customers by amount, then by hash. Ranks count from 1 without gaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from trendy_desktop.models import figures
from trendy_desktop.models.books import Books
from trendy_desktop.models.figures import CustomerRow, DayRow, ProductRow
from trendy_desktop.services.reports.output import Cell, iso_text
from trendy_desktop.services.reports.sheet import (
    NOTHING,
    Column,
    Note,
    Sheet,
    Table,
    Tile,
    count_words,
    day_words,
    footer_words,
    money_words,
    span_words,
)
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Currency, Instant, Money, Period


class PeriodKind(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def around(self, day: BusinessDay) -> Period:
        """The day, the ISO week or the calendar month that holds ``day``."""
        match self:
            case PeriodKind.DAY:
                return Period.day(day)
            case PeriodKind.WEEK:
                return Period.week(day)
            case PeriodKind.MONTH:
                return Period.month(day)


@dataclass(frozen=True, slots=True)
class MarketingReport:
    """The rows come in the order of their rank; amounts in minor units. ``total`` is all that the period brought."""

    kind: PeriodKind
    period: Period
    currency: Currency
    as_of: Instant
    total: DayRow
    products: tuple[ProductRow, ...]
    customers: tuple[CustomerRow, ...]

    def as_json(self) -> dict[str, object]:
        """The report as the command prints it; amounts are decimal strings, hashes lower-case hex."""
        money = self.currency.text
        return {
            "period": self.kind.value,
            "from": str(self.period.first),
            "to": str(self.period.last),
            "currency": self.currency.code,
            "as_of": iso_text(self.as_of),
            "products": [
                {
                    "rank": rank,
                    "product_id": row.code,
                    "title": row.title,
                    "units": row.units,
                    "amount": money(row.amount),
                }
                for rank, row in enumerate(self.products, 1)
            ],
            "customers": [
                {
                    "rank": rank,
                    "hashed_email": row.hashed_email.hex(),
                    "amount": money(row.amount),
                    "orders": row.orders,
                }
                for rank, row in enumerate(self.customers, 1)
            ],
        }

    def as_table(self) -> Iterator[tuple[Cell, ...]]:
        """A header, the products, then the customers; ``list`` says which, and each fills its own columns."""
        yield "list", "rank", "product_id", "title", "hashed_email", "units", "orders", "amount"
        for rank, product in enumerate(self.products, 1):
            amount = Money(product.amount, self.currency)
            yield "products", rank, product.code, product.title, None, product.units, None, amount
        for rank, customer in enumerate(self.customers, 1):
            amount = Money(customer.amount, self.currency)
            yield "customers", rank, None, None, customer.hashed_email.hex(), None, customer.orders, amount

    def sheet(self, profile: ShopProfile, printed: Instant) -> Sheet:
        """The report as it is printed; customers by their code and the first digits of their hash."""
        period = self.period
        week = f"Week {period.first.week} · " if self.kind is PeriodKind.WEEK else ""
        parts: tuple[Note | Table, ...] = (self._products(), self._customers())
        if self.total.orders == 0:
            nothing = f"No sales between {day_words(period.first)} and {day_words(period.last)}."
            if period.first == period.last:
                nothing = f"No sales on {day_words(period.first)}."
            parts = (Note(nothing, loud=True), *parts)
        return Sheet(
            title="Marketing report",
            subtitle=week + span_words(period),
            shop=profile.name,
            practice=profile.practice,
            tiles=self._tiles(),
            parts=parts,
            footer=footer_words(profile, as_of=self.as_of, printed=printed),
        )

    # --- the sheet's parts ---

    def _tiles(self) -> tuple[Tile, ...]:
        code, currency = self.currency.code, self.currency
        orders, amount = self.total.orders, self.total.amount
        average = Tile("Average order", NOTHING)
        if orders:
            average = Tile("Average order", money_words((2 * amount + orders) // (2 * orders), currency), code)
        refused = Tile("Refused", money_words(self.total.refused_amount, currency), code, "not part of the amount")
        return (
            Tile("Orders", count_words(orders), detail="booked and not cancelled"),
            Tile("Amount", money_words(amount, currency), code, "after discount, gross"),
            average,
            refused,
        )

    def _products(self) -> Table:
        most = max((row.units for row in self.products), default=0)
        return Table(
            "Most ordered products",
            (
                Column("Rank", right=True),
                Column("Product"),
                Column("Title", wide=True),
                Column("Units", right=True),
                Column(""),
                Column(f"Amount, {self.currency.code}", right=True),
            ),
            tuple(
                (
                    str(rank),
                    row.code,
                    "" if row.title == row.code else row.title,
                    count_words(row.units),
                    row.units / most if most > 0 else 0.0,
                    money_words(row.amount, self.currency),
                )
                for rank, row in enumerate(self.products, 1)
            ),
        )

    def _customers(self) -> Table:
        most = max((row.amount for row in self.customers), default=0)
        return Table(
            "Best customers",
            (
                Column("Rank", right=True),
                Column("Customer"),
                Column("Key", wide=True, faint=True),
                Column("Orders", right=True),
                Column(""),
                Column(f"Amount, {self.currency.code}", right=True),
            ),
            tuple(
                (
                    str(rank),
                    row.code,
                    row.hashed_email.hex()[:8],
                    count_words(row.orders),
                    row.amount / most if most > 0 else 0.0,
                    money_words(row.amount, self.currency),
                )
                for rank, row in enumerate(self.customers, 1)
            ),
        )


def measure(
    books: Books, kind: PeriodKind, day: BusinessDay, *, top: int, profile: ShopProfile, as_of: Instant
) -> MarketingReport:
    """The report over the ``kind`` of period around ``day`` with at most ``top`` products and customers."""
    period = kind.around(day)
    return MarketingReport(
        kind=kind,
        period=period,
        currency=profile.currency,
        as_of=as_of,
        total=sum(figures.days(books, period).values(), DayRow()),
        products=figures.top_products(books, period, top),
        customers=figures.top_customers(books, period, top),
    )
