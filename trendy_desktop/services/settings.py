"""What a shop is set to: typed here, kept as rows in the books."""

from dataclasses import dataclass
from typing import Self

from trendy_desktop.errors import Corrupt
from trendy_desktop.models import settings
from trendy_desktop.models.store import Change, Store
from trendy_desktop.values import Calendar, Currency


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """The shop's name, its one currency, its days; whether these books are a practice copy.

    ``opens_at`` and ``closes_at`` are minutes after midnight in the shop's zone.
    """

    name: str
    currency: Currency
    calendar: Calendar
    practice: bool = False
    opens_at: int = 9 * 60
    closes_at: int = 18 * 60

    @classmethod
    def read(cls, store: Store) -> Self:
        """Raises UnknownCurrency or UnknownZone where the books name what this program does not know, or Corrupt."""
        with store.reading() as books:
            rows = settings.read(books)
        try:
            return cls(
                name=rows["shop.name"],
                currency=Currency.named(rows["shop.currency"]),
                calendar=Calendar.of(rows["shop.zone"], int(rows["shop.cutoff_hour"])),
                practice=rows["shop.practice"] == "1",
                opens_at=int(rows["shop.opens_at"]),
                closes_at=int(rows["shop.closes_at"]),
            )
        except (KeyError, ValueError) as error:
            raise Corrupt(name=store.path.name) from error

    def write(self, change: Change) -> None:
        settings.write(
            change.books,
            {
                "shop.name": self.name,
                "shop.currency": self.currency.code,
                "shop.zone": self.calendar.zone.key or "UTC",
                "shop.cutoff_hour": str(self.calendar.cutoff_hour),
                "shop.practice": str(int(self.practice)),
                "shop.opens_at": str(self.opens_at),
                "shop.closes_at": str(self.closes_at),
            },
        )
