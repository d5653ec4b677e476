"""Dates as files write them, and the moments and business days they mean."""

import datetime as dt
import zoneinfo
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.exchange.readers import CUSTOMER_HEADER, VIENNA, customers, orders_of, suppliers, write
from trendy_desktop import errors
from trendy_desktop.services.exchange.dates import DateReader, SlashOrder, slash_order
from trendy_desktop.values import BusinessDay, Calendar, moment_of

ISO = DateReader(VIENNA, order=None, zone=None)
MDY = DateReader(VIENNA, order="mdy", zone=None)
DMY = DateReader(VIENNA, order="dmy", zone=None)


@pytest.mark.parametrize(
    ("text", "moment", "day", "has_time"),
    [
        ("2020-01-31", "2020-01-30T23:00:00+00:00", "2020-01-31", False),
        ("2020-07-01", "2020-06-30T22:00:00+00:00", "2020-07-01", False),
        ("2020-01-31 10:30", "2020-01-31T09:30:00+00:00", "2020-01-31", True),
        ("2020-01-31T10:30:15", "2020-01-31T09:30:15+00:00", "2020-01-31", True),
        ("2020-01-31 10:30:15.0", "2020-01-31T09:30:15+00:00", "2020-01-31", True),
        ("2020-01-31 10:30:15.123456789", "2020-01-31T09:30:15.123000+00:00", "2020-01-31", True),
        ("2020-01-31T23:30:00Z", "2020-01-31T23:30:00+00:00", "2020-02-01", True),
        ("2020-01-31T23:30-0530", "2020-02-01T05:00:00+00:00", "2020-02-01", True),
        ("2020-01-31 00:30+14:00", "2020-01-30T10:30:00+00:00", "2020-01-30", True),
        # Skipped and repeated hours take the offset before the change.
        ("2020-03-29 02:30", "2020-03-29T01:30:00+00:00", "2020-03-29", True),
        ("2020-10-25 02:30", "2020-10-25T00:30:00+00:00", "2020-10-25", True),
        ("1970-01-01", "1969-12-31T23:00:00+00:00", "1970-01-01", False),
        ("2199-12-31 23:59:59", "2199-12-31T22:59:59+00:00", "2199-12-31", True),
        ("2020-02-29", "2020-02-28T23:00:00+00:00", "2020-02-29", False),
    ],
)
def test_iso_dates(text: str, moment: str, day: str, has_time: bool) -> None:
    for reader in (ISO, MDY, DMY):
        dated = reader.read(text)
        assert dated is not None
        assert moment_of(dated.at).isoformat() == moment
        assert (str(dated.day), dated.has_time) == (day, has_time)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("1/2/2020", "2020-01-02 00:00"),
        ("01/02/2020", "2020-01-02 00:00"),
        ("12/31/2020 5:07", "2020-12-31 05:07"),
        ("12/31/2020 17:30:00", "2020-12-31 17:30"),
        ("1/2/2020 12:05 AM", "2020-01-02 00:05"),
        ("1/2/2020 12:05 pm", "2020-01-02 12:05"),
        ("1/2/2020 11:05:00PM", "2020-01-02 23:05"),
    ],
)
def test_dates_with_slashes(text: str, local: str) -> None:
    dated = MDY.read(text)
    assert dated is not None
    assert moment_of(dated.at).astimezone(VIENNA.zone).strftime("%Y-%m-%d %H:%M") == local
    parts = text.split("/")
    swapped = DMY.read("/".join([parts[1], parts[0], parts[2]]))
    assert swapped == dated
    assert ISO.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "2020-1-31",
        "20200131",
        "2020-02-30",
        "2019-02-29",
        "2020-00-10",
        "2020-13-01",
        "2020-01-32",
        "1969-12-31",
        "2200-01-01",
        "0000-01-01",
        "20-01-31",
        "2020/01/31",
        "31.01.2020",
        "2020-01-31 ",
        "2020-01-31  10:30",
        "2020-01-31t10:30",
        "2020-01-31 24:00",
        "2020-01-31 23:60",
        "2020-01-31 23:59:60",
        "2020-01-31 9:30",
        "2020-01-31 09:30:15.",
        "2020-01-31 09:30:15.1234567890",
        "2020-01-31 10:30 AM",
        "2020-01-31 10:30+15:00",
        "2020-01-31 10:30+14:01",
        "2020-01-31 10:30+02:60",
        "2020-01-31 10:30+02",
        "2020-01-31 10:30z",
        "2020-01-31Z",
        "２０２０-01-31",
        "2020-01-3١",
        "2020‑01‑31",
        "1970-01-01T00:00+14:00",
        "2199-12-31T23:30Z",
        "1/2/20",
        "1/2/02020",
        "001/2/2020",
        "0/2/2020",
        "13/13/2020",
        "2/30/2020",
        "1/2/2020 13:00 PM",
        "1/2/2020 0:00 AM",
        "1/2/2020 24:00",
        "1/2/2020 AM",
        "1/2/2020T10:00",
        "1-2-2020",
        "43861",
        "1580428800",
        "NaT",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [reader.read(text) for reader in (ISO, MDY, DMY)] == [None, None, None]


