"""The list of customers, and personal data shown on the record."""

from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shop import Shop, day
from trendy_desktop.errors import DiskFull, NothingToReveal, RecordGone, VaultClosed
from trendy_desktop.services.customers import (
    CustomerField,
    CustomerQuery,
    CustomerRow,
    Customers,
    CustomerSort,
    masked,
)
from trendy_desktop.services.orders import OrderQuery
from trendy_desktop.values import HashedEmail
from trendy_desktop.vault import CustomerKeys, Vault

ADA, BEN, CLEO = "ada.lane@example.com", "ben@example.com", "cleo@example.com"
UNKNOWN = HashedEmail(bytes(32))


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    """Ada ordered three times, Ben once and much, and of Cleo's order nothing could be booked."""
    open_shop.core.exchange.import_inventory(open_shop.inventory("TEE,100,5.00,20.00,S", "COAT,9,50.00,199.90,S"))
    open_shop.core.exchange.import_customer_orders(
        open_shop.orders(
            f"2020-03-02,{ADA},1070,TEE,1",
            f"2020-03-09,{ADA},1070,TEE,2",
            f"2020-03-07,{BEN},1080,COAT,2",
            f"2020-03-08,{CLEO},1090,COAT,500",
            f"2020-02-01,{ADA},1070,TEE,1",
        )
    )
    return open_shop


@pytest.fixture
def customers(shop: Shop) -> Customers:
    return shop.core.customers


def who(shop: Shop, address: str) -> HashedEmail:
    return shop.core.hashed_email(address)


def found(customers: Customers, text: str) -> list[str | None]:
    return [row.masked_email for row in customers.page(CustomerQuery(text=text)).rows]


def recorded(shop: Shop) -> list[str]:
    rows = shop.rows("SELECT details FROM event WHERE event_type = 'CustomerDataRevealed' ORDER BY event_id")
    return [str(details) for (details,) in rows]


# --- the list -------------------------------------------------------------------------------------------------------


def test_a_row_sums_up_what_was_booked(shop: Shop, customers: Customers) -> None:
    rows = {row.hashed_email: row for row in customers.page(CustomerQuery()).rows}
    ada = rows[who(shop, ADA)]
    assert ada == CustomerRow(who(shop, ADA), ada.code, "a•••@e•••.com", 3, 8000, day("2020-02-01"), day("2020-03-09"))
    cleo = rows[who(shop, CLEO)]
    assert (cleo.orders, cleo.spent, cleo.since, cleo.last) == (0, 0, None, None)
    assert customers.count() == 3
    assert shop.faults() == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (CustomerSort.ORDERS, "cba"),
        (CustomerSort.SPENT, "cab"),
        (CustomerSort.LAST, "cba"),
    ],
)
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_goes_on_where_its_page_ended(
    customers: Customers, sort: CustomerSort, expected: str, descending: bool
) -> None:
    wanted = [*(expected[::-1] if descending else expected)]
    assert walked(customers, CustomerQuery(sort=sort, descending=descending), limit=1) == wanted
    assert walked(customers, CustomerQuery(sort=sort, descending=descending), limit=2) == wanted


def walked(customers: Customers, query: CustomerQuery, *, limit: int) -> list[str]:
    """The first letters of the masks, page after page."""
    letters, after = "", None
    while True:
        page = customers.page(query, after, limit=limit)
        letters += "".join((row.masked_email or "?")[0] for row in page.rows)
        if page.next is None:
            return [*letters]
        after = page.next


@pytest.mark.parametrize("descending", [False, True])
def test_codes_are_counted_through(shop: Shop, descending: bool) -> None:
    """C-10000 comes behind C-9999, whatever the letters say."""
    with shop.core._store.change(shop.core._actor) as change:
        change.books.write("UPDATE counter SET last = 9998 WHERE name = 'customer'")
    shop.core.exchange.import_customer_orders(
        shop.orders(*(f"2020-04-0{nth},new-{nth}@example.com,1,TEE,1" for nth in range(1, 4)))
    )
    codes: list[str] = []
    after = None
    for _ in range(6):
        page = shop.core.customers.page(CustomerQuery(sort=CustomerSort.CODE, descending=descending), after, limit=1)
        codes += [row.code for row in page.rows]
        after = page.next
    wanted = ["C-0001", "C-0002", "C-0003", "C-9999", "C-10000", "C-10001"]
    assert codes == (wanted[::-1] if descending else wanted)


def test_customers_are_found_by_code_and_by_their_whole_address(shop: Shop, customers: Customers) -> None:
    assert found(customers, ADA) == ["a•••@e•••.com"]
    assert found(customers, f"  {ADA.upper()} ") == ["a•••@e•••.com"]
    assert found(customers, "ada@") == []
    assert found(customers, "stranger@example.com") == []
    code = customers.customer(who(shop, BEN)).row.code
    assert found(customers, code) == ["b•••@e•••.com"]
    assert found(customers, code.lower()) == ["b•••@e•••.com"]
    assert found(customers, str(int(code.removeprefix("C-")))) == ["b•••@e•••.com"]
    assert len(found(customers, "C-000")) == 3
    assert found(customers, "C-%") == []


