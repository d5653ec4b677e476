"""The list of orders, one order in full, and the place of delivery shown on the record."""

import itertools
from contextlib import suppress

import pytest

from tests.shop import Shop, day
from trendy_desktop.errors import DiskFull, NothingToReveal, RecordGone, VaultClosed
from trendy_desktop.services.catalog import VariantForm
from trendy_desktop.services.exchange.booking import Shortage
from trendy_desktop.services.orders import OrderGroup, OrderQuery, OrderRow, Orders, OrderSort
from trendy_desktop.values import OrderId, Period
from trendy_desktop.vault import Vault

ADA, BEN = "ada@example.com", "ben@example.com"


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    """Five orders: two whole ones, one short of a line, one wholly refused, one that waits for coats."""
    core = open_shop.core
    core.catalog.add(
        "SHIRT",
        "Linen Shirt",
        variants=[
            VariantForm(sku="SH-M", size="M", colour="Sand", barcode="2000000000015", sale_price=1, wholesale_cost=1)
        ],
    )
    core.exchange.import_inventory(
        open_shop.inventory("TEE,10,5.00,20.00,S", "COAT,3,50.00,199.90,S", "SH-M,9,20.00,59.00,S")
    )
    core.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-03-02 09:00:00,{ADA},1070 Wien,TEE,2",
            f"2020-03-02 09:00:00,{ADA},1070 Wien,SH-M,1",
            f"2020-03-03 10:00:00,{BEN},8010 Graz,TEE,1",
            f"2020-03-03 10:00:00,{BEN},8010 Graz,COAT,50",
            f"2020-03-04 11:00:00,{BEN},8010 Graz,NONE,1",
            f"2020-03-05 08:00:00,{ADA},1070 Wien,COAT,2",
        )
    )
    core.exchange.import_customer_orders(
        open_shop.orders(f"2020-03-06 12:00:00,{BEN},8010 Graz,COAT,4"), shortage=Shortage.BACKORDER
    )
    return open_shop


@pytest.fixture
def orders(shop: Shop) -> Orders:
    return shop.core.orders


def days(orders: Orders, query: OrderQuery) -> list[int]:
    """The days of March 2020 of the orders found."""
    return [row.business_day.date.day for row in orders.page(query).rows]


def on(orders: Orders, march: int) -> OrderRow:
    return next(row for row in orders.page(OrderQuery()).rows if row.business_day.date.day == march)


def recorded(shop: Shop) -> list[str]:
    rows = shop.rows("SELECT details FROM event WHERE event_type = 'PlaceRevealed' ORDER BY event_id")
    return [str(details) for (details,) in rows]


# --- the list -------------------------------------------------------------------------------------------------------


def test_a_row_sums_up_an_order(shop: Shop, orders: Orders) -> None:
    first, short, refused = on(orders, 2), on(orders, 3), on(orders, 4)
    assert (first.number, first.channel, first.status, first.items, first.total, first.refused, first.waiting) == (
        1,
        "import",
        "delivered",
        3,
        9900,
        0,
        0,
    )
    assert first.hashed_email == shop.core.hashed_email(ADA)
    assert first.customer is not None
    assert (short.number, short.items, short.total, short.refused) == (2, 1, 2000, 1)
    assert (refused.number, refused.status, refused.items, refused.total, refused.refused) == (None, "refused", 0, 0, 1)
    waits = on(orders, 6)
    assert (waits.number, waits.items, waits.total, waits.waiting) == (4, 1, 19990, 3)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (OrderSort.TIME, [2, 3, 4, 5, 6]),
        (OrderSort.NUMBER, [4, 2, 3, 5, 6]),
        (OrderSort.TOTAL, [4, 3, 2, 6, 5]),
    ],
)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_every_sort_goes_on_where_its_page_ended(
    orders: Orders, sort: OrderSort, expected: list[int], descending: bool, limit: int
) -> None:
    query = OrderQuery(sort=sort, descending=descending)
    seen: list[int] = []
    after = None
    for _ in range(6):
        page = orders.page(query, after, limit=limit)
        seen += [row.business_day.date.day for row in page.rows]
        if page.next is None:
            break
        after = page.next
    assert seen == (expected[::-1] if descending else expected)


