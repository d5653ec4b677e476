"""Whatever the bytes: a result that accounts for every row, or one clear refusal. And good files read the same however
they are written."""

import codecs
import csv
import dataclasses
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.exchange.readers import (
    CUSTOMER_HEADER,
    INVENTORY_HEADER,
    SUPPLIER_HEADER,
    customers,
    deliveries_of,
    inventory,
    orders_of,
    products_of,
    suppliers,
)
from trendy_desktop import errors
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.lines import Refused

MANY = 10 * settings().max_examples
HEADERS = (CUSTOMER_HEADER, SUPPLIER_HEADER, INVENTORY_HEADER)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


# --- any bytes ----------------------------------------------------------------------------------------------------

PIECES = [
    *(header + end for header in HEADERS for end in ("\n", "\r\n", ",note\n")),
    *INVENTORY_HEADER.split(","),
    *CUSTOMER_HEADER.split(","),
    "2020-01-31",
    "1/2/2020",
    "31/1/2020 5:00 PM",
    "2020-01-31 17:00:00.0",
    "2020-01-31T23:59:60Z",
    "ada@example.com",
    "ADA@example.com",
    "1010",
    "01010.0",
    "A1",
    "1",
    "0",
    "-1",
    "1.50",
    "1_000",
    "NaN",
    "٣",
    "\ufeff",
    "\u202e",
    "\x1f",
    "é",
    "=cmd()",
    "",
    " ",
    "\t",
    '"',
    '""',
    *(3 * [",", ";", "\n", "\r\n", "\r", "\n2020-01-31,ada@example.com,1010,A1,1\n", "\nA1,5,1.50,2.00,S1\n"]),
]
CONTENT = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda header, rest: header.encode() + b"\n" + rest, st.sampled_from(HEADERS), st.binary(max_size=200)),
    st.builds(
        lambda pieces, encoding: "".join(pieces).encode(encoding, "replace"),
        st.lists(st.sampled_from(PIECES), max_size=40),
        st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    ),
    st.builds(
        lambda header, rows: "\n".join([header, *(",".join(row) for row in rows)]).encode(),
        st.sampled_from(HEADERS),
        st.lists(st.lists(st.sampled_from(PIECES), min_size=4, max_size=6), max_size=10),
    ),
)


def check_refused(rows: list[Refused]) -> None:
    for row in rows:
        assert "@" not in f"{row.value}{row.product_id}"
        assert len(row.value) <= errors.ECHO_LENGTH
        assert row.field not in ("cust_email", "cust_location") or row.value == errors.HIDDEN


def check_customers(path: Path) -> None:
    file = customers(path)
    orders = orders_of(file)
    refused = [*file.refused, *(row for order in orders for row in order.refused)]
    check_refused(refused)
    lines = [line.line for order in orders for line in order.lines] + [row.line for row in refused]
    assert len(lines) == len(set(lines)) == file.lines
    assert len(orders) == file.orders == len({(order.day, order.email, order.place_key) for order in orders})
    numbers = [[*(line.line for line in order.lines), *(row.line for row in order.refused)] for order in orders]
    keys = [(order.day, order.at, min(lines)) for order, lines in zip(orders, numbers, strict=True)]
    assert keys == sorted(keys)
    identities = [line.identity for order in orders for line in order.lines]
    assert len(identities) == len(set(identities))
    assert "@" not in repr(file.warnings) + repr(file.unknown_columns)


def check_suppliers(path: Path) -> None:
    file = suppliers(path)
    deliveries = deliveries_of(file)
    refused = [*file.refused, *(row for delivery in deliveries for row in delivery.refused)]
    check_refused(refused)
    lines = [line.line for delivery in deliveries for line in delivery.lines] + [row.line for row in refused]
    assert len(lines) == len(set(lines)) == file.lines
    assert len(deliveries) == file.orders == len({(delivery.day, delivery.supplier) for delivery in deliveries})


