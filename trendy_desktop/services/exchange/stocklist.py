"""Booking an inventory file: what it says of each product is compared with what it said the last time.

A row equal to the one last imported changes nothing, so sales since then stand. One that differs corrects what differs,
the quantity by a movement to the stated figure. The first figure of a variant is its opening balance.
"""

from collections.abc import Sequence

from trendy_desktop.events import InventoryImported
from trendy_desktop.models import catalog, purchasing, stock
from trendy_desktop.models.catalog import NewProduct, NewVariant, Stated, Stocked
from trendy_desktop.models.stock import NewMovement
from trendy_desktop.models.store import Change
from trendy_desktop.services.exchange.arrivals import Arrival, fill_backorders
from trendy_desktop.services.exchange.inventory import InventoryLine
from trendy_desktop.services.exchange.memory import RefusedLine
from trendy_desktop.values import Calendar, ImportId, ProductId, VariantId
from trendy_desktop.vault import Vault


class StockListBooking:
    """Books the rows of one inventory file, chunk by chunk. Needs an open vault."""

    def __init__(self, vault: Vault, *, calendar: Calendar, import_id: ImportId) -> None:
        self.added = 0
        self.changed = 0
        self.unchanged = 0
        self.refused: list[RefusedLine] = []
        self._vault = vault
        self._calendar = calendar
        self._import_id = import_id

    def book(self, change: Change, lines: Sequence[InventoryLine]) -> None:
        """Writes what ``lines`` add or change."""
        known = catalog.stocked(change.books, (line.sku for line in lines))
        suppliers = purchasing.suppliers(change, (line.supplier for line in lines))
        stated = {
            line.sku: Stated(line.quantity, line.wholesale_cost, line.sale_price, suppliers[line.supplier])
            for line in lines
        }
        refused = len(self.refused)
        added = self._add(change, [line for line in lines if line.sku not in known], stated)
        differing = [
            (known[line.sku], stated[line.sku])
            for line in lines
            if line.sku in known and known[line.sku].last != stated[line.sku]
        ]
        self._correct(change, differing)
        changed = len(differing)
        refused = len(self.refused) - refused
        unchanged = len(lines) - added - changed - refused
        self.added, self.changed, self.unchanged = (
            self.added + added,
            self.changed + changed,
            self.unchanged + unchanged,
        )
        if added or changed or refused:
            change.record(
                InventoryImported(
                    import_id=self._import_id, added=added, changed=changed, unchanged=unchanged, refused=refused
                )
            )

    def _add(self, change: Change, lines: Sequence[InventoryLine], stated: dict[str, Stated]) -> int:
        """New products, each with one variant whose SKU is the product_id of the file."""
        taken = catalog.taken(change.books, codes=[line.sku for line in lines])
        product_id, variant_id = catalog.next_ids(change.books)
        products: list[NewProduct] = []
        variants: list[NewVariant] = []
        opening: list[NewMovement] = []
        rows: dict[VariantId, Stated] = {}
        today = self._calendar.day_at(change.now).number
        for line in lines:
            if line.sku in taken:
                # A style that was entered by hand goes by this code; which of its variants is meant cannot be known.
                self.refused.append(RefusedLine(line.line, line.sku, None, None, "code_taken", "product_id", line.sku))
                continue
            row = stated[line.sku]
            products.append(NewProduct(product_id, line.sku, line.sku, "", "", row.supplier))
            variants.append(
                NewVariant(variant_id, product_id, line.sku, None, "", "", row.sale_price, row.wholesale_cost)
            )
            if row.quantity:
                opening.append(NewMovement(variant_id, row.quantity, "opening", change.now, today))
            rows[variant_id] = row
            product_id, variant_id = ProductId(product_id + 1), VariantId(variant_id + 1)
        catalog.add(change, products, variants)
        stock.append(change, opening)
        catalog.state(change, rows)
        return len(products)

    def _correct(self, change: Change, differing: Sequence[tuple[Stocked, Stated]]) -> None:
        """Brings the books to what the file states, in those figures in which it differs from what it last stated."""
        today = self._calendar.day_at(change.now).number
        prices = []
        suppliers = []
        movements = []
        arrived: dict[VariantId, int] = {}
        for known, row in differing:
            last = known.last
            cost = (
                known.now.wholesale_cost if last and last.wholesale_cost == row.wholesale_cost else row.wholesale_cost
            )
            price = known.now.sale_price if last and last.sale_price == row.sale_price else row.sale_price
            if (cost, price) != (known.now.wholesale_cost, known.now.sale_price):
                prices.append((price, cost, known.variant))
            if (last is None or last.supplier != row.supplier) and known.now.supplier != row.supplier:
                suppliers.append((row.supplier, known.product))
            if last is None or last.quantity != row.quantity:
                units = row.quantity - known.now.quantity
                first = last is None and not known.moved
                if units:
                    reason = "opening" if first else "correction"
                    movements.append(NewMovement(known.variant, units, reason, change.now, today))
                if units > 0:
                    arrived[known.variant] = units
        catalog.change_prices(change, prices)
        catalog.change_supplier(change, suppliers)
        stock.append(change, movements)
        catalog.state(change, {known.variant: row for known, row in differing})
        if arrived:
            fill_backorders(
                change,
                self._vault,
                [Arrival(change.now, arrived)],
                calendar=self._calendar,
                import_id=self._import_id,
            )
