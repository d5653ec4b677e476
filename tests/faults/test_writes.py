"""Every write failing in turn: a clear word about the disk, nothing half done, and the same again goes through."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import LONG
from tests.faults import scene
from tests.faults.nursery import Answer, Job, Nursery, job
from tests.faults.scene import Facts, Scene
from trendy_desktop.core import build_core
from trendy_desktop.errors import CannotWrite, DiskFault, DiskFull, EnvironmentFault, ReadOnly, ShopError
from trendy_desktop.services.founding import found
from trendy_desktop.services.reports import Format
from trendy_desktop.values import BusinessDay, Period
from trendy_desktop.vault import CHEAPEST

POINTS = 100
WORDS = {
    "ENOSPC": "disk_full: The disk is full. Make room and try again; nothing half done was kept.",
    "EIO": "disk_fault: The disk could not be read or written. "
    "Check the disk and its cable and try again; nothing half done was kept.",
}


def points(undisturbed: Answer) -> Iterator[int]:
    """The numbers of the writes that fail: all of them, or in a short run as many as POINTS, evenly spread."""
    total = undisturbed["writes"]
    assert undisturbed["ended"], undisturbed
    assert total > POINTS
    return iter(range(1, total + 1) if LONG else sorted({1 + n * total // POINTS for n in range(POINTS)}))


def disturbed(calm: Job, *, write: int, fault: str) -> Job:
    """The write with that number fails; every second time so do all that follow."""
    return {**calm, "failing": write, "fault": fault, "lasting": write % 2 == 0}


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("flow", ["orders", "inventory"])
@pytest.mark.timeout(3600 if LONG else 120)
def test_an_import_whose_disk_fails(
    flow: str, fault: str, shop: Scene, warm: Nursery, end: Facts, tmp_path: Path
) -> None:
    def job_in(name: str) -> Job:
        return job(flow, shop.copy(tmp_path / name), file=shop.file(flow), secrets=shop.secrets)

    said = Counter[str]()
    for write in points(warm.run(disturbed(job_in("measured"), write=0, fault=fault))):
        answer = warm.run(disturbed(job_in(f"{write}"), write=write, fault=fault))
        said[answer["failure"]] += 1
        with shop.opened(tmp_path / f"{write}") as core:
            assert scene.faults_in(core) == [], (write, answer)
            held = scene.facts(core)
            assert scene.torn(held, end) == [], (write, answer)
            assert answer["failure"] or held == end, (write, answer)
            scene.run(core, flow, shop.file(flow))
            assert scene.facts(core) == end, (write, answer)
        shutil.rmtree(tmp_path / f"{write}")
    # A write into the file itself after the commit may fail unnoticed: the write-ahead log has it all.
    assert set(said) <= {WORDS[fault], ""}, said
    assert said[WORDS[fault]] > POINTS / 2


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
@pytest.mark.timeout(3600 if LONG else 120)
def test_a_new_shop_whose_disk_fails(fault: str, warm: Nursery, tmp_path: Path) -> None:
    said = Counter[str]()
    calm = job("new", tmp_path / "measured" / "shop")
    for write in points(warm.run(disturbed(calm, write=0, fault=fault))):
        folder = tmp_path / f"{write}" / "shop"
        answer = warm.run(disturbed(job("new", folder), write=write, fault=fault))
        said[answer["failure"]] += 1
        assert folder.exists() == (not answer["failure"]), (write, answer)
        if answer["failure"]:
            assert list(folder.parent.iterdir()) == [], (write, answer)
        else:
            assert opened_faults(folder) == [], (write, answer)
        shutil.rmtree(folder.parent)
    assert set(said) <= {WORDS[fault], ""}, said
    assert said[WORDS[fault]] > POINTS / 2


def opened_faults(folder: Path) -> list[str]:
    core = build_core(folder, keyring=None, passphrase=scene.PASSPHRASE, clock=scene.StoppedClock())
    try:
        return scene.faults_in(core)
    finally:
        core.close()


# --- what is written beside the databases ---------------------------------------------------------------------------


def found_in(folder: Path) -> None:
    found(
        folder,
        scene.PROFILE,
        clock=scene.StoppedClock(),
        keyring=None,
        passphrase=scene.PASSPHRASE,
        stretch=CHEAPEST,
    )


@pytest.mark.skipif(os.name != "posix", reason="folders are synced and renamed otherwise there")
@pytest.mark.parametrize(("number", "kind"), [(28, DiskFull), (5, EnvironmentFault), (30, EnvironmentFault)])
@pytest.mark.parametrize("call", ["fsync", "rename", "mkdir", "open", "rmdir"])
def test_a_new_shop_whose_system_calls_fail(
    call: str, number: int, kind: type[ShopError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call in turn, until the shop is made; then it is whole."""
    sound = getattr(os, call)
    calls = 0

    def failing(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(number, os.strerror(number))
        return sound(*arguments, **named)

    for fails_at in range(1, 20):
        calls, refused = 0, False
        folder = tmp_path / f"{fails_at}" / "shop"
        folder.mkdir(parents=True)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                found_in(folder)
            except EnvironmentFault as error:
                assert isinstance(error, kind)  # noqa: PT017
                refused = True
        if refused:
            left = sorted(folder.parent.rglob("*"))
            assert left in ([], [folder]), (fails_at, left)
            found_in(folder)
        assert opened_faults(folder) == []
        if calls < fails_at:
            return
    pytest.fail(f"more calls of {call} than expected")


@pytest.mark.parametrize("form", list(Format))
def test_a_report_that_cannot_be_written_leaves_the_old_one(
    form: Format, shop: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report"
    out.write_bytes(b"the old one")
    days = Period(BusinessDay.parse("2020-01-01"), BusinessDay.parse("2020-01-31"))
    with shop.opened(shop.copy(tmp_path / "shop")) as core:
        report = core.reports.finance(days)
        for number, kind in ((28, DiskFull), (5, CannotWrite)):

            def failing(_: int, number: int = number) -> None:
                raise OSError(number, os.strerror(number))

            with monkeypatch.context() as patch:
                patch.setattr(os, "fsync", failing)
                with pytest.raises(kind):
                    core.reports.write(report, form, out)
            assert out.read_bytes() == b"the old one"
            assert sorted(path.name for path in tmp_path.iterdir()) == ["report", "shop"]
        core.reports.write(report, form, out)
    assert out.stat().st_size > 100


# --- real ones ------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", str(disk)]
    if sys.platform != "linux" or shutil.which("mount") is None or subprocess.call(mounting, stderr=-3) != 0:
        pytest.skip("only root can mount a small disk, on Linux")
    yield disk
    subprocess.check_call(["umount", "-l", str(disk)])


def test_a_full_disk(small_disk: Path, shop: Scene, tmp_path: Path) -> None:
    """Wherever it fills up, the import says so and goes on when there is room."""
    with shop.opened(shop.copy(tmp_path / "undisturbed")) as core:
        scene.run(core, "orders", shop.orders)
        end = scene.facts(core)
    full = 0
    for room in range(0, 1_200_000, 100_000):  # none even for opening it, then ever more
        folder = shop.copy(small_disk / "shop")
        ballast = small_disk / "ballast"
        with ballast.open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(small_disk).free - room)))
        try:
            with shop.opened(folder) as core:
                scene.run(core, "orders", shop.orders)
        except ShopError as error:
            assert scene.word_of(error) == WORDS["ENOSPC"], room  # noqa: PT017
            full += 1
        ballast.unlink()
        with shop.opened(folder) as core:
            assert scene.faults_in(core) == [], room
            assert scene.torn(scene.facts(core), end) == [], room
            scene.run(core, "orders", shop.orders)
            assert scene.facts(core) == end, room
        shutil.rmtree(folder)
    assert full > 2
    (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free - 150_000))
    with pytest.raises(DiskFull):
        found_in(small_disk / "another")
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


