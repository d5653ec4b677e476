"""What only a person can say of a file: what it brings, how its dates are written, in which zone its times are."""

import zoneinfo
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TypeVar

from PySide6.QtWidgets import QSizePolicy, QWidget

from trendy_desktop.errors import AmbiguousDates, ShiftedMidnights, ShopError, echo
from trendy_desktop.services.exchange.dates import DateMode, DateReader, SlashOrder
from trendy_desktop.services.exchange.recognise import FileKind
from trendy_desktop.values import Calendar
from trendy_desktop.views.dialogs import Sheet
from trendy_desktop.views.format import Format
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import Button, Label
from trendy_desktop.views.parts.finder import Finder

Answer = TypeVar("Answer")

KINDS = {
    FileKind.INVENTORY: "Inventory: products, stock and prices",
    FileKind.CUSTOMER_ORDERS: "Customer orders",
    FileKind.SUPPLIER_ORDERS: "Supplier orders: goods that arrived",
}


def ask_kind(icons: Icons, parent: QWidget, file: str, *, then: Callable[[FileKind | None], object]) -> Sheet:
    """Asks what ``file`` brings; ``then`` hears None when nobody wants to say."""
    return _ask(
        icons,
        "What is in this file?",
        f"The columns of {echo(file)} do not tell.",
        list(KINDS.items()),
        parent=parent,
        then=then,
    )


def ask_dates(
    icons: Icons,
    parent: QWidget,
    error: AmbiguousDates,
    *,
    calendar: Calendar,
    words: Format,
    then: Callable[[DateMode | None], object],
) -> Sheet:
    """Asks whether the month or the day stands first, with the example read both ways."""
    example = _example(error)

    def read(order: SlashOrder) -> str:
        dated = DateReader(calendar, order=order, zone=None).read(example)
        return f"{example} is {words.day(dated.day)}" if dated else f"{example} is no date then"

    ways: list[tuple[DateMode, str]] = [
        ("mdy", f"Month first: {read('mdy')}"),
        ("dmy", f"Day first: {read('dmy')}"),
    ]
    return _ask(
        icons,
        "Which way are the dates written?",
        f"{echo(example)} in line {error.line} of {_name(error)} could be read two ways. Nothing was changed so far.",
        ways,
        parent=parent,
        then=then,
    )


def ask_zone(
    icons: Icons,
    parent: QWidget,
    error: ShiftedMidnights,
    *,
    own: zoneinfo.ZoneInfo,
    then: Callable[[zoneinfo.ZoneInfo | None], object],
) -> Sheet:
    """Asks in which zone the times of a file are written; the shop's ``own`` is proposed."""
    sheet = Sheet(
        icons,
        "In which time zone is this file written?",
        f"All times of {_name(error)} are midnights of another time zone ({echo(_example(error))}, line {error.line}). "
        "Read as they stand, its orders could lie a day off. Nothing was changed so far.",
        parent=parent,
    )
    first = own.key or "UTC"
    others = sorted(zoneinfo.available_timezones() - {first})
    zones = Finder(icons, [(first, f"{first} (the shop's own)"), *((zone, zone) for zone in others)], name="Time zone")
    fault = Label("Choose a zone of the list.", "small", tone="bad_text")
    fault.hide()
    zones.editTextChanged.connect(lambda _: fault.hide())
    for widget in (Label("Time zone", "smallm"), zones, fault):
        sheet.body.addWidget(widget)
    sheet.add_button("Cancel", answer=False)
    sure = sheet.add_button("Import", kind="primary")
    sure.setDefault(True)

    def confirm() -> None:
        if zones.key is None:
            fault.show()
            zones.setFocus()
        else:
            sheet.accept()

    sure.clicked.connect(confirm)
    sheet.answered.connect(lambda yes: then(zoneinfo.ZoneInfo(zones.key or first) if yes else None))
    zones.setFocus()
    sheet.open()
    return sheet


def _ask(
    icons: Icons,
    title: str,
    sentence: str,
    options: Sequence[tuple[Answer, str]],
    *,
    parent: QWidget,
    then: Callable[[Answer | None], object],
) -> Sheet:
    """One button for each of ``options``; closing the dialog answers None."""
    sheet = Sheet(icons, title, sentence, parent=parent)
    taken: list[Answer] = []

    def take(answer: Answer) -> None:
        taken.append(answer)
        sheet.accept()

    for number, (answer, words) in enumerate(options):
        button = Button(icons, words)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False, answer=answer: take(answer))
        sheet.body.addWidget(button)
        if number == 0:
            button.setFocus()
    sheet.add_button("Cancel", kind="ghost", answer=False)
    sheet.answered.connect(lambda _: then(taken[0] if taken else None))
    sheet.open()
    return sheet


def _name(error: ShopError) -> str:
    return echo(PurePath(error.file).name) if error.file else "this file"


def _example(error: ShopError) -> str:
    return str(error.facts["example"])
