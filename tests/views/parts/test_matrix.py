"""Sizes across, colours down, by keys and clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.views.office import button
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.matrix import MatrixCell, VariantMatrix

CELLS = {
    ("S", "Sand"): MatrixCell(6),
    ("M", "Sand"): MatrixCell(1, low=True),
    ("L", "Sand"): MatrixCell(8, held=2),
    ("S", "Olive"): MatrixCell(0),
    ("L", "Olive"): MatrixCell(4),
}


@pytest.fixture
def matrix(icons: Icons, qtbot: QtBot) -> VariantMatrix:
    matrix = VariantMatrix(icons, ["S", "M", "L"], ["Sand", "Olive"], cells=CELLS)
    qtbot.addWidget(matrix)
    matrix.show()
    matrix.activateWindow()
    return matrix


def test_each_cell_says_what_it_shows(matrix: VariantMatrix) -> None:
    for name in (
        "Sand, S, 6 in stock",
        "Sand, M, 1 in stock, low",
        "Sand, L, 8 in stock, 2 held",
        "Olive, S, 0 in stock, sold out",
        "Olive, L, 4 in stock",
    ):
        assert button(matrix, name).isEnabled()


def test_a_click_chooses(matrix: VariantMatrix, qtbot: QtBot) -> None:
    with qtbot.waitSignal(matrix.chosen) as chosen:
        qtbot.mouseClick(button(matrix, "Olive, L, 4 in stock"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["L", "Olive"]
    assert button(matrix, "Olive, L, 4 in stock").isChecked()


def test_arrows_go_through_it_and_over_what_is_not_there(matrix: VariantMatrix, qtbot: QtBot) -> None:
    chosen: list[tuple[str, str]] = []
    matrix.chosen.connect(lambda size, colour: chosen.append((size, colour)))
    button(matrix, "Sand, S, 6 in stock").setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(matrix.window().focusWidget(), key)
    assert chosen == [("S", "Olive"), ("L", "Olive"), ("L", "Sand"), ("M", "Sand")]
    checked = [cell.accessibleName() for cell in matrix._cells.values() if cell.isChecked()]
    assert checked == ["Sand, M, 1 in stock, low"]


def test_one_is_marked_without_a_word(matrix: VariantMatrix, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(matrix.chosen):
        matrix.choose("M", "Sand")
    assert button(matrix, "Sand, M, 1 in stock, low").isChecked()


def test_without_colours_and_sizes_it_is_one_row(icons: Icons, qtbot: QtBot) -> None:
    matrix = VariantMatrix(icons, ["", "S"], [""], cells={("", ""): MatrixCell(3), ("S", ""): MatrixCell(2)})
    qtbot.addWidget(matrix)
    matrix.show()
    assert {label.text() for label in matrix.findChildren(QLabel)} == {"One size", "S"}
    assert button(matrix, "3 in stock").isVisible()


def test_it_grows_with_the_text(matrix: VariantMatrix, icons: Icons, qapp: QApplication) -> None:
    cell = button(matrix, "Sand, S, 6 in stock")
    before = cell.sizeHint()
    icons.theme.apply(qapp, dark=True, percent=130)
    after = cell.sizeHint()
    assert (after.width(), after.height()) == (round(before.width() * 1.3), round(before.height() * 1.3))
    assert len({matrix.grab().toImage().pixel(x, 60) for x in range(matrix.width())}) > 3
