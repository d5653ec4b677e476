"""Reports: chosen at the left, shown as the very PDF that is printed and saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from trendy_desktop.errors import ShopError
from trendy_desktop.services.reports import FinanceReport, Format, MarketingReport, Reports
from trendy_desktop.services.reports.output import keep
from trendy_desktop.services.reports.raster import PageSize, page_sizes
from trendy_desktop.values import Period
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.jobs import Job
from trendy_desktop.views.pages.page import Page, clear
from trendy_desktop.views.pages.reports.frame import ReportList, Side, Tools
from trendy_desktop.views.pages.reports.periods import FinancePicker, MarketingPicker, Picker, ReportOrder
from trendy_desktop.views.paper import Printers, SystemPrinters, print_pdf
from trendy_desktop.views.parts import Banner, Button
from trendy_desktop.views.preview import PdfPreview

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_REPORTS = (
    ("Finance", "Orders, sales and stock value", "reports"),
    ("Marketing", "Top products, best customers", "rising"),
)
"""The name of each report, what it is for, and its icon."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A report as it was measured once, and the PDF of just that."""

    order: ReportOrder
    report: FinanceReport | MarketingReport
    pdf: bytes = field(repr=False)
    sizes: Sequence[PageSize]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sold in its period."""
        if isinstance(self.report, MarketingReport):
            return self.report.total.orders == 0
        return not any(week.orders for week in self.report.weeks)


def _draw(reports: Reports, order: ReportOrder) -> _Drawn:
    """On a helper."""
    report = order.measure(reports)
    pdf = reports.content(report, Format.PDF)
    return _Drawn(order, report, pdf, page_sizes(pdf))


class ReportsPage(Page):
    """The reports the shop has; ``printers`` lets a printer be chosen, tests give their own."""

    icon = "reports"
    title = "Reports"
    topics = frozenset({"orders", "exchange", "catalog", "purchasing"})

    def __init__(self, desk: Desk, *, printers: Printers | None = None) -> None:
        super().__init__(desk)
        self._printers = printers or SystemPrinters()
        self._drawn: _Drawn | None = None
        self._drawing: Job | None = None
        self._turn = 0
        self._list = ReportList(desk.icons, _REPORTS)
        self._pickers: tuple[Picker, ...] = (
            FinancePicker(desk.icons, desk.words),
            MarketingPicker(desk.icons, desk.words),
        )
        self._preview = PdfPreview(desk.icons, desk.jobs, name="The report as it is printed")
        self._notes = QVBoxLayout()
        self._notes.setContentsMargins(0, 0, 0, 0)
        self._build()
        self.setFocusProxy(self._list)
        self._list.chosen.connect(self._on_kind)
        for picker in self._pickers:
            picker.changed.connect(self.refresh)
        self._allow(False)

    def _build(self) -> None:
        icons = self.desk.icons
        self._tools = QStackedWidget()
        for picker in self._pickers:
            self._tools.addWidget(picker)
        self._csv = Button(icons, "CSV", icon="file")
        self._save = Button(icons, "Save PDF", icon="save", shortcut="Ctrl+Shift+S")
        self._print = Button(icons, "Print", icon="print", kind="primary", shortcut="Ctrl+P")
        self._csv.clicked.connect(self._on_csv)
        self._save.clicked.connect(self._on_save)
        self._print.clicked.connect(self._on_print)
        self._paper = QVBoxLayout()
        self._paper.setContentsMargins(0, 0, 0, 0)
        self._paper.setSpacing(0)
        self._paper.addWidget(Tools(self._tools, (self._csv, self._save, self._print)))
        self._paper.addLayout(self._notes)
        self._paper.addWidget(self._preview, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(Side(icons.theme, self.title, self._list))
        row.addLayout(self._paper, 1)

    # --- what is shown ---

    def refresh(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
        self._turn += 1
        turn = self._turn
        reports = self.desk.shop.reports
        order = self._picker.order(reports.today())
        self._picker.say_span(order.period)
        self._allow(False)
        self._preview.show_loading()
        started = self.desk.jobs.read(_draw, reports, order)
        self._drawing = started.job
        started.then(lambda drawn: self._on_drawn(turn, drawn), owner=self)
        started.otherwise(lambda error: self._on_failed(turn, error), owner=self)

    def focus_search(self) -> None:
        self._list.setFocus()

    @property
    def is_ready(self) -> bool:
        """Whether the report that was asked for is the one that is shown."""
        return self._drawing is None and self._preview.is_drawn

    @property
    def _picker(self) -> Picker:
        return self._pickers[self._list.currentRow()]

    @property
    def _name(self) -> str:
        return f"{_REPORTS[self._list.currentRow()][0]} report"

    def _on_kind(self) -> None:
        self._tools.setCurrentWidget(self._picker)
        if not self._is_stale:
            self.refresh()

    def _on_drawn(self, turn: int, drawn: _Drawn) -> None:
        if turn != self._turn:
            return
        self._drawing, self._drawn = None, drawn
        self._allow(True)
        self._say_nothing(drawn if drawn.is_empty else None)
        self._preview.show_pdf(drawn.pdf, drawn.sizes)

    def _on_failed(self, turn: int, error: ShopError) -> None:
        if turn != self._turn:
            return
        self._drawing = self._drawn = None
        self._say_nothing(None)
        self._preview.show_note(
            "error", "The report could not be made", str(error), actions=(("Try again", self.refresh),)
        )

    def _say_nothing(self, empty: _Drawn | None) -> None:
        """Says above the page that nothing was sold in its period."""
        clear(self._notes)
        self._notes.setContentsMargins(24, 10, 24, 10) if empty else self._notes.setContentsMargins(0, 0, 0, 0)
        if empty is not None:
            lead = f"No sales {self._when(empty.order.period)}."
            actions = [("Choose other dates", self._picker.choose_dates)]
            self._notes.addWidget(Banner(self.desk.icons, lead, "", tone="info", actions=actions))

    def _when(self, period: Period) -> str:
        first, last = self.desk.words.day(period.first), self.desk.words.day(period.last)
        return f"on {first}" if first == last else f"between {first} and {last}"

    def _allow(self, allowed: bool) -> None:
        for button in (self._csv, self._save, self._print):
            button.setEnabled(allowed)

    # --- out of the program ---

    def _on_csv(self) -> None:
        if (drawn := self._drawn) is not None:
            reports = self.desk.shop.reports
            self._ask_where(
                "Save CSV",
                f"{drawn.order.stem}.csv",
                lambda path: keep(reports.content(drawn.report, Format.CSV), path),
            )

    def _on_save(self) -> None:
        if (drawn := self._drawn) is not None:
            self._ask_where("Save PDF", f"{drawn.order.stem}.pdf", lambda path: keep(drawn.pdf, path))

    def _ask_where(self, title: str, name: str, write: Callable[[Path], None]) -> None:
        def save(path: Path) -> None:
            started = self.desk.jobs.read(write, path)
            started.then(lambda _: self.toasted.emit(f"Saved as {path.name}"), owner=self)
            started.otherwise(self._explain, owner=self)

        self.desk.dialogs.files.save_file(self, title, name=name, then=save)

    def _on_print(self) -> None:
        if (drawn := self._drawn) is None:
            return

        def print_on(printer: "QPrinter") -> None:
            started = self.desk.jobs.read(print_pdf, drawn.pdf, printer)
            started.then(lambda _: self.toasted.emit("Sent to the printer"), owner=self)
            started.otherwise(self._explain, owner=self)

        self._printers.choose(self, self._name, pages=len(drawn.sizes), then=print_on)

    def _explain(self, error: ShopError) -> None:
        self.desk.dialogs.tell_error(self, error)
