"""Booking imported orders: decides a chunk of them in one transaction, each order whole or not at all.

A booked line takes its stock at once, at the order's date. All that a chunk needs is read into a few dictionaries, the
orders are decided one after another in memory, and the rows are written together; the database's own checks stay as
the guard behind it.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import NamedTuple, TypeAlias

from trendy_desktop.events import OrdersPosted
from trendy_desktop.models import catalog, customers, imports, orders, stock
from trendy_desktop.models.catalog import Shelf
from trendy_desktop.models.customers import NewCustomer
from trendy_desktop.models.orders import NewBackorder, NewOrder, NewRefusal, Posting
from trendy_desktop.models.stock import SHOP, Moved
from trendy_desktop.models.store import Change
from trendy_desktop.services.exchange.customer_orders import CustomerOrder
from trendy_desktop.services.exchange.lines import OrderLine, Refused, told_code
from trendy_desktop.services.exchange.memory import LineMemory, RefusedLine, refusal_of, told
from trendy_desktop.values import HashedEmail, ImportId, OrderId
from trendy_desktop.vault import CustomerKeys, Vault

MOST_TOTAL = 2**60
"""The largest total of one order, in minor units; beyond it sums would no longer fit the books' 64 bits."""


class Shortage(StrEnum):
    """What becomes of a line that cannot be filled."""

    LINE = "line"
    """The line is refused, the rest of its order stands."""
    ORDER = "order"
    """The whole order is refused."""
    BACKORDER = "backorder"
    """What is there is booked, the missing quantity waits for goods."""


_Taken: TypeAlias = tuple[OrderLine, bytes, Shelf, int]
"""A line with its identity, the variant it wants, and how much of that it takes or waits for."""


class _Short(NamedTuple):
    line: OrderLine
    mac: bytes
    shelf: Shelf | None
    available: int | None
    reason: str


_Fresh: TypeAlias = tuple[CustomerOrder, list[tuple[OrderLine, bytes]], list[tuple[Refused, bytes]]]
"""An order with those of its lines that the books do not know yet, the good ones and the bad, and their identities."""


class OrderBooking:
    """Books the orders of one file or one replay, chunk by chunk. Needs an open vault."""

    def __init__(self, vault: Vault, memory: LineMemory, *, shortage: Shortage) -> None:
        self.booked_orders = 0
        self.booked_lines = 0
        self.backordered = 0
        self._vault = vault
        self._memory = memory
        self._shortage = shortage

    def book(self, change: Change, incoming: Sequence[CustomerOrder]) -> None:
        """Decides and writes ``incoming`` in ``change``, counting here and in the memory what came of its lines."""
        memory = self._memory
        named = [
            (order, memory.named(order.day, order.lines), [(row, memory.name_bad(row)) for row in order.refused])
            for order in incoming
        ]
        known = imports.known(change.books, [mac for _, lines, bad in named for _, mac in chain(lines, bad)])
        fresh = self._unknown(named, known) if known else named
        if fresh:
            self._write(change, fresh, known)

    def _unknown(self, named: list[_Fresh], known: dict[bytes, int | None]) -> list[_Fresh]:
        is_new = self._memory.is_new
        fresh = []
        for order, lines, bad in named:
            new_lines = [pair for pair in lines if is_new(known, pair[1])]
            new_bad = [pair for pair in bad if is_new(known, pair[1])]
            if new_lines or new_bad:
                fresh.append((order, new_lines, new_bad))
        return fresh

    # --- deciding and writing ---

    def _write(self, change: Change, fresh: list[_Fresh], known: dict[bytes, int | None]) -> None:
        books, told_so_far, run = change.books, self._memory.refused, self._memory.import_id
        shelves = catalog.shelves(books, {line.sku for _, lines, _ in fresh for line, _ in lines})
        left = {sku: available for sku, (_, _, available) in shelves.items()}
        people = _People(change, self._vault, [order for order, _, _ in fresh])
        posting = Posting()
        movements: list[Moved] = []
        remembered: list[tuple[bytes, int | None]] = []
        booked_after_all: list[tuple[OrderId, int, bytes]] = []
        add_line, add_movement = posting.lines.append, movements.append
        order_id = first = orders.next_order_id(books)
        refused_id = orders.next_refused_id(books)
        number = orders.last_number(books)

        def settle(mac: bytes) -> None:
            if mac in known:
                booked_after_all.append((order_id, known[mac] or 0, mac))
            else:
                remembered.append((mac, None))

        for order, lines, bad in fresh:
            taken, waiting, short = self._decide(lines, bad, shelves, left)
            at, day = order.at, order.day.number
            if short or bad:
                told_so_far += [_told(one) for one in short] + [told(row) for row, _ in bad]
                refusals = [
                    (mac, refusal) for mac, refusal in _refusals(short, bad, order_id, run, day) if mac not in known
                ]
                if not (taken or waiting or refusals):
                    continue  # lines refused before and tried again in vain: nothing new to write
                for mac, refusal in refusals:
                    posting.refusals.append(refusal._replace(refused_id=refused_id))
                    remembered.append((mac, refused_id))
                    refused_id += 1
            total = 0
            for line_no, (line, mac, (variant, price, _), quantity) in enumerate(taken, 1):
                total += quantity * price
                add_line((order_id, line_no, variant, quantity, price))
                add_movement((variant, -quantity, "sale", at, day, order_id, None, SHOP))
                if quantity == line.quantity:
                    settle(mac)
            for _, mac, (variant, price, _), quantity in waiting:
                posting.backorders.append(NewBackorder(order_id, variant, quantity, price, at))
                settle(mac)
            if taken:
                number += 1
                self.booked_orders += 1
                self.booked_lines += len(taken)
            self.backordered += len(waiting)
            status = "delivered" if taken else "backordered" if waiting else "refused"
            hashed, uid = people.known_as(order)
            posting.orders.append(
                NewOrder(order_id, number if taken else None, status, order.channel, hashed, at, day, total, None, run)
            )
            posting.places.append((order_id, uid, people.keys.seal_place(uid, order_id, order.place)))
            order_id = OrderId(order_id + 1)
        if not posting.orders:
            return
        people.write()
        digest = orders.post(change, posting)
        stock.append(change, movements)
        imports.remember(change, remembered)
        if booked_after_all:
            orders.mark_booked(change, [(order, refusal) for order, refusal, _ in booked_after_all])
            imports.forget_refusals(change, [mac for _, _, mac in booked_after_all])
        change.record(
            OrdersPosted(
                import_id=run,
                first=first,
                last=order_id - 1,
                booked=sum(order.number is not None for order in posting.orders),
                refused_lines=len(posting.refusals),
                digest=digest,
            )
        )

    def _decide(
        self,
        lines: Sequence[tuple[OrderLine, bytes]],
        bad: Sequence[tuple[Refused, bytes]],
        shelves: dict[str, Shelf],
        left: dict[str, int],
    ) -> tuple[list[_Taken], list[_Taken], list[_Short]]:
        """What one order takes, what of it waits and what of it is refused; ``left`` goes down by what it takes."""
        taken: list[_Taken] = []
        waiting: list[_Taken] = []
        short: list[_Short] = []
        total = 0
        for line, mac in lines:
            sku, wanted = line.sku, line.quantity
            shelf = shelves.get(sku)
            if shelf is None:
                short.append(_Short(line, mac, None, None, "unknown_product"))
                continue
            available = left[sku]
            amount = wanted * shelf[1]
            if total + amount > MOST_TOTAL:
                short.append(_Short(line, mac, shelf, available, "amount_too_large"))
            elif wanted <= available:
                left[sku] = available - wanted
                total += amount
                taken.append((line, mac, shelf, wanted))
            elif self._shortage is Shortage.BACKORDER:
                total += amount
                if available > 0:
                    left[sku] = 0
                    taken.append((line, mac, shelf, available))
                waiting.append((line, mac, shelf, wanted - max(available, 0)))
            else:
                short.append(_Short(line, mac, shelf, max(available, 0), "insufficient_stock"))
        if self._shortage is Shortage.ORDER and (short or bad) and taken:
            for line, _, _, quantity in taken:
                left[line.sku] += quantity
            short += [_Short(line, mac, shelf, left[line.sku], "order_refused") for line, mac, shelf, _ in taken]
            taken = []
        return taken, waiting, short


