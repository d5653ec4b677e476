"""Files in: chosen or dropped, recognised, imported one after another, and what came of each shown at its end."""

import dataclasses
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from trendy_desktop.errors import AmbiguousDates, Cancelled, ShiftedMidnights, ShopError, VaultClosed, echo
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.recognise import FileKind, kind_of
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.imports.drop import DropArea
from trendy_desktop.views.imports.questions import ask_dates, ask_kind, ask_zone
from trendy_desktop.views.imports.result import Result, ResultSheet, summed_up
from trendy_desktop.views.jobs import Started

__all__ = ["DropArea", "Imports"]

# Goods first: orders dropped together with their stock list are to find them.
_SEQUENCE = (FileKind.INVENTORY, FileKind.SUPPLIER_ORDERS, FileKind.CUSTOMER_ORDERS, None)


@dataclass(frozen=True, slots=True)
class _Request:
    """A file, and what was said of it so far."""

    path: Path
    kind: FileKind | None
    dates: DateMode | None = None
    zone: ZoneInfo | None = None
    retry: bool = False

    @property
    def name(self) -> str:
        """The file's name as it may be shown."""
        return echo(self.path.name)


class Imports(QObject):
    """Imports files in the order they came, the next once the dialogs of the one before are closed.

    The work is a long job of ``desk.jobs``, which shows its progress and can be cancelled.
    """

    finished = Signal(str)
    """One file is through, with success or without: a sentence."""
    vault_asked = Signal()
    """Somebody wants to open the closed vault, to import then."""

    def __init__(self, desk: Desk, *, parent: QWidget) -> None:
        """Dialogs belong to ``parent``."""
        super().__init__(parent)
        self._desk = desk
        self._window = parent
        self._waiting: deque[_Request] = deque()
        self._is_busy = False
        desk.jobs.crashed.connect(self._on_crashed)

    def start(self, path: Path) -> None:
        """Imports the file ``path``, after those that wait."""
        self.start_all([path])

    def start_all(self, paths: Sequence[Path]) -> None:
        """Imports several files: stock lists first, then goods that arrived, then orders."""
        requests = [_Request(path, kind_of(path)) for path in paths]
        self._waiting.extend(sorted(requests, key=lambda request: _SEQUENCE.index(request.kind)))
        if not self._is_busy:
            self._next()

    # --- one file ---

    def _next(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._ask_kind(self._waiting.popleft())

    def _ask_kind(self, request: _Request) -> None:
        def answer(kind: FileKind | None) -> None:
            if kind is None:
                self._end(f"{request.name} was not imported")
            else:
                self._run(dataclasses.replace(request, kind=kind))

        if not self._desk.shop.session.is_open:
            self._say_closed(self._desk.shop.session.why_closed)
        elif request.kind is None and request.path.is_file():
            ask_kind(self._desk.icons, self._window, request.path.name, then=answer)
        else:
            self._run(request)

    def _run(self, request: _Request) -> None:
        started = self._begin(request)
        started.then(lambda result: self._on_imported(request, result), owner=self)
        started.otherwise(lambda error: self._on_refused(request, error), owner=self)

    def _begin(self, request: _Request) -> Started[Result]:
        exchange, jobs = self._desk.shop.exchange, self._desk.jobs
        name = f"Importing {request.name}"
        match request.kind:
            case FileKind.CUSTOMER_ORDERS:
                return jobs.change_long(
                    exchange.import_customer_orders,
                    request.path,
                    name=name,
                    dates=request.dates,
                    file_zone=request.zone,
                    retry_refused=request.retry,
                )
            case FileKind.SUPPLIER_ORDERS:
                return jobs.change_long(
                    exchange.import_supplier_orders,
                    request.path,
                    name=name,
                    dates=request.dates,
                    file_zone=request.zone,
                )
            case _:
                return jobs.change_long(exchange.import_inventory, request.path, name=name)

    def _end(self, sentence: str) -> None:
        self.finished.emit(sentence)
        self._next()

    # --- what came of it ---

    def _on_imported(self, request: _Request, result: Result) -> None:
        summary = summed_up(result)
        self.finished.emit(f"{request.name}: {summary.sentence(self._desk.words)}")
        sheet = ResultSheet(self._desk, request.name, summary, parent=self._window)

        def close(retry: bool) -> None:
            if retry:
                self._run(dataclasses.replace(request, retry=True))
            else:
                self._next()

        sheet.answered.connect(close)
        sheet.open()

    def _on_refused(self, request: _Request, error: ShopError) -> None:
        desk = self._desk

        def read_dates(dates: DateMode | None) -> None:
            if dates is None:
                self._end(f"{request.name} was not imported")
            else:
                self._run(dataclasses.replace(request, dates=dates))

        def read_zone(zone: ZoneInfo | None) -> None:
            if zone is None:
                self._end(f"{request.name} was not imported")
            else:
                self._run(dataclasses.replace(request, zone=zone))

        match error:
            case AmbiguousDates():
                calendar = desk.shop.profile.calendar
                ask_dates(desk.icons, self._window, error, calendar=calendar, words=desk.words, then=read_dates)
            case ShiftedMidnights():
                ask_zone(desk.icons, self._window, error, own=desk.shop.profile.calendar.zone, then=read_zone)
            case VaultClosed():
                self._say_closed(desk.shop.session.why_closed)
            case Cancelled():
                self._end(f"{request.name} was stopped before anything was booked")
            case _:
                sheet = desk.dialogs.tell_error(self._window, error)
                sheet.answered.connect(lambda _: self._end(f"{request.name} was not imported"))

    def _on_crashed(self) -> None:
        """A job made a mistake. If it was an import, it will not answer; what comes next must not wait for it."""
        self._waiting.clear()
        self._is_busy = False

    def _say_closed(self, why: str) -> None:
        """Nothing can be imported; what waits is let go."""
        self._waiting.clear()
        self._is_busy = False

        def answer(wanted: bool) -> None:
            if wanted:
                self.vault_asked.emit()

        self._desk.dialogs.ask(
            self._window,
            "Customer data is closed",
            f"Files can be imported once it is open: {why}. Nothing was changed.",
            "Open customer data",
            then=answer,
        )
