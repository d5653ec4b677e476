from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.reports.shop import PROFILE, Shop, day, period
from trendy_desktop.errors import PeriodOutOfReach, PeriodTooLong
from trendy_desktop.services.reports.finance import MOST_WEEKS, three_months
from trendy_desktop.values import BusinessDay, Calendar, Currency, Instant, Period

HOUR = 3_600_000


def listed(shop: Shop, first: str, last: str) -> list[tuple[object, ...]]:
    """Week, complete, orders, amount, refused, changes: as the JSON says them."""
    weeks = shop.reports.finance(period(first, last)).as_json()["weeks"]
    assert isinstance(weeks, list)
    return [tuple(week.values()) for week in weeks]


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Orders of 10.00 in W51 of 2019, 20.00 in W01 of 2020 (Tuesday and Sunday), 40.00 in W02; refused 3.00 in W01."""
    (variant,) = shop.product("A")
    for on, price in [("2019-12-18", 1000), ("2019-12-31", 1500), ("2020-01-05", 500), ("2020-01-06", 4000)]:
        shop.order(day(on), [(variant, 1, price)])
    shop.refuse(day("2020-01-03"), 300)
    return shop


def test_every_week_is_listed_with_its_change_on_the_week_before(sold: Shop) -> None:
    assert listed(sold, "2019-12-23", "2020-01-19") == [
        ("2019-W52", True, 0, "0.00", "0.00", -1, "-10.00"),
        ("2020-W01", True, 2, "20.00", "3.00", 2, "20.00"),
        ("2020-W02", True, 1, "40.00", "0.00", -1, "20.00"),
        ("2020-W03", True, 0, "0.00", "0.00", -1, "-40.00"),
    ]


def test_a_cut_week_counts_only_its_days_within_the_period(sold: Shop) -> None:
    assert listed(sold, "2020-01-01", "2020-01-07") == [
        ("2020-W01", False, 1, "5.00", "3.00", 1, "5.00"),  # against all of W52
        ("2020-W02", False, 1, "40.00", "0.00", 0, "35.00"),  # against W01 as listed
    ]


def test_a_day_within_a_week_is_compared_with_the_whole_week_before(sold: Shop) -> None:
    assert listed(sold, "2020-01-08", "2020-01-08") == [("2020-W02", False, 0, "0.00", "0.00", -2, "-20.00")]


def test_a_change_is_unknown_only_where_the_books_have_nothing_before(sold: Shop) -> None:
    changes = [(week, change) for week, *_, change, _ in listed(sold, "2019-12-09", "2019-12-29")]
    assert changes == [("2019-W50", None), ("2019-W51", None), ("2019-W52", -1)]


def test_an_order_on_the_last_day_of_the_week_before_makes_the_change_known(shop: Shop) -> None:
    (variant,) = shop.product("A")
    shop.order(day("2020-01-05"), [(variant, 1, 100)])
    assert listed(shop, "2020-01-06", "2020-01-12")[0][-2:] == (-1, "-1.00")
    assert listed(shop, "2019-12-30", "2020-01-05")[0][-2:] == (None, None)


def test_a_refused_order_is_in_the_books_but_a_draft_is_not(shop: Shop) -> None:
    (variant,) = shop.product("A")
    shop.order(day("2020-01-01"), [(variant, 1, 100)], status="draft")
    assert listed(shop, "2020-01-06", "2020-01-12")[0][-2:] == (None, None)
    shop.order(day("2020-01-02"), [], status="refused")
    assert listed(shop, "2020-01-06", "2020-01-12")[0][-2:] == (0, "0.00")


def test_empty_books_have_their_weeks_too(shop: Shop) -> None:
    report = shop.reports.finance(period("2020-01-06", "2020-01-12")).as_json()
    assert report["weeks"] == [
        {
            "week": "2020-W02",
            "complete": True,
            "orders": 0,
            "amount": "0.00",
            "refused_amount": "0.00",
            "change_orders": None,
            "change_amount": None,
        }
    ]
    assert report["assets"] == "0.00"


def test_the_report_says_what_it_is_about(sold: Shop) -> None:
    report = sold.reports.finance(period("2020-01-01", "2020-01-31")).as_json()
    assert [report[key] for key in ("from", "to", "currency", "as_of")] == [
        "2020-01-01",
        "2020-01-31",
        "EUR",
        "2020-09-13T12:26:40Z",
    ]


def test_the_series_has_every_day_of_three_months(sold: Shop) -> None:
    series = sold.reports.finance(period("2020-01-27", "2020-01-31")).as_json()["series"]
    assert isinstance(series, list)
    assert [point["day"] for point in series][:: len(series) - 1] == ["2019-11-01", "2020-01-31"]
    assert len(series) == 30 + 31 + 31
    assert [point for point in series if point["orders"]] == [
        {"day": "2019-12-18", "orders": 1, "amount": "10.00"},
        {"day": "2019-12-31", "orders": 1, "amount": "15.00"},
        {"day": "2020-01-05", "orders": 1, "amount": "5.00"},
        {"day": "2020-01-06", "orders": 1, "amount": "40.00"},
    ]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2020-01-31", "2019-11-01"),
        ("2020-04-30", "2020-02-01"),
        ("2020-01-15", "2019-10-16"),
        ("2021-02-28", "2020-12-01"),
        ("2020-05-30", "2020-02-29"),
        ("2021-05-30", "2021-02-28"),
    ],
)
def test_three_months_are_calendar_months(last: str, first: str) -> None:
    assert three_months(day(last)) == period(first, last)


@given(st.integers(-20_000, 60_000).map(BusinessDay))
def test_three_months_end_with_the_day_asked_for(last: BusinessDay) -> None:
    months = three_months(last)
    assert months.last == last
    assert 89 <= months.last.number - months.first.number + 1 <= 93


def test_assets_are_those_at_the_end_of_the_last_business_day(tmp_path: Path) -> None:
    calendar = Calendar.of("Europe/Vienna", cutoff_hour=4)
    shop = Shop(tmp_path, replace(PROFILE, calendar=calendar))
    (variant,) = shop.product("A", cost=100)
    shop.move(variant, 10, "opening", shop.clock.now())
    night = calendar.end_of(day("2020-06-30"))  # four in the morning of July the 1st
    shop.move(variant, -1, "sale", Instant(night - 1))
    shop.move(variant, -3, "sale", night)
    assert shop.reports.finance(period("2020-06-29", "2020-06-29")).assets == 1000
    assert shop.reports.finance(period("2020-06-30", "2020-06-30")).assets == 900
    assert shop.reports.finance(period("2020-07-01", "2020-07-01")).assets == 600
    shop.store.close()


@pytest.mark.parametrize(("code", "amount"), [("JPY", "1500"), ("KWD", "1.500"), ("EUR", "15.00")])
def test_amounts_have_the_digits_of_their_currency(tmp_path: Path, code: str, amount: str) -> None:
    shop = Shop(tmp_path, replace(PROFILE, currency=Currency.named(code)))
    (variant,) = shop.product("A")
    shop.order(day("2020-01-01"), [(variant, 1, 1500)])
    assert listed(shop, "2019-12-30", "2020-01-05")[0][3] == amount
    shop.store.close()


def test_the_table_has_a_row_for_each_week_and_one_for_the_assets(sold: Shop) -> None:
    def text(row: Sequence[object]) -> str:
        return ",".join("" if cell is None else str(cell) for cell in row)

    report = sold.reports.finance(period("2020-01-01", "2020-01-12"))
    assert [text(row) for row in report.as_table()] == [
        "week,complete,orders,amount,refused_amount,change_orders,change_amount,assets",
        "2020-W01,False,1,5.00,3.00,1,5.00,",
        "2020-W02,True,1,40.00,0.00,0,35.00,",
        "assets,,,,,,,0.00",
    ]


def test_a_period_has_at_most_a_hundred_years(shop: Shop) -> None:
    first = day("2010-01-04")  # a Monday
    assert len(shop.reports.finance(Period(first, first.plus(7 * MOST_WEEKS - 1))).weeks) == MOST_WEEKS
    with pytest.raises(PeriodTooLong, match="5200 weeks"):
        shop.reports.finance(Period(first, first.plus(7 * MOST_WEEKS)))
    with pytest.raises(PeriodTooLong):
        shop.reports.finance(Period(first.plus(-1), first.plus(7 * MOST_WEEKS - 2)))


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_days_out_of_reach_are_refused(shop: Shop, text: str) -> None:
    with pytest.raises(PeriodOutOfReach, match="1900-01-01"):
        shop.reports.finance(Period.day(day(text)))
