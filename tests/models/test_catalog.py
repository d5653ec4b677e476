"""Lists, search, price history and copies of the catalogue."""

import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.test_store import new_books
from tests.shop import HandClock
from trendy_desktop.models import catalog, staff
from trendy_desktop.models.catalog import NewProduct, NewVariant
from trendy_desktop.models.store import Change, Store
from trendy_desktop.values import Instant, ProductId, VariantId

FEW = settings(max_examples=max(20, settings().max_examples // 4))  # each example makes books of its own


@contextmanager
def books_with(*skus: str, titles: Sequence[str] = ()) -> Iterator[Store]:
    """Books with a product of one variant for each of ``skus``; titles are those given, else none but the SKU."""
    with tempfile.TemporaryDirectory() as folder:
        books = new_books(Path(folder) / "shop.db")
        with books.change(staff.OWNER) as change:
            add(change, skus, titles or skus)
        yield books
        books.close()


def add(change: Change, skus: Sequence[str], titles: Sequence[str]) -> None:
    products = [NewProduct(ProductId(nth), f"code {nth}", title, "", "", None) for nth, title in enumerate(titles, 1)]
    variants = [
        NewVariant(VariantId(nth), ProductId(nth), sku, None, "", "", 200, 100) for nth, sku in enumerate(skus, 1)
    ]
    catalog.add(change, products, variants)


def paged(books: Store, *, limit: int, archived: bool = False) -> list[str]:
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        with books.reading() as reading:
            page = catalog.page(reading, after, limit=limit, archived=archived)
        assert len(page.rows) == limit or page.next is None
        found += [row.sku for row in page.rows]
        after = page.next
    return found


def searched(books: Store, text: str, *, limit: int = 200, archived: bool = False) -> list[str]:
    found: list[str] = []
    after: int | None = 0
    while after is not None:
        with books.reading() as reading:
            page = catalog.search(reading, text, after=after, limit=limit, archived=archived)
        found += [row.sku for row in page.rows]
        after = page.next
    return found


def archive(books: Store, *products: int) -> None:
    with books.change(staff.OWNER) as change:
        for product in products:
            catalog.archive(change, ProductId(product), at=Instant(1))


# --- pages ----------------------------------------------------------------------------------------------------------

SKUS = st.lists(st.text("Aa0-é ", min_size=1, max_size=4), max_size=25, unique=True)


@FEW
@given(SKUS, st.integers(1, 9), st.sets(st.integers(1, 25)))
def test_pages_list_everything_once_and_in_order(skus: list[str], limit: int, gone: set[int]) -> None:
    with books_with(*skus) as books:
        in_order = sorted(skus, key=str.encode)
        archive(books, *gone)
        shown = [sku for sku in in_order if skus.index(sku) + 1 not in gone]
        assert paged(books, limit=limit) == shown
        assert paged(books, limit=limit, archived=True) == in_order


def test_a_row_says_what_is_on_hand(tmp_path: Path) -> None:
    with books_with("A", "B") as books:
        with books.change(staff.OWNER) as change:
            change.books.write("INSERT INTO location VALUES (2, 'Warehouse')")
            change.books.write("INSERT INTO stock_level VALUES (1, 1, 5, 2), (1, 2, 7, 0)")
        with books.reading() as reading:
            one, none = catalog.page(reading).rows
        assert (one.on_hand, one.reserved, one.available) == (12, 2, 10)
        assert (none.on_hand, none.reserved, none.available) == (0, 0, 0)
        assert (one.code, one.title, one.sale_price, one.wholesale_cost) == ("code 1", "A", 200, 100)


# --- search ---------------------------------------------------------------------------------------------------------

WARDROBE = {
    "LS-RED-S": "Linen Shirt red",
    "LS-BLUE-M": "Linen shirt blue",
    "WS-1": "Wool scarf",
    "CF-2": "Café Crème Füßling",
    "GR-3": "Ρούχα Αθήνα",
    "PL-4": "Żółta sukienka",
    "00123": "Gift card",
}


@pytest.fixture(scope="module")
def wardrobe() -> Iterator[Store]:
    with books_with(*WARDROBE, titles=list(WARDROBE.values())) as books:
        yield books


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("lin", "LS-RED-S LS-BLUE-M"),
        ("l", "LS-RED-S LS-BLUE-M"),
        ("LINEN shirt", "LS-RED-S LS-BLUE-M"),
        ("shirt blue", "LS-BLUE-M"),
        ("blue ls", "LS-BLUE-M"),
        ("ls-blue", "LS-BLUE-M"),
        ("ls_blue", "LS-BLUE-M"),
        ("shirt wool", ""),
        ("ine", "LS-RED-S LS-BLUE-M"),  # inside a word, from three letters on
        ("in", ""),
        ("hirt carf", ""),
        ("hirt blu", "LS-BLUE-M"),
        ("cafe", "CF-2"),
        ("café", "CF-2"),
        (unicodedata.normalize("NFD", "café"), "CF-2"),
        ("CREME", "CF-2"),
        ("füß", "CF-2"),
        ("ούχα", "GR-3"),
        ("ρουχα", ""),  # accents do not count on Latin letters only
        ("żółta", "PL-4"),
        ("zo", "PL-4"),
        ("kienk", "PL-4"),
        ("00123", "00123"),
        ("0012", "00123"),
        ("123", "00123"),
        ("", ""),
        ("   ", ""),
        ("code", "LS-RED-S LS-BLUE-M WS-1 CF-2 GR-3 PL-4 00123"),
    ],
)
def test_search_finds(wardrobe: Store, text: str, skus: str) -> None:
    assert searched(wardrobe, text) == skus.split()


