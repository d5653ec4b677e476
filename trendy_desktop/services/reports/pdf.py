"""Sheets as PDF: A4 pages with an embedded font, vector charts, and tables that flow over pages.

Only this module imports reportlab, and only the child process imports this module. A sheet is cut into blocks of known
height; the blocks are dealt out to pages before anything is drawn, so that each page knows how many there are.
"""

import functools
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import font_source_sans_pro
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from trendy_desktop.services.reports.scale import axis_label, axis_unit, gridlines
from trendy_desktop.services.reports.sheet import Bar, Cell, Chart, Column, Note, Sheet, Table, Tile

REGULAR, SEMIBOLD = "SourceSansPro", "SourceSansProSemibold"

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 46.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
FIRST_TOP = PAGE_HEIGHT - 99
NEXT_TOP = PAGE_HEIGHT - 76
BOTTOM = 56.0

# The light tokens of the design guide; a report is printed in these whatever the screen shows.
TEXT, TEXT2, TEXT3 = HexColor(0x1A1A1F), HexColor(0x54545F), HexColor(0x696974)
BORDER, BORDER_CONTROL, SUNKEN = HexColor(0xE3E3E8), HexColor(0x858591), HexColor(0xF0F0F3)
CHART, CHART_MUTED, CHART_GRID = HexColor(0x5546D6), HexColor(0xC6C2F0), HexColor(0xE8E8ED)
INFO_TEXT, INFO_TINT = HexColor(0x1D56B3), HexColor(0xE5EFFD)


