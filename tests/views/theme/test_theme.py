import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from trendy_desktop.views.theme import FAMILY, PERCENTS, Theme
from trendy_desktop.views.theme.sheet import style_sheet
from trendy_desktop.views.theme.tokens import TOKENS

VIEWS = Path(__file__).resolve().parents[3] / "trendy_desktop" / "views"


def test_dark_and_light_are_told_and_reach_the_program(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply(qapp, dark=True, percent=130)
    assert (theme.dark, theme.scale) == (True, 130)
    assert theme.color("canvas").name() == TOKENS["canvas"][1].lower()
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.color("canvas")
    assert qapp.style().objectName() == "fusion" or "QPushButton" in qapp.styleSheet()


@pytest.mark.parametrize("percent", PERCENTS)
def test_text_is_never_below_twelve_pixels_at_its_usual_size_and_grows(
    theme: Theme, qapp: QApplication, percent: int
) -> None:
    theme.apply(qapp, dark=False, percent=percent)
    sizes = {role: theme.font(role).pixelSize() for role in theme.roles}
    assert min(sizes.values()) >= round(12 * percent / 100)
    assert theme.px(100) == percent


def test_no_other_size_is_taken(theme: Theme, qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="120 % is no size of text"):
        theme.apply(qapp, dark=False, percent=120)


def test_the_font_is_the_bundled_one_with_figures_of_one_width(theme: Theme) -> None:
    for role in theme.roles:
        font = theme.font(role)
        assert QFontInfo(font).family() == FAMILY
        if role != "display":
            assert len({QFontMetrics(font).horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_a_label_has_the_font_of_its_role_after_a_change_too(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    label = QLabel("Linen Shirt")
    label.setProperty("role", "heading")
    qtbot.addWidget(label)
    label.show()
    for percent in (100, 150):
        theme.apply(qapp, dark=False, percent=percent)
        assert label.fontInfo().pixelSize() == theme.font("heading").pixelSize()


def test_the_sheet_has_no_open_place(theme: Theme) -> None:
    assert "@" not in style_sheet(theme)


def test_no_colour_stands_outside_the_table() -> None:
    strays = [
        f"{path.name}:{number}"
        for path in sorted(VIEWS.rglob("*.py"))
        if path.name != "tokens.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"""["'\s]#[0-9A-Fa-f]{3,8}\b|setStyleSheet""", line) and path.parent.name != "theme"
    ]
    assert strays == []
