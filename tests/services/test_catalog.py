"""Products and variants by hand: what may be entered, what changes, what goes."""

import pytest

from tests.shop import Shop
from trendy_desktop import errors
from trendy_desktop.services.catalog import Catalog, VariantForm


def form(sku: str, **fields: object) -> VariantForm:
    values: dict[str, object] = {"sale_price": 1990, "wholesale_cost": 800, **fields}
    return VariantForm(sku=sku, **values)  # type: ignore[arg-type]


@pytest.fixture
def catalog(open_shop: Shop) -> Catalog:
    catalog = open_shop.core.catalog
    catalog.add(
        "SCARF",
        "Scarf",
        variants=[form("SC-R", size="S", colour="Red", barcode="4711"), form("SC-B", size="S", colour="Blue")],
        category="Accessories",
        brand="Nord",
    )
    return catalog


def test_a_style_is_listed_with_its_variants(catalog: Catalog, open_shop: Shop) -> None:
    blue, red = catalog.page().rows
    assert (red.sku, red.code, red.title, red.category, red.brand) == ("SC-R", "SCARF", "Scarf", "Accessories", "Nord")
    assert (red.size, red.colour, red.barcode, red.sale_price, red.wholesale_cost) == ("S", "Red", "4711", 1990, 800)
    assert (blue.sku, blue.barcode, blue.on_hand, blue.available) == ("SC-B", None, 0, 0)
    assert [row.sku for row in catalog.search("nord red").rows] == ["SC-R"]
    assert catalog.stock("SC-R").movements == 0
    assert open_shop.faults() == []


@pytest.mark.parametrize(
    ("code", "variants", "taken"),
    [
        ("SCARF", [form("NEW")], "SCARF"),
        ("NEW", [form("SC-R")], "SC-R"),
        ("NEW", [form("N", barcode="4711")], "4711"),
        ("NEW", [form("N", size="S"), form("N", size="M")], "N"),
        ("NEW", [form("N-S", size="S", barcode="1"), form("N-M", size="M", barcode="1")], "1"),
    ],
)
def test_what_is_taken_is_said(catalog: Catalog, code: str, variants: list[VariantForm], taken: str) -> None:
    with pytest.raises(errors.TakenSku, match=f"The code {taken} "):
        catalog.add(code, "New", variants=variants)
    assert len(catalog.page().rows) == 2


def test_a_size_and_colour_stands_once(catalog: Catalog) -> None:
    with pytest.raises(errors.TakenVariant, match="M Red"):
        catalog.add("NEW", "New", variants=[form(sku, size="M", colour="Red") for sku in ("N-1", "N-2")])


@pytest.mark.parametrize(
    ("code", "title", "variant", "field"),
    [
        ("", "New", form("N"), "code"),
        ("  ", "New", form("N"), "code"),
        ("NEW", " ", form("N"), "title"),
        ("NEW", "New", form(""), "sku"),
        ("NEW", "New", form("N", barcode=""), "barcode"),
    ],
)
def test_what_must_be_there_is_asked_for(
    catalog: Catalog, code: str, title: str, variant: VariantForm, field: str
) -> None:
    with pytest.raises(errors.MissingField) as caught:
        catalog.add(code, title, variants=[variant])
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("code", "title", "variant", "field"),
    [
        ("N" * 65, "New", form("N"), "code"),
        ("ann@example.com", "New", form("N"), "code"),
        ("NEW", "T" * 201, form("N"), "title"),
        ("NEW", "New\n", form("N"), "title"),
        ("NEW", "New", form("N\u200b"), "sku"),
        ("NEW", "New", form("N", barcode="4" * 65), "barcode"),
        ("NEW", "New", form("N", size="\0"), "size"),
        ("NEW", "New", form("N", colour="c" * 101), "colour"),
        ("NEW", "New", form("N", sale_price=-1), "sale_price"),
        ("NEW", "New", form("N", sale_price=100_000_000_000), "sale_price"),
        ("NEW", "New", form("N", wholesale_cost=-1), "wholesale_cost"),
        ("NEW", "New", form("N", reorder_point=-1), "reorder_point"),
        ("NEW", "New", form("N", reorder_target=10_000_000), "reorder_target"),
    ],
)
def test_what_the_books_cannot_hold_is_refused(
    catalog: Catalog, code: str, title: str, variant: VariantForm, field: str
) -> None:
    with pytest.raises(errors.BadField) as caught:
        catalog.add(code, title, variants=[variant])
    assert caught.value.field == field
    assert "@" not in str(caught.value)
    assert len(catalog.page().rows) == 2


