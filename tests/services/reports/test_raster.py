"""PDF pages as pixels."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from trendy_desktop.errors import RenderingFailed
from trendy_desktop.services.reports.raster import drawn, page_sizes


@pytest.fixture
def pdf() -> bytes:
    """A page with a black square in its upper left inch, then a landscape one."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.rect(0, A4[1] - 72, 72, 72, stroke=0, fill=1)
    canvas.showPage()
    canvas.setPageSize(landscape(A4))
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def test_pages_have_their_sizes(pdf: bytes) -> None:
    upright, lying = page_sizes(pdf)
    assert upright == pytest.approx(A4, abs=0.01)
    assert lying == pytest.approx(landscape(A4), abs=0.01)


def test_a_page_is_drawn_from_the_top_at_its_scale(pdf: bytes) -> None:
    page = drawn(pdf, 0, scale=2)
    assert (page.width, page.height) == (1191, 1684)
    assert len(page.pixels) == page.stride * page.height

    def at(x: int, y: int) -> bytes:
        place = y * page.stride + x * 4
        return page.pixels[place : place + 3]

    assert at(100, 100) == b"\x00\x00\x00"
    assert at(200, 100) == at(100, 200) == at(100, 1600) == b"\xff\xff\xff"


def test_threads_draw_one_after_another(pdf: bytes) -> None:
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(lambda _: drawn(pdf, 0, scale=1), range(40)))
    assert len({page.pixels for page in pages}) == 1


def test_what_is_no_pdf_is_said() -> None:
    with pytest.raises(RenderingFailed):
        page_sizes(b"%PDF-1.4 and nothing more")
