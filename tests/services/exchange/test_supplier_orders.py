"""Supplier-order files: deliveries by business day and supplier."""

from pathlib import Path

import pytest

from tests.services.exchange.readers import SUPPLIER_HEADER, VIENNA, deliveries_of, suppliers, write
from trendy_desktop import errors
from trendy_desktop.values import BusinessDay


def file_of(folder: Path, *rows: str) -> Path:
    return write(folder, "\n".join([SUPPLIER_HEADER, *rows, ""]))


def test_lines_of_one_day_and_supplier_are_one_delivery(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "2020-02-01,S1,A1,10",
        "2020-01-31,S2,A1,5",
        "2020-01-31,S1,A1,10",
        "2020-01-31,s1,A1,10",
        "2020-01-31,S2,A1,5",
        "2020-01-31,S2,B1,0",
    )
    file = suppliers(path)
    deliveries = deliveries_of(file)
    assert [(str(d.day), d.supplier, [line.line for line in d.lines]) for d in deliveries] == [
        ("2020-01-31", "S2", [3, 6]),
        ("2020-01-31", "S1", [4]),
        ("2020-01-31", "s1", [5]),
        ("2020-02-01", "S1", [2]),
    ]
    assert [line.identity for line in deliveries[0].lines] == [
        b"2020-01-31\x1fS2\x1fA1\x1f5\x1f1",
        b"2020-01-31\x1fS2\x1fA1\x1f5\x1f2",
    ]
    assert [(row.line, row.reason) for row in deliveries[0].refused] == [(7, "bad_number")]
    assert [(warning.line, warning.code) for warning in file.warnings] == [(6, "duplicate_line")]
    assert deliveries[0].at == VIENNA.start_of(BusinessDay.parse("2020-01-31"))
    assert (file.lines, file.orders, file.refused) == (6, 4, ())


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (",S1,A1,1", "date", "missing_field"),
        ("31.1.2020,S1,A1,1", "date", "bad_date"),
        ("2020-01-31,,A1,1", "supplier_id", "missing_field"),
        ("2020-01-31,ada@example.com,A1,1", "supplier_id", "bad_text"),
        ("2020-01-31,S\u20661,A1,1", "supplier_id", "bad_text"),
        (f"2020-01-31,{65 * 'S'},A1,1", "supplier_id", "too_long"),
        ("2020-01-31,S1,,1", "product_id", "missing_field"),
        ("2020-01-31,S1,ada@example.com,1", "product_id", "bad_text"),
        (f"2020-01-31,S1,{65 * 'A'},1", "product_id", "too_long"),
        ("2020-01-31,S1,A1,", "quantity", "missing_field"),
        ("2020-01-31,S1,A1,0", "quantity", "bad_number"),
        ("2020-01-31,S1,A1,-3", "quantity", "bad_number"),
        ("2020-01-31,S1,A1,1.5", "quantity", "bad_number"),
        ("2020-01-31,S1,A1,1;5", "quantity", "bad_number"),
        ("2020-01-31,S1,A1", None, "wrong_field_count"),
        ("2020-01-31,S1,A1,1,", None, "wrong_field_count"),
    ],
)
def test_a_bad_field_refuses_its_line_alone(tmp_path: Path, row: str, field: str | None, reason: str) -> None:
    file = suppliers(file_of(tmp_path, "2020-01-30,S1,A1,1", row))
    attached = [refused for delivery in deliveries_of(file) for refused in delivery.refused]
    (refused,) = (*attached, *file.refused)
    assert (refused.line, refused.field, refused.reason) == (3, field, reason)
    assert bool(attached) == (field in ("product_id", "quantity"))
    assert "@" not in refused.value + (refused.product_id or "")


def test_a_customer_file_is_no_supplier_file(tmp_path: Path) -> None:
    header = "date,cust_email,cust_location,product_id,product_quantity"
    with pytest.raises(errors.HeaderMismatch, match="missing is supplier_id, quantity"):
        suppliers(write(tmp_path, f"{header}\n2020-01-31,ada@example.com,1010,A1,1\n"))
    with pytest.raises(errors.HeaderMismatch, match="neither a header nor a row"):
        suppliers(write(tmp_path, "2020-01-31,ada@example.com,1010,A1,1\n"))


def test_an_american_file_without_header_and_with_semicolons_is_read(tmp_path: Path) -> None:
    file = suppliers(write(tmp_path, "1/2/2020 9:15 AM;S1;A1;3\n1/31/2020 1:15 PM;S1;A1;4\n"))
    assert [(str(d.day), d.has_time, d.lines[0].quantity) for d in deliveries_of(file)] == [
        ("2020-01-02", True, 3),
        ("2020-01-31", True, 4),
    ]