def test_a_files_zone_applies_to_times_without_one_only() -> None:
    denver = DateReader(VIENNA, order=None, zone=zoneinfo.ZoneInfo("America/Denver"))
    shifted, own, day = (denver.read(text) for text in ("2019-12-31 17:00", "2019-12-31T17:00Z", "2019-12-31"))
    assert shifted is not None
    assert own is not None
    assert day is not None
    assert (str(shifted.day), str(own.day), str(day.day)) == ("2020-01-01", "2019-12-31", "2019-12-31")
    assert day.at == VIENNA.start_of(BusinessDay.parse("2019-12-31"))


def test_the_night_belongs_to_the_day_before_where_the_shop_says_so() -> None:
    late = DateReader(Calendar.of("Europe/Vienna", 4), order=None, zone=None)
    night, day = late.read("2020-01-02 03:59"), late.read("2020-01-02")
    assert night is not None
    assert day is not None
    assert (str(night.day), str(day.day)) == ("2020-01-01", "2020-01-02")
    assert moment_of(day.at).isoformat() == "2020-01-02T03:00:00+00:00"


FIRST, LAST = map(dt.datetime.fromisoformat, ("1970-01-02", "2199-12-30"))


@given(st.datetimes(min_value=FIRST, max_value=LAST))
def test_a_printed_moment_is_read_back_to_the_millisecond(moment: dt.datetime) -> None:
    aware = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=dt.UTC)
    dated = ISO.read(aware.isoformat())
    assert dated is not None
    assert moment_of(dated.at) == aware
    assert dated.day == VIENNA.day_at(dated.at)
    again = ISO.read(aware.isoformat(sep=" ", timespec="milliseconds").replace("+00:00", "Z"))
    assert again == dated


@given(st.dates(min_value=dt.date(1970, 1, 1), max_value=dt.date(2199, 12, 31)), st.sampled_from(["mdy", "dmy"]))
def test_a_date_with_slashes_means_the_same_as_its_iso_form(date: dt.date, order: SlashOrder) -> None:
    first, second = (date.month, date.day) if order == "mdy" else (date.day, date.month)
    reader = MDY if order == "mdy" else DMY
    assert reader.read(f"{first}/{second}/{date.year}") == ISO.read(date.isoformat())


def order_of(*texts: str) -> SlashOrder:
    return slash_order(enumerate(texts, 2), file="f.csv")


def test_one_date_that_can_be_read_one_way_only_decides_for_all() -> None:
    assert order_of("1/2/2020", "2020-01-01", "1/13/2020") == "mdy"
    assert order_of("1/2/2020", "13/1/2020", "x") == "dmy"
    assert order_of("3/3/2020", "3/3/2020") == order_of("12/12/2020") == order_of() == "mdy"
    # Dates that are none either way prove nothing.
    assert order_of("31/2/2020", "1/13/2020", "13/13/2020", "0/40/2020") == "mdy"


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (("3/3/2020", "1/2/2020", "3/4/2020"), 3),
        (("31/2/2020", "1/2/2020"), 3),
        (("13/1/2020", "1/2/2020", "1/13/2020"), 4),
        (("1/13/2020 10:00", "13/1/2020 10:00"), 3),
    ],
)
def test_dates_that_could_be_read_two_ways_refuse_the_file(texts: tuple[str, ...], line: int) -> None:
    with pytest.raises(errors.AmbiguousDates, match="--dates") as refused:
        order_of(*texts)
    assert (refused.value.line, refused.value.facts["example"]) == (line, texts[line - 2])


def dated_file(folder: Path, *dates: str) -> Path:
    rows = [f"{date},c{number}@example.com,1010,A1,1" for number, date in enumerate(dates)]
    return write(folder, "\n".join([CUSTOMER_HEADER, *rows]))


