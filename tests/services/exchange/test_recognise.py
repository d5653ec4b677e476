"""Which kind of file was dropped: told by its columns, or the shape of its first row."""

from pathlib import Path

import pytest

from tests.shop import CUSTOMER_HEADER, INVENTORY_HEADER, SUPPLIER_HEADER
from trendy_desktop.services.exchange.recognise import FileKind, kind_of

INVENTORY, CUSTOMERS, SUPPLIERS = FileKind.INVENTORY, FileKind.CUSTOMER_ORDERS, FileKind.SUPPLIER_ORDERS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INVENTORY_HEADER, INVENTORY),
        (CUSTOMER_HEADER, CUSTOMERS),
        (SUPPLIER_HEADER, SUPPLIERS),
        (f"{CUSTOMER_HEADER}\n2020-01-01,anna@example.com,1010,A-1,2\n", CUSTOMERS),
        (f"\ufeff{INVENTORY_HEADER}", INVENTORY),
        (f"\r\n\n{SUPPLIER_HEADER}", SUPPLIERS),
        (INVENTORY_HEADER.replace(",", ";"), INVENTORY),
        (SUPPLIER_HEADER.replace(",", "\t"), SUPPLIERS),
        (" Product_ID , QUANTITY ,Wholesale_Cost, sale_price,supplier_id,note", INVENTORY),
        ('"date","cust_email","cust_location","product_id","product_quantity"', CUSTOMERS),
        ("date,cust_email,product_id,product_quantity", CUSTOMERS),  # a column is missing: its reader says which
        ("A-1,5,2.00,5.00,S1\nA-2,6,2.00,5.00,S1", INVENTORY),
        ("2020-05-27,anna@example.com,1010,A-1,2", CUSTOMERS),
        ("5/27/2020 14:05,anna@example.com,1010,A-1,2", CUSTOMERS),
        ("2020-05-27,S1,A-1,20", SUPPLIERS),
        ("2020-05-27;S1;A-1;20", SUPPLIERS),
        ("2020-05-27,anna,1010,A-1,2", None),
        ("2020-05-27,S1,A-1,many", None),
        ("name,size,shelf", None),
        ("", None),
        ("\n\n\n", None),
        ("no table at all", None),
        ('"never closed', None),
    ],
)
def test_the_kind_is_told(tmp_path: Path, text: str, kind: FileKind | None) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(text.encode())
    assert kind_of(file) is kind


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01" * 100, b"\x00" * 1000, b"%PDF-1.7\n" + bytes(range(256))])
def test_what_is_no_text_has_no_kind(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(content)
    assert kind_of(file) is None


def test_an_old_encoding_does_not_hide_the_kind(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(f"{INVENTORY_HEADER},gr\xf6\xdfe\n".encode("latin-1"))
    assert kind_of(file) is INVENTORY


def test_a_long_line_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(SUPPLIER_HEADER.encode() + b"," + b"x" * 5_000_000)
    assert kind_of(file) is SUPPLIERS


def test_what_cannot_be_read_has_no_kind(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "missing.csv") is None
    assert kind_of(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("inventory_2020_a.csv", INVENTORY), ("customer_orders_2020_a.csv", CUSTOMERS)],
)
def test_the_real_files_are_known(order_days: Path, name: str, kind: FileKind) -> None:
    assert kind_of(order_days / name) is kind
