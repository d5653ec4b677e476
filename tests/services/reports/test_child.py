import os
import sys
import time
from pathlib import Path

import pytest

from trendy_desktop.errors import RenderingFailed
from trendy_desktop.services.reports.child import bytes_from


def test_the_answer_comes_from_another_process() -> None:
    assert bytes_from(str.encode, "Żółć", seconds=30) == "Żółć".encode()


def test_an_answer_larger_than_a_pipe_comes_whole() -> None:
    assert bytes_from(bytes, 3_000_000, seconds=30) == bytes(3_000_000)


def test_what_fails_in_the_child_is_told_without_addresses() -> None:
    with pytest.raises(RenderingFailed, match="FileNotFoundError while drawing") as failed:
        bytes_from(Path.read_bytes, Path("/nowhere/mara@example.com"), seconds=30)
    assert "read_bytes" in str(failed.value.__cause__)
    assert "mara" not in f"{failed.value} {failed.value.__cause__}"


def test_a_crash_of_the_child_is_a_sentence() -> None:
    with pytest.raises(RenderingFailed, match="ended with 7"):
        bytes_from(os._exit, 7, seconds=30)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of the file system")
def test_a_child_that_hangs_is_ended(tmp_path: Path) -> None:
    never = tmp_path / "never"
    os.mkfifo(never)
    begun = time.monotonic()
    with pytest.raises(RenderingFailed, match=r"longer than 0\.5 seconds"):
        bytes_from(Path.read_bytes, never, seconds=0.5)
    assert time.monotonic() - begun < 10