def check_inventory(path: Path) -> None:
    file = inventory(path)
    products = products_of(file)
    check_refused(list(file.refused))
    lines = [line.line for line in products] + [row.line for row in file.refused]
    assert len(lines) == len(set(lines)) == file.lines
    assert len({line.sku for line in products}) == len(products)
    assert all(line.quantity >= 0 and line.wholesale_cost >= 0 and line.sale_price >= 0 for line in products)


def read_or_refused(check: Callable[[Path], None], path: Path) -> None:
    refusal = None
    try:
        check(path)
    except errors.FileRefused as refused:
        refusal = refused
    if refusal is not None:
        assert refusal.file == str(path)
        assert "example" not in str(refusal)


@pytest.mark.parametrize("check", [check_customers, check_suppliers, check_inventory])
def test_any_bytes_are_read_or_refused_and_every_row_is_accounted_for(
    folder: Path, check: Callable[[Path], None]
) -> None:
    path = folder / "any.csv"

    @settings(max_examples=MANY)
    @given(CONTENT)
    def run(content: bytes) -> None:
        path.write_bytes(content)
        read_or_refused(check, path)

    run()


# --- good files, written in many ways -----------------------------------------------------------------------------

DAYS = [dt.date(2020, 1, day) for day in (1, 2, 3, 12, 13, 31)]
Form = Literal["iso", "iso-time", "mdy", "dmy"]


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to write a file."""

    form: Form
    delimiter: str
    end: str
    encoding: str
    quoting: Literal[0, 1]
    extra: int
    headed: bool
    blanks: bool
    shuffle: int


WAYS = st.builds(
    Way,
    form=st.sampled_from(["iso", "iso-time", "mdy", "dmy"]),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    extra=st.integers(0, 3),
    headed=st.booleans(),
    blanks=st.booleans(),
    shuffle=st.integers(0, 1_000),
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.sampled_from(["ada@example.com", "Ada@Example.com", "bo+x@example.com", "çelik@example.com"]),
        st.sampled_from(["1010", "01010", "1010.0", 'Köln, "Süd"; 2', "Main Street 5", " 1/2 "]),
        st.sampled_from(["A1", "0O1", "b-2", "Größe 38"]),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=25,
)


def date_text(day: dt.date, form: Form) -> str:
    match form:
        case "iso":
            return day.isoformat()
        case "iso-time":
            return f"{day.isoformat()} 09:0{day.day % 10}:00"
        case "mdy":
            return f"{day.month}/{day.day}/{day.year}"
        case "dmy":
            return f"{day.day:02}/{day.month:02}/{day.year} 10:17"


def written(names: list[str], rows: Sequence[tuple[str, ...]], way: Way) -> bytes:
    """``rows`` as a file; without a header it keeps the documented order, which is all such a file has."""
    places = list(range(len(names)))
    if way.headed:
        names = names + [f"extra {number}" for number in range(way.extra)]
        rows = [(*row, *(way.extra * ("x, y",))) for row in rows]
        places = list(range(len(names)))
        random.Random(way.shuffle).shuffle(places)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=way.delimiter, lineterminator=way.end, quoting=way.quoting)
    for row in [tuple(name.upper() for name in names), *rows] if way.headed else rows:
        if way.blanks:
            out.write(way.end)
        writer.writerow([row[place] for place in places])
    return out.getvalue().encode(way.encoding)


def provable(days: list[dt.date]) -> bool:
    """Whether dates with slashes can be told apart, or need not be."""
    return any(day.day > 12 for day in days) or all(day.day == day.month for day in days)


def test_customer_orders_read_the_same_however_they_are_written(folder: Path) -> None:
    path = folder / "customers.csv"

    @settings(max_examples=MANY)
    @given(LINES, WAYS)
    def run(lines: list[tuple[dt.date, str, str, str, int]], way: Way) -> None:
        rows = [(date_text(day, way.form), who, where, sku, str(count)) for day, who, where, sku, count in lines]
        path.write_bytes(written(CUSTOMER_HEADER.split(","), rows, way))
        told: DateMode | None = None
        if way.form in ("mdy", "dmy") and not provable([line[0] for line in lines]):
            with pytest.raises(errors.AmbiguousDates):
                customers(path)
            told = "mdy" if way.form == "mdy" else "dmy"
        # The zone is named because a file of few times is easily taken for shifted midnights.
        file = customers(path, zone="Europe/Vienna", dates=told)
        expected: dict[tuple[dt.date, str, str], list[tuple[str, int]]] = {}
        for day, who, where, sku, count in lines:
            place = "1010" if "1010" in where else where.strip()
            expected.setdefault((day, who.lower(), place), []).append((sku, count))
        orders = orders_of(file, 3)
        read = {
            (order.day.date, order.email, order.place_key): [(line.sku, line.quantity) for line in order.lines]
            for order in orders
        }
        assert read == expected
        assert len(orders) == len(expected)
        assert (file.lines, file.refused) == (len(lines), ())
        assert len(file.unknown_columns) == (way.extra if way.headed else 0)
        assert all(order.has_time == (way.form in ("iso-time", "dmy")) for order in orders)

    run()


def test_supplier_orders_read_the_same_however_they_are_written(folder: Path) -> None:
    path = folder / "suppliers.csv"

    @settings(max_examples=MANY)
    @given(LINES, WAYS)
    def run(lines: list[tuple[dt.date, str, str, str, int]], way: Way) -> None:
        days = [line[0] for line in lines]
        rows = [(date_text(day, way.form), f"S {len(who)}", sku, str(count)) for day, who, _, sku, count in lines]
        path.write_bytes(written(SUPPLIER_HEADER.split(","), rows, way))
        if way.form in ("mdy", "dmy") and not provable(days):
            with pytest.raises(errors.AmbiguousDates):
                suppliers(path)
            return
        file = suppliers(path, zone="Europe/Vienna")
        expected: dict[tuple[dt.date, str], list[tuple[str, int]]] = {}
        for day, who, _, sku, count in lines:
            expected.setdefault((day, f"S {len(who)}"), []).append((sku, count))
        assert {
            (delivery.day.date, delivery.supplier): [(line.sku, line.quantity) for line in delivery.lines]
            for delivery in deliveries_of(file)
        } == expected

    run()


PRODUCTS = st.lists(
    st.tuples(
        st.text("AB01-é", min_size=1, max_size=6),
        st.integers(0, 9_999_999),
        st.integers(0, 99_999_999_999),
        st.integers(0, 99_999_999_999),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda product: product[0],
)


def test_inventories_read_the_same_however_they_are_written(folder: Path) -> None:
    path = folder / "inventory.csv"

    @settings(max_examples=MANY)
    @given(PRODUCTS, WAYS)
    def run(products: list[tuple[str, int, int, int]], way: Way) -> None:
        rows = [
            (sku, str(count), f"{cost // 100}.{cost % 100:02}", f"{price / 100:.2f}".rstrip("0").rstrip("."), "Süd 1")
            for sku, count, cost, price in products
        ]
        path.write_bytes(written(INVENTORY_HEADER.split(","), rows, way))
        read = products_of(inventory(path))
        assert [(line.sku, line.quantity, line.wholesale_cost, line.sale_price) for line in read] == products

    run()


@settings(max_examples=MANY)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(folder: Path, data: st.DataObject) -> None:
    """Bytes of a good file are cut out, doubled or changed."""
    rows = [f"2020-01-{day:02},c{day}@example.com,{day}010,A{day},{day}" for day in range(1, 20)]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig"]))
    content = bytearray("\r\n".join([CUSTOMER_HEADER, *rows]).encode(encoding))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 40))
        doubled = bytes(content[start:end] * 2)
        pieces = [b"", b'"', b",", b"\n", b"\0", b"\x81", b"\xe9", codecs.BOM_UTF8, doubled]
        content[start:end] = data.draw(st.sampled_from(pieces))
    path = folder / "damaged.csv"
    path.write_bytes(content)
    read_or_refused(check_customers, path)
