"""The real order days through the whole shop: every figure that is known of them."""

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shop import Shop, day
from trendy_desktop import errors
from trendy_desktop.services.exchange import RefusedLine
from trendy_desktop.values import Period

DENVER = zoneinfo.ZoneInfo("America/Denver")


def assets(shop: Shop, on: str) -> str:
    """Stock at wholesale cost at the end of a day."""
    report = shop.core.reports.finance(Period.day(day(on)))
    return report.currency.text(report.assets)


@pytest.fixture(scope="module")
def shop_a(order_days: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("a") / "shop")
    shop.exchange.import_inventory(order_days / "inventory_2020_a.csv")
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def shop_b(order_days: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("b") / "shop")
    shop.exchange.import_inventory(order_days / "inventory_2020_b.csv")
    yield shop
    shop.close()


def test_2020_a(shop_a: Shop, order_days: Path) -> None:
    again = shop_a.exchange.import_inventory(order_days / "inventory_2020_a.csv")
    assert (again.rows, again.added, again.changed, again.unchanged) == (40_305, 0, 0, 40_305)
    assert assets(shop_a, "2019-12-31") == assets(shop_a, "2020-12-31") == "58066503618.89"

    file = order_days / "customer_orders_2020_a.csv"
    result = shop_a.exchange.import_customer_orders(file)
    assert (result.lines, result.orders, result.booked_lines) == (6_428, 2_878, 6_427)
    assert result.refused == (RefusedLine(1_666, "P5IL0M8HZB0P", 2, 1, "insufficient_stock"),)
    assert shop_a.rows("SELECT count(*) FROM customer") == [(2_451,)]
    assert shop_a.rows("SELECT count(DISTINCT business_day) FROM orders") == [(180,)]
    assert (assets(shop_a, "2019-12-31"), assets(shop_a, "2020-12-31")) == ("58066503618.89", "58063341824.31")

    (first,) = shop_a.core.reports.finance(Period.day(day("2020-01-01"))).weeks
    assert (first.orders, first.amount, first.refused_amount) == (14, 1_922_420, 0)
    (counted,) = shop_a.rows(
        "SELECT count(*), sum(quantity) FROM order_line JOIN orders USING (order_id) WHERE business_day = ?",
        day("2020-01-01").number,
    )
    assert counted == (32, 55)

    twice = shop_a.exchange.import_customer_orders(file)
    assert (twice.booked_lines, twice.already_booked, twice.already_refused, twice.refused) == (0, 6_427, 1, ())
    shop_a.exchange.import_inventory(order_days / "inventory_2020_a.csv")
    assert assets(shop_a, "2020-12-31") == "58063341824.31"
    assert shop_a.faults() == []


def test_2020_b_and_a_database_export_of_it(shop_b: Shop, order_days: Path) -> None:
    assert assets(shop_b, "2019-12-31") == "40748655048.69"
    short = shop_b.exchange.import_customer_orders(order_days / "customer_orders_2020_b_short.csv")
    assert (short.lines, short.booked_lines, short.refused) == (1_580, 1_580, ())

    export = order_days / "dirty" / "database_export.csv"
    with pytest.raises(errors.ShiftedMidnights):
        shop_b.exchange.import_customer_orders(export)
    exported = shop_b.exchange.import_customer_orders(export, file_zone=DENVER)
    assert (exported.lines, exported.booked_lines, exported.already_booked) == (1_580, 0, 1_580)
    assert exported.unknown_columns == ("idx",)


def test_2020_b(order_days: Path, open_shop: Shop) -> None:
    added = open_shop.exchange.import_inventory(order_days / "inventory_2020_b.csv")
    assert (added.rows, added.added, added.refused) == (29_401, 29_401, ())
    result = open_shop.exchange.import_customer_orders(order_days / "customer_orders_2020_b.csv")
    assert (result.lines, result.orders, result.booked_orders, result.refused) == (6_507, 2_940, 2_940, ())
    assert open_shop.rows("SELECT count(*) FROM customer") == [(2_466,)]
    assert (assets(open_shop, "2019-12-31"), assets(open_shop, "2020-12-31")) == ("40748655048.69", "40745413978.71")
    assert open_shop.faults() == []


def test_orders_of_another_shop_are_all_unknown(shop_a: Shop, order_days: Path) -> None:
    numbers = shop_a.rows("SELECT last FROM counter WHERE name = 'order'")
    result = shop_a.exchange.import_customer_orders(order_days / "customer_orders_2020_b_short.csv")
    assert (result.booked_lines, len(result.refused)) == (0, 1_580)
    assert {(line.reason, line.available) for line in result.refused} == {("unknown_product", None)}
    assert shop_a.rows("SELECT last FROM counter WHERE name = 'order'") == numbers
    assert shop_a.faults() == []


def test_dirty_files_are_answered(shop_a: Shop, order_days: Path) -> None:
    events = shop_a.rows("SELECT max(event_id) FROM event")
    with pytest.raises(errors.HeaderMismatch):
        shop_a.exchange.import_inventory(order_days / "dirty" / "inventory_six_names_five_values.csv")
    assert shop_a.rows("SELECT max(event_id) FROM event") == events
    result = shop_a.exchange.import_customer_orders(order_days / "dirty" / "duplicate_line.csv")
    assert [warning.code for warning in result.warnings] == ["duplicate_line"]
    assert {line.reason for line in result.refused} == {"unknown_product"}
