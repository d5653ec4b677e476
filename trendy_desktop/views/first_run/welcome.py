"""The first page: three ways to begin."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from trendy_desktop.views.first_run.frame import Scrolled, Tile
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Job
from trendy_desktop.views.parts import Button, Card, Chip, ChipLook, IconLabel, Label, ProgressRow

_CARD = 300
_GAP = 20


class Welcome(Scrolled):
    """Asks how to start."""

    demo_asked = Signal()
    own_asked = Signal()
    open_asked = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__(spacing=8)
        self._theme = icons.theme
        demo = _Way(
            icons,
            "shop",
            "Open the demo shop",
            "A clothing shop with two years of made-up orders and customers. Best for looking around.",
            "Open demo shop",
            self.demo_asked.emit,
            primary=True,
            chip="Takes some seconds",
        )
        own = _Way(
            icons,
            "tops",
            "Start my own shop",
            "Empty shelves, your name on the door. Bring products in from a CSV file.",
            "Set up a new shop",
            self.own_asked.emit,
        )
        there = _Way(
            icons,
            "open",
            "Open a shop folder",
            "Go on with a shop that is already on this computer or on a disk.",
            "Choose a folder",
            self.open_asked.emit,
        )
        self.ways = (demo, own, there)
        cards = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, cards)
        self._row.setContentsMargins(0, 12, 0, 12)
        self._row.setSpacing(_GAP)
        for way in self.ways:
            self._row.addWidget(way)
        self._progress = ProgressRow(icons)
        note = QWidget()
        line = QHBoxLayout(note)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(IconLabel(icons, "privacy", tone="ok_text"))
        line.addWidget(Label("Everything stays on this computer. Customer data is encrypted.", "small", tone="text2"))
        title = Label("Welcome to TrendyThreads", "display")
        question = Label("How would you like to start? You can change your mind later.", tone="text2")
        self.hold(Tile(icons, "brand", filled=True), title, question, cards, self._progress, note)
        self._measure()
        icons.theme.changed.connect(self._measure)

    def follow(self, job: Job) -> None:
        """Shows how far the demo shop is; until it ends nothing else can be begun."""
        for way in self.ways:
            way.button.setEnabled(False)
        self._progress.follow(job, at_once=True)
        job.finished.connect(self._on_finished)

    def _on_finished(self) -> None:
        for way in self.ways:
            way.button.setEnabled(True)

    def _measure(self) -> None:
        width = self._theme.px(_CARD)
        for way in self.ways:
            way.measure(width)
        self._progress.setFixedWidth(2 * width)
        self._fold()

    def _fold(self) -> None:
        """The cards stand one below the other where the window is narrow."""
        needed = 3 * self._theme.px(_CARD) + 2 * _GAP + 48 + 12
        narrow = self.width() < needed
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fold()
        return super().event(event)


class _Way(Card):
    """A card with one way to begin."""

    def __init__(
        self,
        icons: Icons,
        icon: str,
        title: str,
        sentence: str,
        action: str,
        act: Callable[[], object],
        *,
        primary: bool = False,
        chip: str = "",
    ) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body.setContentsMargins(24, 24, 24, 20)
        self.body.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(Tile(icons, icon))
        head.addStretch()
        if chip:
            head.addWidget(Chip(icons, ChipLook(chip, "ok")))
        self._sentence = Label(sentence, tone="text2", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.button = Button(icons, action, kind="primary" if primary else "secondary")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda _=False: act())
        self.body.addLayout(head)
        self.body.addWidget(Label(title, "heading"))
        self.body.addWidget(self._sentence, 1)
        self.body.addSpacing(8)
        self.body.addWidget(self.button)

    def measure(self, width: int) -> None:
        """Wrapped text is cut off unless its height is said."""
        self.setFixedWidth(width)
        self._sentence.setMinimumHeight(self._sentence.heightForWidth(width - 50))
