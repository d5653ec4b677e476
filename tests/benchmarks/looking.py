"""Looking things up in a large catalogue: pages of the list, and search as it is typed."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks.measure import Figure
from tests.benchmarks.shop import PROFILE, Shop, found_empty
from tests.benchmarks.workshop import Workshop
from trendy_desktop.models import catalog, staff, stock
from trendy_desktop.models.catalog import NewProduct, NewVariant
from trendy_desktop.models.stock import NewMovement
from trendy_desktop.services.catalog import Catalog
from trendy_desktop.values import ProductId, VariantId

VARIANTS = 200_000
ASKED = 500

_MAKES = ("Linen", "Wool", "Silk", "Denim", "Cotton", "Jersey", "Leather", "Velvet", "Cashmere", "Corduroy")
_THINGS = ("Shirt", "Jacket", "Trousers", "Dress", "Skirt", "Scarf", "Coat", "Cardigan", "Blouse", "Beanie", "Größe")
_BRANDS = ("Alpina", "Borealis", "Civetta", "Dorado", "Elster", "Faro", "Gjøa")
_COLOURS = ("sand", "navy", "black", "olive", "rust")
_SIZES = ("XS", "S", "M", "L")
_A_STYLE = len(_COLOURS) * len(_SIZES)


def search(workshop: Workshop) -> Iterator[Figure]:
    """How long a screen waits for a page of the list, and for what was typed into the search field."""
    count = workshop.sized(VARIANTS)
    draw = random.Random(7)
    with Shop.at(found_empty(workshop.folder / "large")) as shop:
        _fill(shop, count // _A_STYLE)
        looked = Catalog(shop.store, shop.vault, calendar=PROFILE.calendar, actor=staff.OWNER)
        pages = [_sku(draw.randrange(count // _A_STYLE), draw.randrange(_A_STYLE)) for _ in range(ASKED)]
        typed = [_typed(draw, kind, count // _A_STYLE) for kind in range(8) for _ in range(ASKED // 8)]
        draw.shuffle(typed)
        yield Figure(f"page of 200 of {count:,} variants, 99th percentile", _slowest(looked.page, pages), "ms", most=5)
        yield Figure(f"search in {count:,} variants, 99th percentile", _slowest(looked.search, typed), "ms", most=10)


def _slowest(look: Callable[[str], object], asked: Sequence[str]) -> float:
    """The milliseconds within which 99 of 100 of the calls ``look(asked[n])`` end.

    All are asked in three rounds, and of each call the middle time counts: other programs may interrupt it once.
    """

    def milliseconds(one: str) -> float:
        start = time.perf_counter()
        look(one)
        return (time.perf_counter() - start) * 1000

    rounds = [[milliseconds(one) for one in asked] for _ in range(3)]
    middle = [statistics.median(times) for times in zip(*rounds, strict=True)]
    slowest: float = statistics.quantiles(middle, n=100, method="inclusive")[98]
    return slowest


def _fill(shop: Shop, styles: int) -> None:
    draw = random.Random(8)
    for start in range(0, styles, 250):
        with shop.store.change(staff.OWNER) as change:
            numbers = range(start, min(start + 250, styles))
            products = [
                NewProduct(
                    ProductId(number + 1),
                    f"ST{number:05}",
                    f"{draw.choice(_MAKES)} {draw.choice(_THINGS)} {number}",
                    draw.choice(_THINGS),
                    draw.choice(_BRANDS),
                    None,
                )
                for number in numbers
            ]
            variants = [_variant(number, nth) for number in numbers for nth in range(_A_STYLE)]
            catalog.add(change, products, variants)
            stock.append(change, [NewMovement(one.variant_id, 9, "opening", change.now, 0) for one in variants])


def _variant(style: int, nth: int) -> NewVariant:
    colour, size = _COLOURS[nth % len(_COLOURS)], _SIZES[nth // len(_COLOURS)]
    barcode = f"40{style * _A_STYLE + nth:011}"
    return NewVariant(
        VariantId(style * _A_STYLE + nth + 1), ProductId(style + 1), _sku(style, nth), barcode, size, colour, 4990, 2100
    )


def _sku(style: int, nth: int) -> str:
    return f"ST{style:05}-{nth:02}"


def _typed(draw: random.Random, kind: int, styles: int) -> str:
    """What people type: 1, 2, 3 and more letters of a word, two words, an SKU, a part of a word, what is not there."""
    word, other = draw.choice(_MAKES + _THINGS), draw.choice(_BRANDS + _COLOURS)
    match kind:
        case 0 | 1 | 2:
            return word[: kind + 1].lower()
        case 3:
            return word
        case 4:
            return f"{word} {other[:2]}"
        case 5:
            return _sku(draw.randrange(styles), draw.randrange(_A_STYLE))
        case 6:
            return word[1:5]
        case _:
            return f"{word} {draw.choice(('qqq', 'zebra', 'x9y9z9'))}"
