"""The same content is booked once, however the file is written; a grown or stopped one goes on from there."""

import zoneinfo

import pytest

from tests.services.exchange.test_booking import ANN, BEN, lines, orders, refused_amount, stocked
from tests.shop import CUSTOMER_HEADER, Shop
from trendy_desktop.errors import Cancelled, ShiftedMidnights
from trendy_desktop.services.exchange import Shortage

ROWS = (
    f"2020-01-13,{ANN},00698,A,2",
    f"2020-01-13,{ANN},00698,B,1",
    f"2020-02-14,{BEN},Graz,A,1",
    f"2020-02-14,{BEN},Graz,A,1",
    f"2020-02-15,{BEN},Graz,A,99",
)


def begun(shop: Shop) -> None:
    """ROWS are booked, all but the last, of which there are too few."""
    stocked(shop, "A,50,1.00,2.00,S", "B,50,1.00,3.00,S")
    result = shop.exchange.import_customer_orders(shop.orders(*ROWS))
    assert (result.booked_lines, len(result.refused)) == (4, 1)


# --- the same again -------------------------------------------------------------------------------------------------


def test_the_same_file_again_books_nothing(open_shop: Shop) -> None:
    begun(open_shop)
    before = orders(open_shop)
    for _ in range(2):
        again = open_shop.exchange.import_customer_orders(open_shop.orders(*ROWS))
        assert (again.booked_orders, again.booked_lines, again.refused) == (0, 0, ())
        assert (again.already_booked, again.already_refused) == (4, 1)
    assert orders(open_shop) == before
    assert (open_shop.stock("A"), open_shop.stock("B")) == (46, 49)


