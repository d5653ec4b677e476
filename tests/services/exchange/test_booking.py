"""Booking customer orders: what is taken, what is refused and why, what waits, and who it was."""

import pytest

from tests.shop import Shop, day
from trendy_desktop.errors import VaultClosed
from trendy_desktop.services.exchange import RefusedLine, Shortage
from trendy_desktop.values import BusinessDay, HashedEmail, Instant, Period
from trendy_desktop.vault import normalise_email

ANN, BEN = "ann@example.com", "ben@example.com"


def stocked(shop: Shop, *rows: str) -> None:
    """The shop begins with these; each row ``SKU,units,cost,price,supplier``."""
    shop.exchange.import_inventory(shop.inventory(*rows))


def orders(shop: Shop) -> list[tuple[object, ...]]:
    """Number, state, day and total of every order, in the order in which they were posted."""
    rows = shop.rows("SELECT number, status, business_day, total FROM orders ORDER BY order_id")
    return [
        (number, status, str(BusinessDay(on)) if isinstance(on, int) else on, total)
        for number, status, on, total in rows
    ]


def lines(shop: Shop) -> list[tuple[object, ...]]:
    """Order number, line, SKU, units and price of every line."""
    return shop.rows(
        "SELECT number, line_no, sku, quantity, unit_price FROM order_line JOIN orders USING (order_id) "
        "JOIN variant USING (variant_id) ORDER BY order_id, line_no"
    )


def refused_amount(shop: Shop, on: str) -> int:
    (week,) = shop.core.reports.finance(Period.week(day(on))).weeks
    return week.refused_amount


# --- what is there is booked ----------------------------------------------------------------------------------------


def test_an_order_takes_its_goods_on_its_day(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.50,S", "B,5,1.00,10.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-01-02,{ANN},Vienna,A,2",
            f"2020-01-01,{BEN},Graz,A,1",
            f"2020-01-02,{ANN},Vienna,B,1",
        )
    )
    assert (result.lines, result.orders, result.booked_orders, result.booked_lines) == (3, 2, 2, 3)
    assert (result.already_booked, result.already_refused, result.backordered) == (0, 0, 0)
    assert (result.refused, result.warnings, result.unknown_columns, result.stopped) == ((), (), (), False)
    assert orders(open_shop) == [(1, "delivered", "2020-01-01", 250), (2, "delivered", "2020-01-02", 1500)]
    assert lines(open_shop) == [(1, 1, "A", 1, 250), (2, 1, "A", 2, 250), (2, 2, "B", 1, 1000)]
    assert (open_shop.stock("A"), open_shop.stock("B")) == (2, 4)
    assert open_shop.core.catalog.stock("A").reserved == 0
    start = open_shop.core.profile.calendar.start_of
    assert open_shop.rows(
        "SELECT at, quantity, recorded_at FROM stock_movement WHERE reason = 'sale' AND quantity = -2"
    ) == [(start(day("2020-01-02")), -2, open_shop.clock.time)]
    assert open_shop.faults() == []


def test_an_order_is_one_day_person_and_place(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,1.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-01-01,{ANN},Vienna,A,1",
            f"2020-01-01,{BEN},Vienna,A,1",
            "2020-01-01,Ann@Example.COM ,Vienna,A,1",
            f"2020-01-01,{ANN},Graz,A,1",
            f"2020-01-02,{ANN},Vienna,A,1",
            f"2020-01-01T23:30,{ANN},Vienna,A,1",
        )
    )
    assert (result.orders, result.booked_orders) == (4, 4)
    assert [total for *_, total in orders(open_shop)] == [300, 100, 100, 100]


def test_two_equal_lines_are_two_lines(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S")
    file = open_shop.orders(*[f"2020-01-01,{ANN},Vienna,A,1"] * 3)
    result = open_shop.exchange.import_customer_orders(file)
    assert (result.booked_orders, result.booked_lines, open_shop.stock("A")) == (1, 3, 2)
    assert [(warning.line, warning.code) for warning in result.warnings] == [
        (3, "duplicate_line"),
        (4, "duplicate_line"),
    ]
    again = open_shop.exchange.import_customer_orders(file)
    assert (again.booked_lines, again.already_booked, open_shop.stock("A")) == (0, 3, 2)


# --- what is not there ----------------------------------------------------------------------------------------------


def test_a_line_that_cannot_be_filled_is_refused_and_the_rest_stands(open_shop: Shop) -> None:
    stocked(open_shop, "A,2,1.00,2.00,S", "B,5,1.00,3.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-01-01,{ANN},Vienna,A,3",
            f"2020-01-01,{ANN},Vienna,B,1",
            f"2020-01-01,{ANN},Vienna,X,1",
            f"2020-01-01,{ANN},Vienna,A,2",
        )
    )
    assert result.refused == (
        RefusedLine(2, "A", 3, 2, "insufficient_stock"),
        RefusedLine(4, "X", 1, None, "unknown_product"),
    )
    assert orders(open_shop) == [(1, "delivered", "2020-01-01", 700)]
    assert lines(open_shop) == [(1, 1, "B", 1, 300), (1, 2, "A", 2, 200)]
    assert (open_shop.stock("A"), open_shop.stock("B")) == (0, 4)
    assert open_shop.rows("SELECT order_id, file_line, sku, wanted, available, amount, reason FROM refused_line") == [
        (1, 2, "A", 3, 2, 600, "insufficient_stock"),
        (1, 4, "X", 1, None, 0, "unknown_product"),
    ]
    assert refused_amount(open_shop, "2020-01-01") == 600
    assert open_shop.faults() == []