@pytest.mark.parametrize(
    "text",
    [
        '"', '""', '"linen', "*", "linen*", "(", ")", "(linen", "linen)", "-linen", ":", "words:linen", "^linen", "+",
        "AND", "OR", "NOT", "NEAR", "linen AND", "linen OR wool", "linen NOT shirt", "NEAR(linen shirt)", "{linen}",
        "linen'; DROP TABLE variant; --", "%", "_", "\\", "\0", "linen\0shirt", "\ud800", "x " * 5_000, "x" * 100_000,
    ],
)  # fmt: skip
def test_signs_of_the_search_language_are_plain_text(wardrobe: Store, text: str) -> None:
    found = searched(wardrobe, text)
    assert set(found) <= {sku for sku, title in WARDROBE.items() if "linen" in title.lower()}
    assert "linen" in text or not found
    assert len(paged(wardrobe, limit=3)) == len(WARDROBE)


def test_words_of_the_search_language_are_words(wardrobe: Store) -> None:
    assert searched(wardrobe, "linen OR wool") == []
    assert searched(wardrobe, "linen NOT shirt") == []
    assert searched(wardrobe, "title:linen") == []


@given(st.text(max_size=30))
def test_any_text_can_be_searched_for(wardrobe: Store, text: str) -> None:
    assert set(searched(wardrobe, text, limit=2)) <= set(WARDROBE)


WORDS = st.text("aábcß1", min_size=1, max_size=4)


@FEW
@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=12), WORDS, st.integers(1, 4))
def test_a_prefix_finds_exactly_the_words_it_begins(titles: list[list[str]], wanted: str, limit: int) -> None:
    def plain(text: str) -> str:
        return text.replace("á", "a")

    skus = [f"{nth:03d}" for nth in range(len(titles))]
    with books_with(*(f"9{sku}" for sku in skus), titles=[" ".join(words) for words in titles]) as books:
        begun = [
            f"9{sku}"
            for sku, words in zip(skus, titles, strict=True)
            if any(plain(word).startswith(plain(wanted)) for word in [*words, "code", str(int(sku) + 1)])
        ]
        found = searched(books, wanted, limit=limit)
        assert found == begun or not begun  # where no word begins so, it may stand inside one


