"""The reports page: the very PDF is shown, printed and saved."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import Shop
from tests.views.office import FilePrinter, Office, button, press, said, sheet
from trendy_desktop.services.reports.raster import page_sizes
from trendy_desktop.views.pages.reports import ReportsPage
from trendy_desktop.views.preview import ZOOMS, PdfPreview

PRODUCTS = 60
Part = TypeVar("Part", bound=QWidget)


@pytest.fixture
def open_shop(open_shop: Shop) -> Shop:
    """It is Monday, 1 June 2020; there were sales in May, none in this week, and of many products in the last one."""
    open_shop.exchange.import_inventory(open_shop.inventory(*(f"P-{n:02},50,2.00,5.00,S1" for n in range(PRODUCTS))))
    open_shop.exchange.import_customer_orders(
        open_shop.orders(
            "2020-05-04,anna@example.com,1010,P-01,2",
            *(f"2020-05-27,c{n}@example.com,1010,P-{n:02},1" for n in range(PRODUCTS)),
        )
    )
    return open_shop


@pytest.fixture
def printer(tmp_path: Path) -> FilePrinter:
    return FilePrinter(tmp_path / "printed.pdf")


@pytest.fixture
def page(office: Office, printer: FilePrinter, qtbot: QtBot) -> Iterator[ReportsPage]:
    page = ReportsPage(office.desk, printers=printer)
    page.resize(1220, 900)
    page.show()
    page.activateWindow()
    page.arrive()
    qtbot.waitUntil(lambda: page.is_ready, timeout=20_000)
    yield page
    page.close()
    page.deleteLater()


def pick(page: QWidget, qtbot: QtBot, name: str) -> None:
    """Chooses a period by its name, with the keys."""
    box = part(page, QComboBox)
    qtbot.keyClicks(box, name)


def part(page: QWidget, kind: type[Part], name: str = "") -> Part:
    found = [each for each in page.findChildren(kind) if each.isVisible() and name in each.accessibleName()]
    assert found
    return found[0]


def type_day(field: QDateEdit, qtbot: QtBot, digits: str) -> None:
    """Types a day as ``ddmmyyyy``."""
    field.setFocus()
    field.setSelectedSection(QDateEdit.Section.DaySection)
    qtbot.keyClicks(field, digits)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def words_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    try:
        pages = [document[number] for number in range(len(document))]
        texts = [each.get_textpage() for each in pages]
        words = "\n".join(text.get_text_bounded() for text in texts)
        for each in (*texts, *pages):
            each.close()
        return words
    finally:
        document.close()


def settle(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.is_ready, timeout=20_000)


def save(page: ReportsPage, office: Office, qtbot: QtBot, label: str, out: Path) -> Path:
    office.hand.path = out
    with qtbot.waitSignal(page.toasted):
        press(qtbot, page, label)
    return out


def test_an_empty_week_says_so_and_leads_to_other_dates(page: ReportsPage, qtbot: QtBot) -> None:
    assert "No sales on 1 Jun 2020." in said(page)
    press(qtbot, page, "Choose other dates")
    settle(page, qtbot)
    first, last = part(page, QDateEdit, "First day"), part(page, QDateEdit, "Last day")
    assert first.hasFocus()
    type_day(first, qtbot, "25052020")
    settle(page, qtbot)
    assert "No sales" not in said(page)
    type_day(last, qtbot, "24052020")
    settle(page, qtbot)
    assert first.date() == last.date()
    assert "No sales on 24 May 2020." in said(page)


def test_what_is_shown_is_what_is_saved_and_printed(
    page: ReportsPage, office: Office, printer: FilePrinter, qtbot: QtBot, tmp_path: Path
) -> None:
    pick(page, qtbot, "Last")
    settle(page, qtbot)
    saved = save(page, office, qtbot, "Save PDF", tmp_path / "report.pdf")
    words = words_of(saved)
    assert "Finance report" in words
    assert "2020-W22" in words
    again = save(page, office, qtbot, "Save PDF", tmp_path / "again.pdf")
    assert again.read_bytes() == saved.read_bytes()
    assert office.hand.asked == ["finance-2020-05-25-to-2020-05-31.pdf"] * 2
    with qtbot.waitSignal(page.toasted) as toast:
        press(qtbot, page, "Print")
    assert toast.args == ["Sent to the printer"]
    (size,) = page_sizes(printer.out.read_bytes())
    assert size == pytest.approx((595, 842), abs=1)
    table = save(page, office, qtbot, "CSV", tmp_path / "report.csv").read_text()
    assert "2020-W22,true,60,300.00," in table


def test_a_file_that_cannot_be_written_is_explained(
    page: ReportsPage, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    office.hand.path = tmp_path
    press(qtbot, page, "Save PDF")
    told = sheet(qtbot)
    assert "could not be written" in said(told)
    press(qtbot, told, "Close")


def test_only_the_last_of_hasty_choices_is_shown(
    page: ReportsPage, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    box = part(page, QComboBox)
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert not button(page, "Print").isEnabled()
    settle(page, qtbot)
    assert box.currentText() == "Last month"
    assert "1 – 31 May 2020" in words_of(save(page, office, qtbot, "Save PDF", tmp_path / "report.pdf"))


def test_the_marketing_report_lists_as_many_as_are_asked_for(
    page: ReportsPage, office: Office, printer: FilePrinter, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.keyClick(part(page, QListWidget), Qt.Key.Key_Down)
    pick(page, qtbot, "Last")
    top = part(page, QLineEdit, "How many")
    top.selectAll()
    qtbot.keyClicks(top, "60")
    qtbot.keyClick(top, Qt.Key.Key_Return)
    settle(page, qtbot)
    saved = save(page, office, qtbot, "Save PDF", tmp_path / "report.pdf")
    assert office.hand.asked == ["marketing-week-2020-05-25.pdf"]
    assert all(f"P-{number:02}" in words_of(saved) for number in range(PRODUCTS))
    preview = part(page, PdfPreview)
    assert f"Page 1 of {len(page_sizes(saved.read_bytes()))}" in said(preview)
    scroll = part(page, QWidget, "The report as it is printed")
    for _ in range(9):
        qtbot.keyClick(scroll, Qt.Key.Key_PageDown)
    assert preview.page > 0
    qtbot.keyClick(scroll, Qt.Key.Key_Home)
    qtbot.keyClick(scroll, Qt.Key.Key_PageUp)
    before = preview.page
    press(qtbot, page, "Next page")
    assert preview.page == before + 1
    settle(page, qtbot)
    printer.pages = (2, 3)
    with qtbot.waitSignal(page.toasted):
        press(qtbot, page, "Print")
    assert len(page_sizes(printer.out.read_bytes())) == 2


def test_the_page_is_made_larger_and_smaller(page: ReportsPage, qtbot: QtBot) -> None:
    preview = part(page, PdfPreview)
    fitted = preview.percent
    assert fitted == 100
    for _ in ZOOMS:
        if button(page, "Larger").isEnabled():
            press(qtbot, page, "Larger")
    assert preview.percent == ZOOMS[-1]
    settle(page, qtbot)
    for _ in ZOOMS:
        if button(page, "Smaller").isEnabled():
            press(qtbot, page, "Smaller")
    assert preview.percent == ZOOMS[0]
    press(qtbot, page, "Fit the width")
    assert preview.percent == fitted
    page.resize(900, 700)
    qtbot.waitUntil(lambda: preview.percent < fitted)
    settle(page, qtbot)


def test_what_cannot_be_made_is_said_with_a_way_on(page: ReportsPage, qtbot: QtBot) -> None:
    pick(page, qtbot, "Choose")
    settle(page, qtbot)
    first = part(page, QDateEdit, "First day")
    type_day(first, qtbot, "01011900")
    qtbot.waitUntil(lambda: "at most 5200 weeks" in said(page), timeout=10_000)
    assert not button(page, "Print").isEnabled()
    qtbot.keyClick(part(page, QComboBox), Qt.Key.Key_Home)
    settle(page, qtbot)
    assert button(page, "Print").isEnabled()


def test_it_is_drawn_again_when_goods_are_sold(page: ReportsPage, office: Office, qtbot: QtBot) -> None:
    assert "No sales" in said(page)
    office.jobs.changed.connect(page.changed)
    orders = office.shop.orders("2020-06-01,anna@example.com,1010,P-03,1")
    office.jobs.change(office.desk.shop.exchange.import_customer_orders, orders)
    qtbot.waitUntil(lambda: "No sales" not in said(page), timeout=20_000)
    settle(page, qtbot)
