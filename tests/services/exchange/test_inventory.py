"""Inventory files: typed lines in the shop's currency, and what is refused."""

from pathlib import Path

import pytest

from tests.services.exchange.readers import INVENTORY_HEADER, inventory, products_of, write
from trendy_desktop import errors

GOOD = {"product_id": "A1", "quantity": "5", "wholesale_cost": "1.5", "sale_price": "2.00", "supplier_id": "S1"}


def file_of(folder: Path, *rows: str) -> Path:
    return write(folder, "\n".join([INVENTORY_HEADER, *rows, ""]))


@pytest.mark.parametrize(
    ("digits", "cost", "minor"),
    [
        (2, "7.73", 773),
        (2, "295.2", 29_520),
        (2, "7", 700),
        (2, "0", 0),
        (2, "007.70", 770),
        (2, "999999999.99", 99_999_999_999),
        (0, "1200", 1_200),
        (3, "1.234", 1_234),
        (3, "1.2", 1_200),
    ],
)
def test_amounts_are_whole_minor_units(tmp_path: Path, digits: int, cost: str, minor: int) -> None:
    (line,) = products_of(inventory(file_of(tmp_path, f"0O1,0,{cost},1,S1"), digits=digits))
    assert (line.line, line.sku, line.quantity, line.wholesale_cost, line.supplier) == (2, "0O1", 0, minor, "S1")
    assert line.sale_price == 10**digits


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("product_id", "", "missing_field"),
        ("product_id", "\v", "missing_field"),
        ("product_id", "A\t1", "bad_text"),
        ("product_id", "A\x7f1", "bad_text"),
        ("product_id", "A\u2028B", "bad_text"),
        ("product_id", "A\u00ad1", "bad_text"),
        ("product_id", "ada@example.com", "bad_text"),
        ("product_id", "A@", "bad_text"),
        ("product_id", 65 * "A", "too_long"),
        ("product_id", 64 * "A" + "é", "too_long"),
        ("quantity", "", "missing_field"),
        ("quantity", "-1", "bad_number"),
        ("quantity", "-0", "bad_number"),
        ("quantity", "1.0", "bad_number"),
        ("quantity", "1_000", "bad_number"),
        ("quantity", "１２", "bad_number"),
        ("quantity", "five", "bad_number"),
        ("quantity", "10000000", "bad_number"),
        ("quantity", "99999999999999999999", "bad_number"),
        ("quantity", "nan", "bad_number"),
        ("quantity", "5\r6", "bad_text"),
        ("wholesale_cost", "", "missing_field"),
        ("wholesale_cost", "-1.00", "bad_number"),
        ("wholesale_cost", "+1.00", "bad_number"),
        ("wholesale_cost", "1.234", "bad_number"),
        ("wholesale_cost", "1.230", "bad_number"),
        ("wholesale_cost", "1.", "bad_number"),
        ("wholesale_cost", ".5", "bad_number"),
        ("wholesale_cost", "1,50", "bad_number"),
        ("wholesale_cost", "1,234.50", "bad_number"),
        ("wholesale_cost", "1.5e2", "bad_number"),
        ("wholesale_cost", "€1.50", "bad_number"),
        ("wholesale_cost", "$1.50", "bad_number"),
        ("wholesale_cost", "1.50 EUR", "bad_number"),
        ("wholesale_cost", "NaN", "bad_number"),
        ("wholesale_cost", "Infinity", "bad_number"),
        ("wholesale_cost", "1000000000.00", "bad_number"),
        ("wholesale_cost", "999999999999.00", "bad_number"),
        ("wholesale_cost", "1٫50", "bad_number"),
        ("wholesale_cost", "1\x025", "bad_text"),
        ("sale_price", "", "missing_field"),
        ("sale_price", "-2", "bad_number"),
        ("sale_price", "2.005", "bad_number"),
        ("sale_price", "free", "bad_number"),
        ("sale_price", "=2+2", "bad_number"),
        ("sale_price", "2.00.00", "bad_number"),
        ("supplier_id", "", "missing_field"),
        ("supplier_id", "sales@supplier.example", "bad_text"),
        ("supplier_id", "S\u00851", "bad_text"),
        ("supplier_id", "S1\u200b", "bad_text"),
        ("supplier_id", 65 * "S", "too_long"),
    ],
)
def test_a_bad_field_refuses_its_line_alone(tmp_path: Path, field: str, value: str, reason: str) -> None:
    row = GOOD | {field: value}
    file = inventory(file_of(tmp_path, "B1,1,1,1,S1", ",".join(f'"{text}"' for text in row.values()), "C1,1,1,1,S1"))
    (refused,) = file.refused
    assert (refused.field, refused.reason, refused.line) == (field, reason, 3)
    assert "@" not in refused.value + (refused.product_id or "")
    assert [line.sku for line in products_of(file)] == ["B1", "C1"]
    assert file.lines == 3


def test_a_product_that_stands_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    file = inventory(file_of(tmp_path, "A1,x,1,1,S1", "A1,1,1,1,S1", "a1,2,1,1,S1", "A1,1,1,1,S1", " A1 ,3,1,1,S1"))
    assert [(line.line, line.sku) for line in products_of(file)] == [(3, "A1"), (4, "a1")]
    assert [(row.line, row.field, row.reason, row.value) for row in file.refused] == [
        (2, "quantity", "bad_number", "x"),
        (5, "product_id", "duplicate_row", "A1"),
        (6, "product_id", "duplicate_row", "A1"),
    ]
    assert [row.wanted for row in file.refused] == [None, 1, 3]


def test_lines_come_in_chunks_by_line(tmp_path: Path) -> None:
    file = inventory(file_of(tmp_path, *(f"A{number},1,1,1,S1" for number in range(1_001))))
    chunks = list(file.chunks(500))
    assert [len(chunk) for chunk in chunks] == [500, 500, 1]
    assert [line.line for chunk in chunks for line in chunk] == list(range(2, 1_003))


def test_a_file_of_another_currency_is_refused_line_by_line(tmp_path: Path) -> None:
    file = inventory(file_of(tmp_path, "A1,1,1.50,2.00,S1", "B1,1,150,200,S1"), digits=0)
    assert [(row.line, row.reason) for row in file.refused] == [(2, "bad_number")]


def test_a_customer_file_is_no_inventory(tmp_path: Path) -> None:
    header = "date,cust_email,cust_location,product_id,product_quantity"
    with pytest.raises(errors.HeaderMismatch) as refused:
        inventory(write(tmp_path, f"{header}\n2020-01-31,ada@example.com,1010,A1,1\n"))
    assert "ada" not in str(refused.value)