def render(sheet: Sheet) -> bytes:
    """The PDF of ``sheet``. Equal sheets give equal bytes."""
    for name in (REGULAR, SEMIBOLD):
        pdfmetrics.registerFont(TTFont(name, font_source_sans_pro.font_files_ttf[name]))
    written = io.BytesIO()
    canvas = Canvas(
        written,
        pagesize=A4,
        pageCompression=1,
        invariant=1,
        lang="en",
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs take a name for a number
    )
    canvas.setTitle(f"{sheet.title}, {_clean(sheet.subtitle)}")
    canvas.setAuthor("TrendyThreads Desktop")
    canvas.setCreator("TrendyThreads Desktop")
    pages = _dealt(_blocks(sheet))
    for number, page in enumerate(pages, 1):
        top = FIRST_TOP if number == 1 else NEXT_TOP
        _head(canvas, sheet, first=number == 1)
        for block in page:
            block.draw(canvas, top)
            top -= block.height
        _foot(canvas, sheet, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


# --- blocks and pages -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    """Something ``height`` points high that ``draw`` puts below a line. ``keep`` is the height that must follow it on
    the same page; ``again`` is repeated above it when it begins a page."""

    height: float
    draw: Callable[[Canvas, float], None]
    keep: float = 0.0
    again: "_Block | None" = None


def _dealt(blocks: Iterable[_Block]) -> list[list[_Block]]:
    pages: list[list[_Block]] = [[]]
    room = FIRST_TOP - BOTTOM
    for block in blocks:
        if block.height + block.keep > room and pages[-1]:
            pages.append([])
            room = NEXT_TOP - BOTTOM
            if block.again:
                pages[-1].append(block.again)
                room -= block.again.height
        pages[-1].append(block)
        room -= block.height
    return pages


def _blocks(sheet: Sheet) -> Iterator[_Block]:
    yield _Block(60, functools.partial(_draw_tiles, sheet.tiles))
    for part in sheet.parts:
        match part:
            case Chart():
                yield _Block(CHART_HEIGHT, functools.partial(_draw_chart, part))
            case Table():
                yield from _table_blocks(part)
            case Note():
                yield _Block(44 if part.loud else 28, functools.partial(_draw_note, part))


# --- text -----------------------------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    """``text`` on one line, in composed letters: the font has those, and no combining marks to build them of."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _width(text: str, font: str, size: float) -> float:
    width: float = pdfmetrics.stringWidth(_clean(text), font, size)
    return width


def _say(
    canvas: Canvas,
    at: tuple[float, float],
    text: str,
    *,
    size: float,
    font: str = REGULAR,
    colour: Color = TEXT,
    right: bool = False,
    centre: bool = False,
) -> None:
    """Writes ``text`` with its baseline beginning at ``at``, or ending there, or around it."""
    canvas.setFont(font, size)
    canvas.setFillColor(colour)
    draw = canvas.drawRightString if right else canvas.drawCentredString if centre else canvas.drawString
    draw(at[0], at[1], _clean(text))


def _shortened(text: str, font: str, size: float, width: float) -> str:
    """``text``, with an ellipsis in place of what goes beyond ``width``."""
    text = _clean(text)
    if _width(text, font, size) <= width + 0.1:  # a column as wide as its text may be less by a rounding
        return text
    while text and _width(text + "…", font, size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _in_lines(text: str, font: str, size: float, width: float, *, most: int) -> list[str]:
    """``text`` broken between words into at most ``most`` lines; what they do not hold is left out with an ellipsis."""
    lines: list[str] = simpleSplit(_clean(text), font, size, width)
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_shortened(line, font, size, width) for line in kept if line]


def _line(canvas: Canvas, y: float, colour: Color, width: float, *, left: float = MARGIN) -> None:
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(width)
    canvas.line(left, y, PAGE_WIDTH - MARGIN, y)


# --- head and foot --------------------------------------------------------------------------------------------------


def _head(canvas: Canvas, sheet: Sheet, *, first: bool) -> None:
    right, top = PAGE_WIDTH - MARGIN, PAGE_HEIGHT - (58 if first else 52)
    title_size = 17.0 if first else 10.0
    _say(canvas, (MARGIN, top), sheet.title, font=SEMIBOLD, size=title_size)
    taken = _width(sheet.title, SEMIBOLD, title_size) + 28
    if sheet.practice:
        taken += _chip(canvas, MARGIN + taken - 18, top, "Practice") + 10
    for line, name in enumerate(_in_lines(sheet.shop, SEMIBOLD, 9.5, WIDTH - taken, most=2 if first else 1)):
        _say(canvas, (right, top - 12 * line), name, font=SEMIBOLD, size=9.5, right=True)
    if first:
        _say(canvas, (MARGIN, top - 17), sheet.subtitle, size=9.5, colour=TEXT2)
        _line(canvas, top - 29, TEXT2, 1)
    else:
        _line(canvas, top - 8, BORDER, 0.75)


def _chip(canvas: Canvas, left: float, baseline: float, word: str) -> float:
    width = _width(word, SEMIBOLD, 8) + 12
    canvas.setFillColor(INFO_TINT)
    canvas.roundRect(left, baseline - 3.5, width, 14, 4, stroke=0, fill=1)
    _say(canvas, (left + 6, baseline + 0.8), word, font=SEMIBOLD, size=8, colour=INFO_TEXT)
    return width


def _foot(canvas: Canvas, sheet: Sheet, page: str) -> None:
    _say(canvas, (MARGIN, 36), sheet.footer, size=7.5, colour=TEXT2)
    _say(canvas, (PAGE_WIDTH - MARGIN, 36), page, size=7.5, colour=TEXT2, right=True)


# --- tiles and notes ------------------------------------------------------------------------------------------------

_FIGURE, _UNIT, _CAPTION = 16.0, 8.5, 8.0
_TILE_GAP = 14.0


def _draw_tiles(tiles: tuple[Tile, ...], canvas: Canvas, top: float) -> None:
    """The tiles side by side, each as wide as it needs; all figures a little smaller where they would not fit."""
    room = WIDTH - _TILE_GAP * (len(tiles) - 1)
    sizes = [_FIGURE * percent / 100 for percent in range(100, 35, -5)]
    size = next((size for size in sizes if sum(_tile_widths(tiles, size)) <= room), sizes[-1])
    widths = _tile_widths(tiles, size)
    spare = (room - sum(widths)) / len(tiles)
    left = MARGIN
    for tile, width in zip(tiles, widths, strict=True):
        _say(canvas, (left, top - 9), tile.label, size=_CAPTION, colour=TEXT2)
        _say(canvas, (left, top - 27), tile.figure, font=SEMIBOLD, size=size)
        after = left + _width(tile.figure, SEMIBOLD, size) + 3
        _say(canvas, (after, top - 27), tile.unit, size=_UNIT, colour=TEXT2)
        _say(canvas, (left, top - 40), tile.detail, size=_CAPTION, colour=TEXT2)
        left += width + spare + _TILE_GAP


def _tile_widths(tiles: tuple[Tile, ...], size: float) -> list[float]:
    """How wide each tile is when its figure is set in ``size``."""
    return [
        max(
            _width(tile.figure, SEMIBOLD, size) + (3 + _width(tile.unit, REGULAR, _UNIT) if tile.unit else 0),
            _width(tile.label, REGULAR, _CAPTION),
            _width(tile.detail, REGULAR, _CAPTION),
        )
        for tile in tiles
    ]


def _draw_note(note: Note, canvas: Canvas, top: float) -> None:
    if note.loud:
        canvas.setFillColor(SUNKEN)
        canvas.roundRect(MARGIN, top - 26, WIDTH, 26, 5, stroke=0, fill=1)
        _say(canvas, (MARGIN + 12, top - 16.5), note.text, font=SEMIBOLD, size=9.5)
    else:
        _say(canvas, (MARGIN, top - 18), note.text, size=8.5, colour=TEXT2)


# --- charts ---------------------------------------------------------------------------------------------------------

CHART_HEIGHT = 142.0
_PLOT_TOP, _PLOT_FOOT, _LEAST_AXIS = 26.0, 32.0, 34.0
_LABEL = 7.5


def _draw_chart(chart: Chart, canvas: Canvas, top: float) -> None:
    values = [bar.value for bar in chart.bars]
    lines = gridlines(min(values), max(values)) if any(values) else range(2)
    word, digits = axis_unit(lines, chart.digits)
    labels = [axis_label(line, digits) for line in lines]
    left = MARGIN + max(_LEAST_AXIS, *(_width(label, REGULAR, _LABEL) for label in labels)) + 6
    high, low = top - _PLOT_TOP, top - CHART_HEIGHT + _PLOT_FOOT

    def y_of(value: int) -> float:
        return low + (high - low) * ((value - lines[0]) / (lines[-1] - lines[0]))

    _say(canvas, (MARGIN, top - 11), chart.title, font=SEMIBOLD, size=10)
    after = MARGIN + _width(chart.title, SEMIBOLD, 10) + 6
    _say(canvas, (after, top - 11), f"{word} {chart.unit}", size=8, colour=TEXT2)
    _legend(canvas, chart, top - 11)
    for line, label in zip(lines, labels, strict=True):
        if line and not any(values):
            continue
        _line(canvas, y_of(line), BORDER_CONTROL if line == 0 else CHART_GRID, 0.5, left=left)
        _say(canvas, (left - 6, y_of(line) - 2.5), label, size=_LABEL, colour=TEXT2, right=True)
    step = (PAGE_WIDTH - MARGIN - left) / len(chart.bars)
    for place, bar in enumerate(chart.bars):
        _draw_bar(canvas, bar, left + place * step, step, y_of)
        if bar.label:
            middle = min(left + (place + 0.5) * step, PAGE_WIDTH - MARGIN - _width(bar.label, REGULAR, _LABEL) / 2)
            _say(canvas, (middle, low - 12), bar.label, size=_LABEL, colour=TEXT2, centre=True)
    if not any(values):
        _say(
            canvas,
            ((left + PAGE_WIDTH - MARGIN) / 2, (high + low) / 2 - 3),
            chart.empty,
            size=9,
            colour=TEXT3,
            centre=True,
        )


def _draw_bar(canvas: Canvas, bar: Bar, left: float, step: float, y_of: Callable[[int], float]) -> None:
    if bar.value:
        canvas.setFillColor(CHART_MUTED if bar.past else CHART)
        foot, head = y_of(0), y_of(bar.value)
        canvas.rect(left + step * 0.14, foot, step * 0.72, head - foot, stroke=0, fill=1)


def _legend(canvas: Canvas, chart: Chart, baseline: float) -> None:
    """Names the two colours, from the right edge leftwards, as far as both are there."""
    right = PAGE_WIDTH - MARGIN
    entries = [(CHART_MUTED, chart.past, True), (CHART, chart.now, False)]
    for colour, word, past in entries:
        if any(bar.past is past for bar in chart.bars):
            _say(canvas, (right, baseline), word, size=8, colour=TEXT2, right=True)
            right -= _width(word, REGULAR, 8) + 10
            canvas.setFillColor(colour)
            canvas.rect(right, baseline - 0.5, 6.5, 6.5, stroke=0, fill=1)
            right -= 12


# --- tables ---------------------------------------------------------------------------------------------------------

_ROW = 17.0
_TABLE_TITLE, _TABLE_HEADER = 32.0, 20.0
_BODY, _GAP = 8.8, 14.0
_BAR_WIDTH, _LEAST_WIDE, _MOST_TEXT = 70.0, 60.0, 150.0


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A table's columns with their left and right edges and the size of its letters."""

    columns: tuple[Column, ...]
    edges: tuple[tuple[float, float], ...]
    size: float


def _ruled(table: Table) -> _Ruled:
    """Columns as wide as their longest text; what is left over goes to the wide column, or between them all."""
    titles = tuple(column.title for column in table.columns)
    lines = [(titles, SEMIBOLD), *((row, REGULAR) for row in table.rows), (table.total, SEMIBOLD)]
    widths = [max(_cell_width(line[at], font) for line, font in lines if line) for at in range(len(table.columns))]
    widths = [
        width if column.right else min(width, _MOST_TEXT) for column, width in zip(table.columns, widths, strict=True)
    ]
    gaps = _GAP * (len(widths) - 1)
    wide = next((at for at, column in enumerate(table.columns) if column.wide), None)
    if wide is not None:
        others = sum(widths) - widths[wide]
        widths[wide] = max(min(widths[wide], _LEAST_WIDE), WIDTH - gaps - others)
    scale = min(1.0, WIDTH / (sum(widths) + gaps))
    between = (WIDTH - sum(widths) * scale) / max(1, len(widths) - 1)
    edges, left = [], MARGIN
    for width in widths:
        edges.append((left, left + width * scale))
        left += width * scale + between
    return _Ruled(table.columns, tuple(edges), _BODY * scale)


def _cell_width(cell: Cell, font: str) -> float:
    return _width(cell, font, _BODY) if isinstance(cell, str) else _BAR_WIDTH


def _table_blocks(table: Table) -> Iterator[_Block]:
    ruled = _ruled(table)

    def title(canvas: Canvas, top: float) -> None:
        _say(canvas, (MARGIN, top - 21), table.title, font=SEMIBOLD, size=10)

    def header(canvas: Canvas, top: float) -> None:
        names = tuple(column.title for column in table.columns)
        _draw_row(ruled, names, canvas, top, font=SEMIBOLD, colour=TEXT2)
        _line(canvas, top - _TABLE_HEADER, BORDER_CONTROL, 1)

    def nothing(canvas: Canvas, top: float) -> None:
        _say(canvas, (MARGIN, top - 13), "None in this period.", size=_BODY, colour=TEXT3)

    head = _Block(_TABLE_HEADER, header, keep=_ROW)
    yield _Block(_TABLE_TITLE, title, keep=_TABLE_HEADER + _ROW)
    yield head
    if not table.rows:
        yield _Block(_ROW, nothing)
    for place, row in enumerate(table.rows, 1):
        last_before_total = bool(table.total) and place == len(table.rows)
        draw = functools.partial(_draw_row, ruled, row, rule=BORDER)
        yield _Block(_ROW, draw, keep=_ROW if last_before_total else 0, again=head)
    if table.total:
        yield _Block(_ROW, functools.partial(_draw_row, ruled, table.total, font=SEMIBOLD), again=head)


def _draw_row(
    ruled: _Ruled,
    cells: tuple[Cell, ...],
    canvas: Canvas,
    top: float,
    *,
    font: str = REGULAR,
    colour: Color = TEXT,
    rule: Color | None = None,
) -> None:
    for column, cell, (left, right) in zip(ruled.columns, cells, ruled.edges, strict=True):
        if isinstance(cell, float):
            canvas.setFillColor(CHART)
            canvas.rect(left, top - 11.5, (right - left) * max(0.0, min(1.0, cell)), 5, stroke=0, fill=1)
            continue
        text = cell if column.right else _shortened(cell, font, ruled.size, right - left)
        shade = TEXT2 if column.faint else colour
        at = (right if column.right else left, top - 12)
        _say(canvas, at, text, font=font, size=ruled.size, colour=shade, right=column.right)
    if rule is not None:
        _line(canvas, top - _ROW, rule, 0.5)
