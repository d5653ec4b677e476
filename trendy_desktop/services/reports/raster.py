"""PDF pages as pixels, for looking at and for printing: the very bytes of a report, drawn by PDFium.

PDFium may be called by one thread at a time only, whatever the documents, so every call is made here, behind one lock.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from trendy_desktop.errors import RenderingFailed

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_one_at_a_time = threading.Lock()


class PageSize(NamedTuple):
    """In points, 72 to the inch."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A drawn page: rows of ``stride`` bytes, four bytes a pixel (blue, green, red, unused), from the top."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """The size of each page. Raises RenderingFailed when ``pdf`` is none."""
    with _opened(pdf) as document:
        return tuple(PageSize(*document.get_page_size(number)) for number in range(len(document)))


def drawn(pdf: bytes, page: int, *, scale: float) -> Bitmap:
    """Page number ``page`` (the first is 0) at ``scale`` pixels a point. Raises RenderingFailed."""
    with _opened(pdf) as document:
        sheet = document[page]
        try:
            bitmap = sheet.render(scale=scale, prefer_bgrx=True, maybe_alpha=False)
            try:
                return Bitmap(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            finally:
                bitmap.close()
        finally:
            sheet.close()


@contextmanager
def _opened(pdf: bytes) -> Iterator["PdfDocument"]:
    with _one_at_a_time:
        import pypdfium2  # it loads a library, and is not needed before the first report

        document = None
        try:
            document = pypdfium2.PdfDocument(pdf)
            yield document
        except pypdfium2.PdfiumError as error:
            raise RenderingFailed(why="it could not be drawn") from error
        finally:
            if document is not None:
                document.close()
