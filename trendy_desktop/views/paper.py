"""A PDF's pages as pictures and on the printer: always the very bytes that are kept as a file."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from trendy_desktop.errors import CannotPrint
from trendy_desktop.services.reports import raster

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI: Final = 300
"""Dots to the inch on paper."""
_POINTS = 72
_BAND = 128
"""Rows of dots that are drawn at once, at least."""


def page_image(pdf: bytes, page: int, *, scale: float) -> QImage:
    """Page number ``page`` (the first is 0) at ``scale`` pixels a point. For helpers. Raises RenderingFailed."""
    return _image(raster.drawn(pdf, page, scale=scale))


def _image(drawn: raster.Bitmap) -> QImage:
    # The copy owns its pixels; without it they would go with ``drawn``.
    return QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32).copy()


def print_pdf(pdf: bytes, printer: "QPrinter") -> None:
    """Prints the pages that were asked for in the print dialog, in their true size or as large as the paper is.

    For helpers. Raises CannotPrint, RenderingFailed.
    """
    sizes = raster.page_sizes(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        raise CannotPrint
    try:
        dots = printer.resolution() / _POINTS
        paper = printer.paperRect(printer.Unit.DevicePixel)
        for place, page in enumerate(_asked(printer, len(sizes))):
            if place and not printer.newPage():
                raise CannotPrint
            size = QSizeF(*sizes[page]) * dots
            if size.width() > paper.width() or size.height() > paper.height():
                size.scale(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
            _draw(painter, raster.drawn(pdf, page, scale=DPI / _POINTS), QRectF(paper.topLeft(), size))
    finally:
        painter.end()


def _draw(painter: QPainter, page: raster.Bitmap, where: QRectF) -> None:
    """In bands: drawing an image holds the interpreter, and with it the window, until it is done."""
    image = _image(page)
    scale = where.height() / page.height
    for top, bottom in _bands(page):
        band = QRectF(where.left(), where.top() + top * scale, where.width(), (bottom - top) * scale)
        painter.drawImage(band, image, QRectF(0, top, page.width, bottom - top))


def _bands(page: raster.Bitmap) -> Iterator[tuple[int, int]]:
    """The rows with something on them, cut only where a row is blank: a cut through letters could be seen."""
    wide = page.width * 4
    blank = b"\xff" * wide
    begin: int | None = None
    for row in range(page.height):
        start = row * page.stride
        if page.pixels[start : start + wide] != blank:
            begin = row if begin is None else begin
        elif begin is not None and row - begin >= _BAND:
            yield begin, row
            begin = None
    if begin is not None:
        yield begin, page.height


def _asked(printer: "QPrinter", count: int) -> Iterable[int]:
    pages = list(range(count))
    if printer.printRange() == printer.PrintRange.PageRange:
        pages = pages[max(printer.fromPage(), 1) - 1 : printer.toPage() or count]
    return pages * (1 if printer.supportsMultipleCopies() else printer.copyCount())


class Printers(Protocol):
    """Lets somebody choose a printer; ``then`` is called with it, and not at all when none is chosen."""

    def choose(self, parent: QWidget, title: str, *, pages: int, then: "Callable[[QPrinter], object]") -> None:
        """``title`` is what the print queue shows; ``pages`` is how many there are."""
        ...


class SystemPrinters:
    """The system's own print dialog."""

    def choose(self, parent: QWidget, title: str, *, pages: int, then: "Callable[[QPrinter], object]") -> None:
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter  # asks the system for printers

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, title)
        dialog = QPrintDialog(printer, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, pages)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, pages > 1)
        dialog.finished.connect(lambda code: then(printer) if code == QDialog.DialogCode.Accepted else None)
        QDialog.open(dialog)  # its own ``open`` wants an object and the name of a slot


def prepare(printer: "QPrinter", title: str) -> None:
    """Sets ``printer`` to whole A4 pages at DPI."""
    printer.setResolution(DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDocName(title)
