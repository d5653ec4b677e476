import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.views.components import sheet
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Job
from trendy_desktop.views.parts import (
    Banner,
    Beside,
    Button,
    Check,
    Chip,
    ChipLook,
    DetailPanel,
    ElidedLabel,
    EmptyState,
    Label,
    MaskedField,
    ProgressRow,
    RailTabs,
    SearchField,
    Segmented,
    StatTile,
    Toast,
)

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget) -> None:
    """Shows ``widget`` as the active window, since only that one has the focus."""
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def button_named(widget: QWidget, name: str) -> QAbstractButton:
    return next(each for each in widget.findChildren(QAbstractButton) if each.accessibleName() == name)


def run_out(timer_of: QWidget) -> None:
    """Lets the running timers of a widget end at once."""
    for timer in timer_of.findChildren(QTimer):
        if timer.isActive():
            timer.start(0)


# --- buttons and labels ---------------------------------------------------------------------------------------------


def test_a_button_is_pressed_by_mouse_and_by_key(icons: Icons, qtbot: QtBot) -> None:
    button = Button(icons, "Save & close", icon="save")
    shown(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, LEFT)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert button.accessibleName() == "Save & close"


def test_an_icon_alone_needs_a_name_and_shows_its_keys(icons: Icons, qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="needs an icon and a name"):
        Button(icons, icon="print")
    button = Button(icons, icon="print", name="Print", shortcut="Ctrl+P")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Print", "Print (Ctrl+P)")


@pytest.mark.parametrize("percent", [90, 100, 150])
def test_no_target_is_smaller_than_it_may_be(icons: Icons, qtbot: QtBot, qapp: QApplication, percent: int) -> None:
    icons.theme.apply(qapp, dark=False, percent=percent)
    page = sheet(icons)
    shown(qtbot, page)
    least = min(28, icons.theme.px(28))
    buttons = [button for button in page.findChildren(QAbstractButton) if button.isVisible()]
    assert len(buttons) > 20
    assert [button.accessibleName() for button in buttons if min(button.width(), button.height()) < least] == []


