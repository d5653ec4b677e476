"""The one style sheet of the program, made from the theme."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trendy_desktop.views.theme import Theme

_PLACE = re.compile(r"@(\d+)px|@(\w+)")


def style_sheet(theme: "Theme") -> str:
    """The sheet with the colours and sizes of ``theme`` in their places: ``@text2``, ``@12px``."""

    def value(place: re.Match[str]) -> str:
        if place[1] is not None:
            return f"{theme.px(int(place[1]))}px"
        return theme.color(place[2]).name()

    fonts = "".join(_font_rule(theme, role) for role in theme.roles)
    return _PLACE.sub(value, _TEMPLATE) + fonts


def _font_rule(theme: "Theme", role: str) -> str:
    """Widgets of the property ``role`` have its font; it follows the theme without their help."""
    font = theme.font(role)
    selectors = ", ".join(f'{widget}[role="{role}"]' for widget in ("QLabel", "QPushButton", "QLineEdit"))
    return f"{selectors} {{ font-size: {font.pixelSize()}px; font-weight: {font.weight().value}; }}\n"


# Paddings are one pixel smaller where a focused border is one pixel wider.
_TEMPLATE = """
QToolTip { color: @toast_text; background: @toast; border: 1px solid @toast; padding: @4px @8px; }
QMainWindow, QDialog { background: @canvas; }
QDialog { background: @raised; }

QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: @border_strong; border-radius: 4px; }
QScrollBar::handle:hover { background: @border_control; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { color: @text; background: @raised; border: 1px solid @border_strong; border-radius: @8px; padding: @4px; }
QMenu::item { padding: @8px @24px @8px @12px; border-radius: @6px; }
QMenu::item:selected { background: @pressed; }
QMenu::item:disabled { color: @text_disabled; }
QMenu::separator { height: 1px; background: @border; margin: @4px @8px; }

QLabel { color: @text; background: transparent; }
QLabel[tone="text2"] { color: @text2; }
QLabel[tone="text3"] { color: @text3; }
QLabel[tone="accent_text"] { color: @accent_text; }
QLabel[tone="ok_text"] { color: @ok_text; }
QLabel[tone="warn_text"] { color: @warn_text; }
QLabel[tone="bad_text"] { color: @bad_text; }
QLabel[tone="toast_text"] { color: @toast_text; }

QFrame#card { background: @surface; border: 1px solid @border; border-radius: @12px; }
QFrame#inset { background: @sunken; border: none; border-radius: @8px; }
QFrame#banner { border: none; border-radius: @8px; }
QFrame#banner[tone="warn"] { background: @warn_tint; }
QFrame#banner[tone="bad"] { background: @bad_tint; }
QFrame#banner[tone="info"] { background: @info_tint; }
QFrame#banner[tone="ok"] { background: @ok_tint; }
QFrame#panel { background: @surface; border: none; border-left: 1px solid @border; }
QFrame#toast { background: @toast; border: none; border-radius: @12px; }
QFrame#side { background: @surface; border: none; border-right: 1px solid @border; }
QFrame#well { background: @pressed; border: none; }
QFrame#tools { background: @canvas; border: none; border-bottom: 1px solid @border; }
QFrame#foot { background: @canvas; border: none; border-top: 1px solid @border; }
QFrame#rail { background: @rail; border: none; border-right: 1px solid @border; }
QFrame#segments { background: @pressed; border: none; border-radius: @8px; }
QFrame#line { background: @border; border: none; }
QFrame#practice { background: @info; border: none; }

QPushButton { color: @text; background: @surface; border: 1px solid @border_strong; border-radius: @8px;
    padding: 1px @13px; min-height: @30px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @pressed; }
QPushButton:focus { border: 2px solid @focus; padding: 0px @12px; }
QPushButton:disabled { color: @text_disabled; background: @neutral_tint; border-color: @neutral_tint; }
QPushButton[sz="small"] { padding: 1px @9px; min-height: @24px; }
QPushButton[sz="small"]:focus { padding: 0px @8px; }
QPushButton[sz="large"] { padding: 1px @17px; min-height: @38px; }
QPushButton[sz="large"]:focus { padding: 0px @16px; }

QPushButton[kind="primary"] { color: @on_accent; background: @accent; border: 1px solid @accent; }
QPushButton[kind="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[kind="primary"]:pressed { background: @accent_press; border-color: @accent_press; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { color: @text_disabled; background: @neutral_tint; border-color: @neutral_tint; }
QPushButton[kind="ghost"] { color: @text2; background: transparent; border: 1px solid transparent; }
QPushButton[kind="ghost"]:hover { background: @hover; }
QPushButton[kind="ghost"]:pressed, QPushButton[kind="ghost"]:checked { background: @pressed; }
QPushButton[kind="ghost"]:focus { border: 2px solid @focus; }
QPushButton[kind="ghost"]:disabled { color: @text_disabled; background: transparent; border-color: transparent; }
QPushButton[kind="link"] { color: @accent_text; background: transparent; border: 1px solid transparent;
    padding: 1px @5px; }
QPushButton[kind="link"]:hover { background: @accent_tint; }
QPushButton[kind="link"]:focus { border: 2px solid @focus; padding: 0px @4px; }
QPushButton[kind="link"]:disabled { color: @text_disabled; background: transparent; border-color: transparent; }
QPushButton[kind="danger"] { color: @bad_text; }
QPushButton[kind="danger"]:hover { background: @bad_tint; }
QPushButton[kind="danger"]:disabled { color: @text_disabled; }
QPushButton[kind="destroy"] { color: @on_accent; background: @bad; border: 1px solid @bad; }
QPushButton[kind="destroy"]:hover, QPushButton[kind="destroy"]:pressed { background: @bad_hover;
    border-color: @bad_hover; }
QPushButton[kind="destroy"]:focus { border: 2px solid @text; }
QPushButton[kind="destroy"]:disabled { color: @text_disabled; background: @neutral_tint; border-color: @neutral_tint; }
QPushButton[kind="toast"] { color: @toast_action; background: transparent; border: 1px solid transparent; }
QPushButton[kind="toast"]:focus { border: 2px solid @toast_action; }
QPushButton[square="true"] { padding: 1px; min-width: @30px; }
QPushButton[square="true"]:focus { padding: 0px; }
QPushButton[square="true"][sz="small"] { padding: 1px; min-width: @24px; }
QPushButton[square="true"][sz="small"]:focus { padding: 0px; }

QPushButton[kind="segment"] { color: @text2; background: transparent; border: 1px solid transparent;
    border-radius: @6px; padding: 1px @9px; min-height: @24px; }
QPushButton[kind="segment"]:hover { color: @text; }
QPushButton[kind="segment"]:checked { color: @text; background: @surface; border: 1px solid @border; }
QPushButton[kind="segment"]:focus { border: 2px solid @focus; padding: 0px @8px; }

QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit { color: @text; background: @surface; border: 1px solid @border_control;
    border-radius: @8px; padding: 1px @10px; min-height: @30px; selection-background-color: @accent;
    selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus { border: 2px solid @focus;
    padding: 0px @9px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDateEdit:disabled { color: @text_disabled;
    background: @sunken; border-color: @border_strong; }
QDateEdit QLineEdit, QComboBox QLineEdit { background: transparent; border: none; padding: 0; min-height: 0; }
QDateEdit::drop-down { border: none; width: @28px; }
QDateEdit::down-arrow { image: none; }
QLineEdit[state="bad"] { border-color: @bad; }

QComboBox { color: @text; background: @surface; border: 1px solid @border_strong; border-radius: @8px;
    padding: 1px @12px; min-height: @30px; }
QComboBox:hover { background: @hover; }
QComboBox:focus { border: 2px solid @focus; padding: 0px @11px; }
QComboBox:editable { padding: 1px @12px 1px @7px; }
QComboBox:editable:focus { padding: 0px @11px 0px @6px; }
QComboBox:disabled { color: @text_disabled; background: @sunken; }
QComboBox::drop-down { border: none; width: @24px; }
QComboBox QAbstractItemView, QListView#found { color: @text; background: @raised; border: 1px solid @border_strong;
    selection-background-color: @pressed; selection-color: @text; outline: none; padding: @4px; }
QComboBox QAbstractItemView::item, QListView#found::item { min-height: @30px; padding: 0 @8px; }

QTableView { background: @surface; border: none; outline: none; }
QHeaderView { background: @surface; border: none; }
QTableCornerButton::section { background: @surface; border: none; }

QProgressBar { background: @pressed; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
"""
