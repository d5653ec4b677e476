import pytest

from tests.services.reports.shop import Shop, day, hashed, period
from trendy_desktop.errors import BadTop, PeriodOutOfReach
from trendy_desktop.services.reports import PeriodKind
from trendy_desktop.values import Period


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.DAY, "2020-01-02", "2020-01-02"),
        (PeriodKind.WEEK, "2019-12-30", "2020-01-05"),
        (PeriodKind.MONTH, "2020-01-01", "2020-01-31"),
    ],
)
def test_a_period_is_the_one_that_holds_the_day(shop: Shop, kind: PeriodKind, first: str, last: str) -> None:
    (variant,) = shop.product("A")
    asked = period(first, last)
    for on in (asked.first.plus(-1), asked.first, asked.last, asked.last.plus(1)):
        shop.order(on, [(variant, 1, 100)], customer="mara")
    report = shop.reports.marketing(kind, day("2020-01-02"), top=5)
    inside = len({asked.first, asked.last}) if kind is not PeriodKind.DAY else 2
    assert report.period == asked
    assert [(row.units, row.amount) for row in report.products] == [(2, 200)] == [(inside, 100 * inside)]
    assert [row.orders for row in report.customers] == [2]


def test_the_json_is_ranked_and_ties_go_by_id(shop: Shop) -> None:
    (b,), (a,), (zero,), (lower,) = (shop.product(code) for code in ("B", "A", "0", "a"))
    shop.order(day("2020-01-01"), [(b, 2, 150), (a, 2, 100)], customer="x")
    shop.order(day("2020-01-01"), [(lower, 2, 250), (zero, 3, 0)], customer="y")
    shop.order(day("2020-01-01"), [(zero, 1, 0)])
    report = shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=3).as_json()
    assert report == {
        "period": "day",
        "from": "2020-01-01",
        "to": "2020-01-01",
        "currency": "EUR",
        "as_of": "2020-09-13T12:26:40Z",
        "products": [
            {"rank": 1, "product_id": "0", "title": "0", "units": 4, "amount": "0.00"},
            {"rank": 2, "product_id": "A", "title": "A", "units": 2, "amount": "2.00"},
            {"rank": 3, "product_id": "B", "title": "B", "units": 2, "amount": "3.00"},
        ],
        "customers": [
            {"rank": rank, "hashed_email": email, "amount": "5.00", "orders": 1}
            for rank, email in enumerate(sorted(hashed(who).hex() for who in "xy"), 1)
        ],
    }


def test_the_variants_of_a_product_add_up(shop: Shop) -> None:
    first, second = shop.product("TEE", variants=2, title="Boxy Tee")
    shop.order(day("2020-01-01"), [(first, 2, 100), (second, 3, 100), (first, 1, 100)])
    (row,) = shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=3).products
    assert (row.code, row.title, row.units, row.amount) == ("TEE", "Boxy Tee", 6, 600)


def test_sales_without_a_customer_are_in_no_ranking_of_customers(shop: Shop) -> None:
    (variant,) = shop.product("A")
    shop.order(day("2020-01-01"), [(variant, 1, 100)])
    report = shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=3)
    assert report.customers == ()
    assert report.total.orders == 1


def test_the_table_says_in_each_row_what_it_ranks(shop: Shop) -> None:
    (variant,) = shop.product("=A", title="Tee")
    shop.order(day("2020-01-01"), [(variant, 2, 100)], customer="x")
    rows = list(shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=3).as_table())
    assert [",".join("" if cell is None else str(cell) for cell in row) for row in rows] == [
        "list,rank,product_id,title,hashed_email,units,orders,amount",
        "products,1,=A,Tee,,2,,2.00",
        f"customers,1,,,{hashed('x').hex()},,1,2.00",
    ]


@pytest.mark.parametrize("top", [-1, 0, 1001])
def test_a_ranking_has_1_to_1000_places(shop: Shop, top: int) -> None:
    with pytest.raises(BadTop, match="1000"):
        shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=top)
    assert shop.reports.marketing(PeriodKind.DAY, day("2020-01-01"), top=1000).products == ()


def test_days_out_of_reach_are_refused(shop: Shop) -> None:
    with pytest.raises(PeriodOutOfReach):
        shop.reports.marketing(PeriodKind.MONTH, Period.day(day("9999-12-31")).first, top=1)