def test_a_style_can_be_changed(catalog: Catalog, open_shop: Shop) -> None:
    catalog.describe("SCARF", title="Wool scarf", category="", brand="Süd")
    catalog.price("SC-R", sale_price=2490, wholesale_cost=900)
    catalog.reorder_at("SC-B", point=3, target=12)
    blue, red = catalog.page().rows
    assert (red.title, red.category, red.brand, red.sale_price, red.wholesale_cost) == (
        "Wool scarf",
        "",
        "Süd",
        2490,
        900,
    )
    assert (blue.sale_price, blue.reorder_point, blue.reorder_target) == (1990, 3, 12)
    told = open_shop.rows("SELECT event_type FROM event WHERE module = 'catalog' ORDER BY event_id")
    assert told == [("ProductAdded",), ("ProductChanged",), ("VariantChanged",), ("VariantChanged",)]
    assert open_shop.faults() == []


def test_changes_are_checked_like_new_things(catalog: Catalog) -> None:
    with pytest.raises(errors.MissingField):
        catalog.describe("SCARF", title=" ", category="", brand="")
    with pytest.raises(errors.BadField):
        catalog.describe("SCARF", title="Scarf", category="c" * 101, brand="")
    with pytest.raises(errors.BadField):
        catalog.price("SC-R", sale_price=-1, wholesale_cost=0)
    with pytest.raises(errors.BadField):
        catalog.reorder_at("SC-R", point=-1, target=0)


def test_what_is_not_there_is_said(catalog: Catalog) -> None:
    with pytest.raises(errors.UnknownSku, match="X"):
        catalog.price("X", sale_price=1, wholesale_cost=1)
    with pytest.raises(errors.UnknownSku, match="X"):
        catalog.reorder_at("X", point=1, target=1)
    with pytest.raises(errors.UnknownSku, match="X"):
        catalog.describe("X", title="X", category="", brand="")
    for verb in (catalog.stock, catalog.archive, catalog.restore, catalog.delete):
        with pytest.raises(errors.UnknownSku, match="X"):
            verb("X")


def test_an_archived_style_is_out_of_the_lists_until_it_is_restored(catalog: Catalog) -> None:
    catalog.archive("SCARF")
    assert (catalog.page().rows, catalog.search("scarf").rows) == ((), ())
    assert [row.sku for row in catalog.page(archived=True).rows] == ["SC-B", "SC-R"]
    assert catalog.stock("SC-R").on_hand == 0
    catalog.restore("SCARF")
    assert len(catalog.page().rows) == 2


def test_what_was_never_used_can_be_deleted(catalog: Catalog, open_shop: Shop) -> None:
    catalog.price("SC-R", sale_price=1, wholesale_cost=1)
    catalog.delete("SCARF")
    assert catalog.page(archived=True).rows == ()
    assert catalog.search("scarf", archived=True).rows == ()
    for table in ("product", "variant", "variant_price"):
        assert open_shop.rows(f"SELECT * FROM {table}") == []
    catalog.add("SCARF", "Scarf", variants=[form("SC-R", barcode="4711")])  # its codes are free again
    open_shop.exchange.import_inventory(open_shop.inventory("EMPTY,0,1.00,2.00,S"))
    catalog.delete("EMPTY")
    assert open_shop.rows("SELECT * FROM inventory_row") == []
    assert open_shop.faults() == []


def test_what_was_used_cannot_be_deleted(catalog: Catalog, open_shop: Shop) -> None:
    skus = ("MOVED", "REFUSED", "RECEIVED")
    for sku in skus:
        catalog.add(sku, sku, variants=[form(sku)])
    open_shop.exchange.import_inventory(open_shop.inventory("MOVED,1,8.00,19.90,S"))
    open_shop.exchange.import_supplier_orders(open_shop.supplies("2020-01-01,S,RECEIVED,1"))
    open_shop.exchange.import_customer_orders(open_shop.orders("2020-01-01,ann@example.com,Vienna,REFUSED,1"))
    for sku in skus:
        with pytest.raises(errors.ProductUsed, match=sku):
            catalog.delete(sku)
    assert len(catalog.page().rows) == 5


def test_with_a_closed_vault_it_can_be_looked_at_but_not_changed(catalog: Catalog, open_shop: Shop) -> None:
    open_shop.vault.close()
    assert len(catalog.page().rows) == 2
    with pytest.raises(errors.VaultClosed):
        catalog.add("NEW", "New", variants=[form("N")])
    with pytest.raises(errors.VaultClosed):
        catalog.price("SC-R", sale_price=1, wholesale_cost=1)
    for verb in (catalog.archive, catalog.restore, catalog.delete):
        with pytest.raises(errors.VaultClosed):
            verb("SCARF")
