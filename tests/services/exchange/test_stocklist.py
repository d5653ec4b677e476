"""Booking an inventory file: an equal row changes nothing, a differing one corrects what differs."""

from tests.services.exchange.test_booking import ANN, stocked
from tests.shop import Shop
from trendy_desktop.services.catalog import VariantForm
from trendy_desktop.services.exchange import InventoryResult, RefusedLine


def imported(shop: Shop, *rows: str) -> InventoryResult:
    return shop.exchange.import_inventory(shop.inventory(*rows))


def sold(shop: Shop, sku: str, units: int) -> None:
    shop.exchange.import_customer_orders(shop.orders(f"2020-01-01,{ANN},Vienna,{sku},{units}"))


def variant(shop: Shop, sku: str) -> tuple[int, int, str]:
    """Price and cost in minor units, and the supplier's code."""
    (row,) = shop.rows(
        "SELECT sale_price, wholesale_cost, supplier.code FROM variant JOIN product USING (product_id) "
        "LEFT JOIN supplier USING (supplier_id) WHERE sku = ?",
        sku,
    )
    price, cost, supplier = row
    assert isinstance(price, int)
    assert isinstance(cost, int)
    return price, cost, str(supplier)


def movements(shop: Shop, sku: str) -> list[tuple[object, ...]]:
    return shop.rows(
        "SELECT reason, quantity FROM stock_movement JOIN variant USING (variant_id) "
        "WHERE sku = ? ORDER BY movement_id",
        sku,
    )


def test_a_new_product_is_its_one_variant(open_shop: Shop) -> None:
    result = imported(open_shop, "0O1,5,1.00,2.50,S", "0o1,0,0,0,0S")
    assert (result.rows, result.added, result.changed, result.unchanged, result.refused) == (2, 2, 0, 0, ())
    assert open_shop.rows("SELECT code, title, sku FROM product JOIN variant USING (product_id) ORDER BY sku") == [
        ("0O1", "0O1", "0O1"),
        ("0o1", "0o1", "0o1"),
    ]
    assert variant(open_shop, "0O1") == (250, 100, "S")
    assert (movements(open_shop, "0O1"), movements(open_shop, "0o1")) == ([("opening", 5)], [])
    assert open_shop.faults() == []


def test_an_equal_row_lets_sales_stand(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S")
    sold(open_shop, "A", 2)
    open_shop.core.catalog.price("A", sale_price=250, wholesale_cost=100)
    result = imported(open_shop, "A,5,1.0,2,S")
    assert (result.changed, result.unchanged, open_shop.stock("A")) == (0, 1, 3)
    assert variant(open_shop, "A")[0] == 250
    assert open_shop.faults() == []


def test_a_differing_row_corrects_only_what_differs(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S")
    sold(open_shop, "A", 2)
    result = imported(open_shop, "A,5,1.00,3.00,S")  # the price
    assert (result.changed, open_shop.stock("A"), variant(open_shop, "A")) == (1, 3, (300, 100, "S"))
    imported(open_shop, "A,5,1.20,3.00,S")  # the cost
    assert (open_shop.stock("A"), variant(open_shop, "A")) == (3, (300, 120, "S"))
    imported(open_shop, "A,5,1.20,3.00,T")  # the supplier
    assert (open_shop.stock("A"), variant(open_shop, "A")) == (3, (300, 120, "T"))
    imported(open_shop, "A,4,1.20,3.00,T")  # the quantity
    assert (open_shop.stock("A"), variant(open_shop, "A")) == (4, (300, 120, "T"))
    assert movements(open_shop, "A") == [("opening", 5), ("sale", -2), ("correction", 1)]
    assert open_shop.faults() == []


def test_what_was_changed_by_hand_stands_unless_the_file_differs_there(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S")
    open_shop.core.catalog.price("A", sale_price=250, wholesale_cost=110)
    imported(open_shop, "A,6,1.00,2.00,S")
    assert (open_shop.stock("A"), variant(open_shop, "A")) == (6, (250, 110, "S"))
    imported(open_shop, "A,6,1.30,2.00,S")
    assert variant(open_shop, "A") == (250, 130, "S")


def test_stock_can_be_corrected_to_nothing_and_back(open_shop: Shop) -> None:
    for units in (5, 0, 7):
        imported(open_shop, f"A,{units},1.00,2.00,S")
        assert open_shop.stock("A") == units
    assert movements(open_shop, "A") == [("opening", 5), ("correction", -5), ("correction", 7)]
    assert open_shop.faults() == []


def test_the_first_figure_of_a_product_that_never_moved_is_its_opening_balance(open_shop: Shop) -> None:
    open_shop.core.catalog.add("STYLE", "Scarf", variants=[VariantForm(sku="A", sale_price=200, wholesale_cost=100)])
    imported(open_shop, "A,5,1.00,2.00,S")
    assert movements(open_shop, "A") == [("opening", 5)]
    imported(open_shop, "B,0,1.00,2.00,S")
    imported(open_shop, "B,5,1.00,2.00,S")
    assert movements(open_shop, "B") == [("correction", 5)]


def test_goods_that_came_before_the_first_figure_are_corrected(open_shop: Shop) -> None:
    open_shop.core.catalog.add("STYLE", "Scarf", variants=[VariantForm(sku="A", sale_price=200, wholesale_cost=100)])
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-01,S,A,3"))
    result = imported(open_shop, "A,5,1.00,2.00,S")
    assert (result.added, result.changed) == (0, 1)
    assert movements(open_shop, "A") == [("receipt", 3), ("correction", 2)]
    assert open_shop.faults() == []


def test_a_code_that_is_a_styles_own_is_refused(open_shop: Shop) -> None:
    forms = [VariantForm(sku=f"SC-{size}", size=size, sale_price=200, wholesale_cost=100) for size in "SM"]
    open_shop.core.catalog.add("SCARF", "Scarf", variants=forms)
    result = imported(open_shop, "SCARF,5,1.00,2.00,S", "SC-S,2,1.00,2.00,S", "NEW,1,1.00,2.00,S")
    assert result.refused == (RefusedLine(2, "SCARF", None, None, "code_taken", "product_id", "SCARF"),)
    assert (result.rows, result.added, result.changed, result.unchanged) == (3, 1, 1, 0)
    assert (open_shop.stock("SC-S"), open_shop.stock("SC-M")) == (2, 0)


def test_bad_and_repeated_rows_are_refused_and_the_others_booked(open_shop: Shop) -> None:
    rows = ("A,5,1.00,2.00,S", "A,6,1.00,2.00,S", "B,-1,1.00,2.00,S", "C,1,1.001,2.00,S", "D,1,1,2,S")
    result = imported(open_shop, *rows)
    assert [(line.line, line.field, line.reason) for line in result.refused] == [
        (3, "product_id", "duplicate_row"),
        (4, "quantity", "bad_number"),
        (5, "wholesale_cost", "bad_number"),
    ]
    assert (result.rows, result.added, open_shop.stock("A"), open_shop.stock("D")) == (5, 2, 5, 1)
    again = imported(open_shop, *rows)
    assert (again.unchanged, again.changed, len(again.refused)) == (2, 0, 3)


def test_an_archived_product_is_still_counted(open_shop: Shop) -> None:
    stocked(open_shop, "A,5,1.00,2.00,S")
    open_shop.core.catalog.archive("A")
    imported(open_shop, "A,6,1.00,2.00,S")
    sold(open_shop, "A", 1)
    assert open_shop.stock("A") == 5
    assert open_shop.core.catalog.page().rows == ()