def test_while_the_vault_is_closed_codes_are_all_there_is(shop: Shop, customers: Customers) -> None:
    ada = who(shop, ADA)
    shop.vault.close()
    assert {row.masked_email for row in customers.page(CustomerQuery()).rows} == {None}
    assert customers.customer(ada).row.orders == 3
    with pytest.raises(VaultClosed):
        customers.page(CustomerQuery(text=ADA))
    with pytest.raises(VaultClosed):
        customers.reveal(ada, CustomerField.EMAIL, reason="")
    assert recorded(shop) == []


def test_a_damaged_record_does_not_close_the_list(shop: Shop, customers: Customers) -> None:
    with shop.core._store.change(shop.core._actor) as change:
        change.books.write(
            "UPDATE email_lookup SET unhashed_email = zeroblob(80) WHERE hashed_email = ?", (who(shop, BEN),)
        )
    assert {row.masked_email for row in customers.page(CustomerQuery()).rows} == {
        "a•••@e•••.com",
        "c•••@e•••.com",
        None,
    }


# --- one customer ---------------------------------------------------------------------------------------------------


def test_a_customer_is_shown_with_their_orders(shop: Shop, customers: Customers) -> None:
    detail = customers.customer(who(shop, ADA))
    assert (detail.fields, detail.reveals) == ((CustomerField.EMAIL,), ())
    assert detail.per_order == 2667
    assert customers.customer(who(shop, CLEO)).per_order is None
    orders = shop.core.orders.page(OrderQuery(customer=who(shop, ADA))).rows
    assert [(str(one.business_day), one.total) for one in orders] == [
        ("2020-03-09", 4000),
        ("2020-03-02", 2000),
        ("2020-02-01", 2000),
    ]
    with pytest.raises(RecordGone):
        customers.customer(UNKNOWN)


def test_a_reveal_is_recorded_once_and_shown_to_whoever_looks_later(shop: Shop, customers: Customers) -> None:
    ada = who(shop, ADA)
    code = customers.customer(ada).row.code
    assert customers.reveal(ada, CustomerField.EMAIL, reason=" delivery question ") == ADA
    assert recorded(shop) == [f'{{"code":"{code}","field":"email","reason":"delivery question"}}']
    (seen,) = customers.customer(ada).reveals
    assert (seen.at, seen.staff, seen.field, seen.reason) == (
        shop.clock.time,
        "Owner",
        "email",
        "delivery question",
    )
    assert customers.customer(who(shop, BEN)).reveals == ()
    assert shop.faults() == []


def test_the_reason_cannot_carry_an_address_into_the_books(shop: Shop, customers: Customers) -> None:
    customers.reveal(who(shop, ADA), CustomerField.EMAIL, reason=f"for {BEN}")
    assert "@" not in recorded(shop)[0]


def test_nothing_is_opened_before_it_is_recorded(
    shop: Shop, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, opened = who(shop, ADA), []
    keys_for = Vault.keys_for

    def look(vault: Vault, uids: Iterable[bytes]) -> CustomerKeys:
        opened.append(len(recorded(shop)))
        return keys_for(vault, uids)

    monkeypatch.setattr(Vault, "keys_for", look)
    customers.reveal(ada, CustomerField.EMAIL, reason="")
    assert opened == [1]


def test_what_cannot_be_recorded_is_not_shown(
    shop: Shop, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up after some reveals: as many were shown as are in the audit log."""
    ada, shown = who(shop, ADA), 0
    shop.core._store.books.connection.pragma("max_page_count", 1)  # the books cannot grow any more
    with suppress(DiskFull):
        while shown < 1000:
            customers.reveal(ada, CustomerField.EMAIL, reason="a reason of some length")
            shown += 1
    monkeypatch.setattr(Vault, "keys_for", lambda *_: pytest.fail("the vault was asked"))
    with pytest.raises(DiskFull):
        customers.reveal(ada, CustomerField.EMAIL, reason="a reason of some length")
    assert 1000 > shown == len(recorded(shop)) > 0


def test_of_who_is_gone_there_is_nothing_to_reveal(shop: Shop, customers: Customers) -> None:
    with pytest.raises(RecordGone):
        customers.reveal(UNKNOWN, CustomerField.EMAIL, reason="")
    ben = who(shop, BEN)
    with shop.core._store.change(shop.core._actor) as change:
        change.books.write("DELETE FROM email_lookup WHERE hashed_email = ?", (ben,))
        change.books.write("DELETE FROM vault_profile WHERE hashed_email = ?", (ben,))
    assert customers.customer(ben).fields == ()
    assert customers.customer(ben).row.masked_email is None
    with pytest.raises(NothingToReveal):
        customers.reveal(ben, CustomerField.EMAIL, reason="")
    assert recorded(shop) == []


# --- masks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "mask"),
    [
        ("mara.keller@gmail.example.com", "m•••@g•••.com"),
        ("m@g.example", "m•••@g•••.example"),
        ("öl@example.co.uk", "ö•••@e•••.uk"),
    ],
)
def test_a_mask_keeps_three_parts(address: str, mask: str) -> None:
    assert masked(address) == mask


@given(
    st.from_regex(r"[a-z0-9.+_-]{1,64}", fullmatch=True),
    st.from_regex(r"[a-z0-9.-]{1,60}", fullmatch=True),
    st.sampled_from(["com", "de", "museum"]),
)
def test_a_mask_never_tells_how_long_an_address_is(local: str, name: str, ending: str) -> None:
    assert masked(f"{local}@{name}.{ending}") == f"{local[0]}•••@{name[0]}•••.{ending}"
