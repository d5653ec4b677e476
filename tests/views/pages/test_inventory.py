"""The inventory page: found, filtered, sorted, looked at, and up to date."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.shop import Shop
from tests.views.office import Office, button, press, said, sheet
from tests.views.pages.lists import click, closed, column, note, seek, shown, sort_by
from trendy_desktop.errors import DiskFault
from trendy_desktop.services.catalog import VariantForm
from trendy_desktop.views.pages.inventory import InventoryPage
from trendy_desktop.views.parts import Chip

STOCK = ("A-1,5,2.00,5.00,S1", "A-2,0,2.00,5.00,S1", "B-3,120,3.00,9.50,S2")
SIZES = ("S", "M")


@pytest.fixture
def open_shop(open_shop: Shop) -> Shop:
    """Two products of one variant, one that is sold out, and a shirt in two sizes."""
    shop = open_shop
    shop.exchange.import_inventory(shop.inventory(*STOCK))
    shop.core.catalog.add(
        "SHIRT",
        "Linen Shirt",
        category="Shirts",
        brand="Alpina",
        supplier="S1",
        variants=[
            VariantForm(
                sku=f"SH-{size}", size=size, colour="Sand", sale_price=4900, wholesale_cost=2000, reorder_point=3
            )
            for size in SIZES
        ],
    )
    shop.exchange.import_supplier_orders(shop.supplies("2020-05-26,S1,SH-S,2", "2020-05-26,S1,SH-M,1"))
    return shop


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> Iterator[InventoryPage]:
    page = shown(InventoryPage, office, qtbot)
    yield page
    closed(page)


def products(page: InventoryPage) -> list[str]:
    return column(page.table, "Product")


# --- the list -------------------------------------------------------------------------------------------------------


def test_every_product_with_its_stock(page: InventoryPage) -> None:
    assert products(page) == ["A-1", "A-2", "B-3", "Linen Shirt"]
    assert column(page.table, "Stock") == ["5", "0", "120", "3"]
    assert column(page.table, "Status") == ["In stock", "Sold out", "In stock", "Low"]
    assert column(page.table, "Price") == ["€5.00", "€5.00", "€9.50", "€49.00"]
    assert "4 products · 128 items in stock" in said(page)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lin", ["Linen Shirt"]),
        ("SH-M", ["Linen Shirt"]),
        ("sand", ["Linen Shirt"]),
        ("b-3", ["B-3"]),
        ("a", ["A-1", "A-2"]),
    ],
)
def test_products_are_found(page: InventoryPage, qtbot: QtBot, text: str, found: list[str]) -> None:
    seek(page, qtbot, text)
    assert products(page)[: len(found)] == found


def test_what_is_not_there_is_said_and_leads_back(page: InventoryPage, qtbot: QtBot) -> None:
    seek(page, qtbot, "velvet")
    assert "Nothing found for “velvet”" in note(page.table)
    press(qtbot, page, "Show all products")
    assert len(products(page)) == 4
    assert note(page.table) == ""


def test_stock_and_category_filter_together(page: InventoryPage, qtbot: QtBot) -> None:
    press(qtbot, page, "Sold out, 1")
    assert products(page) == ["A-2"]
    press(qtbot, page, "Low, 1")
    assert products(page) == ["Linen Shirt"]
    (box,) = page.findChildren(QComboBox)
    qtbot.keyClicks(box, "Shirts")
    assert "1 product · 3 items in stock" in said(page)
    press(qtbot, page, "Sold out, 0")
    assert "No such products" in note(page.table)
    press(qtbot, page, "Show all products")
    assert len(products(page)) == 4


def test_a_click_on_a_header_sorts(page: InventoryPage, qtbot: QtBot) -> None:
    sort_by(page.table, qtbot, "Stock")
    assert column(page.table, "Stock") == ["120", "5", "3", "0"]
    sort_by(page.table, qtbot, "Stock")
    assert column(page.table, "Stock") == ["0", "3", "5", "120"]


def test_an_empty_shop_says_how_to_begin(
    tmp_path_factory: pytest.TempPathFactory, office: Office, qtbot: QtBot
) -> None:
    shop = Shop(tmp_path_factory.mktemp("empty") / "shop")
    desk = Office(shop, office.desk.icons)
    page = shown(InventoryPage, desk, qtbot)
    assert "No products yet" in note(page.table)
    assert "0 products · 0 items in stock" in said(page)
    with qtbot.waitSignal(page.import_asked):
        page.table.findChildren(type(button(page.table, "Import file")))[-1].click()
    desk.jobs.change(shop.exchange.import_inventory, shop.inventory(*STOCK))
    qtbot.waitUntil(lambda: len(products(page)) == 3)
    assert note(page.table) == ""
    closed(page)
    desk.close()
    shop.close()


def test_a_list_that_cannot_be_read_says_so_and_is_tried_again(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFault

    with monkeypatch.context() as broken:
        broken.setattr(office.desk.shop.catalog, "products", fail)
        page = shown(InventoryPage, office, qtbot)
        assert "The disk could not be read or written." in note(page.table)
    press(qtbot, page, "Try again")
    assert len(products(page)) == 4
    with monkeypatch.context() as broken:
        broken.setattr(office.desk.shop.catalog, "product_counts", fail)
        page.refresh()
        assert "The list could not be read" in note(page.table)
    press(qtbot, page, "Try again")
    assert note(page.table) == ""
    closed(page)


# --- the panel ------------------------------------------------------------------------------------------------------


def test_the_panel_by_keys(page: InventoryPage, qtbot: QtBot) -> None:
    for _ in range(4):
        qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Linen Shirt" in said(page.panel))
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel.isAncestorOf(page.focusWidget())
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "B-3" in said(page.panel))
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.panel.isHidden()


def test_a_click_opens_the_panel_again(page: InventoryPage, qtbot: QtBot) -> None:
    click(page.table, qtbot, 1)
    assert "A-2" in said(page.panel)
    press(qtbot, page.panel, "Close (Esc)")
    assert page.panel.isHidden()
    click(page.table, qtbot, 1)
    assert not page.panel.isHidden()


def test_a_product_size_by_size(page: InventoryPage, qtbot: QtBot) -> None:
    page.table.selectRow(3)
    words = said(page.panel)
    assert page.panel.findChildren(Chip)[0].accessibleName() == "Low"
    for word in ("Linen Shirt", "SHIRT · Shirts · S1", "€49.00", "Sand · S", "Code SH-S", "Order again at 3"):
        assert word in words
    assert "Received 2 · Sand S" in words
    press(qtbot, page.panel, "Sand, M, 1 in stock, low")
    qtbot.waitUntil(lambda: "1 in stock, 1 free to sell" in said(page.panel))
    assert "Sand · M" in said(page.panel)


def test_a_product_that_never_moved(page: InventoryPage) -> None:
    page.table.selectRow(1)
    assert "Code A-2" in said(page.panel)
    assert "Sizes and colours" not in said(page.panel)


def test_an_import_moves_nothing_away(page: InventoryPage, office: Office, qtbot: QtBot) -> None:
    page.table.selectRow(3)
    press(qtbot, page.panel, "Sand, M, 1 in stock, low")
    cell = button(page.panel, "Sand, M, 1 in stock, low")
    cell.setFocus()
    shop = office.shop
    office.jobs.change(shop.exchange.import_inventory, shop.inventory("0-NEW,7,1.00,2.00,S1"))
    qtbot.waitUntil(lambda: "0-NEW" in products(page))
    assert page.table.currentIndex().row() == 4
    assert cell.hasFocus()  # of this product nothing has changed, so its panel is as it was
    office.jobs.change(shop.exchange.import_supplier_orders, shop.supplies("2020-05-27,S1,SH-M,9"))
    qtbot.waitUntil(lambda: "10 in stock, 10 free to sell" in said(page.panel))
    assert "Sand · M" in said(page.panel)
    assert page.panel.isAncestorOf(page.focusWidget())


def test_a_hidden_page_reads_again_when_it_comes_back(page: InventoryPage, office: Office, qtbot: QtBot) -> None:
    page.hide()
    shop = office.shop
    with qtbot.waitSignal(office.jobs.changed):
        office.jobs.change(shop.exchange.import_inventory, shop.inventory("0-NEW,7,1.00,2.00,S1"))
    assert "0-NEW" not in products(page)
    page.show()
    page.arrive()
    assert "0-NEW" in products(page)


def test_what_empties_a_filter_is_said(page: InventoryPage, office: Office, qtbot: QtBot) -> None:
    press(qtbot, page, "Sold out, 1")
    shop = office.shop
    office.jobs.change(shop.exchange.import_supplier_orders, shop.supplies("2020-05-27,S1,A-2,4"))
    qtbot.waitUntil(lambda: "No such products" in note(page.table))


def test_a_product_that_is_gone_leaves_no_panel(page: InventoryPage, office: Office, qtbot: QtBot) -> None:
    page.table.selectRow(3)
    assert not page.panel.isHidden()
    office.jobs.change(office.shop.core.catalog.archive, "SHIRT")
    qtbot.waitUntil(lambda: len(products(page)) == 3)
    qtbot.waitUntil(page.panel.isHidden)


def test_a_panel_that_cannot_be_read_is_told(
    page: InventoryPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFault

    monkeypatch.setattr(office.desk.shop.catalog, "product", fail)
    page.table.selectRow(0)
    press(qtbot, sheet(qtbot), "Close")
    assert page.panel.isHidden()
