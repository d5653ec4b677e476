"""Goods that arrive: deliveries of a supplier file, and the back-orders that any arrival fills, the oldest first."""

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trendy_desktop.events import GoodsReceived, LinesRefused, OrdersPosted
from trendy_desktop.models import catalog, imports, orders, purchasing, stock
from trendy_desktop.models.orders import NewOrder, NewRefusal, Posting, Waiting
from trendy_desktop.models.purchasing import NewReceipt, NewReceiptLine
from trendy_desktop.models.stock import NewMovement
from trendy_desktop.models.store import Change
from trendy_desktop.services.exchange.lines import OrderLine
from trendy_desktop.services.exchange.memory import LineMemory, RefusedLine
from trendy_desktop.services.exchange.supplier_orders import Delivery
from trendy_desktop.values import Calendar, ImportId, Instant, OrderId, ReceiptId, VariantId
from trendy_desktop.vault import Vault


class Arrival(NamedTuple):
    """Units of variants that came in at one moment."""

    at: Instant
    units: Mapping[VariantId, int]


class DeliveryBooking:
    """Books the deliveries of one supplier file, chunk by chunk. Needs an open vault."""

    def __init__(self, vault: Vault, memory: LineMemory, *, calendar: Calendar) -> None:
        self.booked_lines = 0
        self.booked_units = 0
        self._vault = vault
        self._memory = memory
        self._calendar = calendar

    def book(self, change: Change, deliveries: Sequence[Delivery]) -> None:
        """Puts what was delivered on stock, and fills with it the orders that wait."""
        books, memory = change.books, self._memory
        macs = {line.line: mac for one in deliveries for line, mac in memory.named(one.day, one.lines)}
        known = imports.known(books, macs.values())
        fresh = [(one, [line for line in one.lines if memory.is_new(known, macs[line.line])]) for one in deliveries]
        shelves = catalog.shelves(books, {line.sku for _, lines in fresh for line in lines})
        taken = [(one, [line for line in lines if line.sku in shelves]) for one, lines in fresh]
        suppliers = purchasing.suppliers(change, (one.supplier for one, lines in taken if lines))
        receipt_id = first = purchasing.next_receipt_id(books)
        receipts: list[NewReceipt] = []
        receipt_lines: list[NewReceiptLine] = []
        movements: list[NewMovement] = []
        arrivals: list[Arrival] = []
        for one, lines in taken:
            if not lines:
                continue
            day, units = one.day.number, Counter[VariantId]()
            receipts.append(NewReceipt(receipt_id, suppliers[one.supplier], one.at, day))
            for line_no, line in enumerate(lines, 1):
                variant, _, _ = shelves[line.sku]
                receipt_lines.append(NewReceiptLine(receipt_id, line_no, variant, line.quantity))
                movements.append(NewMovement(variant, line.quantity, "receipt", one.at, day, receipt=receipt_id))
                units[variant] += line.quantity
            arrivals.append(Arrival(one.at, units))
            receipt_id = ReceiptId(receipt_id + 1)
        unknown = [line for _, lines in fresh for line in lines if line.sku not in shelves]
        self._refuse_unknown(change, unknown, {line: mac for line, mac in macs.items() if mac not in known})
        memory.refuse(change, [row for one in deliveries for row in one.refused])
        if not receipts:
            return
        purchasing.post(change, receipts, lines=receipt_lines, import_id=memory.import_id)
        stock.append(change, movements)
        booked_lines = [macs[line.line] for _, lines in taken for line in lines]
        imports.remember(change, [(mac, None) for mac in booked_lines if mac not in known])
        imports.forget_refusals(change, [mac for mac in booked_lines if mac in known])
        booked = sum(movement.quantity for movement in movements)
        self.booked_lines += len(movements)
        self.booked_units += booked
        change.record(GoodsReceived(import_id=memory.import_id, first=first, last=receipt_id - 1, units=booked))
        fill_backorders(change, self._vault, arrivals, calendar=self._calendar, import_id=memory.import_id)

    def _refuse_unknown(self, change: Change, lines: Sequence[OrderLine], macs: dict[int, bytes]) -> None:
        """Tells of ``lines`` and remembers those of them that have an identity in ``macs``: the others were before."""
        memory = self._memory
        memory.refused += [RefusedLine(one.line, one.sku, one.quantity, None, "unknown_product") for one in lines]
        lines = [line for line in lines if line.line in macs]
        refused_id = orders.next_refused_id(change.books)
        refusals = [
            NewRefusal(
                refused_id + nth,
                None,
                memory.import_id,
                line.line,
                line.sku,
                None,
                line.quantity,
                None,
                0,
                "unknown_product",
                None,
            )
            for nth, line in enumerate(lines)
        ]
        orders.post(change, Posting(refusals=refusals))
        imports.remember(change, [(macs[line.line], refused_id + nth) for nth, line in enumerate(lines)])
        if lines:
            change.record(LinesRefused(import_id=memory.import_id, lines=len(lines)))


