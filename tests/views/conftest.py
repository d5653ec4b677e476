"""A window that is drawn nowhere, in the look of the house, and nothing of it left behind."""

import gc
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from tests.shop import Shop
from tests.views.office import Office
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.theme import Theme


@pytest.fixture(autouse=True)
def _nothing_of_qt_left_behind(qapp: QApplication) -> Iterator[None]:
    """Windows, running timers and threads of a test end with it."""
    threads = set(threading.enumerate())
    gc.freeze()  # what is there already need not be looked through again
    yield
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    timers = [each for each in gc.get_objects() if isinstance(each, QTimer)]
    gc.unfreeze()
    assert [thread.name for thread in threading.enumerate() if thread not in threads] == []
    assert [type(widget).__name__ for widget in QApplication.topLevelWidgets()] == []
    assert [timer.parent() for timer in timers if shiboken6.isValid(timer) and timer.isActive()] == []


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    theme = Theme()
    theme.apply(qapp, dark=False, percent=100)
    return theme


@pytest.fixture
def icons(theme: Theme) -> Icons:
    return Icons(theme)


@pytest.fixture
def closed() -> list[str]:
    """The names of the threads whose own things were closed."""
    return []


@pytest.fixture
def jobs(qapp: QApplication, closed: list[str]) -> Iterator[Jobs]:
    jobs = Jobs(close_thread=lambda: closed.append(threading.current_thread().name))
    yield jobs
    assert jobs.stop(5)
    jobs.deleteLater()


@pytest.fixture
def office(open_shop: Shop, icons: Icons) -> Iterator[Office]:
    """A desk over ``open_shop``; what the shop has at the beginning is put there before."""
    office = Office(open_shop, icons)
    yield office
    office.close()
