"""Customer-order files: which lines make an order, in which sequence, under which identity, and what is refused."""

import gc
import random
import string
import weakref
from pathlib import Path

import pytest

from tests.services.exchange.readers import CUSTOMER_HEADER, VIENNA, customers, orders_of, write
from trendy_desktop import errors
from trendy_desktop.services.exchange import orders as gathering
from trendy_desktop.services.exchange.customer_orders import place_key, read_customer_orders
from trendy_desktop.values import BusinessDay

GOOD = {
    "date": "2020-01-31",
    "cust_email": "ada@example.com",
    "cust_location": "1010",
    "product_id": "A1",
    "product_quantity": "2",
}


def file_of(folder: Path, *rows: str) -> Path:
    return write(folder, "\n".join([CUSTOMER_HEADER, *rows, ""]))


def test_lines_of_one_day_person_and_place_are_one_order_wherever_they_stand(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "2020-02-01,bo@example.com,1020,B1,1",
        "2020-01-31,Ada@Example.com,01010,A1,1",
        "2020-01-31,bo@example.com,1020,B1,1",
        "2020-01-31,ada@example.com,1010.0,C1,3",
        "2020-01-31,ada@example.com,1011,A1,1",
        "2020-01-31,ada@EXAMPLE.com, 1010 ,D1,4",
    )
    file = customers(path)
    orders = orders_of(file)
    assert [(str(o.day), o.email, o.place_key, [line.line for line in o.lines]) for o in orders] == [
        ("2020-01-31", "ada@example.com", "1010", [3, 5, 7]),
        ("2020-01-31", "bo@example.com", "1020", [4]),
        ("2020-01-31", "ada@example.com", "1011", [6]),
        ("2020-02-01", "bo@example.com", "1020", [2]),
    ]
    assert (file.lines, file.orders, file.refused) == (6, 4, ())
    first = orders[0]
    assert (first.email_as_given, first.place) == ("Ada@Example.com", "01010")
    assert [(line.sku, line.quantity) for line in first.lines] == [("A1", 1), ("C1", 3), ("D1", 4)]
    assert (first.at, first.has_time) == (VIENNA.start_of(BusinessDay.parse("2020-01-31")), False)


def test_orders_come_by_day_then_moment_then_line(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "2020-01-31 12:00,ada@example.com,1,A1,1",
        "2020-01-31 09:00,bo@example.com,1,A1,1",
        "2020-01-31 09:00,cy@example.com,1,A1,1",
        "2020-01-31 08:00,ada@example.com,1,B1,1",
        "2020-01-30 23:00,di@example.com,1,A1,1",
        "2020-01-31,ed@example.com,1,A1,1",
    )
    orders = orders_of(customers(path))
    assert [order.email[:2] for order in orders] == ["di", "ed", "ad", "bo", "cy"]
    assert [order.has_time for order in orders] == [True, False, True, True, True]
    assert [line.line for line in orders[2].lines] == [2, 5]


