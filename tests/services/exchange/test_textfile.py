"""Encodings, limits, delimiters, headers and line numbers, seen through the readers that use them."""

import codecs
import gzip
import itertools
import os
import sys
from pathlib import Path

import pytest

from tests.services.exchange.readers import (
    CUSTOMER_HEADER,
    INVENTORY_HEADER,
    customers,
    inventory,
    orders_of,
    products_of,
    write,
)
from trendy_desktop import errors
from trendy_desktop.services.exchange.textfile import Limits

ROW = "A1,5,1.50,2.00,S1"
GOOD = f"{INVENTORY_HEADER}\n{ROW}\n"
ORDER = "2020-01-31,ada@example.com,1010,A1,1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closed", [True, False])
def test_line_ends_of_all_systems_are_read(tmp_path: Path, end: str, closed: bool) -> None:
    text = end.join([INVENTORY_HEADER, ROW, "", "B1,6,1.50,2.00,S1"]) + (end if closed else "")
    file = inventory(write(tmp_path, text))
    assert [(line.line, line.sku) for line in products_of(file)] == [(2, "A1"), (4, "B1")]
    assert file.lines == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_utf8_with_or_without_a_mark_and_cp1252_are_read(tmp_path: Path, encoding: str) -> None:
    text = f"{CUSTOMER_HEADER}\n2020-01-31,ada@example.com,Köln – Süd,A1,1\n"
    (order,) = orders_of(customers(write(tmp_path, text.encode(encoding))))
    assert order.place == "Köln – Süd"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("headed", [True, False])
def test_the_delimiter_is_the_one_that_fits(tmp_path: Path, delimiter: str, headed: bool) -> None:
    rows = [CUSTOMER_HEADER] * headed + [ORDER]
    file = customers(write(tmp_path, "\n".join(rows).replace(",", delimiter)))
    assert [order.lines[0].line for order in orders_of(file)] == [1 + headed]


def test_another_delimiter_may_stand_in_quotes_or_long_headers(tmp_path: Path) -> None:
    extra = ";".join(f"a column with a long name, number {number}" for number in range(40))
    text = f'"product_id";quantity;wholesale_cost;sale_price;supplier_id;{extra}\n' + "A1;5;1.50;2.00;S1" + 40 * ";"
    file = inventory(write(tmp_path, text))
    assert [line.sku for line in products_of(file)] == ["A1"]
    assert len(file.unknown_columns) == 40


def test_columns_are_found_by_name_in_any_order_and_the_others_are_named(tmp_path: Path) -> None:
    text = " Supplier_ID ,Note,SALE_PRICE,quantity,,product_id,a@b.example,wholesale_cost\nS1,x,2.00,5,,A1,y,1.5\n"
    file = inventory(write(tmp_path, text))
    (line,) = products_of(file)
    assert (line.sku, line.quantity, line.wholesale_cost, line.sale_price, line.supplier) == ("A1", 5, 150, 200, "S1")
    assert file.unknown_columns == ("Note", "column 5", errors.HIDDEN)


def test_a_file_without_header_is_read_in_documented_order(tmp_path: Path) -> None:
    file = inventory(write(tmp_path, f"{ROW}\nB1,6,1.50,2.00,S1\n"))
    assert [(line.line, line.sku) for line in products_of(file)] == [(1, "A1"), (2, "B1")]
    assert file.unknown_columns == ()


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("product_id,quantity,wholesale_cost,sale_price", "missing is supplier_id"),
        (f"{INVENTORY_HEADER},quantity", "quantity stands there twice"),
        ("sku,on_hand,cost,price,supplier", "neither a header nor a row"),
        ("A1,-5,1.50,2.00,S1", "neither a header nor a row"),
        ("A1,5,1.50,2.00,S1,extra", "neither a header nor a row"),
        ("A1,5,1.50,2.00", "neither a header nor a row"),
        ("hello", "neither a header nor a row"),
    ],
)
def test_a_first_line_that_is_neither_header_nor_row_refuses_the_file(tmp_path: Path, header: str, why: str) -> None:
    with pytest.raises(errors.HeaderMismatch) as refused:
        inventory(write(tmp_path, f"\n{header}\n{ROW}\n"))
    assert why in str(refused.value)
    assert INVENTORY_HEADER in str(refused.value)
    assert refused.value.line == 2
    assert refused.value.file == str(tmp_path / "file.csv")