def test_the_same_content_written_otherwise_books_nothing(open_shop: Shop) -> None:
    begun(open_shop)
    cells = [row.split(",") for row in ROWS]
    shuffled = [f"{sku},{place},{units},{date},{email.upper()},x" for date, email, place, sku, units in cells]
    slashed = [
        f"{date[5:7]}/{date[8:]}/{date[:4]},{email},{'698.0' if place == '00698' else place},{sku},{units}"
        for date, email, place, sku, units in cells
    ]
    exported = [
        # As Denver saw the midnight at which Vienna's day begins: eight hours before, the evening of the day before.
        f"{date[:8]}{int(date[8:]) - 1:02d} 16:00:00.0,{email},{place},{sku},{units}"
        for date, email, place, sku, units in cells
    ]
    files = [
        open_shop.file(
            "product_id,cust_location,product_quantity,date,cust_email,note", *shuffled, name="shuffled.csv"
        ),
        open_shop.file(CUSTOMER_HEADER, *slashed, name="slashed.csv"),
        open_shop.file(CUSTOMER_HEADER, *reversed(ROWS), name="reversed.csv"),
        open_shop.file(ROWS[0], *ROWS[1:], name="headless.csv"),
        open_shop.file(CUSTOMER_HEADER, *(row.replace(",", " , ") for row in ROWS), name="spaced.csv"),
    ]
    (open_shop.files / "windows.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join((CUSTOMER_HEADER, *ROWS, "")).encode())
    for file in (*files, open_shop.files / "windows.csv"):
        again = open_shop.exchange.import_customer_orders(file)
        assert (file.name, again.booked_lines, again.already_booked, again.already_refused) == (file.name, 0, 4, 1)
    export = open_shop.file(CUSTOMER_HEADER, *exported, name="exported.csv")
    with pytest.raises(ShiftedMidnights):
        open_shop.exchange.import_customer_orders(export)
    again = open_shop.exchange.import_customer_orders(export, file_zone=zoneinfo.ZoneInfo("America/Denver"))
    assert (again.booked_lines, again.already_booked, again.already_refused) == (0, 4, 1)
    assert len(orders(open_shop)) == 3


def test_a_customer_file_is_no_supplier_file(open_shop: Shop) -> None:
    """What one kind of file remembers says nothing about another."""
    stocked(open_shop, "A,50,1.00,2.00,S")
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-13,S,A,2"))
    result = open_shop.exchange.import_customer_orders(open_shop.orders(f"2020-01-13,{ANN},S,A,2"))
    assert (result.booked_lines, open_shop.stock("A")) == (1, 50)


# --- a grown file ---------------------------------------------------------------------------------------------------


def test_a_grown_file_makes_a_further_order(open_shop: Shop) -> None:
    begun(open_shop)
    grown = (*ROWS, f"2020-01-13,{ANN},00698,A,2", f"2020-01-13,{ANN},00698,B,4", f"2020-03-01,{ANN},00698,B,1")
    result = open_shop.exchange.import_customer_orders(open_shop.orders(*grown))
    assert (result.lines, result.booked_orders, result.booked_lines) == (8, 2, 3)
    assert (result.already_booked, result.already_refused) == (4, 1)
    assert orders(open_shop)[3:] == [(3, "delivered", "2020-01-13", 1600), (4, "delivered", "2020-03-01", 300)]
    assert lines(open_shop)[4:6] == [(3, 1, "A", 2, 200), (3, 2, "B", 4, 300)]
    assert open_shop.faults() == []


# --- what was refused -----------------------------------------------------------------------------------------------


def test_a_refused_line_is_booked_when_tried_again_and_there_is_enough(open_shop: Shop) -> None:
    begun(open_shop)
    assert refused_amount(open_shop, "2020-02-15") == 99 * 200
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-02-20,S,A,100"))
    untried = open_shop.exchange.import_customer_orders(open_shop.orders(*ROWS))
    assert (untried.booked_lines, untried.already_refused) == (0, 1)
    tried = open_shop.exchange.import_customer_orders(open_shop.orders(*ROWS), retry_refused=True)
    assert (tried.booked_orders, tried.booked_lines, tried.already_booked, tried.already_refused) == (1, 1, 4, 0)
    assert orders(open_shop)[-1] == (3, "delivered", "2020-02-15", 99 * 200)
    assert open_shop.rows("SELECT order_id, booked_by FROM refused_line") == [(3, 4)]
    assert refused_amount(open_shop, "2020-02-15") == 0
    again = open_shop.exchange.import_customer_orders(open_shop.orders(*ROWS), retry_refused=True)
    assert (again.booked_lines, again.already_booked, again.already_refused) == (0, 5, 0)
    assert open_shop.faults() == []


def test_a_refused_line_tried_again_in_vain_adds_nothing(open_shop: Shop) -> None:
    begun(open_shop)
    before = orders(open_shop)
    for shortage in (Shortage.LINE, Shortage.ORDER):
        tried = open_shop.exchange.import_customer_orders(
            open_shop.orders(*ROWS), retry_refused=True, shortage=shortage
        )
        assert [(line.line, line.available) for line in tried.refused] == [(6, 46)]
        assert (tried.booked_orders, tried.already_booked, tried.already_refused) == (0, 4, 0)
    assert orders(open_shop) == before
    assert len(open_shop.rows("SELECT * FROM refused_line")) == 1
    assert refused_amount(open_shop, "2020-02-15") == 99 * 200
    assert open_shop.faults() == []


def test_a_refused_line_can_be_made_to_wait(open_shop: Shop) -> None:
    begun(open_shop)
    tried = open_shop.exchange.import_customer_orders(
        open_shop.orders(*ROWS), retry_refused=True, shortage=Shortage.BACKORDER
    )
    assert (tried.booked_lines, tried.backordered, tried.refused) == (1, 1, ())
    assert orders(open_shop)[-1] == (3, "delivered", "2020-02-15", 46 * 200)
    assert refused_amount(open_shop, "2020-02-15") == 0
    assert open_shop.rows("SELECT asked, waiting FROM backorder") == [(53, 53)]
    assert open_shop.faults() == []


# --- stopping and going on ------------------------------------------------------------------------------------------


class StopAfter:
    """Lets ``steps`` steps of booking pass, then stops; how far reading is has another total."""

    def __init__(self, total: int, *, steps: int) -> None:
        self.total = total
        self.left = steps
        self.seen: list[int] = []

    def step(self, done: int, total: int) -> None:
        if total == self.total:
            self.seen.append(done)
            self.left -= 1
            if self.left < 0:
                raise Cancelled(done=done, total=total)


def test_an_import_stops_between_chunks_and_goes_on_from_there(open_shop: Shop) -> None:
    stocked(open_shop, "A,9999,1.00,2.00,S")
    rows = [f"2020-01-01,person-{nth}@example.com,Vienna,A,1" for nth in range(1_250)]
    stop = StopAfter(1_250, steps=2)
    stopped = open_shop.exchange.import_customer_orders(open_shop.orders(*rows), progress=stop)
    assert (stopped.stopped, stopped.booked_orders, stop.seen) == (True, 1_000, [0, 500, 1_000])
    assert open_shop.stock("A") == 8_999
    assert open_shop.faults() == []
    rest = open_shop.exchange.import_customer_orders(open_shop.orders(*rows))
    assert (rest.stopped, rest.booked_orders, rest.already_booked) == (False, 250, 1_000)
    assert open_shop.stock("A") == 8_749
    assert len(open_shop.rows("SELECT * FROM customer")) == 1_250
    assert open_shop.faults() == []


def test_an_inventory_and_deliveries_stop_too(open_shop: Shop) -> None:
    skus = [f"SKU-{nth}" for nth in range(2_500)]
    inventory = open_shop.inventory(*(f"{sku},1,1.00,2.00,S" for sku in skus))
    stopped = open_shop.exchange.import_inventory(inventory, progress=StopAfter(2_500, steps=1))
    assert (stopped.stopped, stopped.added) == (True, 1_000)
    rest = open_shop.exchange.import_inventory(inventory)
    assert (rest.stopped, rest.added, rest.unchanged) == (False, 1_500, 1_000)
    supplies = open_shop.supplies(*(f"2020-01-01,S{nth},{sku},1" for nth, sku in enumerate(skus[:1_200])))
    some = open_shop.exchange.import_supplier_orders(supplies, progress=StopAfter(1_200, steps=1))
    assert (some.stopped, some.booked) == (True, 500)
    others = open_shop.exchange.import_supplier_orders(supplies)
    assert (others.booked, others.already_booked) == (700, 500)
    assert open_shop.faults() == []


def test_stopping_while_a_file_is_read_changes_nothing(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    before = open_shop.rows("SELECT * FROM event")
    file = open_shop.orders(*ROWS)
    with pytest.raises(Cancelled):
        open_shop.exchange.import_customer_orders(file, progress=StopAfter(file.stat().st_size, steps=0))
    assert open_shop.rows("SELECT * FROM event") == before


def test_sales_at_other_times_of_a_day_are_other_sales(open_shop: Shop) -> None:
    """A till that writes a file in the morning and one in the afternoon must not lose the second sale."""
    stocked(open_shop, "A,9,1.00,2.00,S")
    morning = open_shop.orders(f"2024-05-06 09:12,{ANN},Vienna,A,1")
    open_shop.exchange.import_customer_orders(morning)
    result = open_shop.exchange.import_customer_orders(open_shop.orders(f"2024-05-06 16:40,{ANN},Vienna,A,1"))
    assert (result.booked_lines, result.already_booked, open_shop.stock("A")) == (1, 0, 7)
    both = open_shop.orders(f"2024-05-06 16:40:00,{ANN},Vienna,A,1", f"2024-05-06T09:12+02:00,{ANN},Vienna,A,1")
    again = open_shop.exchange.import_customer_orders(both)
    assert (again.booked_lines, again.already_booked) == (0, 2)


def test_a_day_and_its_first_moment_are_one(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    open_shop.exchange.import_customer_orders(open_shop.orders(f"2024-05-06,{ANN},Vienna,A,1"))
    result = open_shop.exchange.import_customer_orders(open_shop.orders(f"2024-05-06 00:00:00,{ANN},Vienna,A,1"))
    assert (result.booked_lines, result.already_booked) == (0, 1)


def test_a_place_is_one_however_its_accents_are_composed(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    open_shop.exchange.import_customer_orders(open_shop.orders(f"2024-05-06,{ANN},M\u00f6dling,A,1"))
    result = open_shop.exchange.import_customer_orders(open_shop.orders(f"2024-05-06,{ANN},Mo\u0308dling,A,1"))
    assert (result.booked_lines, result.already_booked) == (0, 1)


def test_a_place_in_a_wrong_column_is_neither_told_nor_kept(open_shop: Shop) -> None:
    stocked(open_shop, "A,9,1.00,2.00,S")
    result = open_shop.exchange.import_customer_orders(
        open_shop.orders(
            f"2024-05-06,{ANN},Vienna,Secret Lane 5,1",
            f"Secret Lane 6,{ANN},Vienna,A,1",
            f"2024-05-06,{ANN},Vienna,A,7 Secret Lane",
            f"2024-05-06,{ANN},Vienna,Secret Lane 8,x",
        )
    )
    assert len(result.refused) == 4
    assert "Secret" not in repr(result)
    assert not [row for row in open_shop.rows("SELECT sku FROM refused_line") if "Secret" in str(row)]