def test_chunks_of_any_size_hold_the_same_orders(tmp_path: Path) -> None:
    rows = [f"2020-01-{number % 28 + 1:02},c{number % 40}@example.com,{number % 3},A1,1" for number in range(300)]
    file = customers(file_of(tmp_path, *rows))
    whole = orders_of(file, 10_000)
    assert len(whole) == file.orders
    assert sum(len(order.lines) for order in whole) == 300
    for size in (1, 7, file.orders - 1, file.orders):
        assert [len(chunk) for chunk in file.chunks(size)][:-1] == [size] * ((file.orders - 1) // size)
        assert orders_of(file, size) == whole


def test_an_identity_is_made_of_content_and_occurrence(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "2020-01-31 10:00,Ada@example.com,01010,A1,1",
        "2020-01-31 11:00,ada@example.com,1010,A1,01",
        "2020-01-31,ada@example.com,1010,A1,2",
    )
    (order,) = orders_of(customers(path))
    assert [line.identity for line in order.lines] == [
        b"2020-01-31\x1fada@example.com\x1f1010\x1fA1\x1f1\x1f1580461200000\x1f1",
        b"2020-01-31\x1fada@example.com\x1f1010\x1fA1\x1f1\x1f1580464800000\x1f1",
        b"2020-01-31\x1fada@example.com\x1f1010\x1fA1\x1f2\x1f1",
    ]


def test_numbers_differing_in_zeros_only_are_one_place() -> None:
    assert {place_key(place) for place in ("00698", "698", "698.0", "0698.0")} == {"698"}
    assert place_key("0") == place_key("000") == place_key("0.0") == "0"
    for place in ("698.00", "698.5", "A-0698", "698 0", "٦٩٨", ".0", "-698", "Köln"):
        assert place_key(place) == place


def test_locations_written_as_decimals_are_warned_of_once_without_repeating_them(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "2020-01-31,ada@example.com,1010,A1,1",
        "2020-01-31,bo@example.com,4711.0,A1,1",
        "2020-01-31,cy@example.com,4712.0,A1,1",
    )
    file = customers(path)
    (warning,) = file.warnings
    assert (warning.line, warning.code) == (3, "decimal_location")
    assert "(2)" in warning.message
    assert "471" not in warning.message
    assert [order.place for order in orders_of(file)] == ["1010", "4711.0", "4712.0"]


def test_repeated_lines_both_count_and_are_warned_of(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "2020-01-31,ada@example.com,1010,A1,1",
        "2020-01-31,ada@example.com,1010,B1,1",
        "2020-01-31,ADA@example.com,01010,A1,01",
        "2020-01-31,ada@example.com,1010,A1,1",
        "2020-01-31,ada@example.com,1010,A1,2",
        "2020-01-31,ada@example.com,1010,A1,0",
        "2020-01-31,ada@example.com,1010,A1,0",
    )
    file = customers(path)
    assert [(warning.line, warning.code) for warning in file.warnings] == [(4, "duplicate_line"), (5, "duplicate_line")]
    assert all("line 2" in warning.message for warning in file.warnings)
    (order,) = orders_of(file)
    assert len(order.lines) == 5
    assert len({line.identity for line in order.lines}) == 5


def test_equal_lines_at_different_times_are_no_repeats(tmp_path: Path) -> None:
    file = customers(file_of(tmp_path, *(f"2020-01-31 1{n}:10,ada@example.com,1010,A1,1" for n in range(5))))
    assert file.warnings == ()


def test_repeats_beyond_a_thousand_are_summed_up(tmp_path: Path) -> None:
    rows = [f"2020-01-{number % 7 + 1:02},ada@example.com,1010,A1,1" for number in range(gathering.MOST_REPEATS + 20)]
    warnings = customers(file_of(tmp_path, *rows)).warnings
    assert len(warnings) == gathering.MOST_REPEATS + 1
    assert [warning.line for warning in warnings] == list(range(9, 9 + len(warnings)))
    assert [warning.code for warning in warnings[-2:]] == ["duplicate_line", "more_warnings"]


def refused_of(folder: Path, **changed: str) -> tuple[bool, str, str | None, str, str | None, int | None]:
    """Whether the line stayed with its order, and what its refusal says."""
    row = GOOD | changed
    quoted = ",".join(f'"{value}"' for value in row.values())
    other = ",".join((GOOD | {"date": "2020-01-30"}).values())
    file = customers(file_of(folder, other, quoted))
    attached = [refused for order in orders_of(file) for refused in order.refused]
    (refused,) = (*attached, *file.refused)
    assert refused.line == 3
    assert refused.raw == "\x1f".join(value.strip(string.whitespace) for value in row.values()).encode()
    assert sum(len(order.lines) for order in orders_of(file)) == 1
    return bool(attached), refused.reason, refused.field, refused.value, refused.product_id, refused.wanted


def is_figure(text: str) -> bool:
    """What a line of people's orders may repeat of a bad date or figure: nothing that could be a place or a name."""
    letters = {letter for letter in text if letter.isalpha() or letter == "\ufffd"}
    return len(text) <= 40 and (letters <= set("zextZEXT") or text.lower() in ("nan", "true", "inf", "none"))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("date", "", "missing_field"),
        ("date", " ", "missing_field"),
        ("date", "yesterday", "bad_date"),
        ("date", "2020-02-30", "bad_date"),
        ("date", "1969-12-31", "bad_date"),
        ("date", "2020-01-31 25:00", "bad_date"),
        ("date", "2020-01\n-31", "bad_text"),
        ("date", "2020-01-31\x7f", "bad_text"),
        ("cust_email", "", "missing_field"),
        ("cust_email", "ada", "bad_email"),
        ("cust_email", "ada@example", "bad_email"),
        ("cust_email", "@example.com", "bad_email"),
        ("cust_email", "ada@@example.com", "bad_email"),
        ("cust_email", "ada@example.com, bo@example.com", "bad_email"),
        ("cust_email", "Ada <ada@example.com>", "bad_email"),
        ("cust_email", "ada @example.com", "bad_email"),
        ("cust_email", "ada..x@example.com", "bad_email"),
        ("cust_email", "ada\u200b@example.com", "bad_email"),
        ("cust_email", "mailto:ada@example.com", "bad_email"),
        ("cust_email", "ada\t@example.com", "bad_text"),
        ("cust_email", 243 * "a" + "@example.com", "too_long"),
        ("cust_location", "", "missing_field"),
        ("cust_location", "\t", "missing_field"),
        ("cust_location", "1010\nVienna", "bad_text"),
        ("cust_location", "1010\x1fVienna", "bad_text"),
        ("cust_location", "1010\x85Vienna", "bad_text"),
        ("cust_location", 201 * "x", "too_long"),
        ("product_id", "", "missing_field"),
        ("product_id", "A\x011", "bad_text"),
        ("product_id", "A\n1", "bad_text"),
        ("product_id", "A\u200b1", "bad_text"),
        ("product_id", "A\u202e1", "bad_text"),
        ("product_id", "A\xa01", "bad_text"),
        ("product_id", "\ufeffA1", "bad_text"),
        ("product_id", "ada@example.com", "bad_text"),
        ("product_id", "ada＠example.com", "bad_text"),
        ("product_id", "ada%40example.com", "bad_text"),
        ("product_id", "ada&#64;example.com", "bad_text"),
        ("product_id", 65 * "A", "too_long"),
        ("product_quantity", "", "missing_field"),
        ("product_quantity", "0", "bad_number"),
        ("product_quantity", "00", "bad_number"),
        ("product_quantity", "-1", "bad_number"),
        ("product_quantity", "+1", "bad_number"),
        ("product_quantity", "1.0", "bad_number"),
        ("product_quantity", "1,000", "bad_number"),
        ("product_quantity", "1_000", "bad_number"),
        ("product_quantity", "1e3", "bad_number"),
        ("product_quantity", "0x1", "bad_number"),
        ("product_quantity", "１", "bad_number"),
        ("product_quantity", "١", "bad_number"),
        ("product_quantity", "½", "bad_number"),
        ("product_quantity", "²", "bad_number"),
        ("product_quantity", "NaN", "bad_number"),
        ("product_quantity", "inf", "bad_number"),
        ("product_quantity", "None", "bad_number"),
        ("product_quantity", "true", "bad_number"),
        ("product_quantity", "=1+1", "bad_number"),
        ("product_quantity", "1 2", "bad_number"),
        ("product_quantity", "1\xa0", "bad_number"),
        ("product_quantity", "10000000", "bad_number"),
        ("product_quantity", 999 * "9", "bad_number"),
        ("product_quantity", "1\n2", "bad_text"),
    ],
)
def test_a_bad_field_refuses_its_line_alone(tmp_path: Path, field: str, value: str, reason: str) -> None:
    attached, found, where, shown, product, wanted = refused_of(tmp_path, **{field: value})
    assert (found, where) == (reason, field)
    assert attached == field.startswith("product_")
    plain = errors.echo(value.strip(" \t"))
    hidden = field in ("cust_email", "cust_location") or (field != "product_id" and not is_figure(plain))
    assert shown == (errors.HIDDEN if hidden else plain)
    assert "@" not in shown
    assert product == (errors.echo(value) or None if field == "product_id" else "A1")
    assert wanted == (2 if field != "product_quantity" else 0 if not value.strip("0") and value else None)