def test_rows_that_mostly_do_not_fit_the_header_refuse_the_file(tmp_path: Path) -> None:
    header = INVENTORY_HEADER.replace(",", ",product_name,", 1)
    with pytest.raises(errors.HeaderMismatch) as refused:
        inventory(write(tmp_path, f"{header}\n{ROW}\nB1,name,6,1.50,2.00,S1\n{ROW}\n"))
    assert "2 of 3 rows do not have its 6 fields" in str(refused.value)
    assert refused.value.line == 2


def test_single_rows_that_do_not_fit_are_refused_alone(tmp_path: Path) -> None:
    file = inventory(write(tmp_path, f"{GOOD}B1,6\nC1,1,1,1,S1,,\nD1,1,1,1,S1\n"))
    assert [line.sku for line in products_of(file)] == ["A1", "D1"]
    assert [(row.line, row.reason, row.field, row.value) for row in file.refused] == [
        (3, "wrong_field_count", None, "2 fields"),
        (4, "wrong_field_count", None, "7 fields"),
    ]
    assert file.refused[0].raw == b"B1\x1f6"
    assert file.lines == 4


def test_a_line_number_is_where_the_record_begins(tmp_path: Path) -> None:
    text = f'\n{INVENTORY_HEADER},note\n\n{ROW},"two\nlines, \r\n""three"""\n   \nB1,6,1.50,2.00,S1,\nC1,x,1,1,S,"\n"\n'
    file = inventory(write(tmp_path, text))
    assert [(line.line, line.sku) for line in products_of(file)] == [(4, "A1"), (8, "B1")]
    assert [row.line for row in file.refused] == [9]


