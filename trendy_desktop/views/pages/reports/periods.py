"""What a report is about: the period, chosen by a name or by dates, and how many rows it lists."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from trendy_desktop.services.reports import (
    FIRST_DAY,
    LAST_DAY,
    MOST_TOP,
    FinanceReport,
    MarketingReport,
    PeriodKind,
    Reports,
)
from trendy_desktop.values import BusinessDay, Period
from trendy_desktop.views.format import Format
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import ElidedLabel, Label, Segmented
from trendy_desktop.views.parts.fields import Choice
from trendy_desktop.views.theme import Theme

_CHOOSE = "choose"
_TOP = 10


class ReportOrder(Protocol):
    """A report that was asked for: plain values, to be measured on a helper."""

    @property
    def period(self) -> Period: ...

    @property
    def stem(self) -> str:
        """What its files are called, without an ending."""
        ...

    def measure(self, reports: Reports) -> FinanceReport | MarketingReport: ...


@dataclass(frozen=True, slots=True)
class FinanceOrder:
    period: Period

    @property
    def stem(self) -> str:
        return f"finance-{self.period.first}-to-{self.period.last}"

    def measure(self, reports: Reports) -> FinanceReport:
        return reports.finance(self.period)


@dataclass(frozen=True, slots=True)
class MarketingOrder:
    kind: PeriodKind
    day: BusinessDay
    top: int

    @property
    def period(self) -> Period:
        return self.kind.around(self.day)

    @property
    def stem(self) -> str:
        return f"marketing-{self.kind}-{self.period.first}"

    def measure(self, reports: Reports) -> MarketingReport:
        return reports.marketing(self.kind, self.day, top=self.top)


class Picker(QWidget):
    """A combo box of named periods whose last choice opens the fields for dates. ``changed``: another one is asked."""

    changed = Signal()

    def __init__(self, icons: Icons, words: Format, periods: Sequence[tuple[str, str]]) -> None:
        """``periods`` (key, name) are those with a name."""
        super().__init__()
        self._words = words
        self._periods = Choice(icons, name="Period")
        self._periods.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for key, name in (*periods, (_CHOOSE, "Choose dates…")):
            self._periods.addItem(name, key)
        self._span = ElidedLabel("", "small", tone="text2")
        self._span.setMinimumWidth(60)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._periods)
        self._row.addWidget(self._span, 1)
        self._row.addStretch()
        self._periods.currentIndexChanged.connect(self._on_chosen)

    @abstractmethod
    def order(self, today: BusinessDay) -> ReportOrder:
        """What is asked for now, counted from ``today``."""

    def choose_dates(self) -> None:
        """Opens the fields for dates and puts the cursor there."""
        self._periods.setCurrentIndex(self._periods.findData(_CHOOSE))

    def say_span(self, period: Period) -> None:
        """Shows which days the chosen period has."""
        first, last = self._words.day(period.first), self._words.day(period.last)
        self._span.setText(first if first == last else f"{first} – {last}")

    @property
    def _chosen(self) -> str:
        return str(self._periods.currentData())

    @abstractmethod
    def _open_dates(self, opened: bool) -> None:
        """Shows or hides the fields for dates."""

    def _on_chosen(self) -> None:
        opened = self._chosen == _CHOOSE
        self._span.setVisible(not opened)
        self._open_dates(opened)
        self.changed.emit()


class FinancePicker(Picker):
    """Any days. Periods that are not over end today."""

    def __init__(self, icons: Icons, words: Format) -> None:
        super().__init__(
            icons,
            words,
            [
                ("week", "This week"),
                ("week before", "Last week"),
                ("month", "This month"),
                ("month before", "Last month"),
                ("quarter", "This quarter"),
            ],
        )
        self._first, self._last = (_DateField(icons, words, name=name) for name in ("First day", "Last day"))
        self._dash = Label("–", tone="text2")
        for widget in (self._first, self._dash, self._last):
            self._row.insertWidget(self._row.count() - 2, widget)
            widget.hide()
        self._shown: Period | None = None
        self._first.dateChanged.connect(self._on_first)
        self._last.dateChanged.connect(self._on_last)

    def order(self, today: BusinessDay) -> FinanceOrder:
        self._shown = self._period(today)
        return FinanceOrder(self._shown)

    def _period(self, today: BusinessDay) -> Period:
        match self._chosen:
            case "week":
                return Period(today.week.first, today)
            case "week before":
                return Period.week(today.plus(-7))
            case "month":
                return Period(Period.month(today).first, today)
            case "month before":
                return Period.month(Period.month(today).first.plus(-1))
            case "quarter":
                date = today.date
                return Period(BusinessDay.of(dt.date(date.year, (date.month - 1) // 3 * 3 + 1, 1)), today)
            case _:
                return Period(_day(self._first), _day(self._last))

    def _open_dates(self, opened: bool) -> None:
        if opened and self._shown is not None:
            _set_quietly(self._first, self._shown.first)
            _set_quietly(self._last, self._shown.last)
        for widget in (self._first, self._dash, self._last):
            widget.setVisible(opened)
        if opened:
            self._first.setFocus()

    def _on_first(self) -> None:
        if self._last.date() < self._first.date():
            _set_quietly(self._last, _day(self._first))
        self.changed.emit()

    def _on_last(self) -> None:
        if self._last.date() < self._first.date():
            _set_quietly(self._first, _day(self._last))
        self.changed.emit()


class MarketingPicker(Picker):
    """A day, a week or a month, and how many products and customers are listed."""

    _NAMED: Final = {
        "day": (PeriodKind.DAY, "Today", False),
        "day before": (PeriodKind.DAY, "Yesterday", True),
        "week": (PeriodKind.WEEK, "This week", False),
        "week before": (PeriodKind.WEEK, "Last week", True),
        "month": (PeriodKind.MONTH, "This month", False),
        "month before": (PeriodKind.MONTH, "Last month", True),
    }

    def __init__(self, icons: Icons, words: Format) -> None:
        super().__init__(icons, words, [(key, name) for key, (_, name, _) in self._NAMED.items()])
        self._kind = Segmented(
            icons, [(kind.value, kind.value.capitalize()) for kind in PeriodKind], name="Kind of period"
        )
        self._date = _DateField(icons, words, name="A day of the period")
        self._top = _NumberField(icons.theme, _TOP, most=MOST_TOP, name="How many products and customers")
        for place, widget in enumerate((self._kind, self._date), 1):
            self._row.insertWidget(place, widget)
            widget.hide()
        self._row.insertWidget(self._row.count() - 2, Label("Top", tone="text2"))
        self._row.insertWidget(self._row.count() - 2, self._top)
        self._shown: MarketingOrder | None = None
        self._periods.setCurrentIndex(self._periods.findData("week"))
        self._kind.chosen.connect(lambda _: self.changed.emit())
        self._date.dateChanged.connect(lambda _: self.changed.emit())
        self._top.changed.connect(self.changed)

    def order(self, today: BusinessDay) -> MarketingOrder:
        if self._chosen in self._NAMED:
            kind, _, before = self._NAMED[self._chosen]
            day = kind.around(today).first.plus(-1) if before else today
        else:
            kind, day = PeriodKind(self._kind.choice), _day(self._date)
        self._shown = MarketingOrder(kind, day, self._top.number)
        return self._shown

    def _open_dates(self, opened: bool) -> None:
        if opened and self._shown is not None:
            self._kind.blockSignals(True)
            self._kind.choose(self._shown.kind.value)
            self._kind.blockSignals(False)
            _set_quietly(self._date, self._shown.day)
        for widget in (self._kind, self._date):
            widget.setVisible(opened)
        if opened:
            self._date.setFocus()


class _DateField(QDateEdit):
    """A day, typed or taken from a calendar that opens."""

    def __init__(self, icons: Icons, words: Format, *, name: str) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setKeyboardTracking(False)
        self._icons = icons
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setLocale(words.locale)
        short = words.locale.dateFormat(words.locale.FormatType.ShortFormat)
        self.setDisplayFormat(short if "yyyy" in short else short.replace("yy", "yyyy"))
        self.setDateRange(_q_date(FIRST_DAY), _q_date(LAST_DAY))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red stands for faults only
            self.calendarWidget().setWeekdayTextFormat(day, QTextCharFormat())

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._icons.theme.px(16)
        pixmap = self._icons.pixmap("calendar", 16, "text2", ratio=self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - side - self._icons.theme.px(9), (self.height() - side) // 2, pixmap)


class _NumberField(QLineEdit):
    """A whole number from 1 to ``most``; ``changed`` once another one was typed and Enter pressed or the field left."""

    changed = Signal()

    def __init__(self, theme: Theme, number: int, *, most: int, name: str) -> None:
        super().__init__(str(number))
        self.number = number
        self._theme = theme
        self.setAccessibleName(name)
        self.setToolTip(f"{name}: 1 to {most}")
        self.setValidator(QIntValidator(1, most, self))
        self.editingFinished.connect(self._on_finished)
        self._measure()
        theme.changed.connect(self._measure)

    def _on_finished(self) -> None:
        if int(self.text()) != self.number:
            self.number = int(self.text())
            self.changed.emit()

    def _measure(self) -> None:
        self.setFixedWidth(self._theme.px(64))

    # Qt overrides

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not self.hasAcceptableInput():
            self.setText(str(self.number))
        super().focusOutEvent(event)


def _set_quietly(field: QDateEdit, day: BusinessDay) -> None:
    """Another date that nobody has asked for."""
    field.blockSignals(True)
    field.setDate(_q_date(day))
    field.blockSignals(False)


def _q_date(day: BusinessDay) -> QDate:
    date = day.date
    return QDate(date.year, date.month, date.day)


def _day(field: QDateEdit) -> BusinessDay:
    date = field.date()
    return BusinessDay.of(dt.date(date.year(), date.month(), date.day()))