def test_of_several_bad_fields_the_first_is_named(tmp_path: Path) -> None:
    assert refused_of(tmp_path, date="x", cust_email="x", product_quantity="x")[1:3] == ("bad_date", "date")
    assert refused_of(tmp_path, cust_email="x", cust_location="")[1:3] == ("bad_email", "cust_email")
    assert refused_of(tmp_path, product_id="", product_quantity="x")[1:3] == ("missing_field", "product_id")


def test_an_order_without_a_good_line_is_still_an_order(tmp_path: Path) -> None:
    file = customers(file_of(tmp_path, "2020-01-31 10:05,ada@example.com,1010,A1,0"))
    (order,) = orders_of(file)
    assert (order.lines, [row.reason for row in order.refused], file.orders) == ((), ["bad_number"], 1)
    assert order.has_time


def test_the_longest_values_are_good(tmp_path: Path) -> None:
    email = 64 * "a" + "@" + ".".join([60 * "b", 60 * "c", 60 * "d", "ex"])
    path = file_of(tmp_path, f"2020-01-31,{email},{200 * 'x'},{64 * 'A'},9999999")
    ((order,),) = customers(path).chunks()
    assert (order.email, order.lines[0].quantity) == (email, 9_999_999)


def test_nothing_personal_shows_in_what_python_prints(tmp_path: Path) -> None:
    file = customers(file_of(tmp_path, "2020-01-31,ada@example.com,Secret,A1,1", "x,ada@example.com,Secret,A1,1"))
    printed = repr(orders_of(file)) + repr(file.refused) + repr(file) + repr(file.warnings)
    assert "ada" not in printed
    assert "Secret" not in printed


def test_errors_of_the_normaliser_that_are_no_bad_address_are_not_swallowed(tmp_path: Path) -> None:
    def broken(text: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_customer_orders(file_of(tmp_path, ",".join(GOOD.values())), calendar=VIENNA, normalise=broken)


def test_a_file_let_go_is_gone_at_once(tmp_path: Path) -> None:
    gc.disable()
    try:
        file = customers(file_of(tmp_path, ",".join(GOOD.values())))
        gone = weakref.ref(file)
        list(file.chunks())
        del file
        assert gone() is None
    finally:
        gc.enable()


def test_keys_are_numbered_as_a_dict_would() -> None:
    numbers, known = gathering._Numbers(), dict[int, int]()
    draw = random.Random(1)
    # Keys that share all low bits meet in the table.
    keys = [draw.getrandbits(64) for _ in range(9_000)] + [(number + 1) << 40 for number in range(300)] + [0]
    for key in draw.choices(keys, k=30_000):
        assert numbers.of(key) == known.setdefault(key, len(known))
