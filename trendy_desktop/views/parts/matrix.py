"""Sizes across, colours down: what the shop has of each variant of a product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.labels import ElidedLabel, Label
from trendy_desktop.views.theme import Theme

_CELL: Final = (50, 38)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One variant: units on hand and held, and whether that is at or under its reorder point."""

    on_hand: int
    held: int = 0
    low: bool = False

    @property
    def tone(self) -> str | None:
        return "bad" if self.on_hand == 0 else "warn" if self.low else None


class VariantMatrix(QWidget):
    """``chosen`` sends size and colour of the cell that was clicked or reached by arrow keys."""

    chosen = Signal(str, str)

    def __init__(
        self,
        icons: Icons,
        sizes: Sequence[str],
        colours: Sequence[str],
        *,
        cells: Mapping[tuple[str, str], MatrixCell],
        parent: QWidget | None = None,
    ) -> None:
        """``cells`` by size and colour; what is not there is not offered."""
        super().__init__(parent)
        self.setAccessibleName("Sizes and colours")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._group = QButtonGroup(self)
        self._cells: dict[tuple[int, int], _Cell] = {}
        self._kinds: dict[tuple[str, str], _Cell] = {}
        named = any(colours)
        for column, size in enumerate(sizes):
            label = Label(size or "One size", "smallm", tone="text2")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._grid.addWidget(label, 0, column + 1)
        for row, colour in enumerate(colours):
            if named:
                self._grid.addWidget(ElidedLabel(colour or "No colour", "small"), row + 1, 0)
            for column, size in enumerate(sizes):
                cell = cells.get((size, colour))
                if cell is None:
                    nothing = Label("–", "small", tone="text3")
                    nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
                    self._grid.addWidget(nothing, row + 1, column + 1)
                    continue
                button = _Cell(icons.theme, cell, self, at=(row, column), size=size, colour=colour)
                button.clicked.connect(lambda _=False, size=size, colour=colour: self.chosen.emit(size, colour))
                self._group.addButton(button)
                self._grid.addWidget(button, row + 1, column + 1)
                self._cells[row, column] = self._kinds[size, colour] = button
        self._grid.setColumnStretch(0 if named else len(sizes) + 1, 1)

    def choose(self, size: str, colour: str) -> None:
        """Marks the cell of this size and colour."""
        self._kinds[size, colour].setChecked(True)

    def step(self, at: tuple[int, int], by: tuple[int, int]) -> None:
        """Moves from the cell ``at`` to the next one in the direction ``by``."""
        row, column = at
        most = max(max(place) for place in self._cells)
        for _ in range(most):
            row, column = row + by[0], column + by[1]
            cell = self._cells.get((row, column))
            if cell is not None:
                cell.setFocus()
                cell.click()
                return


class _Cell(QAbstractButton):
    def __init__(
        self, theme: Theme, cell: MatrixCell, matrix: VariantMatrix, *, at: tuple[int, int], size: str, colour: str
    ) -> None:
        super().__init__(matrix)
        self._theme = theme
        self._cell = cell
        self._matrix = matrix
        self._at = at
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        state = "sold out" if cell.on_hand == 0 else "low" if cell.low else ""
        held = f"{cell.held} held" if cell.held else ""
        words = [colour, size, f"{cell.on_hand} in stock", held, state]
        self.setAccessibleName(", ".join(filter(None, words)))
        theme.changed.connect(self.updateGeometry)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_CELL[0]), self._theme.px(_CELL[1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up.value: (-1, 0),
            Qt.Key.Key_Down.value: (1, 0),
            Qt.Key.Key_Left.value: (0, -1),
            Qt.Key.Key_Right.value: (0, 1),
        }
        if event.key() in steps:
            self._matrix.step(self._at, steps[event.key()])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, cell = self._theme, self._cell
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus() or self.isChecked()
        fill = (
            theme.color(f"{cell.tone}_tint") if cell.tone else theme.color("hover" if self.underMouse() else "surface")
        )
        painter.setBrush(fill)
        painter.setPen(QPen(theme.color("focus" if ring else "border"), 2 if ring else 1))
        inset = 1.0 if ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        painter.setPen(theme.color(f"{cell.tone}_text") if cell.tone else theme.color("text"))
        painter.setFont(theme.font("bodym"))
        middle = int(Qt.AlignmentFlag.AlignCenter)
        if not cell.held:
            painter.drawText(self.rect(), middle, str(cell.on_hand))
            return
        painter.drawText(self.rect().adjusted(0, 0, 0, -theme.px(13)), middle, str(cell.on_hand))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text2"))
        painter.drawText(self.rect().adjusted(0, theme.px(15), 0, 0), middle, f"{cell.held} held")
