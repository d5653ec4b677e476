"""The list of products, one product with its matrix, and its stock history."""

import pytest

from tests.shop import Shop, day
from trendy_desktop.errors import RecordGone
from trendy_desktop.services.catalog import (
    Catalog,
    ProductQuery,
    ProductRow,
    ProductSort,
    StockFilter,
    StockStatus,
    VariantForm,
)
from trendy_desktop.values import Instant, ProductId


def form(sku: str, size: str, colour: str, *, price: int = 5900, point: int = 0) -> VariantForm:
    return VariantForm(
        sku=sku, size=size, colour=colour, sale_price=price, wholesale_cost=2000, reorder_point=point, reorder_target=20
    )


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    """Styles: a shirt in two sizes and colours, a low coat, a tote that is sold out, a tank nobody counted."""
    catalog = open_shop.core.catalog
    catalog.add(
        "LS-014",
        "Linen Shirt",
        variants=[
            form("LS-M-S", "M", "Sand"),
            form("LS-S-S", "S", "Sand", point=8),
            form("LS-M-W", "M", "White", price=6100),
        ],
        category="Shirts",
        brand="Nord",
    )
    catalog.add("WC-007", "wool coat", variants=[form("WC-1", "M", "Grey", price=18900, point=5)], category="Outerwear")
    catalog.add("CT-001", "Canvas Tote", variants=[form("CT-1", "", "Ecru", price=1900)], category="Bags")
    catalog.add("RT-021", "Rib Tank", variants=[], category="")
    open_shop.core.exchange.import_inventory(
        open_shop.inventory(
            "LS-M-S,10,20.00,59.00,S-1",
            "LS-S-S,6,20.00,59.00,S-1",
            "LS-M-W,4,20.00,61.00,S-1",
            "WC-1,7,90.00,189.00,S-2",
            "CT-1,2,8.00,19.00,S-2",
        )
    )
    open_shop.core.exchange.import_customer_orders(
        open_shop.orders(
            "2020-03-02 10:00:00,a@example.com,1070,LS-M-S,1",
            "2020-05-01 10:00:00,a@example.com,1070,LS-M-S,1",
            "2020-05-03 10:00:00,a@example.com,1070,LS-M-S,2",
            "2020-05-30 10:00:00,b@example.com,1070,WC-1,2",
            "2020-06-01 09:00:00,b@example.com,1070,CT-1,2",
            "2020-06-01 09:30:00,c@example.com,1070,LS-S-S,1",
        )
    )
    return open_shop


@pytest.fixture
def catalog(shop: Shop) -> Catalog:
    return shop.core.catalog


def titles(catalog: Catalog, query: ProductQuery) -> list[str]:
    return [row.title for row in catalog.products(query).rows]


def row(catalog: Catalog, code: str) -> ProductRow:
    return next(row for row in catalog.products(ProductQuery()).rows if row.code == code)


def test_a_row_sums_up_a_style(catalog: Catalog) -> None:
    shirt = row(catalog, "LS-014")
    assert (shirt.title, shirt.category, shirt.brand, shirt.archived) == ("Linen Shirt", "Shirts", "Nord", False)
    assert (shirt.variants, shirt.price_low, shirt.price_high) == (3, 5900, 6100)
    assert (shirt.on_hand, shirt.reserved, shirt.available, shirt.reorder_point) == (15, 0, 15, 8)
    assert len(shirt.sold_30) == 30
    assert {nth: units for nth, units in enumerate(shirt.sold_30) if units} == {0: 2, 29: 1}  # 3 May to 1 June


def test_status_is_of_the_style_as_a_whole(catalog: Catalog) -> None:
    """A size at its reorder point does not make a style low that has enough of the others."""
    states = {row.title: row.status for row in catalog.products(ProductQuery()).rows}
    assert states == {
        "Canvas Tote": StockStatus.SOLD_OUT,
        "Linen Shirt": StockStatus.IN_STOCK,
        "Rib Tank": StockStatus.SOLD_OUT,
        "wool coat": StockStatus.LOW,
    }
    assert titles(catalog, ProductQuery(stock=StockFilter.LOW)) == ["wool coat"]
    assert titles(catalog, ProductQuery(stock=StockFilter.SOLD_OUT)) == ["Canvas Tote", "Rib Tank"]
    counts = catalog.product_counts()
    assert (counts.all, counts.low, counts.sold_out, counts.units) == (4, 1, 2, 20)
    bags = catalog.product_counts(category="Bags")
    assert (bags.all, bags.low, bags.sold_out, bags.units) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (ProductSort.TITLE, ["Canvas Tote", "Linen Shirt", "Rib Tank", "wool coat"]),
        (ProductSort.CODE, ["Canvas Tote", "Linen Shirt", "Rib Tank", "wool coat"]),
        (ProductSort.ON_HAND, ["Canvas Tote", "Rib Tank", "wool coat", "Linen Shirt"]),
        (ProductSort.PRICE, ["Rib Tank", "Canvas Tote", "Linen Shirt", "wool coat"]),
    ],
)
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_goes_on_where_its_page_ended(
    catalog: Catalog, sort: ProductSort, expected: list[str], descending: bool
) -> None:
    query = ProductQuery(sort=sort, descending=descending)
    wanted = expected[::-1] if descending else expected
    assert titles(catalog, query) == wanted
    seen, after = [], None
    for _ in expected:
        page = catalog.products(query, after, limit=1)
        seen += [row.title for row in page.rows]
        after = page.next
    assert seen == wanted
    assert catalog.products(query, after, limit=1).rows == ()


