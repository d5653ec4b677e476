"""The proof: whether the books and the vault are as they were written.

``Audit.verify`` recomputes everything that follows from something else: on hand from movements, totals from lines, each
MAC from its row and the one before, each digest from the orders it covers, each sealed record from its key.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from trendy_desktop.errors import KeyFileDamaged, KeyFileMissing, ShopError
from trendy_desktop.models import audit, catalog, chain, customers, orders, purchasing, stock
from trendy_desktop.models.books import Books
from trendy_desktop.models.chain import ChainName
from trendy_desktop.models.store import Store
from trendy_desktop.services.progress import Progress, Unheard
from trendy_desktop.values import HashedEmail
from trendy_desktop.vault import Vault


@dataclass(frozen=True, slots=True)
class Check:
    """One proof: how many things it looked at, and the first that is wrong. Skipped: the vault is closed."""

    name: str
    ok: bool
    skipped: bool
    checked: int
    first_fault: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether everything that could be proven is as it was written."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


_Finding: TypeAlias = tuple[int, str | None]


class Audit:
    """Proves the books and the vault of one shop."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._kept: dict[str, tuple[int, bytes]] = {}

    def verify(self, *, progress: Progress | None = None) -> Verdict:
        """Runs every check on one moment of the books. What needs the vault's keys is skipped while it is closed."""
        heard = progress or Unheard()
        checks: list[Check] = []
        # Before the snapshot: what is remembered later may be of rows that the snapshot does not show yet.
        self._kept = {}
        if self._vault.is_open:
            with suppress(KeyFileDamaged, KeyFileMissing):  # which a check of its own reports
                self._kept = self._vault.anchored()
        with self._store.snapshot() as books:
            for done, (name, prove, needs_keys) in enumerate(_CHECKS):
                heard.step(done, len(_CHECKS))
                if needs_keys and not self._vault.is_open and not self._vault.is_damaged:
                    checks.append(Check(name, ok=True, skipped=True, checked=0, first_fault=None))
                    continue
                checked, fault = self._proven(prove, books)
                checks.append(Check(name, ok=fault is None, skipped=False, checked=checked, first_fault=fault))
        heard.step(len(_CHECKS), len(_CHECKS))
        return Verdict(tuple(checks))

    def _proven(self, prove: "_Prove", books: Books) -> "_Finding":
        try:
            with self._store.reading():
                return prove(self, books)
        except ShopError as error:
            return 0, str(error)
        except Exception as error:  # noqa: BLE001  # rows that were tampered with can break whatever a proof rests on
            return 0, f"its rows are not of the kind that the shop writes ({type(error).__name__})"

    def keep_heads(self) -> None:
        """Copies the heads of the chains into the key file, unless what is there is no longer part of the books.

        A cut tail must stay visible even when the books have grown since.
        """
        kept = self._vault.anchored()
        heads = self._store.heads()
        if kept == heads:
            return
        with self._store.reading() as books:
            whole = all(not length or chain.mac_at(books, name, length) == mac for name, (length, mac) in kept.items())
        if whole:
            self._vault.anchor(heads)

    # --- the checks: each returns how many things it looked at and the first fault ---

    def _file(self, books: Books) -> _Finding:
        return 1, self._store.damage()

    def _schema(self, books: Books) -> _Finding:
        drifted = self._store.drift()
        return 1, f"the {drifted} is not as it was made" if drifted else None

    def _on_hand(self, books: Books) -> _Finding:
        fault = _first(stock.differing_levels(books), "{0} has {1} on hand, but its movements add up to {2}")
        return stock.count(books), fault

    def _reserved(self, books: Books) -> _Finding:
        fault = _first(stock.differing_reservations(books), "{0} has {1} held, but open orders hold {2}")
        return orders.count(books), fault

    def _ledger(self, books: Books) -> _Finding:
        return self._chain(books, "ledger", "movement", stock.chained(books))

    def _log(self, books: Books) -> _Finding:
        rows = ((row.event_id, row.canonical, row.mac) for row in audit.every(books))
        return self._chain(books, "audit", "event", rows)

    def _chain(self, books: Books, name: ChainName, what: str, rows: Iterable[tuple[int, bytes, bytes]]) -> _Finding:
        link = self._vault.linker(name)
        kept_length, kept_mac = self._kept.get(name, (0, chain.START))
        said_length, said_mac = chain.heads(books)[name]
        length, mac = 0, chain.START
        for row_id, row, stored in rows:
            length += 1
            if row_id != length:
                return length, f"{what} {length} is missing"
            mac = link(mac, row)
            if mac != stored:
                return length, f"{what} {row_id} was changed, or the one before it was taken out"
            if length == kept_length and mac != kept_mac:
                return length, f"{what} {row_id} is not the one that the key file remembers"
        if length < kept_length:
            return length, f"the last {kept_length - length} of {kept_length} {what}s are missing"
        if (length, mac) != (said_length, said_mac):
            return length, f"there are {length} {what}s, but the books say {said_length}"
        return length, None

    def _totals(self, books: Books) -> _Finding:
        fault = _first(orders.differing_totals(books), "order {0} has a total of {1}, but its lines add up to {2}")
        return orders.count(books), fault

    def _sales(self, books: Books) -> _Finding:
        words = "order {0} has {2} of {1} in its lines, but took {3} from stock"
        return orders.count(books), _first(orders.differing_sales(books), words)

    def _receipts(self, books: Books) -> _Finding:
        words = "receipt {0} has {2} of {1} in its lines, but put {3} on stock"
        return purchasing.count(books), _first(purchasing.differing_receipts(books), words)

    def _lists(self, books: Books) -> _Finding:
        """The figures that the lists are sorted by follow from the rows they stand for."""
        fault = (
            _first(catalog.differing_figures(books), "the figures of product {0} in the list differ from its variants'")
            or _first(customers.differing_figures(books), "the figures of customer {0} in the list differ")
            or _first(orders.differing_figures(books), "the number of orders in state {0} ({1}) in the list differs")
        )
        return orders.count(books), fault

    def _numbers(self, books: Books) -> _Finding:
        gap = orders.number_gap(books)
        return orders.last_number(books), f"order number {gap} is missing or one too many" if gap else None

    def _posted(self, books: Books) -> _Finding:
        """Each order is as it was when the audit log recorded its posting."""
        reached = 0
        for row in audit.of_type(books, "OrdersPosted"):
            posted = json.loads(row.details)
            first, last = posted["first"], posted["last"]
            if first != reached + 1:
                return reached, f"the posting of order {reached + 1} is not in the audit log"
            if orders.digest(books, first, last).hex() != posted["digest"]:
                span = f"order {first} is" if first == last else f"one of the orders {first} to {last} is"
                return reached, f"{span} not as it was posted"
            reached = last
        highest = orders.highest_id(books)
        return reached, None if highest == reached else f"order {highest} was never posted"

    def _customers(self, books: Books) -> _Finding:
        """Each sealed record opens with its customer's key, and the address is the one that was hashed."""
        seen, after = 0, HashedEmail(b"")
        while part := customers.sealed(books, after=after, limit=500):
            keys = self._vault.keys_for(one.cust_uid for one in part if one.cust_uid)
            for one in part:
                seen += 1
                if one.cust_uid is None or one.unhashed_email is None or one.profile is None:
                    return seen, f"customer {one.code} has lost a sealed record"
                try:
                    keys.unseal_email(one.cust_uid, one.hashed_email, one.unhashed_email)
                    keys.unseal_profile(one.cust_uid, one.profile)
                except ShopError:
                    return seen, f"a sealed record of customer {one.code} does not prove itself"
            after = part[-1].hashed_email
        return seen, None

    def _places(self, books: Books) -> _Finding:
        seen, after = 0, 0
        while part := customers.sealed_places(books, after=after, limit=500):
            keys = self._vault.keys_for({one.cust_uid for one in part})
            for one in part:
                seen += 1
                try:
                    if one.cust_uid != one.customer_uid:
                        return seen, f"the sealed place of order {one.order_id} belongs to another customer"
                    keys.unseal_place(one.cust_uid, one.order_id, one.sealed)
                except ShopError:
                    return seen, f"the sealed place of order {one.order_id} does not prove itself"
            after = part[-1].order_id
        missing = customers.order_without_place(books)
        return seen, None if missing is None else f"order {missing} has lost its customer or its sealed place"

    def _key_file(self, books: Books) -> _Finding:
        keys = self._vault.check()
        lost = customers.uids_without_key(books, self._vault.stored_uids())
        return keys, f"{len(lost)} customers have lost their key" if lost else None


_Prove: TypeAlias = Callable[[Audit, Books], _Finding]
_CHECKS: tuple[tuple[str, _Prove, bool], ...] = (
    ("file", Audit._file, False),
    ("schema", Audit._schema, False),
    ("on_hand", Audit._on_hand, False),
    ("reserved", Audit._reserved, False),
    ("order_totals", Audit._totals, False),
    ("order_stock", Audit._sales, False),
    ("receipt_stock", Audit._receipts, False),
    ("list_figures", Audit._lists, False),
    ("order_numbers", Audit._numbers, False),
    ("posted_orders", Audit._posted, False),
    ("ledger_chain", Audit._ledger, True),
    ("audit_chain", Audit._log, True),
    ("sealed_customers", Audit._customers, True),
    ("sealed_places", Audit._places, True),
    ("key_file", Audit._key_file, True),
)


def _first(rows: Iterable[tuple[object, ...]], words: str) -> str | None:
    row = next(iter(rows), None)
    return words.format(*row) if row else None