def test_stock_is_decided_in_the_order_of_time(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(f"2020-01-02,{ANN},Vienna,A,1", f"2020-01-01,{BEN},Graz,A,1")
    )
    assert [line.line for line in result.refused] == [2]
    assert orders(open_shop) == [(1, "delivered", "2020-01-01", 200), (None, "refused", "2020-01-02", 0)]


def test_an_order_of_which_nothing_is_left_is_recorded_without_a_number(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-01-01,{ANN},Vienna,X,1",
            f"2020-01-02,{ANN},Vienna,A,1",
            f"2020-01-03,{ANN},Vienna,A,1",
        )
    )
    assert (result.orders, result.booked_orders, result.booked_lines) == (3, 1, 1)
    assert [(number, status) for number, status, *_ in orders(open_shop)] == [
        (None, "refused"),
        (1, "delivered"),
        (None, "refused"),
    ]
    assert open_shop.faults() == []


def test_a_whole_order_is_refused_when_the_shop_wants_it_so(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S", "B,1,1.00,3.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-01-01,{ANN},Vienna,A,2",
            f"2020-01-01,{ANN},Vienna,B,2",
            f"2020-01-01,{ANN},Vienna,A,1",
            f"2020-01-02,{BEN},Graz,A,5",
            f"2020-01-03,{BEN},Graz,B,1",
            f"2020-01-03,{BEN},Graz,B,none",
        ),
        shortage=Shortage.ORDER,
    )
    assert result.refused == (
        RefusedLine(2, "A", 2, 5, "order_refused"),
        RefusedLine(3, "B", 2, 1, "insufficient_stock"),
        RefusedLine(4, "A", 1, 5, "order_refused"),
        RefusedLine(6, "B", 1, 1, "order_refused"),
        RefusedLine(7, "B", None, None, "bad_number", "product_quantity", "none"),
    )
    assert orders(open_shop) == [
        (None, "refused", "2020-01-01", 0),
        (1, "delivered", "2020-01-02", 1000),
        (None, "refused", "2020-01-03", 0),
    ]
    assert (open_shop.stock("A"), open_shop.stock("B")) == (0, 1)
    assert refused_amount(open_shop, "2020-01-01") == 2 * 200 + 2 * 300 + 200 + 300
    assert open_shop.faults() == []


def test_an_order_too_large_for_the_books_is_refused(open_shop: Shop) -> None:
    stocked(open_shop, "A,9999999,1.00,999999999.99,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(f"2020-01-01,{ANN},Vienna,A,9999998", f"2020-01-01,{ANN},Vienna,A,9999999")
    )
    assert [(line.line, line.reason) for line in result.refused] == [(3, "amount_too_large")]
    assert orders(open_shop)[0][3] == 9_999_998 * 99_999_999_999
    assert refused_amount(open_shop, "2020-01-01") == 9_999_999 * 99_999_999_999
    assert open_shop.faults() == []


# --- bad lines ------------------------------------------------------------------------------------------------------


