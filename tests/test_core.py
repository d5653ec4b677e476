"""One open shop: what its parts do together when something is lost or in the way."""

from pathlib import Path

import apsw
import pytest

from tests.shop import Shop
from trendy_desktop.core import build_core
from trendy_desktop.errors import Busy, KeyFileMissing, OutInShop, ShopExists
from trendy_desktop.services.reports import Format
from trendy_desktop.values import Period
from trendy_desktop.vault import Vault


def sold(shop: Shop) -> None:
    shop.exchange.import_inventory(shop.inventory("A,9,1.00,2.00,S"))
    shop.exchange.import_customer_orders(shop.orders("2024-05-06,ann@example.com,Vienna,A,1"))


def test_a_lost_key_file_is_a_fault_and_is_named(open_shop: Shop) -> None:
    sold(open_shop)
    open_shop.core.close()
    (open_shop.folder / "keystore.db").unlink()
    core = build_core(open_shop.folder, keyring=None)
    try:
        verdict = core.audit.verify()
        assert not verdict.ok
        assert "key_file" in {check.name for check in verdict.checks if not check.ok}
        with pytest.raises(KeyFileMissing):
            core.exchange.import_inventory(open_shop.inventory("A,1,1.00,2.00,S"))
        assert core.catalog.stock("A").on_hand == 8
    finally:
        core.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM email_lookup; DELETE FROM vault_order; DELETE FROM vault_profile",
        "UPDATE orders SET hashed_email = NULL; DELETE FROM vault_order",
        "DELETE FROM vault_order",
    ],
)
def test_rows_that_the_vault_sealed_cannot_go_unseen(open_shop: Shop, tampering: str) -> None:
    sold(open_shop)
    assert open_shop.faults() == []
    books = apsw.Connection(str(open_shop.folder / "shop.db"))
    books.execute(tampering)
    books.close()
    assert open_shop.faults() != []


def test_the_old_words_stay_when_the_new_ones_cannot_be_recorded(open_shop: Shop) -> None:
    words = open_shop.core.renew_words()
    other = apsw.Connection(str(open_shop.folder / "shop.db"))
    other.execute("BEGIN IMMEDIATE")
    open_shop.core.audit._store.books.connection.setbusytimeout(10)
    with pytest.raises(Busy):
        open_shop.core.renew_words()
    other.execute("ROLLBACK")
    other.close()
    open_shop.core.close()
    vault = Vault.open(open_shop.folder, keyring=None)
    vault.open_with_words(words, keyring=None)
    vault.close()


def test_no_report_and_no_shop_goes_into_a_shop(open_shop: Shop) -> None:
    reports = open_shop.core.reports
    report = reports.finance(Period.day(reports._profile.calendar.day_at(open_shop.core.audit._store.clock.now())))
    for name in ("shop.db", "keystore.db", "week.csv"):
        with pytest.raises(OutInShop):
            reports.write(report, Format.CSV, open_shop.folder / name)
    with pytest.raises(ShopExists):
        open_shop.core.practice.copy(open_shop.folder / "inner", seed=1)
    assert open_shop.faults() == []
    assert not Path(open_shop.folder, "inner").exists()