def fill_backorders(
    change: Change, vault: Vault, arrivals: Sequence[Arrival], *, calendar: Calendar, import_id: ImportId | None
) -> None:
    """Books what waits for the goods that just arrived, the oldest first, as orders that follow the waiting ones.

    The units of ``arrivals`` are on stock already. A following order is dated when its goods came, or when it was asked
    for if that is later; it keeps the price at which it was asked for.
    """
    variants = {variant for arrival in arrivals for variant in arrival.units}
    waiting = orders.waiting_for(change.books, variants)
    if not waiting:
        return
    left = stock.available(change.books, {one.variant for one in waiting})
    for arrival in arrivals:
        for variant, units in arrival.units.items():
            if variant in left:
                left[variant] -= units  # what was there before they came
    still = {one.backorder_id: one.quantity for one in waiting}
    queues: dict[VariantId, deque[Waiting]] = defaultdict(deque)
    for one in waiting:
        queues[one.variant].append(one)
    filled: Counter[int] = Counter()
    following: dict[tuple[OrderId, Instant], list[tuple[Waiting, int]]] = defaultdict(list)
    for arrival in arrivals:
        for variant, units in arrival.units.items():
            if variant not in left:
                continue
            left[variant] += units
            queue = queues[variant]
            while queue and left[variant] > 0:
                one = queue[0]
                quantity = min(still[one.backorder_id], left[variant])
                still[one.backorder_id] -= quantity
                left[variant] -= quantity
                filled[one.backorder_id] += quantity
                following[one.order_id, max(arrival.at, one.at)].append((one, quantity))
                if not still[one.backorder_id]:
                    queue.popleft()
    _post_following(change, vault, following, calendar=calendar, import_id=import_id)
    orders.fill(change, [(quantity, backorder_id) for backorder_id, quantity in filled.items()])


def _post_following(
    change: Change,
    vault: Vault,
    following: dict[tuple[OrderId, Instant], list[tuple[Waiting, int]]],
    *,
    calendar: Calendar,
    import_id: ImportId | None,
) -> None:
    if not following:
        return
    keys = vault.keys_for({one.cust_uid for lines in following.values() for one, _ in lines})
    first = orders.next_order_id(change.books)
    number = orders.last_number(change.books)
    posting = Posting()
    movements: list[NewMovement] = []
    oldest_first = sorted(following.items(), key=lambda item: (item[0][1], item[1][0][0].at, item[0][0]))
    for nth, ((waited, at), lines) in enumerate(oldest_first):
        order_id, day = OrderId(first + nth), calendar.day_at(at).number
        lines.sort(key=lambda pair: pair[0].backorder_id)
        for line_no, (one, quantity) in enumerate(lines, 1):
            posting.lines.append((order_id, line_no, one.variant, quantity, one.unit_price))
            movements.append(NewMovement(one.variant, -quantity, "sale", at, day, order_id))
        total = sum(quantity * one.unit_price for one, quantity in lines)
        one = lines[0][0]
        posting.orders.append(
            NewOrder(
                order_id, number + nth + 1, "delivered", "import", one.hashed_email, at, day, total, waited, import_id
            )
        )
        place = keys.unseal_place(one.cust_uid, waited, one.place)
        posting.places.append((order_id, one.cust_uid, keys.seal_place(one.cust_uid, order_id, place)))
    digest = orders.post(change, posting)
    stock.append(change, movements)
    change.record(
        OrdersPosted(
            import_id=import_id,
            first=first,
            last=first + len(following) - 1,
            booked=len(following),
            refused_lines=0,
            digest=digest,
        )
    )
