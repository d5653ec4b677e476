"""What came of a file: the counts, the warnings, and each refused line with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from trendy_desktop.errors import ShopError, echo
from trendy_desktop.services.exchange import InventoryResult, OrdersResult, RefusedLine, SuppliesResult
from trendy_desktop.services.exchange.lines import FileWarning
from trendy_desktop.services.reports.output import Cell, csv_bytes, keep
from trendy_desktop.values import Page
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.dialogs import Sheet
from trendy_desktop.views.format import Format
from trendy_desktop.views.pages.page import facts
from trendy_desktop.views.parts import Label
from trendy_desktop.views.tables import Column, DataTable, PagedModel

Result: TypeAlias = InventoryResult | OrdersResult | SuppliesResult

_WIDTH = 760
_ROW, _MOST_ROWS, _HEADER = 42, 7, 38
_WARNED = 3
"""Warnings that are written out; the others are counted."""

_REASONS: Final = {
    "insufficient_stock": "Not enough in stock",
    "order_refused": "Its order was refused as a whole",
    "unknown_product": "No such product",
    "amount_too_large": "The order's amount is too large",
    "code_taken": "This code belongs to a style with sizes",
    "duplicate_row": "This product stands twice in the file",
    "wrong_field_count": "Another number of columns than the header",
    "missing_field": "{field} is empty",
    "bad_text": "{field} has signs that cannot be shown",
    "too_long": "{field} is too long",
    "bad_number": "{field} is no usable number: {value}",
    "bad_email": "This is not an e-mail address",
    "bad_date": "This is not a date: {value}",
}
_MENDED_BY_GOODS: Final = frozenset({"insufficient_stock", "order_refused", "unknown_product"})
"""Reasons that new goods or products can take away."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A result in words: its figures under their names, what was odd, and what was refused."""

    figures: tuple[tuple[str, int], ...]
    odd: tuple[str, ...]
    refused: tuple[RefusedLine, ...]
    refused_before: int
    """Lines that were refused when this file came before, and were not tried now."""
    can_retry: bool
    """Whether trying the refused lines again could book any of them."""
    stopped: bool

    def sentence(self, words: Format) -> str:
        """The figures that are not nothing: ``orders booked 12, refused 1``."""
        said = [f"{name.lower()} {words.count(figure)}" for name, figure in self.figures if figure]
        return ", ".join(said) or "nothing new"


def summed_up(result: Result) -> Summary:
    """``result`` in words, whichever kind of file it is of."""
    figures: list[tuple[str, int]]
    warnings: Sequence[FileWarning] = ()
    before, can_retry = 0, False
    match result:
        case InventoryResult():
            figures = [("Added", result.added), ("Changed", result.changed), ("Unchanged", result.unchanged)]
        case OrdersResult():
            figures = [("Orders booked", result.booked_orders), ("Lines booked", result.booked_lines)]
            figures += _unless_none(("Back-ordered", result.backordered), ("Already booked", result.already_booked))
            before, warnings = result.already_refused, result.warnings
            can_retry = before > 0 or any(line.reason in _MENDED_BY_GOODS for line in result.refused)
        case SuppliesResult():
            figures = [("Lines booked", result.booked), ("Units", result.units)]
            figures += _unless_none(("Already booked", result.already_booked))
            before, warnings = result.already_refused, result.warnings
    figures += _unless_none(("Refused before", before))
    odd = [warning.message for warning in warnings[:_WARNED]]
    if len(warnings) > _WARNED:
        odd.append(f"{len(warnings) - _WARNED} more warnings like these.")
    if result.unknown_columns:
        odd.append(f"Columns that were not read: {echo(', '.join(result.unknown_columns))}.")
    return Summary(
        figures=(*figures, ("Refused", len(result.refused))),
        odd=tuple(odd),
        refused=result.refused,
        refused_before=before,
        can_retry=can_retry,
        stopped=result.stopped,
    )


def _unless_none(*figures: tuple[str, int]) -> list[tuple[str, int]]:
    return [figure for figure in figures if figure[1]]


