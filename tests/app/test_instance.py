"""One window a shop: the lock lasts as long as the program that holds it, however that ends."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment
from trendy_desktop.app.instance import NAME, Instance
from trendy_desktop.errors import AlreadyOpen, ReadOnly

HOLDER = """
import sys, time
from pathlib import Path
from trendy_desktop.app.instance import Instance
held = Instance(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_window_is_refused_and_says_which_shop(tmp_path: Path) -> None:
    first = Instance(tmp_path)
    with pytest.raises(AlreadyOpen, match=r"^The shop in .* is already open in another window\."):
        Instance(tmp_path)
    first.release()
    Instance(tmp_path).release()


def test_two_shops_are_open_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = Instance(tmp_path / "one"), Instance(tmp_path / "two")
    one.release()
    two.release()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_a_killed_program_holds_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, env=environment(), text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOpen):
            Instance(tmp_path)
        holder.send_signal(signal.SIGKILL)
    Instance(tmp_path).release()


@pytest.mark.skipif(os.name == "nt", reason="rights of files are those of POSIX")
def test_the_lock_is_the_owners_alone(tmp_path: Path) -> None:
    held = Instance(tmp_path)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    held.release()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()  # nobody, root neither, opens a folder for writing
    with pytest.raises(ReadOnly):
        Instance(tmp_path)
