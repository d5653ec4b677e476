"""Deliveries, and what waits for goods: the oldest is filled first, by a delivery or by a corrected stock."""

from tests.services.exchange.test_booking import ANN, BEN, lines, orders, refused_amount, stocked
from tests.shop import Shop, day
from trendy_desktop.services.exchange import OrdersResult, RefusedLine, Shortage


def backorder(shop: Shop, *rows: str) -> OrdersResult:
    return shop.exchange.import_customer_orders(shop.orders(*rows), shortage=Shortage.BACKORDER)


def waiting(shop: Shop) -> list[tuple[object, ...]]:
    return shop.rows("SELECT order_id, asked, waiting FROM backorder ORDER BY backorder_id")


# --- deliveries -----------------------------------------------------------------------------------------------------


def test_a_delivery_comes_onto_the_shelf_on_its_day(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S", "B,0,1.00,2.00,S")
    file = open_shop.supplies("2020-01-02,S,A,4", "2020-01-02,S,B,1", "2020-01-02,S,A,4", "2020-01-01,T,B,2")
    result = open_shop.exchange.import_supplier_orders(file)
    assert (result.lines, result.booked, result.units, result.already_booked) == (4, 4, 11, 0)
    assert (open_shop.stock("A"), open_shop.stock("B")) == (9, 3)
    start = open_shop.core.profile.calendar.start_of
    assert open_shop.rows("SELECT code, at FROM receipt JOIN supplier USING (supplier_id) ORDER BY receipt_id") == [
        ("T", start(day("2020-01-01"))),
        ("S", start(day("2020-01-02"))),
    ]
    assert open_shop.rows("SELECT receipt_id, line_no, quantity FROM receipt_line ORDER BY 1, 2") == [
        (1, 1, 2),
        (2, 1, 4),
        (2, 2, 1),
        (2, 3, 4),
    ]
    again = open_shop.exchange.import_supplier_orders(file)
    assert (again.booked, again.already_booked, open_shop.stock("A")) == (0, 4, 9)
    assert open_shop.faults() == []


def test_lines_of_a_delivery_that_cannot_be_booked_are_refused_and_remembered(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    file = open_shop.supplies(
        "2020-01-01,S,X,1", "2020-01-01,S,A,-1", "never,S,A,1", "2020-01-01,S,A,2", "2020-01-01,S,X,1"
    )
    result = open_shop.exchange.import_supplier_orders(file)
    assert result.refused == (
        RefusedLine(2, "X", 1, None, "unknown_product"),
        RefusedLine(3, "A", None, None, "bad_number", "quantity", "-1"),
        RefusedLine(4, "A", 1, None, "bad_date", "date", "never"),
        RefusedLine(6, "X", 1, None, "unknown_product"),
    )
    assert (result.booked, open_shop.stock("A")) == (1, 3)
    again = open_shop.exchange.import_supplier_orders(file)
    assert (again.booked, again.already_booked, again.already_refused, again.refused) == (0, 1, 4, ())
    assert len(open_shop.rows("SELECT * FROM refused_line")) == 4
    assert open_shop.faults() == []


def test_a_delivery_of_what_was_unknown_is_booked_when_it_is_tried_again(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    file = open_shop.supplies("2020-01-01,S,X,3", "2020-01-01,S,Y,1")
    open_shop.exchange.import_supplier_orders(file)
    in_vain = open_shop.exchange.import_supplier_orders(file, retry_refused=True)
    assert (in_vain.booked, in_vain.already_refused, len(in_vain.refused)) == (0, 0, 2)
    assert len(open_shop.rows("SELECT * FROM refused_line")) == 2
    stocked(open_shop, "X,0,1.00,2.00,S")
    result = open_shop.exchange.import_supplier_orders(file, retry_refused=True)
    assert (result.booked, [line.product_id for line in result.refused], open_shop.stock("X")) == (1, ["Y"], 3)
    again = open_shop.exchange.import_supplier_orders(file)
    assert (again.booked, again.already_booked, again.already_refused) == (0, 1, 1)
    assert open_shop.faults() == []


# --- waiting --------------------------------------------------------------------------------------------------------


def test_what_is_there_is_booked_and_the_rest_waits(open_shop: Shop) -> None:
    stocked(open_shop, "A,2,1.00,2.00,S", "B,0,1.00,3.00,S")
    result = backorder(
        open_shop, f"2020-01-01,{ANN},Vienna,A,5", f"2020-01-02,{BEN},Graz,B,1", f"2020-01-02,{BEN},Graz,X,1"
    )
    assert (result.booked_orders, result.booked_lines, result.backordered) == (1, 1, 2)
    assert result.refused == (RefusedLine(4, "X", 1, None, "unknown_product"),)
    assert orders(open_shop) == [(1, "delivered", "2020-01-01", 400), (None, "backordered", "2020-01-02", 0)]
    assert waiting(open_shop) == [(1, 3, 3), (2, 1, 1)]
    assert open_shop.stock("A") == 0
    assert refused_amount(open_shop, "2020-01-01") == 0
    assert open_shop.faults() == []


def test_a_delivery_fills_the_oldest_first_at_the_price_it_was_asked_for(open_shop: Shop) -> None:
    stocked(open_shop, "A,0,1.00,2.00,S")
    backorder(open_shop, f"2020-01-05,{BEN},Graz,A,2")
    backorder(open_shop, f"2020-01-03,{ANN},Vienna,A,2")
    stocked(open_shop, "A,0,1.00,9.00,S")
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-10,S,A,3"))
    assert orders(open_shop) == [
        (None, "backordered", "2020-01-05", 0),
        (None, "backordered", "2020-01-03", 0),
        (1, "delivered", "2020-01-10", 400),
        (2, "delivered", "2020-01-10", 200),
    ]
    assert lines(open_shop) == [(1, 1, "A", 2, 200), (2, 1, "A", 1, 200)]
    assert open_shop.rows("SELECT number, follows FROM orders WHERE follows IS NOT NULL ORDER BY 1") == [(1, 2), (2, 1)]
    assert waiting(open_shop) == [(1, 2, 1), (2, 2, 0)]
    assert open_shop.stock("A") == 0
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-11,S,A,3"))
    assert orders(open_shop)[-1] == (3, "delivered", "2020-01-11", 200)
    assert (waiting(open_shop), open_shop.stock("A")) == ([(1, 2, 0), (2, 2, 0)], 2)
    assert open_shop.faults() == []


def test_a_following_order_is_the_same_customers_at_the_same_place(open_shop: Shop) -> None:
    stocked(open_shop, "A,0,1.00,2.00,S")
    backorder(open_shop, f"2020-01-01,{ANN},12 Mill Lane,A,1")
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-10,S,A,1"))
    (waited, followed) = open_shop.rows(
        "SELECT order_id, hashed_email, cust_uid, sealed FROM orders JOIN vault_order USING (order_id) ORDER BY 1"
    )
    assert waited[1:3] == followed[1:3]
    order, _, uid, sealed = followed
    assert isinstance(order, int)
    assert isinstance(uid, bytes)
    assert isinstance(sealed, bytes)
    assert open_shop.vault.keys_for([uid]).unseal_place(uid, order, sealed) == "12 Mill Lane"


def test_goods_that_came_before_they_were_asked_for_are_sold_when_asked_for(open_shop: Shop) -> None:
    stocked(open_shop, "A,0,1.00,2.00,S")
    backorder(open_shop, f"2020-01-05,{ANN},Vienna,A,1")
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-01,S,A,1"))
    assert orders(open_shop)[-1] == (1, "delivered", "2020-01-05", 200)
    assert open_shop.faults() == []


def test_one_order_that_waits_for_several_goods_is_followed_once_an_arrival(open_shop: Shop) -> None:
    stocked(open_shop, "A,0,1.00,2.00,S", "B,0,1.00,3.00,S")
    backorder(open_shop, f"2020-01-01,{ANN},Vienna,A,2", f"2020-01-01,{ANN},Vienna,B,1", f"2020-01-01,{ANN},Vienna,A,1")
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-02,S,A,3", "2020-01-02,S,B,1"))
    assert orders(open_shop)[1:] == [(1, "delivered", "2020-01-02", 900)]
    assert lines(open_shop) == [(1, 1, "A", 2, 200), (1, 2, "B", 1, 300), (1, 3, "A", 1, 200)]
    assert open_shop.faults() == []


def test_a_corrected_stock_fills_what_waits(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    backorder(open_shop, f"2020-01-01,{ANN},Vienna,A,3", f"2020-01-02,{BEN},Graz,A,2")
    stocked(open_shop, "A,3,1.00,2.00,S")
    assert orders(open_shop)[2:] == [(2, "delivered", "2020-06-01", 400), (3, "delivered", "2020-06-01", 200)]
    assert (waiting(open_shop), open_shop.stock("A")) == ([(1, 2, 0), (2, 2, 1)], 0)
    again = open_shop.exchange.import_inventory(open_shop.inventory("A,3,1.00,2.00,S"))
    assert (again.unchanged, open_shop.stock("A"), waiting(open_shop)[1]) == (1, 0, (2, 2, 1))
    assert open_shop.faults() == []


def test_what_waits_is_not_asked_for_again_by_the_same_file(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    rows = (f"2020-01-01,{ANN},Vienna,A,3", f"2020-01-02,{BEN},Graz,A,2")
    backorder(open_shop, *rows)
    again = backorder(open_shop, *rows)
    assert (again.booked_lines, again.backordered, again.already_booked) == (0, 0, 2)
    assert waiting(open_shop) == [(1, 2, 2), (2, 2, 2)]