@pytest.mark.skipif(os.name != "posix", reason="rights work otherwise there")
def test_a_folder_that_cannot_be_written(shop: Scene, tmp_path: Path) -> None:
    """Reading needs no more than reading; a change says what is wrong."""
    script = (
        "import os, sys, json\n"
        "from pathlib import Path\n"
        "from tests.faults import scene\n"
        "from trendy_desktop.core import build_core\n"
        "from trendy_desktop.errors import ShopError\n"
        "os.getuid() or os.setuid(65534)\n"
        "shop, orders, secrets = sys.argv[1:]\n"
        "try:\n"
        "    core = build_core(Path(shop), keyring=scene.PaperKeyring(json.loads(secrets)))\n"
        "    core.exchange.import_customer_orders(Path(orders))\n"
        "except ShopError as error:\n"
        "    print(error.code)\n"
    )
    folder = shop.copy(tmp_path / "shop")
    orders = shutil.copy(shop.orders, tmp_path / "orders.csv")
    for path, mode in ((folder / "shop.db", 0o444), (folder / "keystore.db", 0o444), (folder, 0o555)):
        path.chmod(mode)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    try:
        said = subprocess.run(
            [sys.executable, "-c", script, str(folder), str(orders), json.dumps(shop.secrets)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        assert (said.stdout.strip(), said.stderr) == ("read_only", "")
    finally:
        folder.chmod(0o755)


def test_the_words_are_those_of_the_family() -> None:
    for failure in (DiskFull(), DiskFault(), ReadOnly()):
        assert isinstance(failure, EnvironmentFault)
