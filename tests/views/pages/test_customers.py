"""The customers page: masked, found by code or whole address, and each look recorded first."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.shop import Shop
from tests.views.office import Office, button, press, said, sheet
from tests.views.pages.lists import closed, column, note, seek, shown, sort_by
from trendy_desktop.errors import DiskFault
from trendy_desktop.views.pages.customers import CustomersPage
from trendy_desktop.views.parts import MaskedField


@pytest.fixture
def open_shop(open_shop: Shop) -> Shop:
    """Anna bought twice, Berta once."""
    shop = open_shop
    shop.exchange.import_inventory(shop.inventory("A-1,50,2.00,5.00,S1"))
    shop.exchange.import_customer_orders(
        shop.orders(
            "2020-05-25,anna@example.com,1010,A-1,2",
            "2020-05-26,berta@example.com,1020,A-1,1",
            "2020-05-27,anna@example.com,1010,A-1,3",
        )
    )
    return shop


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> Iterator[CustomersPage]:
    page = shown(CustomersPage, office, qtbot)
    yield page
    closed(page)


def codes(page: CustomersPage) -> list[str]:
    return column(page.table, "Customer")


def looks(shop: Shop) -> int:
    ((count,),) = shop.rows("SELECT count(*) FROM event WHERE event_type = 'CustomerDataRevealed'")
    assert isinstance(count, int)
    return count


def revealed(page: CustomersPage, qtbot: QtBot) -> MaskedField:
    """The e-mail of the customer in the panel, shown."""
    press(qtbot, page.panel, "Reveal E-mail")
    (field,) = page.panel.findChildren(MaskedField)
    qtbot.waitUntil(lambda: field.is_shown)
    return field


def test_every_customer_masked(page: CustomersPage) -> None:
    assert "2 customers" in said(page)
    assert column(page.table, "Orders") == ["2", "1"]
    assert column(page.table, "Spent") == ["€25.00", "€5.00"]
    assert column(page.table, "Last order") == ["27 May 2020", "26 May 2020"]
    model = page.table.model()
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{codes(page)[0]}, a•••@e•••.com"


def test_a_whole_address_or_a_code_finds(page: CustomersPage, qtbot: QtBot) -> None:
    anna, berta = codes(page)
    for text, found in (
        ("anna@example.com", [anna]),
        (" BERTA@example.com", [berta]),
        (berta, [berta]),
        ("anna@exa", []),
    ):
        seek(page, qtbot, text)
        assert codes(page) == found, text
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    assert codes(page) == [anna, berta]


def test_nobody_found_is_said_and_leads_back(page: CustomersPage, qtbot: QtBot) -> None:
    seek(page, qtbot, "nobody@example.com")
    assert "No customer found" in note(page.table)
    press(qtbot, page, "Show all customers")
    assert len(codes(page)) == 2


def test_orders_are_sorted(page: CustomersPage, qtbot: QtBot) -> None:
    sort_by(page.table, qtbot, "Spent")
    assert column(page.table, "Spent") == ["€25.00", "€5.00"]
    sort_by(page.table, qtbot, "Spent")
    assert column(page.table, "Spent") == ["€5.00", "€25.00"]


def test_an_empty_shop_says_where_they_come_from(
    tmp_path_factory: pytest.TempPathFactory, office: Office, qtbot: QtBot
) -> None:
    shop = Shop(tmp_path_factory.mktemp("empty") / "shop")
    desk = Office(shop, office.desk.icons)
    page = shown(CustomersPage, desk, qtbot)
    assert "They come with their first order." in note(page.table)
    with qtbot.waitSignal(page.import_asked):
        press(qtbot, page, "Import orders")
    closed(page)
    desk.close()
    shop.close()


def test_a_list_that_cannot_be_read_says_so(office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFault

    with monkeypatch.context() as broken:
        broken.setattr(office.desk.shop.customers, "page", fail)
        page = shown(CustomersPage, office, qtbot)
        assert "The list could not be read" in note(page.table)
    press(qtbot, page, "Try again")
    assert len(codes(page)) == 2
    closed(page)


# --- the panel ------------------------------------------------------------------------------------------------------


def test_what_they_bought(page: CustomersPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    words = said(page.panel)
    for word in ("Customer since 25 May 2020", "€25.00", "Per order", "€12.50", "a•••@e•••.com", "3 items"):
        assert word in words
    assert "anna" not in words


def test_a_look_is_recorded_first_and_ends_by_itself(page: CustomersPage, open_shop: Shop, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    assert looks(open_shop) == 0
    field = revealed(page, qtbot)
    assert "anna@example.com" in said(page.panel)
    assert looks(open_shop) == 1
    qtbot.wait(150)
    assert field.is_shown  # the record of it has arrived, and takes nothing away
    field._left = 1
    qtbot.waitUntil(lambda: not field.is_shown, timeout=3000)
    assert "anna@" not in said(page.panel)
    page.table.selectRow(1)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: "E-mail shown to Owner" in said(page.panel))


def test_another_customer_hides_it(page: CustomersPage, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    revealed(page, qtbot)
    page.table.selectRow(1)
    assert "anna@" not in said(page)


def test_a_look_that_cannot_be_recorded_shows_nothing(
    page: CustomersPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFault

    monkeypatch.setattr(office.desk.shop.customers, "reveal", fail)
    page.table.selectRow(0)
    press(qtbot, page.panel, "Reveal E-mail")
    press(qtbot, sheet(qtbot), "Close")
    assert "anna@" not in said(page)


def test_an_import_keeps_the_place_and_what_is_seen(page: CustomersPage, office: Office, qtbot: QtBot) -> None:
    page.table.selectRow(1)
    field = revealed(page, qtbot)
    shop = office.shop
    office.jobs.change(
        shop.exchange.import_customer_orders,
        shop.file(
            "date,cust_email,cust_location,product_id,product_quantity",
            "2020-05-28,clara@example.com,1030,A-1,1",
            name="more.csv",
        ),
    )
    qtbot.waitUntil(lambda: len(codes(page)) == 3)
    assert page.table.currentIndex().row() == 2
    assert field.is_shown
    assert "berta@example.com" in said(page.panel)


# --- the closed vault -----------------------------------------------------------------------------------------------


def test_closed_nothing_is_masked_and_nothing_revealed(office: Office, qtbot: QtBot) -> None:
    office.shop.vault.close()
    page = shown(CustomersPage, office, qtbot)
    assert "2 customers · customer data closed" in said(page)
    model = page.table.model()
    assert "E-mail hidden" in model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    page.table.selectRow(0)
    assert not button(page.panel, "Reveal E-mail").isEnabled()
    assert "Customer data is closed: it was closed." in said(page.panel)
    seek(page, qtbot, "anna@example.com")
    assert "Customer data is closed" in note(page.table)
    with qtbot.waitSignal(page.vault_asked):
        press(qtbot, page, "Open customer data")
    closed(page)


def test_what_is_shown_follows_the_vault(
    page: CustomersPage, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def can_reveal() -> list[bool]:
        buttons = page.panel.findChildren(QAbstractButton)
        return [each.isEnabled() for each in buttons if each.accessibleName() == "Reveal E-mail" and each.isVisible()]

    page.table.selectRow(0)
    with monkeypatch.context() as shut:
        shut.setattr(type(office.desk.shop.session), "is_open", property(lambda _: False))
        office.jobs.changed.emit(frozenset({"vault"}))
        qtbot.waitUntil(lambda: can_reveal() == [False])
    office.jobs.changed.emit(frozenset({"vault"}))
    qtbot.waitUntil(lambda: can_reveal() == [True])
