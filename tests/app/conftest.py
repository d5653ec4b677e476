"""As for the views: nothing of Qt is left behind. And settings of the test's own."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from tests.views.conftest import _nothing_of_qt_left_behind

__all__ = ["_nothing_of_qt_left_behind"]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Where the window keeps its look and its place."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
