"""The real order days, read and counted; their figures are known."""

from pathlib import Path

import pytest

from tests.services.exchange.readers import customers, inventory, orders_of, products_of
from trendy_desktop import errors


def assets(path: Path) -> int:
    return sum(line.quantity * line.wholesale_cost for line in products_of(inventory(path)))


def test_inventories_are_read_to_the_cent(order_days: Path) -> None:
    file = inventory(order_days / "inventory_2020_a.csv")
    assert (file.lines, file.refused, file.unknown_columns) == (40_305, (), ())
    assert assets(order_days / "inventory_2020_a.csv") == 5_806_650_361_889
    assert inventory(order_days / "inventory_2020_b.csv").lines == 29_401
    assert assets(order_days / "inventory_2020_b.csv") == 4_074_865_504_869


@pytest.mark.parametrize(
    ("name", "lines", "orders", "people"),
    [("customer_orders_2020_a.csv", 6_428, 2_878, 2_451), ("customer_orders_2020_b.csv", 6_507, 2_940, 2_466)],
)
def test_orders_are_gathered(order_days: Path, name: str, lines: int, orders: int, people: int) -> None:
    file = customers(order_days / name)
    read = orders_of(file)
    assert (file.lines, file.orders, file.warnings, file.refused) == (lines, orders, (), ())
    assert len({order.email for order in read}) == people
    assert sum(len(order.lines) for order in read) == lines
    assert len({line.identity for order in read for line in order.lines}) == lines


def test_the_first_day_and_the_line_over_stock_are_where_they_should_be(order_days: Path) -> None:
    orders = orders_of(customers(order_days / "customer_orders_2020_a.csv"))
    first = [order for order in orders if str(order.day) == "2020-01-01"]
    assert (len(first), sum(len(order.lines) for order in first)) == (14, 32)
    assert sum(line.quantity for order in first for line in order.lines) == 55
    (over,) = (line for order in orders for line in order.lines if line.line == 1_666)
    assert (over.sku, over.quantity) == ("P5IL0M8HZB0P", 2)


def test_an_inventory_with_more_names_than_values_is_refused(order_days: Path) -> None:
    with pytest.raises(errors.HeaderMismatch):
        inventory(order_days / "dirty" / "inventory_six_names_five_values.csv")


def test_a_database_export_is_pointed_out_and_read_with_its_zone(order_days: Path) -> None:
    export = order_days / "dirty" / "database_export.csv"
    with pytest.raises(errors.ShiftedMidnights):
        customers(export)
    plain = customers(order_days / "customer_orders_2020_b_short.csv")
    exported = customers(export, zone="America/Denver")
    assert exported.unknown_columns == ("idx",)
    assert [(warning.line, warning.code) for warning in exported.warnings] == [(2, "decimal_location")]
    assert plain.orders == exported.orders
    ours = [(order.day, order.email, order.place_key, order.lines) for order in orders_of(plain)]
    assert ours == [(order.day, order.email, order.place_key, order.lines) for order in orders_of(exported)]


def test_the_one_repeated_line_is_warned_of(order_days: Path) -> None:
    (warning,) = customers(order_days / "dirty" / "duplicate_line.csv").warnings
    assert warning.code == "duplicate_line"
