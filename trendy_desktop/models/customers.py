"""Customers: known by their hashed address, shown by their code; what the vault sealed about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from peewee import Tuple, fn

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.models.tables import Customer, CustomerFigure
from trendy_desktop.values import BusinessDay, HashedEmail

PROFILE_VERSION = 1


class NewCustomer(NamedTuple):
    """A person met for the first time; both texts are sealed."""

    hashed_email: HashedEmail
    cust_uid: bytes
    unhashed_email: bytes
    profile: bytes


def uids(books: Books, hashes: Iterable[HashedEmail]) -> dict[HashedEmail, bytes]:
    """The vault's name (``cust_uid``) of each of these customers that the shop knows."""
    return dict(
        books.matching(
            """
            SELECT hashed_email, cust_uid
            FROM carray(?) AS wanted CROSS JOIN vault_profile ON hashed_email = wanted.value
            """,
            hashes,
        )
    )


def uid_of(books: Books, hashed_email: HashedEmail) -> bytes | None:
    row = books.one("SELECT cust_uid FROM vault_profile WHERE hashed_email = ?", (hashed_email,))
    return row[0] if row else None


def add(change: Change, new: Sequence[NewCustomer]) -> None:
    """Writes ``new`` customers with the next codes (C-0001, C-0002, ...)."""
    if not new:
        return
    books = change.books
    row = books.the(
        "UPDATE counter SET last = last + ? WHERE name = 'customer' RETURNING last - ?", (len(new), len(new))
    )
    first = row[0] + 1
    books.write_all(
        "INSERT INTO customer VALUES (?, ?, ?)",
        ((one.hashed_email, f"C-{code:04d}", change.now) for code, one in enumerate(new, first)),
    )
    books.write_all("INSERT INTO email_lookup VALUES (?, ?)", ((one.hashed_email, one.unhashed_email) for one in new))
    books.write_all(
        "INSERT INTO vault_profile VALUES (?, ?, ?, ?)",
        ((one.hashed_email, one.cust_uid, one.profile, PROFILE_VERSION) for one in new),
    )


# --- list -----------------------------------------------------------------------------------------------------------


