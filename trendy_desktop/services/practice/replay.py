"""Replays order days: at once, one by one, or by a shop clock that runs 1 to 300 times as fast as the real one."""

import time
from collections.abc import Callable, Iterator
from itertools import groupby

from trendy_desktop.errors import Cancelled
from trendy_desktop.models.store import Store
from trendy_desktop.services.exchange import ORDERS_A_CHUNK
from trendy_desktop.services.exchange.arrivals import DeliveryBooking
from trendy_desktop.services.exchange.booking import OrderBooking
from trendy_desktop.services.exchange.supplier_orders import Delivery
from trendy_desktop.services.practice.schedule import Happening, opening
from trendy_desktop.services.progress import Progress, Unheard
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import Instant, StaffId

SLOWEST, FASTEST = 1, 300


class Replay:
    """One run through a schedule of ``total`` happenings, into the real books or a practice copy.

    ``booked`` counts what has happened; ``shop_time`` is what the shop clock shows. ``seconds`` tells real time; it is
    handed in so that tests need not wait.
    """

    def __init__(
        self,
        store: Store,
        happenings: Iterator[Happening],
        *,
        total: int,
        orders: OrderBooking,
        deliveries: DeliveryBooking,
        profile: ShopProfile,
        actor: StaffId,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.booked = 0
        self.total = total
        self._store = store
        self._rest = happenings
        self._orders = orders
        self._deliveries = deliveries
        self._profile = profile
        self._actor = actor
        self._seconds = seconds
        self._next = next(happenings, None)
        self._speed = 0
        self._since = 0.0
        self._shown = Instant(0) if self._next is None else self._morning(self._next)

    @property
    def finished(self) -> bool:
        return self._next is None

    @property
    def playing(self) -> bool:
        return self._speed > 0 and not self.finished

    @property
    def shop_time(self) -> Instant:
        """What the shop clock shows now."""
        return Instant(self._shown + round((self._seconds() - self._since) * 1000 * self._speed))

    def play(self, speed: int = 1) -> None:
        """Lets the shop clock run ``speed`` times as fast as the real one, 1 to 300. ValueError for any other."""
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed {speed} is not between {SLOWEST} and {FASTEST}")
        self._set(self.shop_time)
        self._speed = speed

    def pause(self) -> None:
        """Stops the shop clock; ``play`` goes on from there."""
        self._set(self.shop_time)
        self._speed = 0

    def step(self) -> bool:
        """Books what comes next, whatever the clock shows, and sets the clock to it. False when nothing is left."""
        if self._next is None:
            return False
        self._set(max(self._due(self._next), self.shop_time))
        self._book([self._take()])
        return True

    def catch_up(self) -> int:
        """Books everything that is due by the shop clock and returns how much; call it often while playing.

        Closed hours are skipped: when nothing is due before the shop opens again, the clock goes on at its opening.
        """
        due: list[Happening] = []
        now = self.shop_time
        while self._next is not None and self._due(self._next) <= now:
            due.append(self._take())
        self._book(due)
        if self._next is not None and self.playing:
            profile, today = self._profile, self._profile.calendar.day_at(now)
            opens, closes = (opening(today, profile, minutes=hour) for hour in (profile.opens_at, profile.closes_at))
            if not opens <= now < closes:
                self._set(max(now, self._morning(self._next)))
        return len(due)

    def at_once(self, *, progress: Progress | None = None) -> bool:
        """Books all that is left, a chunk at a time; True when it was told to stop before the end."""
        heard = progress or Unheard()
        try:
            while self._next is not None:
                heard.step(self.booked, self.total)
                self._book([self._take() for _ in range(min(ORDERS_A_CHUNK, self.total - self.booked))])
            heard.step(self.booked, self.total)
        except Cancelled:
            return not self.finished
        return False

    def _take(self) -> Happening:
        taken = self._next
        if taken is None:
            raise IndexError("nothing is left of this replay")
        self._next = next(self._rest, None)
        return taken

    def _book(self, happenings: list[Happening]) -> None:
        """In one change, in their order, so that the same comes of them however many are due at a time.

        Orders are decided one after another anyway; a delivery fills what waits before the next one is there.
        """
        if not happenings:
            return
        with self._store.change(self._actor) as change:
            for delivery, run in groupby(happenings, key=_delivery):
                if delivery is not None:
                    self._deliveries.book(change, [delivery])
                else:
                    self._orders.book(change, [one for one in run if not isinstance(one, Delivery)])
        self.booked += len(happenings)

    def _due(self, happening: Happening) -> Instant:
        """When ``happening`` comes on the shop clock; what suppliers bring is there when the shop opens."""
        if isinstance(happening, Delivery):
            return opening(happening.day, self._profile, minutes=self._profile.opens_at)
        return happening.at

    def _morning(self, happening: Happening) -> Instant:
        """When the day of ``happening`` begins on the shop clock: at opening, or with an order before that."""
        return min(self._due(happening), opening(happening.day, self._profile, minutes=self._profile.opens_at))

    def _set(self, shop_time: Instant) -> None:
        self._shown = shop_time
        self._since = self._seconds()


def _delivery(happening: Happening) -> Delivery | None:
    return happening if isinstance(happening, Delivery) else None
