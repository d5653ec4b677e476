"""The demo shop: a clothing shop with two years of trade, made up by the program and booked like any other's."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from trendy_desktop.models import staff
from trendy_desktop.models.store import Store
from trendy_desktop.services.catalog import Catalog, VariantForm
from trendy_desktop.services.demo.stockroom import Article, ean13
from trendy_desktop.services.demo.story import DAYS, Day, Story
from trendy_desktop.services.demo.styles import COLOURS, STYLES
from trendy_desktop.services.exchange.arrivals import DeliveryBooking
from trendy_desktop.services.exchange.booking import OrderBooking, Shortage
from trendy_desktop.services.exchange.customer_orders import CustomerOrder
from trendy_desktop.services.exchange.memory import LineMemory
from trendy_desktop.services.exchange.supplier_orders import Delivery
from trendy_desktop.services.founding import found
from trendy_desktop.services.practice.schedule import opening
from trendy_desktop.services.progress import Progress, Unheard
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Calendar, Clock, Currency, Instant
from trendy_desktop.vault import Vault

PROFILE = ShopProfile(
    "TrendyThreads Demo Shop",
    Currency.named("EUR"),
    Calendar.of("Europe/Vienna"),
    opens_at=9 * 60 + 30,
    closes_at=18 * 60 + 30,
)

_LATE_MORNING = 11 * 60 + 30  # minutes after midnight
_PREPARING = 12  # days before the first one


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo shop that was made: how many orders were booked in it, and how many products it has."""

    folder: Path
    orders: int
    products: int


def make_demo(folder: Path, *, today: BusinessDay, clock: Clock, progress: Progress | None = None) -> Demo:
    """Makes the demo shop in ``folder``, whole or not at all; the same one for the same day.

    Its trade goes on until the present moment if ``today`` is the day by ``clock``, and else until the late morning of
    ``today``. It opens with the published passphrase. Raises ShopExists, an EnvironmentFault, or what ``progress``
    raises.
    """
    now = clock.now()
    if PROFILE.calendar.day_at(now) != today:
        now = opening(today, PROFILE, minutes=_LATE_MORNING)
    story = Story(today, now, profile=PROFILE)
    diary = _Diary(opening(story.first.plus(-_PREPARING), PROFILE, minutes=PROFILE.opens_at))
    booked = 0

    def fill(store: Store, vault: Vault) -> None:
        nonlocal booked
        catalog = Catalog(store, vault, calendar=PROFILE.calendar, actor=staff.OWNER)
        _enter_styles(catalog, diary, story)
        booked = _trade(store, vault, catalog, diary, story.days(), progress=progress or Unheard())

    founded = found(folder, PROFILE, clock=diary, keyring=None, demo=True, fill=fill)
    return Demo(founded.folder, orders=booked, products=len(STYLES))


class _Diary:
    """The clock of the story: what is written is written at the time it tells of."""

    def __init__(self, at: Instant) -> None:
        self._at = at

    def now(self) -> Instant:
        return self._at

    def turn_to(self, at: Instant) -> None:
        """Goes on to ``at``, never back."""
        self._at = max(self._at, at)

    def wait(self, *, minutes: int) -> None:
        self._at = Instant(self._at + minutes * 60_000)


def _enter_styles(catalog: Catalog, diary: _Diary, story: Story) -> None:
    for family, (style, articles) in enumerate(groupby(story.articles, key=lambda article: article.style), 1):
        price, cost = story.figures(style)
        catalog.add(
            style.code,
            style.title,
            variants=[
                _variant(article, barcode=ean13(f"2407{family:04}{nth:04}"), price=price, cost=cost)
                for nth, article in enumerate(articles, 1)
            ],
            category=style.category,
            brand=style.brand,
            supplier=style.supplier,
        )
        diary.wait(minutes=6)


def _variant(article: Article, *, barcode: str, price: int, cost: int) -> VariantForm:
    point, target = article.levels()
    return VariantForm(
        sku=article.sku,
        size=article.size,
        colour=COLOURS[article.colour][0],
        barcode=barcode,
        sale_price=price,
        wholesale_cost=cost,
        reorder_point=point,
        reorder_target=target,
    )


def _trade(
    store: Store,
    vault: Vault,
    catalog: Catalog,
    diary: _Diary,
    days: Iterable[Day],
    *,
    progress: Progress,
) -> int:
    """Books day after day; returns how many orders had something booked."""
    orders = OrderBooking(vault, LineMemory(vault, "customer-orders"), shortage=Shortage.LINE)
    deliveries = DeliveryBooking(vault, LineMemory(vault, "supplier-orders"), calendar=PROFILE.calendar)
    came: list[Delivery] = []
    ordered: list[CustomerOrder] = []

    def book() -> None:
        if ordered:
            diary.turn_to(ordered[-1].at)
        if came or ordered:
            with store.change(staff.OWNER) as change:
                deliveries.book(change, came)
                orders.book(change, ordered)
            came.clear()
            ordered.clear()

    for done, day in enumerate(days):
        progress.step(done, DAYS + 1)
        ordered += day.night
        if day.prices or day.deliveries or done == DAYS:  # what comes between is written together: a change takes time
            book()
        diary.turn_to(day.morning)
        for code, (price, cost) in day.prices.items():
            catalog.price_style(code, sale_price=price, wholesale_cost=cost)
        came += day.deliveries
        ordered += day.orders
    book()
    progress.step(DAYS + 1, DAYS + 1)
    return orders.booked_orders
