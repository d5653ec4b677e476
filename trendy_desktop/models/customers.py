"""Customers: known by their hashed address, shown by their code; what the vault sealed about them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.values import HashedEmail

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


# --- proof ----------------------------------------------------------------------------------------------------------


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
