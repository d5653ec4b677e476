"""The orders page: found, grouped, sorted, looked at; a place of delivery is shown on the record only."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.shop import Shop
from tests.views.office import Office, button, press, said, sheet
from tests.views.pages.lists import closed, column, note, seek, shown, sort_by
from trendy_desktop.errors import DiskFault
from trendy_desktop.services.exchange import Shortage
from trendy_desktop.views.pages.orders import OrdersPage
from trendy_desktop.views.parts import MaskedField

STOCK = ("A-1,50,2.00,5.00,S1", "A-2,2,2.00,7.00,S1")


@pytest.fixture
def open_shop(open_shop: Shop) -> Shop:
    """Four orders: one in full, one in part, one refused, one that waits."""
    shop = open_shop
    shop.exchange.import_inventory(shop.inventory(*STOCK))
    shop.exchange.import_customer_orders(
        shop.orders(
            "2020-05-25 10:00,anna@example.com,1010 Wien,A-1,2",
            "2020-05-26 11:00,berta@example.com,1020 Wien,A-1,1",
            "2020-05-26 11:00,berta@example.com,1020 Wien,A-2,5",
            "2020-05-27 12:00,clara@example.com,1030 Wien,A-2,9",
        )
    )
    waiting = shop.file(
        "date,cust_email,cust_location,product_id,product_quantity",
        "2020-05-28 13:00,dora@example.com,1040 Wien,A-2,4",
        name="later.csv",
    )
    shop.exchange.import_customer_orders(waiting, shortage=Shortage.BACKORDER)
    return shop


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> Iterator[OrdersPage]:
    page = shown(OrdersPage, office, qtbot)
    yield page
    closed(page)


def test_every_order_the_latest_first(page: OrdersPage) -> None:
    assert "4 orders" in said(page)
    assert column(page.table, "Placed") == ["28 May 2020", "27 May 2020", "26 May 2020", "25 May 2020"]
    assert column(page.table, "Status") == ["Part waits", "Refused", "Part refused", "Delivered"]
    assert column(page.table, "Order")[1] == "Not booked"
    assert all(code.startswith("C-") for code in column(page.table, "Customer"))


def test_groups(page: OrdersPage, qtbot: QtBot) -> None:
    press(qtbot, page, "Waiting, 1")
    assert column(page.table, "Placed") == ["28 May 2020"]
    press(qtbot, page, "Refused, 2")
    assert column(page.table, "Status") == ["Refused", "Part refused"]
    press(qtbot, page, "All, 4")
    assert len(column(page.table, "Order")) == 4


def test_an_order_is_found_by_number_product_and_address(page: OrdersPage, qtbot: QtBot) -> None:
    number = column(page.table, "Order")[3]
    for text in (number, number.removeprefix("#"), "anna@example.com", " Anna@Example.com "):
        seek(page, qtbot, text)
        assert column(page.table, "Order") == [number], text
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    seek(page, qtbot, "A-2")
    assert len(column(page.table, "Order")) >= 2


def test_what_is_not_there_is_said_and_leads_back(page: OrdersPage, qtbot: QtBot) -> None:
    press(qtbot, page, "Waiting, 1")
    seek(page, qtbot, "nobody@example.com")
    assert "No order for" in note(page.table)
    press(qtbot, page, "Show all orders")
    assert len(column(page.table, "Order")) == 4


def test_totals_are_sorted(page: OrdersPage, qtbot: QtBot) -> None:
    sort_by(page.table, qtbot, "Total")
    falling = column(page.table, "Total")
    sort_by(page.table, qtbot, "Total")
    assert column(page.table, "Total") == falling[::-1]


def test_an_empty_shop_says_how_to_begin(
    tmp_path_factory: pytest.TempPathFactory, office: Office, qtbot: QtBot
) -> None:
    shop = Shop(tmp_path_factory.mktemp("empty") / "shop")
    desk = Office(shop, office.desk.icons)
    page = shown(OrdersPage, desk, qtbot)
    assert "No orders yet" in note(page.table)
    with qtbot.waitSignal(page.import_asked):
        press(qtbot, page, "Import orders")
    closed(page)
    desk.close()
    shop.close()


def test_a_list_that_cannot_be_read_says_so(office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFault

    with monkeypatch.context() as broken:
        broken.setattr(office.desk.shop.orders, "page", fail)
        page = shown(OrdersPage, office, qtbot)
        assert "The list could not be read" in note(page.table)
    press(qtbot, page, "Try again")
    assert len(column(page.table, "Order")) == 4
    closed(page)


# --- the panel ------------------------------------------------------------------------------------------------------


def test_an_order_with_its_lines_and_what_was_refused(page: OrdersPage, qtbot: QtBot) -> None:
    page.table.selectRow(2)
    words = said(page.panel)
    for word in ("26 May 2020", "€5.00", "Lines", "Refused", "Not enough in stock: 5 wanted, 2 there"):
        assert word in words
    assert "1020" not in words
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: "Waiting" in said(page.panel))


def test_a_place_is_recorded_first_and_hidden_after_its_time(page: OrdersPage, open_shop: Shop, qtbot: QtBot) -> None:
    seen = "SELECT count(*) FROM event WHERE event_type = 'PlaceRevealed'"
    page.table.selectRow(3)
    press(qtbot, page.panel, "Reveal Place of delivery")
    (field,) = page.panel.findChildren(MaskedField)
    qtbot.waitUntil(lambda: field.is_shown)
    assert "1010 Wien" in said(page.panel)
    ((count,),) = open_shop.rows(seen)
    assert count == 1
    qtbot.wait(150)
    assert field.is_shown  # that it was recorded does not take it away
    field._left = 1
    qtbot.waitUntil(lambda: not field.is_shown, timeout=3000)
    assert "1010" not in said(page.panel)


def test_a_place_goes_with_its_panel(page: OrdersPage, qtbot: QtBot) -> None:
    page.table.selectRow(3)
    press(qtbot, page.panel, "Reveal Place of delivery")
    (field,) = page.panel.findChildren(MaskedField)
    qtbot.waitUntil(lambda: field.is_shown)
    press(qtbot, page.panel, "Close (Esc)")
    assert not field.is_shown
    page.table.selectRow(2)
    assert "1010" not in said(page.panel)


def test_a_reveal_that_cannot_be_recorded_shows_nothing(
    page: OrdersPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFault

    monkeypatch.setattr(office.desk.shop.orders, "reveal_place", fail)
    page.table.selectRow(3)
    press(qtbot, page.panel, "Reveal Place of delivery")
    press(qtbot, sheet(qtbot), "Close")
    assert "1010" not in said(page.panel)


def test_goods_that_come_are_told_in_the_panel(page: OrdersPage, office: Office, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    shop = office.shop
    office.jobs.change(shop.exchange.import_supplier_orders, shop.supplies("2020-05-29,S1,A-2,40"))
    qtbot.waitUntil(lambda: "Goods came:" in said(page.panel))
    assert page.table.currentIndex().row() == 1  # a further order came before it
    assert "5 orders" in said(page)


# --- the closed vault -----------------------------------------------------------------------------------------------


def test_closed_the_list_works_and_addresses_wait(office: Office, qtbot: QtBot) -> None:
    office.shop.vault.close()
    page = shown(OrdersPage, office, qtbot)
    assert len(column(page.table, "Order")) == 4
    page.table.selectRow(3)
    reveal = button(page.panel, "Reveal Place of delivery")
    assert not reveal.isEnabled()
    assert reveal.toolTip() == "Customer data is closed: it was closed"
    seek(page, qtbot, "anna@example.com")
    assert "Nobody can be found by their e-mail" in note(page.table)
    with qtbot.waitSignal(page.vault_asked):
        press(qtbot, page, "Open customer data")
    closed(page)
