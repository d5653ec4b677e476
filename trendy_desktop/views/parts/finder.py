"""One of many: typed in part, found in a list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.fields import Choice

_SHOWN = 10


class Finder(Choice):
    """Shows those of ``entries`` (key, words) that hold what was typed. ``name`` says what is chosen."""

    def __init__(
        self, icons: Icons, entries: Sequence[tuple[str, str]], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(icons, name=name, parent=parent)
        typed = QLineEdit()
        typed.setAccessibleName(name)
        self.setLineEdit(typed)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SHOWN)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        for key, words in entries:
            self.addItem(words, key)
        found = QCompleter(self.model(), self)
        found.setFilterMode(Qt.MatchFlag.MatchContains)
        found.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        found.setMaxVisibleItems(_SHOWN)
        shown = QListView()
        shown.setObjectName("found")
        found.setPopup(shown)
        self.setCompleter(found)

    @property
    def key(self) -> str | None:
        """The key of the entry whose words, or key, are typed; None where there is no such entry."""
        typed = self.currentText().strip()
        for number in (self.findText(typed, Qt.MatchFlag.MatchFixedString), self.findData(typed.upper())):
            if typed and number >= 0:
                return str(self.itemData(number))
        return None

    def choose(self, key: str) -> None:
        """Takes the entry with this key, if there is one."""
        number = self.findData(key)
        if number >= 0:
            self.setCurrentIndex(number)
