"""Files in: recognised, asked about, imported one after another, and what came of them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import CUSTOMER_HEADER, INVENTORY_HEADER, SUPPLIER_HEADER, day
from tests.views.office import Office, press, said, sheet
from trendy_desktop.services.orders import OrderQuery
from trendy_desktop.views.imports import Imports
from trendy_desktop.views.imports.result import ResultSheet
from trendy_desktop.views.parts.finder import Finder
from trendy_desktop.views.tables import DataTable


class Entrance:
    """The imports of a window, and what they said."""

    def __init__(self, office: Office, window: QWidget) -> None:
        self.imports = Imports(office.desk, parent=window)
        self.shop = office.shop
        self.hand = office.hand
        self.said: list[str] = []
        self.imports.finished.connect(self.said.append)

    def days(self) -> list[str]:
        """The days of all orders."""
        found = self.shop.core.orders.page(OrderQuery(), limit=100).rows
        return sorted(str(self.shop.core.profile.calendar.day_at(row.at)) for row in found)


@pytest.fixture
def entrance(office: Office, qtbot: QtBot) -> Entrance:
    window = QWidget()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    return Entrance(office, window)


STOCK = ("A-1,5,2.00,5.00,S1", "A-2,0,2.00,5.00,S1")


def test_a_stock_list_is_counted_and_its_refused_lines_are_shown(
    entrance: Entrance, qtbot: QtBot, tmp_path: Path
) -> None:
    entrance.imports.start(entrance.shop.inventory(*STOCK, "A-3,x,2.00,5.00,S1"))
    result = sheet(qtbot, "inventory.csv is imported")
    assert isinstance(result, ResultSheet)
    assert entrance.said == ["inventory.csv: added 2, refused 1"]
    (table,) = result.findChildren(DataTable)
    model = table.model()
    shown = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert shown == ["4", "A-3", "–", "–", "quantity is no usable number: x"]
    tip = model.data(model.index(0, 4), Qt.ItemDataRole.ToolTipRole)
    assert "bad_number" in tip
    entrance.hand.path = tmp_path / "refused.csv"
    with qtbot.waitSignal(result.saved):
        press(qtbot, result, "Export refused lines")
    assert entrance.hand.asked == ["inventory-refused.csv"]
    assert entrance.hand.path.read_text().splitlines()[1] == "4,A-3,,,bad_number,quantity,x"
    press(qtbot, result, "Close")
    assert entrance.shop.stock("A-1") == 5


def test_several_files_come_goods_first(entrance: Entrance, qtbot: QtBot) -> None:
    orders = entrance.shop.orders("2020-05-27,anna@example.com,1010,A-1,2", "2020-05-27,anna@example.com,1010,A-2,1")
    stock = entrance.shop.inventory(*STOCK)
    supplies = entrance.shop.supplies("2020-05-26,S1,A-2,4")
    entrance.imports.start_all([orders, stock, supplies])
    for name in ("inventory.csv", "supplies.csv", "orders.csv"):
        qtbot.keyClick(sheet(qtbot, name), Qt.Key.Key_Escape)
    assert entrance.said == [
        "inventory.csv: added 2",
        "supplies.csv: lines booked 1, units 4",
        "orders.csv: orders booked 1, lines booked 2",
    ]


def test_refused_lines_are_tried_again_when_goods_are_there(entrance: Entrance, qtbot: QtBot) -> None:
    shop = entrance.shop
    orders = shop.orders("2020-05-27,anna@example.com,1010,A-2,1")
    entrance.imports.start_all([shop.inventory(*STOCK), orders])
    qtbot.keyClick(sheet(qtbot, "inventory.csv"), Qt.Key.Key_Return)
    press(qtbot, sheet(qtbot, "orders.csv"), "Try refused lines again")
    again = sheet(qtbot, "orders.csv")
    assert len(entrance.said) == 3
    press(qtbot, again, "Close")
    entrance.imports.start_all([shop.supplies("2020-05-26,S1,A-2,4"), orders])
    qtbot.keyClick(sheet(qtbot, "supplies.csv"), Qt.Key.Key_Return)
    before = sheet(qtbot, "orders.csv")
    assert "Refused before" in said(before)
    assert "were not tried again" in said(before)
    press(qtbot, before, "Try refused lines again")
    qtbot.waitUntil(lambda: entrance.said[-1] == "orders.csv: orders booked 1, lines booked 1")
    done = sheet(qtbot, "orders.csv")
    assert "All of it is in the books." in said(done)
    press(qtbot, done, "Close")


@pytest.mark.parametrize(("way", "booked"), [("Month first", "2020-03-04"), ("Day first", "2020-04-03")])
def test_dates_that_read_two_ways_are_asked_about(entrance: Entrance, qtbot: QtBot, way: str, booked: str) -> None:
    entrance.imports.start_all(
        [entrance.shop.inventory(*STOCK), entrance.shop.orders("3/4/2020,a@example.com,1010,A-1,1")]
    )
    qtbot.keyClick(sheet(qtbot, "inventory.csv"), Qt.Key.Key_Return)
    question = sheet(qtbot, "Which way")
    (choice,) = (each for each in question.findChildren(QPushButton) if each.accessibleName().startswith(way))
    assert str(day(booked).date.day) in choice.text()
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton)
    qtbot.keyClick(sheet(qtbot, "orders.csv is imported"), Qt.Key.Key_Return)
    assert entrance.days() == [booked]


def test_a_question_that_is_not_answered_leaves_the_file(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.imports.start(entrance.shop.orders("3/4/2020,anna@example.com,1010,A-1,1"))
    qtbot.keyClick(sheet(qtbot, "Which way"), Qt.Key.Key_Escape)
    assert entrance.said == ["orders.csv was not imported"]
    assert entrance.days() == []


def test_midnights_of_another_zone_are_asked_about(entrance: Entrance, qtbot: QtBot) -> None:
    orders = entrance.shop.orders(
        "2020-03-04 07:00,anna@example.com,1010,A-1,1", "2020-03-05 07:00,anna@example.com,1010,A-1,1"
    )
    entrance.imports.start_all([entrance.shop.inventory(*STOCK), orders])
    qtbot.keyClick(sheet(qtbot, "inventory.csv"), Qt.Key.Key_Return)
    question = sheet(qtbot, "In which time zone")
    (zones,) = question.findChildren(Finder)
    typed = zones.lineEdit()
    assert typed is not None
    assert zones.currentText() == "Europe/Vienna (the shop's own)"
    typed.selectAll()
    qtbot.keyClicks(typed, "nowhere")
    press(qtbot, question, "Import")
    assert "Choose a zone of the list." in said(question)
    typed.selectAll()
    qtbot.keyClicks(typed, "america/denver")
    press(qtbot, question, "Import")
    qtbot.keyClick(sheet(qtbot, "orders.csv is imported"), Qt.Key.Key_Return)
    assert entrance.days() == ["2020-03-04", "2020-03-05"]


def test_a_file_that_does_not_tell_its_kind_is_asked_about(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.imports.start(entrance.shop.file("a,b,c", "1,2,3", name="what.csv"))
    press(qtbot, sheet(qtbot, "What is in this file?"), "Customer orders")
    refusal = sheet(qtbot)
    assert "The header of what.csv does not fit" in said(refusal)
    press(qtbot, refusal, "Close")
    assert entrance.said == ["what.csv was not imported"]


@pytest.mark.parametrize("header", [INVENTORY_HEADER, CUSTOMER_HEADER, SUPPLIER_HEADER])
def test_a_refused_file_does_not_hold_up_the_next(entrance: Entrance, qtbot: QtBot, header: str) -> None:
    broken = entrance.shop.file(header, '"1,2', name="broken.csv")
    entrance.imports.start(broken)
    entrance.imports.start(entrance.shop.inventory(*STOCK))
    press(qtbot, sheet(qtbot), "Close")
    qtbot.keyClick(sheet(qtbot, "inventory.csv"), Qt.Key.Key_Return)
    assert entrance.said[0] == "broken.csv was not imported"


def test_a_cancelled_import_says_what_it_did(entrance: Entrance, office: Office, qtbot: QtBot) -> None:
    orders = entrance.shop.orders(*(f"2020-05-27,c{number}@example.com,1010,A-1,1" for number in range(3000)))
    entrance.imports.start(orders)
    (job,) = office.jobs.busy
    assert job.name == "Importing orders.csv"
    with qtbot.waitSignal(entrance.imports.finished):
        job.cancel()
    assert entrance.said == ["orders.csv was stopped before anything was booked"]


def test_an_import_that_is_stopped_half_way_keeps_its_whole_chunks(
    entrance: Entrance, office: Office, qtbot: QtBot
) -> None:
    orders = entrance.shop.orders(*(f"2020-05-27,c{number}@example.com,1010,A-1,1" for number in range(3000)))
    entrance.imports.start_all([entrance.shop.inventory("A-1,9000,2.00,5.00,S1"), orders])
    qtbot.keyClick(sheet(qtbot, "inventory.csv"), Qt.Key.Key_Return)
    (job,) = office.jobs.busy
    job.progressed.connect(lambda done, total: job.cancel() if total == 3000 and 0 < done < 3000 else None)
    stopped = sheet(qtbot, "orders.csv was stopped")
    assert "Import the same file again" in said(stopped)
    press(qtbot, stopped, "Close")
    booked = 9000 - entrance.shop.stock("A-1")
    assert booked < 3000
    assert booked % 500 == 0


def test_a_closed_vault_is_said_and_can_be_opened(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.shop.vault.close()
    with qtbot.assertNotEmitted(entrance.imports.finished):
        entrance.imports.start(entrance.shop.inventory(*STOCK))
    told = sheet(qtbot, "Customer data is closed")
    with qtbot.waitSignal(entrance.imports.vault_asked):
        press(qtbot, told, "Open customer data")


def test_no_address_is_shown_of_a_file_name(entrance: Entrance, qtbot: QtBot) -> None:
    entrance.imports.start(entrance.shop.file(INVENTORY_HEADER, *STOCK, name="anna@example.com.csv"))
    qtbot.keyClick(sheet(qtbot, "(hidden) is imported"), Qt.Key.Key_Return)
    assert entrance.said == ["(hidden): added 2"]