def test_fields_are_trimmed_also_before_a_quote(tmp_path: Path) -> None:
    file = inventory(write(tmp_path, f'{INVENTORY_HEADER}\n\t A1 ,  "5 ", 1.50\v,2.00\x0c, S1 \n'))
    assert [(line.sku, line.quantity, line.supplier) for line in products_of(file)] == [("A1", 5, "S1")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04\x14\0\x06\0" + bytes(90), "Excel workbook"),
        (b"PK\x05\x06" + bytes(18), "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"%PDF-1.7\n", "PDF"),
        (gzip.compress(GOOD.encode()), "gzip"),
        (b"SQLite format 3\0" + bytes(84), "database"),
        (codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"), "UTF-16"),
        (GOOD.encode("utf-16-le"), "zero bytes"),
        (GOOD.encode() + b"\0", "zero bytes"),
        (GOOD.encode() + b"B\x81,1,1,1,S\n", "neither UTF-8 nor Windows-1252"),
        (codecs.BOM_UTF8 + GOOD.encode() + b"\xe4,1,1,1,S\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_what_is_not_text_is_refused_with_its_reason(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(errors.NotText, match="is not a text file") as refused:
        inventory(write(tmp_path, content))
    assert why in str(refused.value)


def test_a_code_that_begins_like_an_archive_is_text(tmp_path: Path) -> None:
    assert [line.sku for line in products_of(inventory(write(tmp_path, "PK1,5,1,1,S1\n")))] == ["PK1"]


@pytest.mark.parametrize("content", ["", "\n \n\r\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(errors.EmptyFile):
        inventory(write(tmp_path, content))


@pytest.mark.parametrize("content", [INVENTORY_HEADER, f"{INVENTORY_HEADER}\n\n"])
def test_a_header_alone_is_a_table_without_rows(tmp_path: Path, content: str) -> None:
    """A day on which nobody ordered is a day all the same."""
    assert inventory(write(tmp_path, content)).lines == 0


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ('"A1,5,1.50,2.00,S1', 3),
        ('"A1"x,5,1.50,2.00,S1', 3),
        ('A1,"5,1.50,2.00,S1\n' + 9 * f"{ROW}\n", 3),
        ('A1,"5,1.50,2.00,S1\n' + 9_000 * f"{ROW}\n", 3),
    ],
)
def test_a_quotation_mark_that_does_not_close_refuses_the_file(tmp_path: Path, row: str, line: int) -> None:
    with pytest.raises(errors.BrokenQuotes) as refused:
        inventory(write(tmp_path, f"{INVENTORY_HEADER}\nB1,5,1.50,2.00,S1\n{row}\n"))
    assert refused.value.line == line


def test_a_broken_quote_in_the_first_line_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(errors.BrokenQuotes):
        inventory(write(tmp_path, '"product_id'))


SMALL = Limits(size=2_000, field=50, lines=9, columns=8)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (40 * [60 * "x"], "more than 2,000 bytes"),
        (10 * [ORDER], "more than 9 lines"),
        ([f"2020-01-31,ada@example.com,{51 * 'x'},A1,1"], "line 2 has a field over 50 characters"),
        ([f'2020-01-31,ada@example.com,"{26 * "x"}\n{26 * "x"}",A1,1'], "line 2 has a field over 50"),
        ([ORDER + 4 * ",x"], "line 2 has more than 8 columns"),
        ([1_800 * "x"], "line 2 has more than 1,624 bytes"),
    ],
)
def test_limits_refuse_the_file(tmp_path: Path, rows: list[str], why: str) -> None:
    with pytest.raises(errors.TooLarge) as refused:
        customers(write(tmp_path, "\n".join([CUSTOMER_HEADER, *rows])), limits=SMALL)
    assert why in str(refused.value)


def test_the_limits_themselves_are_allowed(tmp_path: Path) -> None:
    rows = [f"2020-01-31,ada@example.com,{50 * 'x'},A1,1,,{50 * 'x'},y"] + 7 * [ORDER + ",,,"]
    file = customers(write(tmp_path, "\n".join([f"{CUSTOMER_HEADER},a,b,c", *rows])), limits=SMALL)
    assert file.lines == 8


def test_a_field_beyond_what_the_csv_module_takes_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(errors.TooLarge, match="line 2 has a field over 1,000 characters"):
        inventory(write(tmp_path, f"{INVENTORY_HEADER}\n{200_000 * 'x'},5,1,1,S\n"))


def test_missing_files_and_folders_are_explained(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path / "no\0name", write(tmp_path, GOOD) / "inside"):
        with pytest.raises(errors.NoFile):
            inventory(path)
    with pytest.raises(errors.CannotRead, match="it is not a file"):
        inventory(tmp_path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_that_may_not_be_read_is_explained(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.chmod(0)
    with pytest.raises(errors.CannotRead):
        inventory(path)


class Recorder:
    """Progress that remembers, and stops the work at ``stop``."""

    def __init__(self, stop: int | None = None) -> None:
        self.steps: list[tuple[int, int]] = []
        self.stop = stop

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))
        if self.stop is not None and done >= self.stop:
            raise errors.Cancelled(done=done, total=total)


def test_progress_goes_from_nothing_to_all_in_small_steps(tmp_path: Path) -> None:
    path = write(tmp_path, "\n".join([CUSTOMER_HEADER, *(30_000 * [ORDER])]))
    recorder = Recorder()
    customers(path, progress=recorder)
    done = [done for done, _ in recorder.steps]
    assert done == sorted(done)
    assert {total for _, total in recorder.steps} == {path.stat().st_size}
    assert (done[0] < 1_000, done[-1]) == (True, path.stat().st_size)
    assert max(after - before for before, after in itertools.pairwise(done)) < 60_000
    for stop in (1, path.stat().st_size // 2 + 1, path.stat().st_size):
        with pytest.raises(errors.Cancelled):
            customers(path, progress=Recorder(stop))
