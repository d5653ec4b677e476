"""The story behind the demo shop: repeatable, and told only until now."""

import datetime as dt
import itertools
import random

import pytest

from trendy_desktop.services.demo import PROFILE
from trendy_desktop.services.demo.people import People, weighted
from trendy_desktop.services.demo.stockroom import Stockroom, ean13
from trendy_desktop.services.demo.story import DAYS, Story
from trendy_desktop.services.demo.styles import STYLES
from trendy_desktop.services.practice.schedule import opening
from trendy_desktop.values import BusinessDay

TODAY = BusinessDay.parse("2024-06-14")


def told(minutes: int) -> Story:
    return Story(TODAY, opening(TODAY, PROFILE, minutes=minutes), profile=PROFILE)


def test_only_the_last_day_depends_on_the_hour() -> None:
    early, late = list(told(7 * 60).days()), list(told(21 * 60).days())
    assert len(early) == DAYS + 1
    assert early[:-1] == late[:-1]
    assert not early[-1].orders
    assert not early[-1].deliveries
    assert late[-1].night[: len(early[-1].night)] == early[-1].night
    assert len(late[-1].orders) > 5


@pytest.mark.parametrize(
    ("title", "day", "figures"),
    [
        ("Linen Shirt", "2024-06-14", (5900, 2350)),
        ("Linen Shirt", "2024-02-29", (5700, 2270)),
        ("Linen Shirt", "2023-02-28", (5500, 2190)),
        ("Knit Cardigan", "2024-01-09", (6900, 2700)),
        ("Knit Cardigan", "2024-01-10", (5500, 2700)),
        ("Knit Cardigan", "2024-02-20", (5500, 2700)),
        ("Rib Tank", "2023-07-10", (1900, 680)),
        ("Boxy Tee", "2023-07-10", (2200, 620)),
    ],
)
def test_prices_rise_in_march_and_fall_in_the_sale(title: str, day: str, figures: tuple[int, int]) -> None:
    style = next(style for style in STYLES if style.title == title)
    assert style.figures(BusinessDay.parse(day), TODAY) == figures


def test_a_season_changes_from_day_to_day_only_a_little() -> None:
    days = [dt.date(2023, 1, 1) + dt.timedelta(days=number) for number in range(731)]
    for style in STYLES:
        seasons = [style.season_at(day) for day in days]
        assert max(abs(one - other) for one, other in itertools.pairwise(seasons)) < 0.15
        assert 0.9 < sum(seasons) / len(seasons) < 1.1


def test_every_sku_code_and_title_is_there_once() -> None:
    articles = Stockroom(TODAY).articles
    assert len({article.sku for article in articles}) == len(articles)
    assert len({style.code for style in STYLES}) == len({style.title for style in STYLES}) == len(STYLES)


def test_everybody_has_an_address_of_their_own() -> None:
    people = People(random.Random(3))
    addresses = {people.comes(newcomers=1).email for _ in range(5_000)}
    assert len(addresses) == 5_000
    assert all(address.endswith("@example.com") and address.isascii() for address in addresses)


def test_weights_weigh() -> None:
    draw = random.Random(1)
    drawn = [weighted(draw, {"often": 3, "never": 0, "seldom": 1}) for _ in range(4_000)]
    assert "never" not in drawn
    assert 2_800 < drawn.count("often") < 3_200


def test_the_check_digit_is_the_one_of_a_known_barcode() -> None:
    assert ean13("400638133393") == "4006381333931"
