import gc
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trendy_desktop.errors import Cancelled, DiskFull, ShopError
from trendy_desktop.events import ProductAdded, ShopCreated, VaultRecovered
from trendy_desktop.services.progress import Progress
from trendy_desktop.views.jobs import Jobs

GUI = "MainThread"


def here() -> str:
    return threading.current_thread().name


class Page(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, what: object) -> None:
        self.heard.append((what, here()))


def test_changes_run_in_order_on_one_thread_and_answer_on_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    page, order = Page(), list[tuple[int, str]]()

    def work(number: int) -> None:
        order.append((number, here()))

    for number in range(20):
        jobs.change(work, number).then(page.hear)
    qtbot.waitUntil(lambda: len(page.heard) == 20)
    assert order == [(number, "writer") for number in range(20)]
    assert page.heard == [(None, GUI)] * 20


def test_reads_run_beside_a_change(jobs: Jobs, qtbot: QtBot) -> None:
    page, gate = Page(), threading.Event()
    jobs.change(gate.wait, 5).then(page.hear)
    jobs.read(here).then(page.hear)
    qtbot.waitUntil(lambda: len(page.heard) == 1)
    assert page.heard[0] in [("helper-1", GUI), ("helper-2", GUI)]
    gate.set()
    qtbot.waitUntil(lambda: len(page.heard) == 2)


def test_a_failure_of_the_shop_goes_to_otherwise(jobs: Jobs, qtbot: QtBot) -> None:
    page, failed = Page(), Page()

    def fail() -> None:
        raise DiskFull

    jobs.change(fail).then(page.hear).otherwise(failed.hear)
    qtbot.waitUntil(lambda: len(failed.heard) == 1)
    assert page.heard == []
    assert isinstance(failed.heard[0][0], DiskFull)  # type: ignore[index]


def test_a_failure_that_no_page_hears_is_told_all_the_same(jobs: Jobs, qtbot: QtBot) -> None:
    def fail() -> None:
        raise DiskFull

    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.change(fail)
    assert isinstance(failed.args[0], DiskFull)


def test_a_mistake_of_the_program_goes_to_crashed(jobs: Jobs, qtbot: QtBot) -> None:
    page = Page()
    with qtbot.waitSignal(jobs.crashed) as crash:
        jobs.read(int, "many").then(page.hear).otherwise(page.hear)
    assert isinstance(crash.args[0], ValueError)
    assert page.heard == []


def test_the_callbacks_of_a_page_that_is_gone_are_dropped(jobs: Jobs, qtbot: QtBot) -> None:
    gate, heard, gone, free = threading.Event(), list[object](), QObject(), QObject()
    started = jobs.read(gate.wait, 5)
    started.then(heard.append, gone).then(lambda result: heard.append("free"), free)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: heard != [])
    assert heard == ["free"]


def counting(steps: int, *, progress: Progress, each: Callable[[int], object] = bool) -> int:
    for done in range(steps):
        progress.step(done, steps)
        each(done)
    progress.step(steps, steps)
    return steps


def test_a_long_job_tells_how_far_it_is(jobs: Jobs, qtbot: QtBot) -> None:
    page, told = Page(), []
    started = jobs.change_long(counting, 3000, name="Import a.csv").then(page.hear)
    started.job.progressed.connect(lambda done, total: told.append((done, total, here())))
    assert [job.name for job in jobs.busy] == ["Import a.csv"]
    qtbot.waitUntil(lambda: page.heard != [])
    assert told[0] == (0, 3000, GUI)
    assert told[-1] == (3000, 3000, GUI)
    assert len(told) < 100
    assert jobs.busy == ()


def test_a_long_job_can_be_stopped(jobs: Jobs, qtbot: QtBot) -> None:
    page, gate = Page(), threading.Event()
    started = jobs.read_long(counting, 10, name="Report", each=lambda done: gate.wait(5)).otherwise(page.hear)
    with qtbot.waitSignal(started.job.finished):
        started.job.cancel()
        gate.set()
    assert isinstance(page.heard[0][0], Cancelled)  # type: ignore[index]


def test_what_is_stopped_before_it_begins_is_not_done(jobs: Jobs, qtbot: QtBot) -> None:
    page, gate, done = Page(), threading.Event(), list[int]()
    jobs.change(gate.wait, 5)
    second = jobs.change(done.append, 1).otherwise(page.hear)
    second.job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: page.heard != [])
    assert done == []


def test_topics_of_commits_are_told_on_the_gui_thread_and_together_when_they_are_many(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[tuple[frozenset[str], str]] = []
    jobs.changed.connect(lambda topics: told.append((topics, here())))

    def commit() -> None:
        for _ in range(50):
            jobs.announce([ProductAdded("TT-1", 1), ShopCreated("Shop", "EUR", "UTC")])
        jobs.announce([VaultRecovered()])

    jobs.change(commit)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [(frozenset({"catalog", "shop"}), GUI), (frozenset({"catalog", "shop", "vault"}), GUI)] or (
        told[0][0] | told[1][0] == frozenset({"catalog", "shop", "vault"})
    )


def test_stopping_cancels_waits_and_closes_what_belongs_to_each_thread(qapp: QApplication) -> None:
    closed: list[str] = []
    begun, errors = threading.Event(), []
    jobs = Jobs(close_thread=lambda: closed.append(here()))

    def long(progress: Progress) -> None:
        begun.set()
        try:
            while True:
                progress.step(1, 2)
        except ShopError as error:
            errors.append(error)
            raise

    jobs.change_long(long, name="Import")
    assert begun.wait(5)
    assert jobs.stop(5)
    assert sorted(closed) == ["helper-1", "helper-2", "writer"]
    assert [type(error) for error in errors] == [Cancelled]
    with pytest.raises(RuntimeError, match="stopped"):
        jobs.read(here)
    jobs.deleteLater()


def test_stopping_says_when_something_does_not_end(qapp: QApplication) -> None:
    begun, gate = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        gate.wait(10)

    jobs = Jobs(close_thread=lambda: None)
    jobs.read(hang)
    assert begun.wait(5)
    assert not jobs.stop(0.05)
    gate.set()
    assert jobs.stop(5)
    jobs.deleteLater()


def test_garbage_is_collected_on_the_gui_thread_only(jobs: Jobs, qtbot: QtBot) -> None:
    where: list[str] = []

    class Ring:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            where.append(here())

    def litter() -> None:
        for _ in range(5000):
            Ring()

    jobs.read(litter)
    qtbot.waitUntil(lambda: len(where) > 0, timeout=5000)
    gc.collect()
    assert set(where) == {GUI}