def test_bad_lines_of_an_order_are_kept_with_it(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S")
    file = open_shop.orders(
        f"2020-01-01,{ANN},Vienna,A,0",
        f"2020-01-01,{ANN},Vienna,A,1",
        f"2020-01-01,{ANN},Vienna,A,0",
        f"never,{ANN},Vienna,A,1",
        f"never,{ANN},Vienna,A,1",
        "2020-01-01,nobody,Vienna,A,1",
        f"2020-01-01,{ANN},Vienna",
    )
    result = open_shop.exchange.import_customer_orders(file)
    assert [(line.line, line.reason, line.field) for line in result.refused] == [
        (2, "bad_number", "product_quantity"),
        (4, "bad_number", "product_quantity"),
        (5, "bad_date", "date"),
        (6, "bad_date", "date"),
        (7, "bad_email", "cust_email"),
        (8, "wrong_field_count", None),
    ]
    assert (result.booked_lines, result.lines) == (1, 7)
    kept = open_shop.rows("SELECT order_id, file_line, reason, amount FROM refused_line ORDER BY file_line")
    assert kept == [
        (1, 2, "bad_number", 0),
        (1, 4, "bad_number", 0),
        (None, 5, "bad_date", 0),
        (None, 6, "bad_date", 0),
        (None, 7, "bad_email", 0),
        (None, 8, "wrong_field_count", 0),
    ]
    again = open_shop.exchange.import_customer_orders(file)
    assert (again.refused, again.already_refused, again.already_booked) == ((), 6, 1)
    retried = open_shop.exchange.import_customer_orders(file, retry_refused=True)
    assert (len(retried.refused), retried.already_refused, retried.already_booked) == (6, 0, 1)
    assert len(open_shop.rows("SELECT * FROM refused_line")) == 6
    assert open_shop.faults() == []


# --- who it was -----------------------------------------------------------------------------------------------------


def test_a_customer_is_met_once_however_spelled(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    spellings = (ANN, "ANN@example.com", " Ann@EXAMPLE.com")
    for nth, spelled in enumerate(spellings, 1):
        open_shop.exchange.import_customer_orders(open_shop.orders(f"2020-01-0{nth},{spelled},Vienna,A,1"))
    open_shop.exchange.import_customer_orders(
        open_shop.orders(*(f"2020-02-0{nth},{BEN},Vienna,A,1" for nth in (1, 2, 3)))
    )
    assert open_shop.rows("SELECT code FROM customer ORDER BY code") == [("C-0001",), ("C-0002",)]
    assert open_shop.vault.check() == 2
    assert len({hashed for (hashed,) in open_shop.rows("SELECT hashed_email FROM orders")}) == 2


def test_what_is_personal_is_sealed_and_can_be_read_with_the_key(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    open_shop.exchange.import_customer_orders(
        open_shop.orders(
            "2020-01-01,Ann.Bee@Example.com,12 Mill Lane,A,1",
            "2020-01-02,ann.bee@example.com,00698,A,1",
            "2020-01-03,ann.bee@example.com,Nowhere,A,99",
        )
    )
    ((hashed, uid, sealed, profile),) = open_shop.rows(
        "SELECT hashed_email, cust_uid, unhashed_email, profile "
        "FROM vault_profile JOIN email_lookup USING (hashed_email)"
    )
    assert isinstance(hashed, bytes)
    assert isinstance(uid, bytes)
    assert isinstance(sealed, bytes)
    assert isinstance(profile, bytes)
    keys = open_shop.vault.keys_for([uid])
    email = keys.unseal_email(uid, HashedEmail(hashed), sealed)
    assert email == normalise_email("ann.bee@example.com")
    assert open_shop.core.hashed_email("ANN.BEE@example.com") == hashed
    assert keys.unseal_profile(uid, profile) == {"email_as_given": "Ann.Bee@Example.com"}
    places = open_shop.rows("SELECT order_id, cust_uid, sealed FROM vault_order ORDER BY order_id")
    read = []
    for order, whose, place in places:
        assert whose == uid
        assert isinstance(order, int)
        assert isinstance(place, bytes)
        read.append(keys.unseal_place(uid, order, place))
    assert read == ["12 Mill Lane", "00698", "Nowhere"]


def test_with_a_closed_vault_nothing_is_even_read(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    before = open_shop.rows("SELECT * FROM event")
    open_shop.vault.close()
    nowhere = open_shop.files / "not there.csv"
    for verb in (
        open_shop.exchange.import_customer_orders,
        open_shop.exchange.import_inventory,
        open_shop.exchange.import_supplier_orders,
    ):
        with pytest.raises(VaultClosed):
            verb(nowhere)
    assert open_shop.rows("SELECT * FROM event") == before
    assert open_shop.stock("A") == 9


def test_what_happened_is_told_in_the_audit_log(open_shop: Shop) -> None:
    stocked(open_shop, "A,1,1.00,2.00,S")
    open_shop.clock.time = Instant(open_shop.clock.time + 1)
    open_shop.exchange.import_customer_orders(
        open_shop.orders(f"2020-01-01,{ANN},Vienna,A,1", f"2020-01-02,{ANN},Vienna,A,1", f"x,{ANN},Vienna,A,1")
    )
    told = open_shop.rows(
        "SELECT event_type, user_id FROM event WHERE recorded_at = ? ORDER BY event_id", open_shop.clock.time
    )
    assert told == [("LinesRefused", 1), ("OrdersPosted", 1), ("ImportFinished", 1)]
