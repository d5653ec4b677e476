"""Work that must not hold up the window: one thread that writes, two that read, and the way back to the GUI thread.

What is handed back arrives on the GUI thread: ``then`` and ``otherwise`` of the page that asked, ``changed`` for every
page that shows such a topic, ``failed`` and ``crashed`` for what no page takes care of.
"""

import gc
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Generic, ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from trendy_desktop.errors import Cancelled, ShopError

if TYPE_CHECKING:
    from trendy_desktop.events import Event

Result = TypeVar("Result")
Params = ParamSpec("Params")

HELPERS: Final = 2
_TOLD_EVERY = 100
"""Milliseconds between two ``changed`` while changes follow one another fast."""
_STEPS_EVERY = 0.05
"""Seconds between two ``progressed`` of one job."""
# A worker gives the interpreter up after this many seconds when the window wants it. The window lets go of it many
# times while it reads a page, so that Python's own five milliseconds would be felt.
_SWITCH = 0.0001

_log = logging.getLogger(__name__)


class Job(QObject):
    """One piece of work on its way, as the GUI thread sees it."""

    progressed = Signal(int, int)
    """Steps done and in all."""
    finished = Signal()
    """It has ended, in whichever way."""

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self.done = 0
        self.total = 0
        self._asked_to_stop = threading.Event()

    def cancel(self) -> None:
        """Asks it to stop at its next step; until then it goes on. What it then raises is Cancelled."""
        self._asked_to_stop.set()

    @property
    def is_cancelled(self) -> bool:
        return self._asked_to_stop.is_set()


