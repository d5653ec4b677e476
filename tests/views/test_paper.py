"""Pages on paper: what is printed looks like what is shown."""

import io
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from trendy_desktop.errors import CannotPrint
from trendy_desktop.services.reports.raster import drawn, page_sizes
from trendy_desktop.views.paper import prepare, print_pdf

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def pdf() -> bytes:
    """A page of text over a bar, a blank one, and one that is black all over."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    for line in range(40):
        canvas.drawString(60, 780 - 18 * line, f"Line {line}: Wide Trousers, gypsy jacket")
    canvas.rect(400, 60, 40, 720, stroke=0, fill=1)
    canvas.showPage()
    canvas.showPage()
    canvas.rect(0, 0, *A4, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def printer(out: Path) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(out))
    prepare(made, "A test")
    return made


def difference(one: bytes, other: bytes, page: int) -> float:
    """How far two pages are apart, 0 to 255 on the average."""
    first, second = drawn(one, page, scale=1), drawn(other, page, scale=1)
    wide, high = min(first.width, second.width) - 1, min(first.height, second.height) - 1
    total = 0
    for row in range(high):
        a = first.pixels[row * first.stride : row * first.stride + 4 * wide : 4]
        b = second.pixels[row * second.stride : row * second.stride + 4 * wide : 4]
        total += sum(abs(left - right) for left, right in zip(a, b, strict=True))
    return total / (wide * high)


def test_what_is_printed_looks_like_the_pages(pdf: bytes, tmp_path: Path) -> None:
    out = tmp_path / "printed.pdf"
    print_pdf(pdf, printer(out))
    printed = out.read_bytes()
    assert len(page_sizes(printed)) == 3
    assert page_sizes(printed)[0] == pytest.approx(A4, abs=1)
    assert difference(pdf, printed, 0) < 3
    assert difference(pdf, printed, 1) == 0
    assert difference(pdf, printed, 2) < 3


def test_pages_shrink_to_smaller_paper(pdf: bytes, tmp_path: Path) -> None:
    out = tmp_path / "printed.pdf"
    small = printer(out)
    small.setPageSize(QPageSize(QSizeF(A4[0] / 2, A4[1] / 2), QPageSize.Unit.Point))
    print_pdf(pdf, small)
    black = drawn(out.read_bytes(), 2, scale=1)
    assert (black.width, black.height) == pytest.approx((A4[0] / 2, A4[1] / 2), abs=2)
    middle = (black.height // 2) * black.stride
    assert set(black.pixels[middle + 40 : middle + 43]) == {0}


def test_the_pages_that_were_chosen_are_printed(pdf: bytes, tmp_path: Path) -> None:
    out = tmp_path / "printed.pdf"
    some = printer(out)
    some.setPrintRange(QPrinter.PrintRange.PageRange)
    some.setFromTo(2, 3)
    print_pdf(pdf, some)
    assert len(page_sizes(out.read_bytes())) == 2
    assert difference(pdf, out.read_bytes(), 0) > 20  # the blank page, where the first one has text


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_said(pdf: bytes, tmp_path: Path) -> None:
    with pytest.raises(CannotPrint):
        print_pdf(pdf, printer(tmp_path / "nowhere" / "printed.pdf"))
