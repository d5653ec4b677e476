"""Looks at a window that starts, from within its process, and tells when what was waited for is on the screen.

`python -m tests.benchmarks.first_paint bare | frame SHOP | list SHOP` prints the time (nanoseconds since the epoch)
and then the names of all modules loaded until then, and ends. `frame` waits for the first paint of any window, `list`
for that of a table with rows in it.
"""

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QWidget


class Watch(QObject):
    """Ends the process behind the first paint of what is waited for."""

    def __init__(self, app: QApplication, *, rows: bool) -> None:
        super().__init__(app)
        self._rows = rows
        self._seen = False
        app.installEventFilter(self)

    def _tell(self) -> None:
        print(time.time_ns(), *sys.modules, flush=True)
        os._exit(0)  # how long the end takes is not asked here

    def _is_it(self, painted: QObject) -> bool:
        if not self._rows:
            return isinstance(painted, QWidget) and painted.isWindow()
        table = painted.parent()
        return isinstance(table, QTableView) and table.viewport() is painted and table.model().rowCount() > 0

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # as Qt has it
        if event.type() == QEvent.Type.Paint and not self._seen and self._is_it(watched):
            self._seen = True
            QTimer.singleShot(0, self, self._tell)  # once the paint is through
        return False


def main(kind: str, *arguments: str) -> None:
    if kind == "bare":
        app = QApplication([])
        Watch(app, rows=False)
        window = QMainWindow()
        window.resize(1440, 900)
        window.show()
        app.exec()
        return
    from trendy_desktop import __main__ as door
    from trendy_desktop.app import running

    make_app = running.make_app

    def watched_app() -> QApplication:
        app = make_app()
        Watch(app, rows=kind == "list")
        return app

    running.make_app = watched_app
    sys.argv = ["trendy-desktop", "--shop", *arguments]
    door.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
