"""What happens when in a replay: deliveries and orders of the files, in one order of time.

Supplier events of a date come before that date's orders. Orders of a file without times get one within the shop's
opening hours, drawn from the seed: same files, same seed, same schedule.
"""

import dataclasses
import datetime as dt
import random
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from typing import TypeAlias

from trendy_desktop.services.exchange.customer_orders import CustomerOrder
from trendy_desktop.services.exchange.supplier_orders import Delivery
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Instant, instant_of

Happening: TypeAlias = Delivery | CustomerOrder


def schedule(
    orders: Iterable[CustomerOrder], deliveries: Iterable[Delivery], *, profile: ShopProfile, seed: int
) -> Iterator[Happening]:
    """Everything in ``orders`` and ``deliveries`` (each sorted by day) in the order in which it happens."""
    # What is drawn is no secret: a run must be repeatable.
    draw = random.Random(str(seed))  # noqa: S311
    every: Iterator[Happening] = merge(deliveries, orders, key=lambda one: one.day)
    for _, within in groupby(every, key=lambda one: one.day):
        today = [_timed(one, profile=profile, draw=draw) for one in within]
        yield from sorted(today, key=lambda one: (isinstance(one, CustomerOrder), one.at))


def opening(day: BusinessDay, profile: ShopProfile, *, minutes: float) -> Instant:
    """The instant ``minutes`` after local midnight of ``day``."""
    midnight = dt.datetime.combine(day.date, dt.time())
    return instant_of((midnight + dt.timedelta(minutes=minutes)).replace(tzinfo=profile.calendar.zone))


def _timed(one: Happening, *, profile: ShopProfile, draw: random.Random) -> Happening:
    """An order without a time with one that is drawn; whatever else as it is."""
    if one.has_time or isinstance(one, Delivery):
        return one
    seconds = draw.randrange(profile.opens_at * 60, profile.closes_at * 60)
    return dataclasses.replace(one, at=opening(one.day, profile, minutes=seconds / 60), has_time=True)
