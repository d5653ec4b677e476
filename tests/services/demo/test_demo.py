"""The demo shop: the same each time, proven, and with the figures of a shop that could be."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.shop import HandClock
from trendy_desktop.core import Core, build_core
from trendy_desktop.errors import Cancelled, ShopExists
from trendy_desktop.models import customers
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.demo import PROFILE, make_demo
from trendy_desktop.services.practice import digest
from trendy_desktop.values import BusinessDay, HashedEmail, moment_of

TODAY = BusinessDay.parse("2024-06-14")


class Heard:
    """Remembers the steps; cancels at step ``stop``."""

    def __init__(self, stop: int | None = None) -> None:
        self.steps: list[tuple[int, int]] = []
        self._stop = stop

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))
        if done == self._stop:
            raise Cancelled(done=done, total=total)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    heard, wall, cpu = Heard(), time.perf_counter(), time.process_time()
    made = make_demo(folder, today=TODAY, clock=HandClock(), progress=heard)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f"\n{made.orders} orders in {wall:.1f} s, {cpu:.1f} s of the processor\n")
    assert made.folder == folder
    assert heard.steps == [(done, 729) for done in range(730)]
    assert cpu < 10
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    store = Store(books_of(folder), clock=HandClock(), read_only=True)
    yield store
    store.close()


@pytest.fixture(scope="module")
def core(folder: Path) -> Iterator[Core]:
    core = build_core(folder, keyring=None, clock=HandClock())
    yield core
    core.close()


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    with store.reading() as books:
        return list(books.rows(sql))


def figure(store: Store, sql: str) -> float:
    ((value,),) = rows(store, f"SELECT {sql}")
    assert isinstance(value, int | float)
    return value


def figures(store: Store, sql: str) -> dict[str, float]:
    return {str(key): float(str(value)) for key, value in rows(store, sql)}


CATALOGUE = """
    SELECT product.code, title, category, brand, supplier.code, sku, barcode, size, colour, sale_price, wholesale_cost,
           reorder_point, reorder_target, changed_at
    FROM variant JOIN product USING (product_id) JOIN supplier USING (supplier_id) ORDER BY variant_id