def test_a_mode_decides_and_refuses_the_lines_that_do_not_fit_it(tmp_path: Path) -> None:
    path = dated_file(tmp_path, "1/2/2020", "13/1/2020", "1/13/2020", "2020-05-05")
    with pytest.raises(errors.AmbiguousDates):
        customers(path)
    mdy, dmy, iso = customers(path, dates="mdy"), customers(path, dates="dmy"), customers(path, dates="iso")
    assert [str(order.day) for order in orders_of(mdy)] == ["2020-01-02", "2020-01-13", "2020-05-05"]
    assert [str(order.day) for order in orders_of(dmy)] == ["2020-01-13", "2020-02-01", "2020-05-05"]
    assert [str(order.day) for order in orders_of(iso)] == ["2020-05-05"]
    assert [(row.line, row.reason, row.value) for row in mdy.refused] == [(3, "bad_date", "13/1/2020")]
    assert [row.line for row in dmy.refused] == [4]
    assert [row.line for row in iso.refused] == [2, 3, 4]


def test_slashes_elsewhere_in_the_file_decide_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, f"{CUSTOMER_HEADER}\n2020-01-01,a@example.com,1/2/2020,A1,1\n")
    assert customers(path).orders == 1


SHIFTED = ("2019-12-31 17:00:00.0", "2020-06-30 18:00:00.0")


@pytest.mark.parametrize(
    "dates",
    [
        SHIFTED,
        ("2020-01-01 17:00", "2020-01-01 17:00", "2020-01-01 17:00"),
        ("2020-01-01T00:00Z", "2020-07-01T00:00Z"),
        ("2020-01-01 05:45", "2020-01-02 05:45"),
        (*SHIFTED, "nonsense"),
    ],
)
def test_midnights_of_another_zone_refuse_the_file(tmp_path: Path, dates: tuple[str, ...]) -> None:
    with pytest.raises(errors.ShiftedMidnights, match="--file-zone") as refused:
        customers(dated_file(tmp_path, *dates))
    assert (refused.value.line, refused.value.facts["example"]) == (2, dates[0])


@pytest.mark.parametrize(
    "dates",
    [
        ("2020-01-01 17:00",),
        ("2020-01-01 17:00", "2020-01-01 17:00"),
        ("2020-01-01T17:00+01:00", "2020-01-02T17:00+01:00"),
        ("2020-01-01 00:00", "2020-01-02 00:00"),
        ("2019-12-31 23:00", "2020-01-02 00:00"),
        (*SHIFTED, "2020-01-01"),
        (*SHIFTED, "2020-01-01 10:00"),
        ("2020-01-01 17:00", "2020-01-01 19:00"),
        ("2020-01-01 17:05", "2020-01-02 17:05"),
        ("2020-01-01 17:00:00.001", "2020-01-02 17:00:00.001"),
        ("2019-12-31T23:00Z", "2020-06-30T22:00Z"),
    ],
)
def test_other_times_are_taken_as_they_stand(tmp_path: Path, dates: tuple[str, ...]) -> None:
    assert customers(dated_file(tmp_path, *dates)).orders == len(dates)


def test_naming_the_zone_reads_shifted_midnights_even_as_the_shops_own(tmp_path: Path) -> None:
    path = dated_file(tmp_path, *SHIFTED)
    assert [str(order.day) for order in orders_of(customers(path, zone="America/Denver"))] == [
        "2020-01-01",
        "2020-07-01",
    ]
    assert [str(order.day) for order in orders_of(customers(path, zone="Europe/Vienna"))] == [
        "2019-12-31",
        "2020-06-30",
    ]


def test_lines_of_one_order_are_no_sign_of_shifted_midnights(tmp_path: Path) -> None:
    row = "2020-01-01 17:00,a@example.com,1010,{},1"
    path = write(tmp_path, "\n".join([CUSTOMER_HEADER, row.format("A1"), row.format("B1")]))
    assert customers(path).orders == 1
    late = Calendar.of("Europe/Vienna", 17)
    assert customers(dated_file(tmp_path, "2020-01-01 17:00", "2020-01-02 17:00"), calendar=late).orders == 2


def test_supplier_files_are_watched_too(tmp_path: Path) -> None:
    rows = ["2020-01-01 17:00,S1,A1,1", "2020-01-02 17:00,S2,A1,1"]
    path = write(tmp_path, "\n".join(["date,supplier_id,product_id,quantity", *rows]))
    with pytest.raises(errors.ShiftedMidnights):
        suppliers(path)
    assert suppliers(path, zone="Europe/Vienna").orders == 2
