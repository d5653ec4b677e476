"""The customers of the shop: listed by code, with what they ordered; personal data masked, and shown on the record."""

from dataclasses import dataclass
from enum import StrEnum

from trendy_desktop.errors import BadEmail, NothingToReveal, RecordGone, VaultFault, echo
from trendy_desktop.events import CustomerDataRevealed
from trendy_desktop.models import audit, customers
from trendy_desktop.models.audit import RevealRow
from trendy_desktop.models.customers import CustomerKey, CustomerQuery, CustomerSort, ListedCustomer
from trendy_desktop.models.store import Store
from trendy_desktop.values import BusinessDay, HashedEmail, Page, StaffId
from trendy_desktop.vault import CustomerKeys, Vault, normalise_email

__all__ = [
    "CustomerDetail",
    "CustomerField",
    "CustomerKey",
    "CustomerQuery",
    "CustomerRow",
    "CustomerSort",
    "Customers",
    "RevealRow",
    "masked",
]


class CustomerField(StrEnum):
    """What the vault keeps of a customer and can show."""

    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer in a list; ``spent`` in minor units, over the orders that have a number and are not cancelled.

    ``masked_email`` is None while the vault is closed, and when the customer was erased. ``since`` and ``last`` are the
    days of the first and the last of those orders.
    """

    hashed_email: HashedEmail
    code: str
    masked_email: str | None
    orders: int
    spent: int
    since: BusinessDay | None
    last: BusinessDay | None


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """One customer: the fields that can be revealed, and who saw one, the latest first."""

    row: CustomerRow
    fields: tuple[CustomerField, ...]
    reveals: tuple[RevealRow, ...]

    @property
    def per_order(self) -> int | None:
        """What an order of theirs comes to in the mean, in minor units, half a unit rounded up."""
        orders = self.row.orders
        return (2 * self.row.spent + orders) // (2 * orders) if orders else None


class Customers:
    """Reads the customers of one shop; the vault opens what is personal of them."""

    def __init__(self, store: Store, vault: Vault, *, actor: StaffId) -> None:
        self._store = store
        self._vault = vault
        self._actor = actor

    def page(
        self, query: CustomerQuery, after: CustomerKey | None = None, *, limit: int = 200
    ) -> Page[CustomerRow, CustomerKey]:
        """The next ``limit`` customers (at most 200) that ``query`` finds, behind the key ``after``.

        Raises VaultClosed when its text is an e-mail address and the vault is closed.
        """
        hashed = None
        if "@" in query.text:
            self._vault.require_open()
            try:
                hashed = self._vault.hashed_email(normalise_email(query.text))
            except BadEmail:
                return Page((), None)  # nobody has an address like this, or it is not typed to the end
        with self._store.reading() as books:
            keys = customers.find_customers(books, query, hashed=hashed, after=after, limit=limit)
            found = customers.listed(books, [str(key[-1]) for key in keys])
        return Page(self._rows(found), keys[-1] if len(keys) == limit else None)

    def count(self) -> int:
        """How many customers there are."""
        with self._store.reading() as books:
            return customers.list_count(books)

    def customer(self, hashed_email: HashedEmail) -> CustomerDetail:
        """One customer. Their orders are those of ``Orders.page`` for this customer. Raises RecordGone."""
        with self._store.reading() as books:
            found = self._found(customers.listed_as(books, hashed_email))
            reveals = audit.customer_reveals(books, found.code)
        fields = (CustomerField.EMAIL,) if found.unhashed_email is not None else ()
        return CustomerDetail(self._rows([found])[0], fields, reveals)

    def reveal(self, hashed_email: HashedEmail, field: CustomerField, *, reason: str) -> str:
        """The ``field`` of a customer in full. That it is shown is in the audit log before it is opened.

        Raises VaultClosed, RecordGone, NothingToReveal, VaultFault, and the faults of the machine that kept it from
        being recorded.
        """
        self._vault.require_open()
        with self._store.change(self._actor) as change:
            found = self._found(customers.listed_as(change.books, hashed_email))
            if found.cust_uid is None or found.unhashed_email is None:
                raise NothingToReveal(who=found.code)
            change.record(CustomerDataRevealed(code=found.code, field=field, reason=echo(reason.strip())))
        keys = self._vault.keys_for([found.cust_uid])
        return keys.unseal_email(found.cust_uid, found.hashed_email, found.unhashed_email)

    def _found(self, found: ListedCustomer | None) -> ListedCustomer:
        if found is None:
            raise RecordGone
        return found

    def _rows(self, found: list[ListedCustomer]) -> tuple[CustomerRow, ...]:
        keys = None
        if self._vault.is_open:
            keys = self._vault.keys_for({one.cust_uid for one in found if one.cust_uid is not None})
        return tuple(
            CustomerRow(
                one.hashed_email, one.code, _mask(one, keys), one.orders, one.spent, one.first_day, one.last_day
            )
            for one in found
        )


def _mask(one: ListedCustomer, keys: CustomerKeys | None) -> str | None:
    if keys is None or one.cust_uid is None or one.unhashed_email is None:
        return None
    try:
        return masked(keys.unseal_email(one.cust_uid, one.hashed_email, one.unhashed_email))
    except VaultFault:
        return None  # one damaged record must not close the list; verify names it


def masked(address: str) -> str:
    """What a list shows of an e-mail ``address``: ``m•••@g•••.com``, never how long it is."""
    local, _, domain = address.rpartition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"