"""


# --- making ---------------------------------------------------------------------------------------------------------


def test_the_command_makes_the_same_shop_again(store: Store, tmp_path: Path) -> None:
    again = tmp_path / "again"
    command = [sys.executable, "-m", "trendy_desktop", "--json", "demo", str(again), "--today", str(TODAY)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert said == {"shop": str(again), "key_place": "demo", "orders": figure(store, "max(number) FROM orders"),
                    "products": figure(store, "count(*) FROM product")}  # fmt: skip
    other = Store(books_of(again), clock=HandClock(), read_only=True)
    try:
        assert digest(other) == digest(store)
        for sql in (CATALOGUE, "SELECT * FROM variant_price ORDER BY 1, 2"):
            assert rows(other, sql) == rows(store, sql)
    finally:
        other.close()


def test_it_proves_itself_and_opens_with_the_published_passphrase(core: Core) -> None:
    assert core.vault.key_place == "demo"
    assert core.profile == PROFILE
    assert [check for check in core.audit.verify().checks if not check.ok or check.skipped] == []


def test_stopped_it_leaves_nothing_behind(tmp_path: Path) -> None:
    killed, at_work = tmp_path / ".shop.0123abcd.new", tmp_path / ".shop.4567abcd.new"
    for folder in (killed, at_work):
        folder.mkdir()
    os.utime(killed, (0, 0))
    with pytest.raises(Cancelled):
        make_demo(tmp_path / "shop", today=TODAY, clock=HandClock(), progress=Heard(stop=30))
    assert list(tmp_path.iterdir()) == [at_work]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ShopExists):
        make_demo(tmp_path, today=TODAY, clock=HandClock())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# --- goods ----------------------------------------------------------------------------------------------------------


def test_the_catalogue_is_one_of_a_clothing_shop(store: Store) -> None:
    assert figure(store, "count(*) FROM product") >= 40
    assert 400 <= figure(store, "count(*) FROM variant") <= 700
    assert 5 <= figure(store, "count(DISTINCT supplier_id) FROM product") <= 7
    assert len({category for (category,) in rows(store, "SELECT category FROM product")}) == 10
    assert figure(store, "min(sale_price * 1.0 / wholesale_cost) FROM variant") > 1.5
    assert figure(store, "count(*) FROM variant WHERE reorder_target <= reorder_point") == 0


def test_barcodes_are_of_the_own_range_and_have_their_check_digit(store: Store) -> None:
    for (barcode,) in rows(store, "SELECT barcode FROM variant"):
        digits = [int(digit) for digit in str(barcode)]
        assert len(digits) == 13
        assert 20 <= int(str(barcode)[:2]) <= 29
        assert sum(digits[::2]) % 10 == -3 * sum(digits[1::2]) % 10


def test_stock_never_went_below_zero_and_some_is_low_or_sold_out_today(store: Store) -> None:
    running = "SELECT sum(quantity) OVER (PARTITION BY variant_id ORDER BY at, movement_id) AS left FROM stock_movement"
    assert figure(store, f"min(left) FROM ({running})") == 0
    assert 5 < figure(store, "count(*) FROM stock_level WHERE on_hand = 0") < 100
    low = "count(*) FROM stock_level JOIN variant USING (variant_id) WHERE on_hand BETWEEN 1 AND reorder_point"
    assert 20 < figure(store, low) < 200
    assert figure(store, "sum(on_hand) FROM stock_level WHERE variant_id IN"
                         " (SELECT variant_id FROM variant WHERE sku LIKE 'TT-CT-001-%')") == 0  # fmt: skip


def test_goods_come_until_the_last_weeks(store: Store) -> None:
    assert figure(store, "count(DISTINCT business_day) FROM receipt") > 80
    assert TODAY.number - figure(store, "max(business_day) FROM receipt") < 14


def test_prices_have_a_history(store: Store) -> None:
    changes = figures(store, "SELECT code, count(DISTINCT since) - 1 FROM variant_price JOIN variant USING (variant_id)"
                             " JOIN product USING (product_id) GROUP BY code")  # fmt: skip
    assert 10 < sum(count > 0 for count in changes.values()) < 40
    assert max(changes.values()) <= 4
    assert figure(store, "count(DISTINCT unit_price) FROM order_line JOIN variant USING (variant_id)"
                         " WHERE sku LIKE 'TT-LS-014-%'") == 3  # fmt: skip


# --- trade ----------------------------------------------------------------------------------------------------------


def test_two_years_of_orders(store: Store) -> None:
    assert 9_000 <= figure(store, "max(number) FROM orders") <= 12_000
    assert 1.7 < figure(store, "count(*) * 1.0 / count(DISTINCT order_id) FROM order_line") < 2.1
    assert figure(store, "min(business_day) FROM orders") == TODAY.number - 728
    assert figure(store, "count(DISTINCT business_day) FROM orders") > 700
    years = figures(store, f"SELECT business_day >= {TODAY.number - 364}, count(*) FROM orders GROUP BY 1")
    assert 1.1 < years["1"] / years["0"] < 1.4


def test_some_lines_are_refused_because_the_shelf_is_empty(store: Store) -> None:
    assert rows(store, "SELECT DISTINCT reason FROM refused_line") == [("insufficient_stock",)]
    lines = figure(store, "count(*) FROM order_line")
    assert 0.01 < figure(store, "count(*) FROM refused_line") / lines < 0.06


def test_the_week_has_its_days(store: Store) -> None:
    days = figures(store, "SELECT (business_day + 3) % 7, count(*) FROM orders GROUP BY 1")
    monday, friday, saturday, sunday = (days[nth] for nth in "0456")
    assert saturday > friday > monday > sunday
    assert rows(store, "SELECT 1 FROM orders WHERE channel = 'counter' AND (business_day + 3) % 7 = 6") == []


def test_orders_come_by_several_channels_and_at_the_counter_while_it_is_open(store: Store) -> None:
    channels = figures(store, "SELECT channel, count(*) FROM orders GROUP BY 1")
    assert channels["counter"] > channels["web"] > channels["e-mail"] > 300
    for (at,) in rows(store, "SELECT at FROM orders WHERE channel = 'counter'"):
        local = moment_of(at).astimezone(PROFILE.calendar.zone)  # type: ignore[arg-type]
        assert PROFILE.opens_at <= local.hour * 60 + local.minute < PROFILE.closes_at


def test_sizes_sell_as_people_are_built(store: Store) -> None:
    sold = figures(store, "SELECT size, sum(quantity) FROM order_line JOIN variant USING (variant_id) GROUP BY 1")
    assert sold["M"] > sold["L"] > sold["XL"] > sold["XS"]
    assert sold["M"] > sold["S"] > sold["XS"]
    assert sold["38"] > sold["36"]
    assert sold["43"] > sold["46"]


def test_colours_sell_by_taste(store: Store) -> None:
    boxy = figures(store, "SELECT colour, sum(quantity) FROM order_line JOIN variant USING (variant_id)"
                          " WHERE sku LIKE 'TT-BT-030-%' GROUP BY 1")  # fmt: skip
    assert boxy["Black"] > boxy["White"] > boxy["Sage"]


def test_seasons(store: Store) -> None:
    def months(code: str) -> dict[str, float]:
        return figures(
            store,
            "SELECT strftime('%m', business_day * 86400, 'unixepoch'), sum(quantity) FROM order_line"
            f" JOIN orders USING (order_id) JOIN variant USING (variant_id) WHERE sku LIKE '{code}-%' GROUP BY 1",
        )

    coats, linen = months("TT-WC-007"), months("TT-LS-014")
    assert coats["10"] + coats["11"] > 4 * sum(coats.get(month, 0) for month in ("05", "06", "07"))
    assert linen["06"] + linen["07"] > 4 * sum(linen.get(month, 0) for month in ("11", "12"))
    assert months("TT-BT")["12"] > months("TT-BT")["02"]


def test_today_goes_on_until_the_late_morning(store: Store) -> None:
    last = figure(store, "max(at) FROM orders")
    local = moment_of(last).astimezone(PROFILE.calendar.zone)  # type: ignore[arg-type]
    assert local.date() == TODAY.date
    assert "10:00" < local.strftime("%H:%M") <= "11:30"
    assert figure(store, f"count(*) FROM orders WHERE business_day = {TODAY.number}") >= 2


def test_it_was_written_as_it_went(store: Store) -> None:
    assert figure(store, "min(recorded_at - at) FROM orders") >= 0
    assert figure(store, "max(recorded_at - at) FROM orders") < 21 * 86_400_000
    assert rows(store, "SELECT 1 FROM (SELECT timestamp, lag(timestamp) OVER (ORDER BY event_id) AS before FROM event)"
                       " WHERE timestamp < before") == []  # fmt: skip


# --- people ---------------------------------------------------------------------------------------------------------


def test_customers_come_back_and_some_often(store: Store) -> None:
    visits = [float(str(n)) for (n,) in rows(store, "SELECT count(*) FROM orders GROUP BY hashed_email")]
    assert 2_000 < len(visits) < 4_500
    assert sum(n > 1 for n in visits) > len(visits) / 3
    assert 12 < max(visits) < 60


def test_everybody_is_made_up(core: Core, store: Store) -> None:
    seen: set[str] = set()
    after = HashedEmail(b"")
    with store.reading() as books:
        while part := customers.sealed(books, after=after, limit=500):
            keys = core.vault.keys_for(one.cust_uid for one in part if one.cust_uid)
            for one in part:
                assert one.cust_uid
                assert one.unhashed_email
                seen.add(keys.unseal_email(one.cust_uid, one.hashed_email, one.unhashed_email))
            after = part[-1].hashed_email
        places = customers.sealed_places(books, after=0, limit=500)
        keys = core.vault.keys_for({one.cust_uid for one in places})
        towns = {keys.unseal_place(one.cust_uid, one.order_id, one.sealed).split(", ")[1] for one in places}
    assert len(seen) == figure(store, "count(*) FROM customer")
    assert all(address.endswith("@example.com") for address in seen)
    assert len(towns) > 10


def test_each_product_is_entered_at_once(store: Store) -> None:
    order = [
        code for (code,) in rows(store, "SELECT code FROM variant JOIN product USING (product_id) ORDER BY variant_id")
    ]
    assert len([code for code, _ in groupby(order)]) == len(set(order))