class Started(Generic[Result]):
    """Work that was handed over: what to do with what comes of it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._then: list[tuple[Callable[[Result], object], QObject | None]] = []
        self._otherwise: list[tuple[Callable[[ShopError], object], QObject | None]] = []

    def then(self, callback: Callable[[Result], object], owner: QObject | None = None) -> "Started[Result]":
        """Calls ``callback`` with the result, unless ``owner`` is gone by then.

        The owner of a method of a QObject is that object; a free function without an owner is always called.
        """
        self._then.append((callback, owner or _owner_of(callback)))
        return self

    def otherwise(self, callback: Callable[[ShopError], object], owner: QObject | None = None) -> "Started[Result]":
        """Calls ``callback`` with the failure, unless ``owner`` is gone by then."""
        self._otherwise.append((callback, owner or _owner_of(callback)))
        return self

    def _succeed(self, result: Result) -> None:
        for callback, owner in self._then:
            if owner is None or shiboken6.isValid(owner):
                callback(result)

    def _fail(self, error: ShopError) -> bool:
        """Whether anybody wanted to hear of it."""
        for callback, owner in self._otherwise:
            if owner is None or shiboken6.isValid(owner):
                callback(error)
        return bool(self._otherwise)


class Jobs(QObject):
    """The threads of the window. Made once, on the GUI thread; stopped before the shop is closed."""

    changed = Signal(frozenset)
    """The topics (modules of events) of what has just been committed."""
    crashed = Signal(object)
    """An exception that is a bug: the BaseException a job ended with."""
    failed = Signal(object)
    """A ShopError of a job that nobody gave an ``otherwise``."""
    busy_changed = Signal()

    _answered = Signal(object)
    _announced = Signal(frozenset)
    _stepped = Signal(object)

    def __init__(self, *, close_thread: Callable[[], None], parent: QObject | None = None) -> None:
        """``close_thread`` is called last in each of the threads, to close what belongs to that thread."""
        super().__init__(parent)
        self._close_thread = close_thread
        self._writing: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._reading: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._open: list[Job] = []
        self._long: list[Job] = []
        self._topics: set[str] = set()
        self._stopped = False
        self._telling = QTimer(self, singleShot=True, interval=_TOLD_EVERY)
        self._telling.timeout.connect(self._tell)
        for signal, slot in (
            (self._answered, self._on_answered),
            (self._announced, self._on_announced),
            (self._stepped, self._on_stepped),
        ):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        self._collector = _Collector(self)
        self._switch = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        lanes = [("writer", self._writing), *((f"helper-{number + 1}", self._reading) for number in range(HELPERS))]
        # They are daemons so that a keyring that never answers cannot keep the program from ending; stop() is the way.
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=name, daemon=True) for name, lane in lanes
        ]
        for thread in self._threads:
            thread.start()

    # --- handing over ---

    def change(self, fn: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs) -> Started[Result]:
        """Runs ``fn`` on the writer, after what it was given before."""
        return self._start(self._writing, "", lambda _: fn(*args, **kwargs))

    def read(self, fn: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs) -> Started[Result]:
        """Runs ``fn`` on a helper; it changes nothing."""
        return self._start(self._reading, "", lambda _: fn(*args, **kwargs))

    def change_long(self, fn: Callable[..., Result], *args: object, name: str, **kwargs: object) -> Started[Result]:
        """As ``change`` for work that takes a while: ``fn`` gets ``progress=`` too; ``name`` says what it is."""
        return self._start(self._writing, name, lambda progress: fn(*args, progress=progress, **kwargs))

    def read_long(self, fn: Callable[..., Result], *args: object, name: str, **kwargs: object) -> Started[Result]:
        """As ``read`` for work that takes a while: ``fn`` gets ``progress=`` too; ``name`` says what it is."""
        return self._start(self._reading, name, lambda progress: fn(*args, progress=progress, **kwargs))

    def announce(self, events: Sequence["Event"]) -> None:
        """Tells every page that ``events`` are committed. From any thread; made for Store.listen."""
        self._announced.emit(frozenset(event.module for event in events))

    @property
    def busy(self) -> tuple[Job, ...]:
        """The long jobs that wait or run, the oldest first."""
        return tuple(self._long)

    @property
    def pending(self) -> int:
        """How much was handed over and has not come back."""
        return len(self._open)

    def stop(self, timeout: float) -> bool:
        """Cancels what can be, waits for the rest and ends the threads; whether all ended in ``timeout`` seconds.

        Nothing that was handed over and has not begun is done, and nobody hears of what ends now. To be called once,
        last.
        """
        until = time.monotonic() + timeout
        for job in self._open:
            job.cancel()
        if not self._stopped:
            self._stopped = True
            for thread in self._threads:
                (self._writing if thread.name == "writer" else self._reading).put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._telling.stop()
        self._collector.stop()
        sys.setswitchinterval(self._switch)
        return not any(thread.is_alive() for thread in self._threads)

    def _start(
        self, lane: "queue.SimpleQueue[_Work | None]", name: str, run: "Callable[[_Steps], Result]"
    ) -> Started[Result]:
        if self._stopped:
            raise RuntimeError("the jobs are stopped")
        job = Job(name, self)
        started: Started[Result] = Started(job)
        self._open.append(job)
        self._collector.hurry(len(self._open))
        if name:
            self._long.append(job)
            self.busy_changed.emit()
        outcome: list[Result] = []
        lane.put(
            _Work(
                job,
                do=lambda steps: outcome.append(run(steps)),
                succeed=lambda: started._succeed(outcome[0]),
                fail=started._fail,
            )
        )
        return started

    # --- in the threads ---

    def _work(self, lane: "queue.SimpleQueue[_Work | None]") -> None:
        try:
            while (work := lane.get()) is not None:
                work.do(self._stepped.emit)
                self._answered.emit(work)
                del work  # its result must not live on here until the next one comes
        finally:
            self._close_thread()

    # --- back on the GUI thread ---

    @Slot(object)
    def _on_answered(self, work: "_Work") -> None:
        job = work.job
        self._open.remove(job)
        self._collector.hurry(len(self._open))
        if job in self._long:
            self._long.remove(job)
            self.busy_changed.emit()
        try:
            job.finished.emit()
            if not self._stopped:  # whoever asked is closed by now, or about to be
                work.answer(self.failed.emit, self.crashed.emit)
        finally:
            job.deleteLater()

    @Slot(object)
    def _on_stepped(self, step: "tuple[Job, int, int]") -> None:
        job, job.done, job.total = step[0], step[1], step[2]
        job.progressed.emit(job.done, job.total)

    @Slot(frozenset)
    def _on_announced(self, topics: frozenset[str]) -> None:
        self._topics |= topics
        if not (self._stopped or self._telling.isActive()):
            self._tell()

    def _tell(self) -> None:
        if self._topics:
            told, self._topics = frozenset(self._topics), set()
            self._telling.start()
            self.changed.emit(told)


class _Work:
    """What a thread is given, and what it gives back."""

    def __init__(
        self,
        job: Job,
        *,
        do: "Callable[[_Steps], object]",
        succeed: Callable[[], object],
        fail: Callable[[ShopError], bool],
    ) -> None:
        self.job = job
        self._do = do
        self._succeed = succeed
        self._fail = fail
        self._error: BaseException | None = None

    def do(self, step: Callable[[object], None]) -> None:
        """In the thread."""
        try:
            if self.job.is_cancelled:
                raise Cancelled(done=0, total=0)
            self._do(_Steps(self.job, step))
        except BaseException as error:  # noqa: BLE001  # whatever it is, the GUI thread decides
            self._error = error

    def answer(self, failed: Callable[[ShopError], object], crashed: Callable[[BaseException], object]) -> None:
        """On the GUI thread. What was asked and answered is let go of here, whichever thread drops this object last."""
        succeed, fail, error = self._succeed, self._fail, self._error
        self._do, self._succeed, self._fail, self._error = _nothing, _nothing, _nothing, None
        if error is None:
            succeed()
        elif isinstance(error, ShopError):
            if not fail(error):
                failed(error)
        else:
            crashed(error)


class _Steps:
    """The Progress that a long job is given: tells the window now and then, and stops the work when asked."""

    def __init__(self, job: Job, tell: Callable[[object], None]) -> None:
        self._job = job
        self._tell = tell
        self._next = 0.0

    def step(self, done: int, total: int) -> None:
        if self._job.is_cancelled:
            raise Cancelled(done=done, total=total)
        now = time.monotonic()
        if now >= self._next or done >= total:
            self._next = now + _STEPS_EVERY
            self._tell((self._job, done, total))


class _Collector(QObject):
    """Collects rings of garbage on the GUI thread only: elsewhere it could destroy objects of Qt, which live here.

    While jobs run, young objects are collected often and in small lots; all of them only when nothing runs.
    """

    _CALM, _HURRIED = 1000, 50

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=self._CALM)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def hurry(self, jobs: int) -> None:
        self._timer.setInterval(self._HURRIED if jobs else self._CALM)

    def stop(self) -> None:
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def _collect(self) -> None:
        young, middle, old = gc.get_count()
        most_young, most_middle, most_old = gc.get_threshold()
        if old > most_old and self._timer.interval() == self._CALM:
            gc.collect()
        elif middle > most_middle:
            gc.collect(1)
        elif young > most_young:
            gc.collect(0)


def _nothing(*_: object) -> bool:
    return False


def _owner_of(callback: Callable[..., object]) -> QObject | None:
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None
