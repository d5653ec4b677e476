"""Practice: the same run for the same files and seed, in a copy that knows nobody of the shop."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shop import PROFILE, HandClock, Shop, day
from trendy_desktop.core import Core, build_core
from trendy_desktop.errors import Cancelled, FileRefused, ShopExists
from trendy_desktop.models import staff
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.exchange import OrdersResult, Shortage
from trendy_desktop.services.exchange.arrivals import DeliveryBooking
from trendy_desktop.services.exchange.booking import OrderBooking
from trendy_desktop.services.exchange.customer_orders import read_customer_orders
from trendy_desktop.services.exchange.memory import LineMemory
from trendy_desktop.services.exchange.supplier_orders import read_supplier_orders
from trendy_desktop.services.practice import OrderDays, digest
from trendy_desktop.services.practice.replay import Replay
from trendy_desktop.services.practice.schedule import opening, schedule
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import moment_of
from trendy_desktop.vault import Vault, normalise_email

SKUS = "ABCD"
PEOPLE = [f"canary-{nth}@shop-guest.example.com" for nth in range(9)]


def order_rows(*, timed: bool) -> list[str]:
    """Some days of orders, many of them for more than there is, and a few bad lines."""
    draw = random.Random(4)
    rows = []
    for nth in range(120):
        date = f"2020-03-{nth // 20 + 1:02d}" + (f"T{draw.randrange(8, 20):02d}:{nth % 60:02d}" if timed else "")
        rows.append(
            f"{date},{draw.choice(PEOPLE)},Alley {draw.randrange(3)},{draw.choice(SKUS)},{draw.randrange(1, 4)}"
        )
    return [*rows, f"{rows[0].split(',')[0]},{PEOPLE[0]},Alley 0,A,many", f"never,{PEOPLE[1]},Alley 0,A,1"]


SUPPLY_ROWS = (
    "2020-03-01,S,A,5",
    "2020-03-03,S,A,20",
    "2020-03-03,T,B,20",
    "2020-03-03,S,C,9",
    "2020-03-04,T,X,1",
    "2020-03-05T17:00,S,D,4",
    "2020-03-05T07:00,T,D,9",
    "2020-03-09,S,A,30",
    "2020-03-10,S,B,30",
    "2020-03-11,T,C,60",
    "2020-03-12,T,D,60",
)


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    """A shop that has sold a little before."""
    open_shop.exchange.import_inventory(open_shop.inventory(*(f"{sku},30,1.00,2.50,S" for sku in SKUS)))
    open_shop.exchange.import_customer_orders(open_shop.orders(f"2020-02-01,{PEOPLE[0]},Alley 0,A,4"))
    return open_shop


@dataclass
class Run:
    result: OrdersResult
    digest: str


def practised(shop: Shop, out: str, *, seed: int, timed: bool = False, shortage: Shortage = Shortage.BACKORDER) -> Run:
    days = OrderDays(shop.orders(*order_rows(timed=timed)), shop.supplies(*SUPPLY_ROWS), shortage)
    run = shop.core.practice.run(days, seed=seed, out=shop.files / out)
    return Run(run.orders, run.digest)


@contextmanager
def opened(folder: Path) -> Iterator[Core]:
    core = build_core(folder, keyring=None, clock=HandClock())
    try:
        yield core
    finally:
        core.close()


def looked_up(folder: Path, sql: str) -> list[tuple[object, ...]]:
    store = Store(books_of(folder), clock=HandClock(), read_only=True)
    with store.reading() as books:
        rows = list(books.rows(sql))
    store.close()
    return rows


# --- the same again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shortage", Shortage)
def test_the_same_seed_is_the_same_run(shop: Shop, shortage: Shortage) -> None:
    first = practised(shop, "first", seed=1, shortage=shortage)
    shop.clock.time += 86_400_000
    again = practised(shop, "again", seed=1, shortage=shortage)
    assert (again.digest, again.result) == (first.digest, first.result)
    assert len(first.digest) == 64


def test_the_seed_draws_the_times_a_file_does_not_state(shop: Shop) -> None:
    assert practised(shop, "one", seed=1).digest != practised(shop, "two", seed=2).digest
    assert practised(shop, "three", seed=1, timed=True).digest == practised(shop, "four", seed=2, timed=True).digest


def test_another_stock_is_another_run(shop: Shop) -> None:
    before = practised(shop, "before", seed=1).digest
    shop.exchange.import_inventory(shop.inventory("A,3,1.00,2.50,S"))
    assert practised(shop, "after", seed=1).digest != before


def test_drawn_times_are_within_opening_hours(shop: Shop) -> None:
    practised(shop, "out", seed=1)
    zone = PROFILE.calendar.zone
    drawn = looked_up(shop.files / "out", "SELECT at FROM orders WHERE follows IS NULL")
    hours = {moment_of(at).astimezone(zone).hour for (at,) in drawn if isinstance(at, int)}  # type: ignore[arg-type]
    assert hours <= set(range(9, 18))
    assert len(hours) > 5


# --- the copy -------------------------------------------------------------------------------------------------------


def test_the_copy_begins_with_what_is_on_hand(shop: Shop) -> None:
    shop.core.practice.copy(shop.files / "copy", seed=1)
    assert looked_up(
        shop.files / "copy",
        "SELECT sku, on_hand, reason FROM stock_level JOIN variant USING (variant_id) "
        "JOIN stock_movement USING (variant_id)",
    ) == [("A", 26, "opening"), ("B", 30, "opening"), ("C", 30, "opening"), ("D", 30, "opening")]
    with opened(shop.files / "copy") as copy:
        assert copy.profile.practice
        assert copy.vault.key_place == "demo"
        assert copy.audit.verify().ok


def test_the_copy_proves_itself_and_says_what_came_of_it(shop: Shop) -> None:
    run = practised(shop, "out", seed=1)
    assert run.result.lines == 122
    assert run.result.booked_orders > 20
    assert run.result.backordered > 0
    assert [(line.line, line.reason) for line in run.result.refused] == [(122, "bad_number"), (123, "bad_date")]
    with opened(shop.files / "out") as copy:
        assert [check.first_fault for check in copy.audit.verify().checks if not check.ok] == []
    ((waiting,),) = looked_up(shop.files / "out", "SELECT sum(waiting) FROM backorder")
    assert waiting == 0  # what came after the last order day came too


def test_the_shop_itself_is_not_touched(shop: Shop) -> None:
    def everything() -> list[object]:
        tables = shop.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'variant_%s_%'")
        return [shop.rows(f"SELECT * FROM {name}") for (name,) in tables]

    before = everything()
    practised(shop, "out", seed=1)
    assert everything() == before
    shop.vault.close()
    practised(shop, "closed", seed=1)  # the vault may stay closed


def test_the_copy_knows_nobody(shop: Shop) -> None:
    practised(shop, "out", seed=1)
    people = looked_up(shop.files / "out", "SELECT count(*) FROM customer")
    assert people == [(len(PEOPLE),)]
    kept = b"".join(file.read_bytes() for file in (shop.files / "out").rglob("*") if file.is_file()).lower()
    for planted in (b"canary", b"shop-guest", b"alley"):
        assert planted not in kept
        assert planted.decode().encode("utf-16-le") not in kept
    with opened(shop.files / "out") as copy:
        uids = looked_up(
            shop.files / "out",
            "SELECT cust_uid, hashed_email, unhashed_email FROM vault_profile JOIN email_lookup USING (hashed_email)",
        )
        uid, hashed, sealed = uids[0]
        assert isinstance(uid, bytes)
        keys = copy.vault.keys_for([uid])
        read = keys.unseal_email(uid, hashed, sealed)  # type: ignore[arg-type]
        assert read.startswith("person-")
        assert read.endswith("@example.com")


def test_what_suppliers_bring_is_there_before_the_orders_of_the_day(shop: Shop) -> None:
    shop.exchange.import_inventory(shop.inventory("N,0,1.00,2.50,S"))
    days = OrderDays(
        shop.orders(f"2020-03-01T08:05,{PEOPLE[0]},Alley 0,N,1", f"2020-03-02T08:10,{PEOPLE[0]},Alley 0,N,2"),
        shop.supplies("2020-03-02T17:00,S,N,2"),
    )
    run = shop.core.practice.run(days, seed=1, out=shop.files / "out")
    assert [(line.line, line.reason) for line in run.orders.refused] == [(2, "insufficient_stock")]


def test_a_refused_file_makes_no_folder(shop: Shop) -> None:
    bad = shop.file("date,cust_email", "1,2", name="bad.csv")
    good = shop.orders(*order_rows(timed=False))
    for files in ((bad, None), (good, bad)):
        with pytest.raises(FileRefused):
            shop.core.practice.run(OrderDays(*files), seed=1, out=shop.files / "out")
        assert not (shop.files / "out").exists()
    with pytest.raises(ShopExists):
        shop.core.practice.run(OrderDays(good), seed=1, out=shop.folder)


def test_order_days_step_by_step_in_a_copy_end_as_at_once(shop: Shop) -> None:
    at_once = practised(shop, "once", seed=1)
    days = OrderDays(shop.orders(*order_rows(timed=False)), shop.supplies(*SUPPLY_ROWS), Shortage.BACKORDER)
    with shop.core.practice.in_copy(days, seed=1, out=shop.files / "steps") as run:
        assert run.replay.step()
        assert run.outcome().orders.stopped
        while run.replay.step():
            pass
        assert (run.outcome().digest, run.outcome().orders.stopped) == (at_once.digest, False)


def test_a_replay_into_the_real_books_and_an_import_book_a_line_once(shop: Shop) -> None:
    file = shop.orders(*order_rows(timed=True))
    with shop.core.practice.in_books(OrderDays(file), seed=1) as run:
        run.replay.step()
        booked = run.outcome().orders.booked_lines
    assert booked > 0
    result = shop.exchange.import_customer_orders(file)
    assert result.already_booked == booked
    with shop.core.practice.in_books(OrderDays(file), seed=2) as run:
        run.replay.at_once()
        assert run.outcome().orders.booked_lines == 0
    assert shop.faults() == []


def test_seeds_that_differ_in_sign_only_draw_differently(shop: Shop) -> None:
    assert practised(shop, "plus", seed=1).digest != practised(shop, "minus", seed=-1).digest


# --- playing --------------------------------------------------------------------------------------------------------


class Stage:
    """A copy of a shop with a replay on it whose real time is set by hand."""

    def __init__(self, shop: Shop, name: str, rows: list[str], *, profile: ShopProfile = PROFILE) -> None:
        shop.core.practice.copy(shop.files / name, seed=1)
        self.vault = Vault.open(shop.files / name, keyring=None)
        self.store = Store(books_of(shop.files / name), clock=shop.clock, links=self.vault)
        self.seconds = 0.0
        calendar = profile.calendar
        ordered = read_customer_orders(shop.orders(*rows), calendar=calendar, normalise=normalise_email)
        delivered = read_supplier_orders(shop.supplies(*SUPPLY_ROWS), calendar=calendar)
        self.orders = OrderBooking(self.vault, LineMemory(self.vault, "customer-orders"), shortage=Shortage.BACKORDER)
        happenings = schedule(
            (one for chunk in ordered.chunks() for one in chunk),
            (one for chunk in delivered.chunks() for one in chunk),
            profile=profile,
            seed=1,
        )
        self.replay = Replay(
            self.store,
            happenings,
            total=ordered.orders + delivered.orders,
            orders=self.orders,
            deliveries=DeliveryBooking(self.vault, LineMemory(self.vault, "supplier-orders"), calendar=calendar),
            profile=profile,
            actor=staff.OWNER,
            seconds=lambda: self.seconds,
        )

    @property
    def shop_time(self) -> str:
        return f"{moment_of(self.replay.shop_time).astimezone(PROFILE.calendar.zone):%m-%d %H:%M:%S}"

    def close(self) -> None:
        self.vault.close()
        self.store.close()


@pytest.fixture
def stages(shop: Shop) -> Iterator[Callable[..., Stage]]:
    made: list[Stage] = []

    def make(rows: list[str]) -> Stage:
        made.append(Stage(shop, f"stage-{len(made)}", rows))
        return made[-1]

    yield make
    for stage in made:
        stage.close()


def test_however_it_is_played_the_same_comes_of_it(stages: Callable[..., Stage]) -> None:
    at_once, stepped, played, mixed = (stages(order_rows(timed=False)) for _ in range(4))
    assert at_once.replay.at_once() is False
    while stepped.replay.step():
        pass
    played.replay.play(300)
    while not played.replay.finished:
        played.seconds += 7.3
        played.replay.catch_up()
    mixed.replay.play(20)
    for nth in range(40):
        mixed.seconds += 60
        mixed.replay.catch_up() if nth % 3 else mixed.replay.step()
    mixed.replay.at_once()
    runs = {digest(stage.store) for stage in (at_once, stepped, played, mixed)}
    assert len(runs) == 1
    for stage in (at_once, stepped, played, mixed):
        assert (stage.replay.finished, stage.replay.booked) == (True, stage.replay.total)
        assert stage.replay.step() is False


ONE_DAY = [
    f"2020-03-01T10:00,{PEOPLE[0]},Alley 0,A,1",
    f"2020-03-01T10:10,{PEOPLE[1]},Alley 0,A,1",
    f"2020-03-01T20:00,{PEOPLE[2]},Alley 0,A,1",
    f"2020-03-02T07:30,{PEOPLE[3]},Alley 0,A,1",
    f"2020-03-02T17:00,{PEOPLE[4]},Alley 0,A,1",
]


def test_the_shop_clock_runs_as_fast_as_it_is_told(stages: Callable[..., Stage]) -> None:
    stage = stages(ONE_DAY)
    replay = stage.replay
    assert (stage.shop_time, replay.playing) == ("03-01 09:00:00", False)
    stage.seconds += 100
    assert (stage.shop_time, replay.catch_up()) == ("03-01 09:00:00", 1)  # goods are there when the shop opens
    replay.play()
    stage.seconds += 60
    assert (stage.shop_time, replay.playing, replay.catch_up()) == ("03-01 09:01:00", True, 0)
    replay.play(300)
    assert stage.shop_time == "03-01 09:01:00"
    stage.seconds += 12
    assert (stage.shop_time, replay.catch_up()) == ("03-01 10:01:00", 1)
    replay.pause()
    stage.seconds += 1_000
    assert (stage.shop_time, replay.playing, replay.catch_up()) == ("03-01 10:01:00", False, 0)
    assert replay.step()
    assert (stage.shop_time, replay.booked) == ("03-01 10:10:00", 3)
    for speed in (0, -1, 301):
        with pytest.raises(ValueError, match="not between"):
            replay.play(speed)


def test_closed_hours_are_skipped(stages: Callable[..., Stage]) -> None:
    stage = stages(ONE_DAY)
    replay = stage.replay
    replay.play(60)
    stage.seconds += 9 * 60  # to 18:00, when the shop closes
    assert (replay.catch_up(), stage.shop_time) == (3, "03-01 18:00:00")  # an order is still due this evening
    stage.seconds += 2 * 60
    assert (replay.catch_up(), stage.shop_time) == (1, "03-02 07:30:00")  # the next is before the shop opens
    stage.seconds += 1
    assert (replay.catch_up(), stage.shop_time) == (1, "03-02 09:00:00")  # and now the shop opens
    stage.seconds += 8 * 60
    assert (replay.catch_up(), stage.shop_time) == (1, "03-02 17:00:00")
    stage.seconds += 60
    assert (replay.catch_up(), stage.shop_time) == (0, "03-03 09:00:00")
    assert replay.catch_up() == 2  # three deliveries of two suppliers
    stage.seconds += 9 * 60
    assert (replay.catch_up(), stage.shop_time) == (0, "03-04 09:00:00")


def test_pressing_step_while_it_plays_does_not_turn_the_clock_back(stages: Callable[..., Stage]) -> None:
    stage = stages(ONE_DAY)
    stage.replay.play(60)
    stage.seconds += 30
    assert stage.replay.step()
    assert stage.shop_time == "03-01 09:30:00"


class StopAt:
    def __init__(self, done: int) -> None:
        self.done = done
        self.heard: list[tuple[int, int]] = []

    def step(self, done: int, total: int) -> None:
        self.heard.append((done, total))
        if done >= self.done:
            raise Cancelled(done=done, total=total)


def test_a_replay_stops_at_a_chunk_and_can_go_on(stages: Callable[..., Stage]) -> None:
    rows = [f"2020-03-01,person-{nth}@example.com,Alley 0,A,1" for nth in range(1_100)]
    stage, whole = stages(rows), stages(rows)
    stop = StopAt(500)
    assert stage.replay.at_once(progress=stop) is True
    total = stage.replay.total
    assert (stage.replay.booked, stop.heard) == (500, [(0, total), (500, total)])
    assert stage.replay.at_once(progress=StopAt(total)) is False  # all was done before it was told to stop
    assert stage.replay.booked == total
    whole.replay.at_once()
    assert digest(stage.store) == digest(whole.store)


def test_opening_hours_follow_the_clock_on_the_wall() -> None:
    for date, hour in (("2020-01-01", 8), ("2020-07-01", 7), ("2020-03-29", 7)):
        at = opening(day(date), PROFILE, minutes=PROFILE.opens_at)
        assert moment_of(at).hour == hour