class CustomerSort(StrEnum):
    CODE = "code"
    ORDERS = "orders"
    SPENT = "spent"
    LAST = "last"
    """The day of the last order; who has none comes before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerQuery:
    """Which customers, in which order. ``text`` is a code, its beginning or its number, or a whole e-mail address."""

    text: str = ""
    sort: CustomerSort = CustomerSort.LAST
    descending: bool = True


CustomerKey: TypeAlias = tuple[int | str | bytes, ...]
"""Where a page of customers ended: what it is sorted by, and the customer."""


class ListedCustomer(NamedTuple):
    """A customer with figures over the orders that have a number and are not cancelled; money in minor units.

    Each of the last two is None where the shop no longer has it.
    """

    hashed_email: HashedEmail
    code: str
    orders: int
    spent: int
    first_day: BusinessDay | None
    last_day: BusinessDay | None
    cust_uid: bytes | None
    unhashed_email: bytes | None


_CODE = (fn.LENGTH(Customer.code).coerce(False), Customer.code)
_SORTED_BY: dict[CustomerSort, tuple[Any, ...]] = {
    CustomerSort.CODE: _CODE,
    CustomerSort.ORDERS: (fn.COALESCE(CustomerFigure.orders, 0), *_CODE),
    CustomerSort.SPENT: (fn.COALESCE(CustomerFigure.spent, 0), *_CODE),
    CustomerSort.LAST: (fn.COALESCE(CustomerFigure.last_day, -(2**31)), *_CODE),
}


def find_customers(
    books: Books, query: CustomerQuery, *, hashed: HashedEmail | None, after: CustomerKey | None, limit: int
) -> list[CustomerKey]:
    """The keys of the next ``limit`` customers that ``query`` finds, behind ``after``; the last part is the code.

    ``hashed`` is the customer whom an e-mail address names; the text is a code where it is None. One pass over all
    customers: they are few enough.
    """
    columns = _SORTED_BY[query.sort]
    found = Customer.select(*columns).left_outer_join(
        CustomerFigure, on=(CustomerFigure.hashed_email == Customer.hashed_email)
    )
    if hashed is not None:
        found = found.where(Customer.hashed_email == hashed)
    elif text := query.text.strip().upper():
        whole = f"C-{int(text):04d}" if text.isascii() and text.isdigit() and len(text) <= 18 else text
        found = found.where((Customer.code == whole) | Customer.code.startswith(text))
    if after is not None:
        found = found.where(Tuple(*columns) < after if query.descending else Tuple(*columns) > after)
    found = found.order_by(*(column.desc() if query.descending else column for column in columns)).limit(limit)
    return list(found.tuples().execute(books.database))


def listed(books: Books, codes: Sequence[str]) -> list[ListedCustomer]:
    """The customers with these ``codes``, in their order, at most 200; those that are not there are left out."""
    rows = books.matching(
        """
        SELECT customer.hashed_email, code, coalesce(orders, 0), coalesce(spent, 0), first_day, last_day, cust_uid,
               unhashed_email
        FROM carray(?) AS wanted CROSS JOIN customer ON code = wanted.value
        LEFT JOIN customer_figure USING (hashed_email)
        LEFT JOIN vault_profile USING (hashed_email) LEFT JOIN email_lookup USING (hashed_email)
        """,
        codes,
    )
    found = {
        code: ListedCustomer(hashed, code, orders, spent, _day(first), _day(last), uid, email)
        for hashed, code, orders, spent, first, last, uid, email in rows
    }
    return [found[code] for code in codes if code in found]


def listed_as(books: Books, hashed_email: HashedEmail) -> ListedCustomer | None:
    """The customer with this hashed address."""
    row = books.one("SELECT code FROM customer WHERE hashed_email = ?", (hashed_email,))
    return next(iter(listed(books, row)), None) if row else None


def _day(number: int | None) -> BusinessDay | None:
    return None if number is None else BusinessDay(number)


def list_count(books: Books) -> int:
    (customers,) = books.the("SELECT count(*) FROM customer")
    return int(customers)


# --- proof ----------------------------------------------------------------------------------------------------------


def differing_figures(books: Books) -> Iterator[tuple[str]]:
    """The code of every customer whose figures in the list are not those of their orders."""
    return books.rows(
        """
        SELECT code FROM customer LEFT JOIN customer_figure AS kept USING (hashed_email)
        LEFT JOIN customer_sum AS summed USING (hashed_email)
        WHERE kept.orders IS NOT summed.orders OR kept.spent IS NOT summed.spent
              OR kept.first_day IS NOT summed.first_day OR kept.last_day IS NOT summed.last_day
        """
    )


def count(books: Books) -> int:
    row = books.one("SELECT count(*) FROM vault_profile")
    return row[0] if row else 0


class SealedCustomer(NamedTuple):
    code: str
    hashed_email: HashedEmail
    cust_uid: bytes | None
    unhashed_email: bytes | None
    profile: bytes | None


def sealed(books: Books, *, after: HashedEmail | None, limit: int) -> list[SealedCustomer]:
    """The next ``limit`` customers with what is sealed about them; None where a part is missing."""
    rows = books.rows(
        """
        SELECT code, customer.hashed_email, cust_uid, unhashed_email, profile
        FROM customer LEFT JOIN vault_profile USING (hashed_email) LEFT JOIN email_lookup USING (hashed_email)
        WHERE customer.hashed_email > ? ORDER BY customer.hashed_email LIMIT ?
        """,
        (after or b"", limit),
    )
    return [SealedCustomer(*row) for row in rows]


class SealedPlace(NamedTuple):
    order_id: int
    cust_uid: bytes
    customer_uid: bytes | None
    sealed: bytes


def sealed_places(books: Books, *, after: int, limit: int) -> list[SealedPlace]:
    """The next ``limit`` sealed places of delivery, and whose key the order's own customer has."""
    rows = books.rows(
        """
        SELECT order_id, vault_order.cust_uid, vault_profile.cust_uid, sealed
        FROM vault_order JOIN orders USING (order_id) LEFT JOIN vault_profile USING (hashed_email)
        WHERE order_id > ? ORDER BY order_id LIMIT ?
        """,
        (after, limit),
    )
    return [SealedPlace(*row) for row in rows]


def order_without_place(books: Books) -> int | None:
    """The first order without the sealed place, or of a file without the customer, that it was posted with."""
    row = books.one(
        """
        SELECT min(order_id) FROM orders
        WHERE CASE WHEN hashed_email IS NULL THEN channel = 'import'
                   ELSE order_id NOT IN (SELECT order_id FROM vault_order) END
        """
    )
    return row[0] if row else None


def uids_without_key(books: Books, known: Iterator[bytes]) -> set[bytes]:
    """The ``cust_uid`` of every customer that is not among ``known``."""
    return {uid for (uid,) in books.rows("SELECT cust_uid FROM vault_profile")} - set(known)