def test_filters_go_together(catalog: Catalog) -> None:
    assert titles(catalog, ProductQuery(text="lin")) == ["Linen Shirt"]
    assert titles(catalog, ProductQuery(text="oa")) == []
    assert titles(catalog, ProductQuery(text="anv")) == ["Canvas Tote"]  # inside a word, from three letters on
    assert titles(catalog, ProductQuery(text="LS-S-S")) == ["Linen Shirt"]
    assert titles(catalog, ProductQuery(text="!")) == []
    assert titles(catalog, ProductQuery(text="m")) == ["Linen Shirt", "wool coat"]
    assert titles(catalog, ProductQuery(text="m", stock=StockFilter.LOW, category="Outerwear")) == ["wool coat"]
    assert titles(catalog, ProductQuery(text="m", category="Shirts", sort=ProductSort.PRICE)) == ["Linen Shirt"]
    assert catalog.categories() == ("Bags", "Outerwear", "Shirts")


def test_archived_styles_are_shown_when_asked_for(catalog: Catalog) -> None:
    catalog.archive("CT-001")
    assert "Canvas Tote" not in titles(catalog, ProductQuery())
    assert titles(catalog, ProductQuery(text="tote")) == []
    assert titles(catalog, ProductQuery(text="tote", archived=True)) == ["Canvas Tote"]
    assert catalog.product_counts().all == 3
    assert catalog.product_counts(archived=True).all == 4


def test_a_product_is_shown_with_its_matrix_and_its_sales(catalog: Catalog) -> None:
    detail = catalog.product(row(catalog, "LS-014").product_id)
    assert (detail.sizes, detail.colours) == (("S", "M"), ("Sand", "White"))
    assert {one.sku: (one.on_hand, one.sale_price, one.reorder_point) for one in detail.variants} == {
        "LS-M-S": (6, 5900, 0),
        "LS-S-S": (5, 5900, 8),
        "LS-M-W": (4, 6100, 0),
    }
    assert [(str(week), units) for week, units in detail.sold_weeks] == [
        ("2020-W18", 2),
        ("2020-W19", 0),
        ("2020-W20", 0),
        ("2020-W21", 0),
        ("2020-W22", 0),
        ("2020-W23", 1),
    ]
    assert sum(detail.row.sold_30) == 3
    assert detail.sold_before == 1
    assert (detail.first_sale, detail.last_sale) == (day("2020-03-02"), day("2020-06-01"))
    assert detail.lasts_days == 15 * 30 // 3
    assert detail.supplier == "S-1"


def test_a_product_without_variants_is_shown_too(catalog: Catalog) -> None:
    detail = catalog.product(row(catalog, "RT-021").product_id)
    assert (detail.row.price_low, detail.variants, detail.first_sale, detail.lasts_days) == (None, (), None, None)
    assert catalog.history(detail.row.product_id).rows == ()
    with pytest.raises(RecordGone):
        catalog.product(ProductId(99))


def test_history_tells_what_happened_the_newest_first(shop: Shop, catalog: Catalog) -> None:
    shop.clock.time += 3_600_000
    shop.core.exchange.import_supplier_orders(shop.supplies("2020-06-01 12:30:00,S-9,LS-M-W,24"))
    shop.core.exchange.import_inventory(shop.inventory("LS-S-S,4,20.00,59.00,S-1"))
    product = row(catalog, "LS-014").product_id
    first = catalog.history(product, limit=3)
    assert [(one.words, one.sku, one.order_number, one.supplier) for one in first.rows] == [
        ("Corrected, 1 fewer", "LS-S-S", None, None),
        ("Received 24", "LS-M-W", None, "S-9"),
        ("Opening stock 4", "LS-M-W", None, None),
    ]
    assert first.next is not None
    rest = catalog.history(product, first.next, limit=50)
    assert [one.words for one in rest.rows] == [
        "Opening stock 6",
        "Opening stock 10",
        "Sold 1",
        "Sold 2",
        "Sold 1",
        "Sold 1",
    ]
    sale = rest.rows[2]
    assert (sale.sku, sale.size, sale.colour, sale.staff) == ("LS-S-S", "S", "Sand", "Owner")
    assert sale.order_number is not None
    assert sale.order_id is not None
    assert sale.business_day == day("2020-06-01")
    assert sale.at == Instant(1_590_996_600_000)
    assert rest.next is None


def test_the_thirty_days_end_today(shop: Shop, catalog: Catalog) -> None:
    shop.clock.time += 86_400_000
    assert row(catalog, "LS-014").sold_30[28] == 1
    assert shop.faults() == []