def test_groups_and_their_counts_agree(orders: Orders) -> None:
    expected = {
        OrderGroup.ALL: [6, 5, 4, 3, 2],
        OrderGroup.OPEN: [],
        OrderGroup.DELIVERED: [6, 5, 3, 2],
        OrderGroup.WAITING: [6],
        OrderGroup.REFUSED: [4, 3],
    }
    assert {group: days(orders, OrderQuery(group=group)) for group in OrderGroup} == expected
    assert orders.counts() == {group: len(found) for group, found in expected.items()}
    assert orders.channels() == ("import",)


def test_filters_go_together(orders: Orders) -> None:
    march = Period(day("2020-03-03"), day("2020-03-05"))
    assert days(orders, OrderQuery(period=march)) == [5, 4, 3]
    assert days(orders, OrderQuery(period=march, group=OrderGroup.REFUSED, sort=OrderSort.TOTAL)) == [3, 4]
    assert days(orders, OrderQuery(channel="import", group=OrderGroup.DELIVERED)) == [6, 5, 3, 2]
    assert days(orders, OrderQuery(channel="counter")) == []
    assert days(orders, OrderQuery(channel="counter", text=ADA)) == []
    assert days(orders, OrderQuery(channel="import", text=ADA, period=march)) == [5]
    assert days(orders, OrderQuery(group=OrderGroup.DELIVERED, text=BEN)) == [6, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", [3]),
        ("#2", [3]),
        ("TT-2", [3]),
        ("TEE", [3, 2]),
        ("COAT", [6, 5, 3]),
        ("SH-M", [2]),
        ("2000000000015", [2]),
        ("SHIRT", [2]),
        (f" {ADA.upper()} ", [5, 2]),
        ("ada@", []),
        ("stranger@example.com", []),
        ("nothing", []),
        ("99", []),
        ("9" * 40, []),
        ("'; DROP TABLE orders --", []),
    ],
)
def test_orders_are_found_by_what_they_are_named(orders: Orders, text: str, expected: list[int]) -> None:
    assert days(orders, OrderQuery(text=text)) == expected


def test_a_customers_code_finds_their_orders(shop: Shop, orders: Orders) -> None:
    code = on(orders, 2).customer
    assert code is not None
    assert days(orders, OrderQuery(text=code)) == [5, 2]
    assert days(orders, OrderQuery(text=code.lower())) == [5, 2]
    assert days(orders, OrderQuery(customer=shop.core.hashed_email(BEN), text=ADA)) == []


def test_an_address_is_looked_up_while_the_vault_is_open_only(shop: Shop, orders: Orders) -> None:
    shop.vault.close()
    with pytest.raises(VaultClosed):
        orders.page(OrderQuery(text=ADA))
    assert days(orders, OrderQuery(text="TEE")) == [3, 2]


def test_pages_of_several_kinds_are_one_list(shop: Shop, orders: Orders) -> None:
    """Orders of two states alternate; the pages run through both as if they were one."""
    shop.core.exchange.import_customer_orders(
        shop.orders(
            *(f"2020-04-{nth:02} 10:{nth:02}:00,{ADA},1070,{'TEE' if nth % 2 else 'NONE'},1" for nth in range(1, 11)),
        )
    )
    query = OrderQuery(period=Period.month(day("2020-04-15")))
    seen: list[int] = []
    after = None
    for _ in itertools.repeat(None, 4):
        page = orders.page(query, after, limit=3)
        seen += [row.business_day.date.day for row in page.rows]
        after = page.next
    assert seen == list(range(10, 0, -1))
    assert after is None


# --- one order ------------------------------------------------------------------------------------------------------