def reason_words(line: RefusedLine) -> str:
    """Why ``line`` was refused, in words."""
    words = _REASONS.get(line.reason, line.reason)
    return words.format(field=line.field, value=line.value).removesuffix(": None")


class ResultSheet(Sheet):
    """Shows a summary. Confirmed it stands for trying the refused lines again."""

    saved = Signal(str)
    """The refused lines are in a file of this name."""

    def __init__(self, desk: Desk, file: str, summary: Summary, *, parent: QWidget) -> None:
        """``file`` is the name of the imported file, as it may be shown."""
        whole = not (summary.stopped or summary.refused)
        super().__init__(
            desk.icons,
            f"{file} was stopped" if summary.stopped else f"{file} is imported",
            _verdict(summary),
            parent=parent,
            icon="ok" if whole else "warning",
            tone="ok_text" if whole else "warn_text",
            width=_WIDTH,
        )
        self._desk = desk
        self._file = file
        self._refused = summary.refused
        self._table: DataTable | None = None
        words = desk.words
        self.body.addWidget(facts([(name, words.count(figure)) for name, figure in summary.figures]))
        for text in summary.odd:
            self.body.addWidget(Label(text, "small", tone="text2", wrap=True))
        if summary.refused:
            self._add_table()
        if summary.can_retry:
            self.add_button("Try refused lines again", answer=True)
        close = self.add_button("Close", kind="primary", answer=False)
        close.setDefault(True)
        close.setFocus()

    def _add_table(self) -> None:
        count = self._desk.words.count

        def figure(known: int | None) -> str:
            return "–" if known is None else count(known)

        columns: tuple[Column[RefusedLine], ...] = (
            Column(title="Line", text=lambda row: count(row.line), width=76, right=True),
            Column(title="Product", text=lambda row: row.product_id or "–", width=150, strong=True),
            Column(title="Wanted", text=lambda row: figure(row.wanted), width=90, right=True),
            Column(title="Available", text=lambda row: figure(row.available), width=100, right=True),
            Column(
                title="Reason",
                text=reason_words,
                width=220,
                stretch=True,
                tooltip=lambda row: f"{reason_words(row)} ({row.reason})",
            ),
        )
        model = PagedModel(columns, lambda row: row.line)
        self._table = DataTable(self._desk.icons, model, name="Refused lines", row_height=_ROW)
        self._table.show_rows(self._fetch)
        self.body.addWidget(self._table)
        self.add_button("Export refused lines").clicked.connect(self._on_export)
        self._measure_table()
        self._desk.icons.theme.changed.connect(self._measure_table)

    def _measure_table(self) -> None:
        if self._table is not None:
            rows = min(len(self._refused), _MOST_ROWS)
            self._table.setFixedHeight(self._desk.icons.theme.px(rows * _ROW + _HEADER) + 2)

    def _fetch(self, after: int | None, limit: int) -> Page[RefusedLine, int]:
        begin = after or 0
        end = begin + limit
        return Page(self._refused[begin:end], end if end < len(self._refused) else None)

    def _on_export(self) -> None:
        stem = Path(self._file).stem
        files = self._desk.dialogs.files
        files.save_file(self, "Export refused lines", name=f"{stem}-refused.csv", then=self._export)

    def _export(self, path: Path) -> None:
        refused = self._refused
        started = self._desk.jobs.read(lambda: keep(csv_bytes(_table_of(refused)), path))
        started.then(lambda _: self.saved.emit(path.name), owner=self)
        started.otherwise(self._on_failed)

    def _on_failed(self, error: ShopError) -> None:
        self._desk.dialogs.tell_error(self, error)


def _verdict(summary: Summary) -> str:
    if summary.stopped:
        return "What was booked until then stays. Import the same file again to go on from there."
    if summary.refused:
        return "The lines below were refused; all others are in the books."
    if summary.refused_before:
        return "Lines that were refused before were not tried again; all others are in the books."
    return "All of it is in the books."


def _table_of(refused: Sequence[RefusedLine]) -> Iterator[tuple[Cell, ...]]:
    yield "line", "product_id", "wanted", "available", "reason", "field", "value"
    for line in refused:
        yield line.line, line.product_id, line.wanted, line.available, line.reason, line.field, line.value
