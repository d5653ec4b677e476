"""What a shop is set to is what it was founded with."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.test_store import new_books
from tests.shop import PROFILE, Shop
from trendy_desktop import errors
from trendy_desktop.models import staff
from trendy_desktop.models.store import Store
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import Calendar, Currency

PROFILES = st.builds(
    ShopProfile,
    name=st.text(min_size=1, max_size=20).filter(str.isprintable),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]).map(Currency.named),
    calendar=st.builds(Calendar.of, st.sampled_from(["Europe/Vienna", "Asia/Kathmandu", "UTC"]), st.integers(0, 23)),
    practice=st.booleans(),
    opens_at=st.integers(0, 719),
    closes_at=st.integers(720, 1439),
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return new_books(Path(tmp_path_factory.mktemp("books")) / "shop.db")


@settings(max_examples=max(20, settings().max_examples // 4))
@given(PROFILES)
def test_what_is_written_is_read(books: Store, profile: ShopProfile) -> None:
    with books.change(staff.OWNER) as change:
        profile.write(change)
    assert ShopProfile.read(books) == profile


def test_a_shop_opens_with_its_settings(open_shop: Shop) -> None:
    assert open_shop.core.profile == PROFILE


@pytest.mark.parametrize(
    ("key", "value", "failure"),
    [("shop.currency", "???", errors.UnknownCurrency), ("shop.zone", "Mars/Olympus", errors.UnknownZone)],
)
def test_settings_this_program_does_not_know_are_named(
    books: Store, key: str, value: str, failure: type[errors.ShopError]
) -> None:
    with books.change(staff.OWNER) as change:
        PROFILE.write(change)
        change.books.write("UPDATE setting SET value = ? WHERE key = ?", (value, key))
    with pytest.raises(failure):
        ShopProfile.read(books)
