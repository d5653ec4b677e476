"""What can happen in the shop, on one page.

An event is recorded inside the transaction that makes it true. It is the audit row, the signal that screens read again,
and the evidence in tests. Its fields are the details of that row: plain figures and codes, never personal data.
"""

import dataclasses
import json
from dataclasses import dataclass
from typing import ClassVar

from trendy_desktop.values import Instant


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened ``at`` (None: at the moment it is recorded)."""

    module: ClassVar[str] = "shop"

    @property
    def event_type(self) -> str:
        return type(self).__name__

    @property
    def at(self) -> Instant | None:
        return None

    def details(self) -> str:
        """The fields as JSON with sorted keys and no spaces: one spelling only, since the audit chain covers it."""
        values = {
            field.name: value.hex() if isinstance(value := getattr(self, field.name), bytes) else value
            for field in dataclasses.fields(self)
        }
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class ShopCreated(Event):
    name: str
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class RecoveryWordsRenewed(Event):
    module: ClassVar[str] = "vault"


@dataclass(frozen=True, slots=True)
class VaultRecovered(Event):
    """The vault was opened with its recovery words."""

    module: ClassVar[str] = "vault"


@dataclass(frozen=True, slots=True)
class ProductAdded(Event):
    module: ClassVar[str] = "catalog"
    code: str
    variants: int


@dataclass(frozen=True, slots=True)
class ProductChanged(Event):
    module: ClassVar[str] = "catalog"
    code: str
    fields: str


@dataclass(frozen=True, slots=True)
class VariantChanged(Event):
    module: ClassVar[str] = "catalog"
    sku: str
    fields: str


@dataclass(frozen=True, slots=True)
class ProductArchived(Event):
    module: ClassVar[str] = "catalog"
    code: str


@dataclass(frozen=True, slots=True)
class ProductRestored(Event):
    module: ClassVar[str] = "catalog"
    code: str


@dataclass(frozen=True, slots=True)
class ProductDeleted(Event):
    module: ClassVar[str] = "catalog"
    code: str


@dataclass(frozen=True, slots=True)
class InventoryImported(Event):
    """One chunk of an inventory file: rows that added, changed or left alone a product, and rows that were refused."""

    module: ClassVar[str] = "exchange"
    import_id: int
    added: int
    changed: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class OrdersPosted(Event):
    """The orders ``first`` to ``last`` with their lines, refusals and back-orders were written and are frozen.

    ``digest`` is the SHA-256 over their content (``models.orders.digest``), so that a later edit is found.
    """

    module: ClassVar[str] = "orders"
    import_id: int | None
    first: int
    last: int
    booked: int
    refused_lines: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class LinesRefused(Event):
    """Lines of a file that no order could be made of."""

    module: ClassVar[str] = "exchange"
    import_id: int | None
    lines: int


@dataclass(frozen=True, slots=True)
class GoodsReceived(Event):
    module: ClassVar[str] = "purchasing"
    import_id: int | None
    first: int
    last: int
    units: int


@dataclass(frozen=True, slots=True)
class ImportFinished(Event):
    module: ClassVar[str] = "exchange"
    import_id: int
    lines: int
    booked: int
    refused: int


@dataclass(frozen=True, slots=True)
class CustomerDataRevealed(Event):
    """One ``field`` of the customer ``code`` is about to be shown to the person who asked, for ``reason``."""

    module: ClassVar[str] = "privacy"
    code: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceRevealed(Event):
    """The place of delivery of an order is about to be shown; ``number`` is None where nothing of it was booked."""

    module: ClassVar[str] = "privacy"
    order_id: int
    number: int | None
    code: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class PracticeStarted(Event):
    """This shop is a practice copy."""

    module: ClassVar[str] = "practice"
    seed: int