def test_every_part_that_takes_the_focus_has_a_name(icons: Icons, qtbot: QtBot) -> None:
    page = sheet(icons)
    shown(qtbot, page)
    takers = [each for each in page.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    unnamed = [
        type(each).__name__
        for each in takers
        if each.isVisible() and not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
    ]
    # The plain fields of the sheet stand there without their labels.
    assert [name for name in unnamed if name != "QLineEdit"] == []


@pytest.mark.parametrize("percent", [100, 150])
def test_no_text_of_a_part_is_cut_off(icons: Icons, qtbot: QtBot, qapp: QApplication, percent: int) -> None:
    icons.theme.apply(qapp, dark=False, percent=percent)
    page = sheet(icons)
    page.resize(icons.theme.px(1440), page.sizeHint().height())
    shown(qtbot, page)
    labels = [each for each in page.findChildren(QLabel) if each.isVisible() and not isinstance(each, ElidedLabel)]
    cut = [
        label.text()
        for label in labels
        if label.height() < label.heightForWidth(label.width())
        or (not label.wordWrap() and label.width() < label.sizeHint().width())
    ]
    assert cut == []


def test_text_is_never_markup(icons: Icons, qtbot: QtBot) -> None:
    label = Label("<b>1 & 2</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>1 & 2</b>"


def test_what_is_elided_is_whole_in_the_tooltip(icons: Icons, qtbot: QtBot) -> None:
    label = ElidedLabel("A very long name of a product that nobody can read at once")
    label.setFixedWidth(80)
    shown(qtbot, label)
    assert label.toolTip() == label.text()
    label.setFixedWidth(900)
    qtbot.waitUntil(lambda: label.toolTip() == "")


# --- chips, tiles, banners ------------------------------------------------------------------------------------------


def test_a_chip_says_its_word_and_grows_with_it(icons: Icons, qtbot: QtBot) -> None:
    chip = Chip(icons, ChipLook("Low", "warn"))
    shown(qtbot, chip)
    small = chip.sizeHint().width()
    chip.set_look(ChipLook("Overdue 4 min", "bad", "warning"))
    assert chip.accessibleName() == "Overdue 4 min"
    assert chip.sizeHint().width() > small


def test_a_tile_is_one_sentence_to_hear(icons: Icons, qtbot: QtBot) -> None:
    tile = StatTile(icons, "Sales today")
    qtbot.addWidget(tile)
    tile.show_figure("€1,486", "12 % vs last Friday", tone="ok_text", icon="rising")
    assert tile.accessibleName() == "Sales today, €1,486, 12 % vs last Friday"


def test_a_banner_offers_what_to_do_and_can_be_closed(icons: Icons, qtbot: QtBot) -> None:
    done: list[str] = []
    banner = Banner(
        icons, "Import finished.", "3 rows.", actions=[("Show rows", lambda: done.append("rows"))], closable=True
    )
    shown(qtbot, banner)
    qtbot.mouseClick(button_named(banner, "Show rows"), LEFT)
    assert done == ["rows"]
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(button_named(banner, "Close this note"), LEFT)
    assert banner.isHidden()


def test_an_empty_state_offers_the_next_step(icons: Icons, qtbot: QtBot) -> None:
    done: list[str] = []
    state = EmptyState(icons)
    state.say("search", "Nothing found", "Try fewer letters.", actions=[("Clear", lambda: done.append("cleared"))])
    shown(qtbot, state)
    qtbot.mouseClick(button_named(state, "Clear"), LEFT)
    state.say("orders", "No orders yet", "Import a file to begin.")
    assert done == ["cleared"]
    assert state.accessibleName() == "No orders yet. Import a file to begin."
    assert [button for button in state.findChildren(QAbstractButton) if button.isVisible()] == []


def test_a_toast_leaves_by_itself_and_takes_back(icons: Icons, qtbot: QtBot) -> None:
    host, done = QWidget(), []
    host.resize(600, 400)
    toast = Toast(icons, host)
    shown(qtbot, host)
    toast.show_text("Archived.", undo=lambda: done.append("undone"))
    assert toast.isVisible()
    assert toast.geometry().center().x() == pytest.approx(300, abs=1)
    qtbot.mouseClick(button_named(toast, "Undo"), LEFT)
    assert (done, toast.isVisible()) == (["undone"], False)
    toast.show_text("Saved.")
    assert not button_named(toast, "Undo").isVisible()
    run_out(toast)
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_the_keys_of_undo_work_only_while_the_toast_shows(icons: Icons, qtbot: QtBot) -> None:
    host, done = QWidget(), []
    toast = Toast(icons, host)
    shown(qtbot, host)
    qtbot.keyClick(host, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    toast.show_text("Archived.", undo=lambda: done.append("undone"))
    assert done == []
    qtbot.keyClick(host, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: done == ["undone"])


def test_progress_shows_when_it_takes_long_and_can_be_stopped(icons: Icons, qtbot: QtBot) -> None:
    row = ProgressRow(icons)
    holder = QWidget()
    QVBoxLayout(holder).addWidget(row)
    shown(qtbot, holder)
    job = Job("Import orders.csv", holder)
    row.follow(job)
    assert not row.isVisible()
    run_out(row)
    qtbot.waitUntil(row.isVisible)
    job.progressed.emit(50, 200)
    assert "25 %" in [label.text() for label in row.findChildren(QLabel)]
    qtbot.mouseClick(button_named(row, "Cancel Import orders.csv"), LEFT)
    assert job.is_cancelled
    job.finished.emit()
    assert not row.isVisible()


# --- fields ---------------------------------------------------------------------------------------------------------


def test_the_search_waits_for_a_pause_and_looks_once(icons: Icons, qtbot: QtBot) -> None:
    field = SearchField(icons, "Filter by name")
    shown(qtbot, field)
    sought: list[str] = []
    field.searched.connect(sought.append)
    qtbot.keyClicks(field, "linen ")
    assert sought == []
    qtbot.waitUntil(lambda: sought == ["linen"])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sought == ["linen"]


def test_escape_clears_the_search_and_then_leaves_it(icons: Icons, qtbot: QtBot) -> None:
    field = SearchField(icons, "Filter by name")
    shown(qtbot, field)
    field.setText("linen")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(field.searched) as cleared:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert cleared.args == [""]
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    run_out(field)


def test_the_cross_clears_the_search(icons: Icons, qtbot: QtBot) -> None:
    field = SearchField(icons, "Filter by name")
    shown(qtbot, field)
    field.setText("linen")
    qtbot.mouseClick(button_named(field, "Clear (Esc)"), LEFT)
    assert field.text() == ""


def test_segments_are_chosen_by_click_and_arrow(icons: Icons, qtbot: QtBot) -> None:
    segments = Segmented(icons, [("all", "All"), ("low", "Low"), ("out", "Sold out")], name="Stock")
    shown(qtbot, segments)
    segments.set_counts({"all": "128", "low": "6"})
    assert segments.choice == "all"
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.mouseClick(button_named(segments, "Low, 6"), LEFT)
    assert chosen.args == ["low"]
    low = button_named(segments, "Low, 6")
    low.setFocus()
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.keyClick(low, Qt.Key.Key_Right)
    assert chosen.args == ["out"]


def test_a_box_is_ticked_by_a_click_on_its_words_and_by_key(icons: Icons, qtbot: QtBot) -> None:
    check = Check(icons, "Only low stock")
    shown(qtbot, check)
    qtbot.mouseClick(check, LEFT, pos=QPoint(check.width() - 8, check.height() // 2))
    assert check.isChecked()
    qtbot.keyClick(check, Qt.Key.Key_Space)
    assert not check.isChecked()


# --- personal data --------------------------------------------------------------------------------------------------


def masked(icons: Icons, qtbot: QtBot) -> MaskedField:
    field = MaskedField(icons, "E-mail", icon="email", mask="m•••@e•••.com")
    shown(qtbot, field)
    return field


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_a_value_is_asked_for_shown_and_forgotten(icons: Icons, qtbot: QtBot) -> None:
    field = masked(icons, qtbot)
    assert not field.is_shown
    with qtbot.waitSignal(field.asked):
        qtbot.mouseClick(button_named(field, "Reveal E-mail"), LEFT)
    assert not field.is_shown  # whoever heard it gives the value, once that is recorded
    field.show_value("mara@example.com", seconds=2)
    assert "mara@example.com" in texts(field)
    assert any("Recorded" in text for text in texts(field))
    for timer in field.findChildren(QTimer):
        timer.setInterval(0)
    qtbot.waitUntil(lambda: not field.is_shown)
    assert "mara@example.com" not in texts(field)
    assert "m•••@e•••.com" in texts(field)
    assert field.accessibleName() == "E-mail: hidden"


def test_a_value_is_forgotten_when_its_page_is_left_or_shows_another(icons: Icons, qtbot: QtBot) -> None:
    field = masked(icons, qtbot)
    field.show_value("mara@example.com")
    field.hide()
    assert "mara@example.com" not in texts(field)
    field.show()
    field.show_value("mara@example.com")
    field.set_mask("j•••@e•••.com")
    assert "mara@example.com" not in texts(field)


def test_a_copied_value_leaves_the_clipboard_unless_something_else_is_there(icons: Icons, qtbot: QtBot) -> None:
    field = masked(icons, qtbot)
    clipboard = QGuiApplication.clipboard()
    field.show_value("mara@example.com")
    qtbot.mouseClick(button_named(field, "Copy E-mail"), LEFT)
    assert clipboard.text() == "mara@example.com"
    run_out(field)
    qtbot.waitUntil(lambda: clipboard.text() == "")
    field.show_value("mara@example.com")
    qtbot.mouseClick(button_named(field, "Copy E-mail"), LEFT)
    clipboard.setText("mine")
    run_out(field)
    qtbot.waitUntil(lambda: not any(timer.isActive() and timer.isSingleShot() for timer in field.findChildren(QTimer)))
    assert clipboard.text() == "mine"
    clipboard.clear()
    field.hide_value()


def test_a_value_that_may_not_be_asked_for_says_why(icons: Icons, qtbot: QtBot) -> None:
    field = masked(icons, qtbot)
    field.set_enabled(False, why_not="The vault is closed.")
    reveal = button_named(field, "Reveal E-mail")
    assert (reveal.isEnabled(), reveal.toolTip()) == (False, "The vault is closed.")


# --- panel and rail -------------------------------------------------------------------------------------------------


def test_the_panel_stands_beside_the_list_or_over_it_and_escape_closes_it(icons: Icons, qtbot: QtBot) -> None:
    content = QWidget()
    panel = DetailPanel(icons, name="Product")
    panel.body.addWidget(Button(icons, "Adjust stock"))
    beside = Beside(icons, content, panel)
    beside.resize(1200, 600)
    shown(qtbot, beside)
    assert content.width() == 1200
    panel.show()
    assert (content.width(), beside.is_over) == (1200 - 436, False)
    beside.resize(900, 600)
    qtbot.waitUntil(lambda: content.width() == 900)
    assert beside.is_over
    with qtbot.waitSignal(panel.closed):
        qtbot.mouseClick(beside.childAt(100, 100), LEFT)
    panel.show()
    button = button_named(panel, "Adjust stock")
    button.setFocus()
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_the_rail_is_a_tab_bar_with_keys_clicks_and_badges(icons: Icons, qtbot: QtBot) -> None:
    rail = RailTabs(icons)
    for name in ("Inventory", "Orders", "Customers"):
        rail.add(name.lower(), name, shortcut="Ctrl+1")
    shown(qtbot, rail)
    rail.setFocus()
    with qtbot.waitSignal(rail.currentChanged):
        qtbot.keyClick(rail, Qt.Key.Key_Down)
    assert rail.currentIndex() == 1
    with qtbot.waitSignal(rail.currentChanged):
        qtbot.mouseClick(rail, LEFT, pos=rail.tabRect(2).center())
    for key, number in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_Up, 0), (Qt.Key.Key_End, 2), (Qt.Key.Key_Up, 1)):
        qtbot.keyClick(rail, key)
        assert rail.currentIndex() == number
    rail.set_badge(1, "7", spoken="7 open")
    spoken = QAccessible.queryAccessibleInterface(rail)
    assert spoken.role() == QAccessible.Role.PageTabList
    assert spoken.child(1).role() == QAccessible.Role.PageTab
    assert spoken.child(1).text(QAccessible.Text.Name) == "Orders, 7 open"
    assert rail.tabToolTip(1) == "Orders (Ctrl+1)"
    assert rail.sizeHint().width() == 220
    rail.set_collapsed(True)
    assert rail.sizeHint().width() == 64
    assert rail.tabRect(1).width() == 64


def test_the_sheet_of_all_parts_is_drawn_in_every_look(icons: Icons, qtbot: QtBot, qapp: QApplication) -> None:
    for dark in (False, True):
        icons.theme.apply(qapp, dark=dark, percent=130)
        page = sheet(icons)
        qtbot.addWidget(page)
        assert page.grab().height() > 1000


def test_shortcuts_are_made_by_buttons_only(icons: Icons, qtbot: QtBot) -> None:
    page = sheet(icons)
    qtbot.addWidget(page)
    assert page.findChildren(QShortcut) == []