class _People:
    """The customers of a chunk: those the shop knows, and those it meets now, sealed and written together."""

    def __init__(self, change: Change, vault: Vault, incoming: Sequence[CustomerOrder]) -> None:
        self._change = change
        self._hashes: dict[str, HashedEmail] = {order.email: vault.hashed_email(order.email) for order in incoming}
        self._uids = customers.uids(change.books, self._hashes.values())
        self._new: list[NewCustomer] = []
        self.keys: CustomerKeys = vault.keys_for(self._uids.values())

    def known_as(self, order: CustomerOrder) -> tuple[HashedEmail, bytes]:
        """The customer's hashed address and vault uid; whoever is new gets a data key and is sealed."""
        hashed = self._hashes[order.email]
        uid = self._uids.get(hashed)
        if uid is None:
            given = {} if order.email_as_given == order.email else {"email_as_given": order.email_as_given}
            sealed = self.keys.enrol(hashed, order.email, given)
            uid = self._uids[hashed] = sealed.cust_uid
            self._new.append(NewCustomer(hashed, uid, sealed.unhashed_email, sealed.profile))
        return hashed, uid

    def write(self) -> None:
        """Keys first: a sealed row without its key would be lost, a key without its row harms nobody."""
        self.keys.commit()
        customers.add(self._change, self._new)


def _told(short: _Short) -> RefusedLine:
    return RefusedLine(short.line.line, _code(short), short.line.quantity, short.available, short.reason)


def _code(short: _Short) -> str:
    return told_code(short.line.sku) if short.shelf is None else short.line.sku


def _refusals(
    short: Sequence[_Short], bad: Sequence[tuple[Refused, bytes]], order_id: OrderId, run: ImportId | None, day: int
) -> Iterator[tuple[bytes, NewRefusal]]:
    """What is refused of an order, each with its identity and not yet numbered."""
    for one in short:
        line, mac, shelf, available, reason = one
        variant, price, _ = shelf or (None, 0, 0)
        wanted, amount = line.quantity, line.quantity * price
        yield mac, NewRefusal(0, order_id, run, line.line, _code(one), variant, wanted, available, amount, reason, day)
    for row, mac in bad:
        yield mac, refusal_of(row, 0, import_id=run, order_id=order_id, business_day=day)
