import csv
import errno
import io
import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trendy_desktop.errors import CannotWrite, DiskFull
from trendy_desktop.services.reports.output import Cell, csv_bytes, iso_text, json_bytes, keep
from trendy_desktop.values import Currency, Instant, Money

EUR = Currency.named("EUR")


def read_back(rows: list[list[Cell]]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(rows).decode(), newline="")))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_a_spreadsheet_would_run_is_made_plain(begin: str) -> None:
    assert read_back([[f"{begin}1+1"]]) == [[f"'{begin}1+1"]]


def test_numbers_are_never_touched() -> None:
    assert read_back([[-3, Money(-1230, EUR), True, False, None]]) == [["-3", "-12.30", "true", "false", ""]]


def test_lines_end_as_spreadsheets_expect_and_quotes_close() -> None:
    assert csv_bytes([["a", 'b,"c'], ["d\ne", 1]]) == b'a,"b,""c"\r\n"d\ne",1\r\n'


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_every_text_comes_back_and_none_begins_like_a_formula(texts: list[str]) -> None:
    (row,) = read_back([list[Cell](texts)])
    assert [
        cell.removeprefix("'") if not text.startswith("'") else cell for cell, text in zip(row, texts, strict=True)
    ] == texts
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)


def test_json_is_readable_text() -> None:
    content = {"title": "Żółć", "amount": "1.00"}
    assert json_bytes(content).decode() == '{\n  "title": "Żółć",\n  "amount": "1.00"\n}\n'
    assert json.loads(json_bytes(content)) == content


def test_a_moment_is_said_in_utc() -> None:
    assert iso_text(Instant(1_600_000_000_999)) == "2020-09-13T12:26:40Z"


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_and_belongs_to_its_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    out.write_text("old")
    out.chmod(0o644)
    keep(b"new", out)
    assert out.read_bytes() == b"new"
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(("number", "fault"), [(errno.ENOSPC, DiskFull), (errno.EIO, CannotWrite)])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, fault: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    out = tmp_path / "report.json"
    out.write_bytes(b"old")
    monkeypatch.setattr(os, call, fail)
    with pytest.raises(fault, match=r"."):
        keep(b"new", out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"report\.csv could not be written: No such file"):
        keep(b"", tmp_path / "nowhere" / "report.csv")


def test_a_folder_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    for place in (tmp_path, Path(os.devnull)):
        with pytest.raises(CannotWrite, match="not an ordinary file"):
            keep(b"", place)
    assert tmp_path.is_dir()


def test_a_name_with_an_address_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as failed:
        keep(b"", tmp_path / "nowhere" / "mara@example.com.csv")
    assert "mara" not in str(failed.value)