def test_an_order_is_shown_line_by_line(shop: Shop, orders: Orders) -> None:
    detail = orders.order(on(orders, 2).order_id)
    assert [
        (one.sku, one.title, one.size, one.colour, one.quantity, one.unit_price, one.amount) for one in detail.lines
    ] == [
        ("TEE", "TEE", "", "", 2, 2000, 4000),
        ("SH-M", "Linen Shirt", "M", "Sand", 1, 5900, 5900),
    ]
    assert sum(one.amount for one in detail.lines) == detail.row.total
    assert (detail.discount, detail.refused, detail.waiting) == (0, (), ())
    assert (detail.posted.staff, detail.posted.imported, detail.posted.recorded_at) == ("Owner", True, shop.clock.time)
    assert (detail.has_place, detail.reveals) == (True, ())
    with pytest.raises(RecordGone):
        orders.order(OrderId(999))


def test_what_was_refused_says_why(orders: Orders) -> None:
    short = orders.order(on(orders, 3).order_id)
    (coat,) = short.refused
    assert (coat.sku, coat.title, coat.wanted, coat.available, coat.amount, coat.reason, coat.file_line) == (
        "COAT",
        "COAT",
        50,
        3,
        999500,
        "insufficient_stock",
        5,
    )
    assert short.refused_amount == 999500
    (unknown,) = orders.order(on(orders, 4).order_id).refused
    assert (unknown.sku, unknown.title, unknown.reason) == ("NONE", None, "unknown_product")


def test_an_order_that_brings_what_was_waited_for_refers_to_the_one_before(shop: Shop, orders: Orders) -> None:
    waits = on(orders, 6)
    (waiting,) = orders.order(waits.order_id).waiting
    assert (waiting.sku, waiting.asked, waiting.waiting, waiting.unit_price) == ("COAT", 3, 3, 19990)
    shop.core.exchange.import_supplier_orders(shop.supplies("2020-03-09 09:00:00,S,COAT,5"))
    before = orders.order(waits.order_id)
    (after,) = before.followed_by
    assert (after.business_day, after.items, after.number) == (day("2020-03-09"), 3, 5)
    assert before.waiting[0].waiting == 0
    assert orders.order(after.order_id).follows == before.row
    assert orders.counts()[OrderGroup.WAITING] == 0
    assert days(orders, OrderQuery(text="COAT")) == [9, 6, 5, 3]


# --- the place ------------------------------------------------------------------------------------------------------


def test_a_place_is_recorded_once_and_then_shown(shop: Shop, orders: Orders) -> None:
    row = on(orders, 2)
    assert orders.reveal_place(row.order_id, reason="parcel came back") == "1070 Wien"
    assert recorded(shop) == [
        f'{{"code":"{row.customer}","number":1,"order_id":{row.order_id},"reason":"parcel came back"}}'
    ]
    (seen,) = orders.order(row.order_id).reveals
    assert (seen.at, seen.staff, seen.field, seen.reason) == (shop.clock.time, "Owner", None, "parcel came back")
    assert orders.order(on(orders, 3).order_id).reveals == ()
    assert shop.faults() == []


def test_a_place_that_cannot_be_recorded_is_not_shown(
    shop: Shop, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, shown = on(orders, 2).order_id, 0
    shop.core._store.books.connection.pragma("max_page_count", 1)  # the books cannot grow any more
    with suppress(DiskFull):
        while shown < 1000:
            orders.reveal_place(order, reason="a reason of some length")
            shown += 1
    monkeypatch.setattr(Vault, "keys_for", lambda *_: pytest.fail("the vault was asked"))
    with pytest.raises(DiskFull):
        orders.reveal_place(order, reason="a reason of some length")
    assert 1000 > shown == len(recorded(shop)) > 0


def test_a_place_needs_the_vault_and_an_order_that_has_one(shop: Shop, orders: Orders) -> None:
    order = on(orders, 2).order_id
    with pytest.raises(RecordGone):
        orders.reveal_place(OrderId(999), reason="")
    with shop.core._store.change(shop.core._actor) as change:
        change.books.write("DELETE FROM vault_order WHERE order_id = ?", (order,))
    assert not orders.order(order).has_place
    with pytest.raises(NothingToReveal):
        orders.reveal_place(order, reason="")
    shop.vault.close()
    with pytest.raises(VaultClosed):
        orders.reveal_place(on(orders, 3).order_id, reason="")
    assert recorded(shop) == []