def test_pages_of_a_search_do_not_change_their_mind() -> None:
    """Four begin with the word; further ones that only hold it inside are not added on the next page."""
    titles = ["shirt", "shirt", "nightshirt", "shirt", "shirt", "nightshirt"]
    with books_with(*"ABCDEF", titles=titles) as books:
        assert searched(books, "shirt", limit=2) == ["A", "B", "D", "E"]
        assert searched(books, "shirt", limit=4) == ["A", "B", "D", "E"]
        assert searched(books, "ghtsh", limit=1) == ["C", "F"]


def test_archived_products_are_found_when_asked_for_only() -> None:
    with books_with(*"ABCDE", titles=["shirt", "shirt", "nightshirt", "shirt", "hat"]) as books:
        archive(books, 1, 2)
        assert searched(books, "shirt", limit=1) == ["D"]
        assert searched(books, "shirt", limit=1, archived=True) == ["A", "B", "D"]
        archive(books, 4)
        assert searched(books, "shirt") == ["C"]  # as if the others were not there


def test_search_follows_changes() -> None:
    with books_with("A", "B") as books:
        with books.change(staff.OWNER) as change:
            catalog.change_product(change, ProductId(1), title="Parka", category="Coats", brand="Nord")
            change.books.write("UPDATE variant SET colour = 'Olive', barcode = '4711' WHERE variant_id = 2")
            catalog.delete(change, ProductId(2))
        for text in ("parka", "coats", "nord"):
            assert searched(books, text) == ["A"]
        for text in ("olive", "4711", "471"):  # of the deleted one
            assert searched(books, text) == []


# --- price history --------------------------------------------------------------------------------------------------


def history(books: Store) -> list[tuple[int, int, int]]:
    with books.reading() as reading:
        rows = reading.rows("SELECT since, sale_price, wholesale_cost FROM variant_price ORDER BY since")
        return [(since, price, cost) for since, price, cost in rows]


def test_every_price_is_kept_from_its_moment_on() -> None:
    with books_with("A") as books:
        clock = books.clock
        assert isinstance(clock, HandClock)
        began = clock.time
        for price, cost in ((250, 100), (250, 100), (250, 120)):
            clock.time += 1_000
            with books.change(staff.OWNER) as change:
                catalog.change_prices(change, [(price, cost, VariantId(1))])
        assert history(books) == [(began, 200, 100), (began + 1_000, 250, 100), (began + 3_000, 250, 120)]


def test_two_prices_of_one_moment_are_the_later_one() -> None:
    with books_with("A") as books:
        for price in (300, 400):
            with books.change(staff.OWNER) as change:
                catalog.change_prices(change, [(price, 100, VariantId(1))])
        assert [price for _, price, _ in history(books)] == [400]


# --- copies ---------------------------------------------------------------------------------------------------------


def test_a_copy_has_the_whole_catalogue(tmp_path: Path) -> None:
    with books_with("A", "B", "C") as books:
        with books.change(staff.OWNER) as change:
            change.books.write("INSERT INTO supplier VALUES (7, 'SUP', 'Supplier')")
            change.books.write("INSERT INTO location VALUES (2, 'Warehouse')")
            change.books.write("UPDATE product SET supplier_id = 7, brand = 'Nord' WHERE product_id = 2")
            change.books.write("UPDATE variant SET barcode = '4711', reorder_point = 3 WHERE variant_id = 3")
        archive(books, 1)
        copy = new_books(tmp_path / "copy.db")
        with books.snapshot() as source, copy.change(staff.OWNER) as change:
            catalog.copy(source, change)
        for table in ("location", "supplier", "product", "variant"):
            with books.reading() as here, copy.reading() as there:
                assert list(here.rows(f"SELECT * FROM {table}")) == list(there.rows(f"SELECT * FROM {table}"))
        assert searched(copy, "nord") == ["B"]
        assert history(copy)[:1] == history(books)[:1]
        copy.close()
