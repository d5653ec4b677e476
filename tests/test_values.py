"""The small types: money as text, days, weeks, periods, the shop's calendar, strict figures."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trendy_desktop.errors import BadPeriod, UnknownCurrency, UnknownZone
from trendy_desktop.values import (
    MOST_MINOR,
    MOST_UNITS,
    BusinessDay,
    Calendar,
    Currency,
    Instant,
    Money,
    Period,
    SystemClock,
    Week,
    instant_of,
    moment_of,
    parse_amount,
    parse_quantity,
    zone_named,
)

EUR, JPY, KWD = (Currency.named(code) for code in ("EUR", "JPY", "KWD"))
CURRENCIES = st.sampled_from((EUR, JPY, KWD))
DATES = st.dates(dt.date(1970, 1, 1), dt.date(2199, 12, 31))
# Clocks that go forward at midnight (Santiago), at an hour of the night (Vienna), by half an hour (Lord Howe), over a
# whole day (Apia), and never (Kathmandu).
ZONES = st.sampled_from(("America/Santiago", "Europe/Vienna", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"))

# --- money ----------------------------------------------------------------------------------------------------------


@given(CURRENCIES, st.integers(0, MOST_MINOR))
def test_an_amount_written_is_the_amount_read(currency: Currency, minor: int) -> None:
    assert parse_amount(currency.text(minor), currency.digits) == (
        minor if currency.text(minor).find(".") < 12 else None
    )
    assert currency.text(-minor) == (f"-{currency.text(minor)}" if minor else currency.text(0))


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [
        (EUR, 0, "0.00"),
        (EUR, 5, "0.05"),
        (EUR, -5, "-0.05"),
        (EUR, 123456, "1234.56"),
        (EUR, -100, "-1.00"),
        (JPY, 1234, "1234"),
        (JPY, -3, "-3"),
        (KWD, 1, "0.001"),
        (KWD, 12345, "12.345"),
    ],
)
def test_amounts_have_all_digits_of_their_currency(currency: Currency, minor: int, text: str) -> None:
    assert str(Money(minor, currency)) == text


@pytest.mark.parametrize(
    ("text", "digits", "minor"),
    [
        ("1", 2, 100), ("1.5", 2, 150), ("1.50", 2, 150), ("0", 2, 0), ("007", 2, 700),
        ("999999999.99", 2, 99_999_999_999), ("1", 0, 1), ("1.234", 3, 1234),
        ("1000000000", 2, None), ("1.500", 2, None), ("1.0", 0, None), ("1.", 2, None), (".5", 2, None), ("", 2, None),
        ("-1", 2, None), ("+1", 2, None), ("1,50", 2, None), ("1_000", 2, None), ("1e3", 2, None), ("NaN", 2, None),
        (" 1", 2, None), ("1\n", 2, None), ("１", 2, None), ("٣", 2, None), ("0x1", 2, None), ("1 000", 2, None),
    ],
)  # fmt: skip
def test_amounts_are_read_strictly(text: str, digits: int, minor: int | None) -> None:
    assert parse_amount(text, digits) == minor


@given(st.integers(0, MOST_UNITS))
def test_a_quantity_written_is_the_quantity_read(quantity: int) -> None:
    assert parse_quantity(str(quantity)) == quantity


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.0", "1_0", " 1", "1 ", "１", "٣", "²", "1e2", "10000000", "NaN", "0x1"]
)
def test_quantities_are_read_strictly(text: str) -> None:
    assert parse_quantity(text) is None


@given(st.text(max_size=12))
def test_any_text_is_a_figure_or_none(text: str) -> None:
    for digits in (0, 2, 3):
        assert (parse_amount(text, digits) is None) or text.isascii()
    assert (parse_quantity(text) is None) or (text.isascii() and text.isdigit())


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15), st.integers(-99, 99))
def test_money_adds_up(one: int, other: int, times: int) -> None:
    assert Money(one, EUR) + Money(other, EUR) - Money(other, EUR) == Money(one, EUR)
    assert -Money(one, EUR) == Money(0, EUR) - Money(one, EUR)
    assert Money(one, EUR) * times == Money(one * times, EUR)


def test_two_currencies_do_not_add() -> None:
    with pytest.raises(ValueError, match="EUR and JPY"):
        Money(1, EUR) + Money(1, JPY)
    with pytest.raises(ValueError, match="EUR and JPY"):
        Money(1, EUR) - Money(1, JPY)


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XXX", "€", "DEM"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        Currency.named(code)


# --- moments, days, weeks -------------------------------------------------------------------------------------------


@given(st.integers(0, 7_258_118_400_000))
def test_an_instant_is_its_moment(milliseconds: int) -> None:
    moment = moment_of(Instant(milliseconds))
    assert instant_of(moment) == milliseconds
    assert instant_of(moment.astimezone(zoneinfo.ZoneInfo("Asia/Kathmandu"))) == milliseconds


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="naive"):
        instant_of(dt.datetime(2020, 1, 1))  # noqa: DTZ001


def test_the_clock_tells_the_present() -> None:
    told = moment_of(SystemClock().now())
    assert abs(dt.datetime.now(dt.UTC) - told) < dt.timedelta(minutes=1)


@given(DATES, st.integers(-400, 400))
def test_a_day_is_its_date(date: dt.date, days: int) -> None:
    day = BusinessDay.of(date)
    assert (day.date, BusinessDay.parse(str(day))) == (date, day)
    assert day.plus(days).date == date + dt.timedelta(days=days)
    assert (day < day.plus(days)) == (days > 0)


@pytest.mark.parametrize(
    "text", ["", "2020-1-1", "20200101", "2020-02-30", "2020-01-01T00:00", "2020-W01-1", "２０２０-01-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        BusinessDay.parse(text)


@given(DATES)
def test_weeks_are_those_of_iso_8601(date: dt.date) -> None:
    day = BusinessDay.of(date)
    year, number, weekday = date.isocalendar()
    assert str(day.week) == f"{year:04d}-W{number:02d}"
    assert (day.week.first.date.isoweekday(), day.week.last.date.isoweekday()) == (1, 7)
    assert day.week.first.plus(weekday - 1) == day
    assert Period.week(day) == Period(day.week.first, day.week.last)
    assert day.plus(7).week == Week(day.week.number + 1)


@given(DATES)
def test_months_are_those_of_the_calendar(date: dt.date) -> None:
    month = Period.month(BusinessDay.of(date))
    assert month.first.date == date.replace(day=1)
    assert month.last.plus(1).date.day == 1
    assert (month.last.date.year, month.last.date.month) == (date.year, date.month)


@given(DATES, st.integers(0, 800))
def test_a_period_has_every_week_once(date: dt.date, days: int) -> None:
    period = Period(BusinessDay.of(date), BusinessDay.of(date).plus(days))
    held = {period.first.plus(nth).week for nth in range(days + 1)}
    assert list(period.weeks) == sorted(held)
    assert period.contains(period.first)
    assert period.contains(period.last)
    assert not period.contains(period.last.plus(1))
    assert not period.contains(period.first.plus(-1))


def test_a_period_does_not_end_before_it_begins() -> None:
    day = BusinessDay.parse("2020-01-02")
    with pytest.raises(BadPeriod, match="2020-01-02 to 2020-01-01"):
        Period(day, day.plus(-1))


# --- the shop's calendar --------------------------------------------------------------------------------------------


@given(ZONES, st.sampled_from((0, 0, 4, 23)), DATES)
def test_days_follow_one_another_without_gap(zone: str, cutoff: int, date: dt.date) -> None:
    calendar, day = Calendar.of(zone, cutoff), BusinessDay.of(date)
    start, end = calendar.start_of(day), calendar.end_of(day)
    assert end == calendar.start_of(day.plus(1))
    hours = (end - start) / 3_600_000
    if hours == 0:  # the day that Samoa left out
        assert (zone, str(day)) == ("Pacific/Apia", "2011-12-30")
        return
    assert 22.5 <= hours <= 25.5
    assert calendar.day_at(start) == day
    assert calendar.day_at(Instant(end - 1)) == day
    assert calendar.day_at(end) >= day.plus(1)
    assert calendar.day_at(Instant(start - 1)) < day


@given(ZONES, st.integers(0, 23), st.integers(0, 7_258_000_000_000))
def test_every_instant_has_the_day_it_lies_in(zone: str, cutoff: int, milliseconds: int) -> None:
    calendar, instant = Calendar.of(zone, cutoff), Instant(milliseconds)
    day = calendar.day_at(instant)
    # Where clocks go back over the hour of the cut-off, that hour is there twice and belongs to the earlier day too.
    assert calendar.start_of(day) <= instant < calendar.end_of(day) + 3_600_000
    local = moment_of(instant).astimezone(calendar.zone)
    assert day.date == (local.replace(tzinfo=None) - dt.timedelta(hours=cutoff)).date()


def test_where_midnight_is_skipped_the_day_begins_after_the_gap() -> None:
    calendar = Calendar.of("America/Santiago")
    skipped = BusinessDay.parse("2020-09-06")
    begins = moment_of(calendar.start_of(skipped)).astimezone(calendar.zone)
    assert f"{begins:%Y-%m-%d %H:%M}" == "2020-09-06 01:00"
    assert (calendar.end_of(skipped) - calendar.start_of(skipped)) / 3_600_000 == 23


def test_a_day_ends_at_its_cut_off_hour() -> None:
    calendar = Calendar.of("Europe/Vienna", 4)
    vienna = zoneinfo.ZoneInfo("Europe/Vienna")
    for hour, day in ((3, "2020-06-01"), (4, "2020-06-02"), (23, "2020-06-02")):
        assert str(calendar.day_at(instant_of(dt.datetime(2020, 6, 2, hour, tzinfo=vienna)))) == day
    assert moment_of(calendar.start_of(BusinessDay.parse("2020-06-02"))).hour == 2  # UTC


@pytest.mark.parametrize(
    "name", ["", "Europe", "Europe/Wien", "../etc/passwd", "/etc/passwd", "UTC\0", "x" * 300, "CET-1CEST"]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)
