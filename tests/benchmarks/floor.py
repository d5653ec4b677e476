"""The floor of booking: the raw driver writes the very rows that our run wrote, all MACs and ciphertexts ready made.

The rows are read from the finished books and key file and come in the order in which ours are written: chunk by chunk,
table by table. Tables, indexes, triggers and pragmas are those of the shop, since the floor writes into a copy of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import apsw

from tests.benchmarks.shop import Chunk, Shop
from trendy_desktop.models.store import PRAGMAS
from trendy_desktop.paths import books_of
from trendy_desktop.services.exchange.memory import LineMemory
from trendy_desktop.vault.keyfile_format import NAME

Row: TypeAlias = tuple[str | int | bytes | None, ...]

INSERTS = {
    "import_run": "INSERT INTO import_run VALUES (?, ?, ?, ?, ?)",
    "customer": "INSERT INTO customer VALUES (?, ?, ?)",
    "email_lookup": "INSERT INTO email_lookup VALUES (?, ?)",
    "vault_profile": "INSERT INTO vault_profile VALUES (?, ?, ?, ?)",
    "orders": "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "order_line": "INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "refused_line": "INSERT INTO refused_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "vault_order": "INSERT INTO vault_order VALUES (?, ?, ?)",
    "stock_movement": "INSERT INTO stock_movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "import_line": "INSERT INTO import_line VALUES (?, ?)",
    "event": "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
}
_COUNT = "UPDATE counter SET last = ? WHERE name = ?"
_LINK = "UPDATE chain SET length = ?, mac = ? WHERE name = ?"
_KEY = "INSERT INTO data_key (cust_uid, wrapped) VALUES (?, ?)"
_HEAD = "UPDATE head SET generation = generation + 1, keys = keys + ?, blind = ?, row_sum = ?, mac = ?"

# The new rows of each table in the order in which they were written, and the order that each belongs to.
_ORDER_OF = {
    "import_run": "SELECT min(order_id), import_run.* FROM orders JOIN import_run USING (import_id) WHERE order_id > ?",
    "customer": """
        SELECT min(order_id), customer.* FROM customer JOIN orders USING (hashed_email)
        GROUP BY customer.hashed_email HAVING min(order_id) > ? ORDER BY 1
    """,
    "email_lookup": """
        SELECT min(order_id), email_lookup.* FROM email_lookup JOIN orders USING (hashed_email)
        GROUP BY email_lookup.hashed_email HAVING min(order_id) > ? ORDER BY 1
    """,
    "vault_profile": """
        SELECT min(order_id), vault_profile.* FROM vault_profile JOIN orders USING (hashed_email)
        GROUP BY vault_profile.hashed_email HAVING min(order_id) > ? ORDER BY 1
    """,
    "orders": "SELECT order_id, * FROM orders WHERE order_id > ? ORDER BY order_id",
    "order_line": "SELECT order_id, * FROM order_line WHERE order_id > ? ORDER BY order_id, line_no",
    "refused_line": "SELECT order_id, * FROM refused_line WHERE order_id > ? ORDER BY refused_id",
    "vault_order": "SELECT order_id, * FROM vault_order WHERE order_id > ? ORDER BY order_id",
    "stock_movement": "SELECT order_id, * FROM stock_movement WHERE order_id > ? ORDER BY movement_id",
    "event": """
        SELECT json_extract(details, '$.first'), * FROM event
        WHERE event_type = 'OrdersPosted' AND json_extract(details, '$.first') > ? ORDER BY event_id
    """,
}


@dataclass(slots=True)
class Written:
    """What one chunk wrote: the rows of each table of the books, and the data keys in the key file."""

    tables: dict[str, list[Row]]
    keys: list[Row]

    @property
    def rows(self) -> int:
        return len(self.keys) + sum(map(len, self.tables.values()))


def written(shop: Shop, chunks: Sequence[Chunk], *, after: int) -> list[Written]:
    """What booking ``chunks`` wrote into ``shop``, whose orders before have ids up to ``after``; one order an order."""
    chunk_of: dict[int, int] = {}
    for number, chunk in enumerate(chunks):
        for _ in chunk:
            chunk_of[after + 1 + len(chunk_of)] = number
    found = [Written(defaultdict(list), []) for _ in chunks]
    memory = LineMemory(shop.vault, "customer-orders")
    with _raw(books_of(shop.folder)) as books, _raw(shop.folder / NAME) as keys:
        for table, query in _ORDER_OF.items():
            for order_id, *row in books.execute(query, (after,)):
                found[chunk_of[order_id]].tables[table].append(tuple(row))
        remembered = dict(books.execute("SELECT * FROM import_line"))
        wrapped = dict(keys.execute("SELECT cust_uid, wrapped FROM data_key"))
        for part, chunk in zip(found, chunks, strict=True):
            names = [name for order in chunk for _, name in memory.named(order.day, order.lines)]
            part.tables["import_line"] = [(name, remembered[name]) for name in names]
            part.keys = [(uid, wrapped[uid]) for _, uid, *_ in part.tables["vault_profile"]]
    return found


class Floor:
    """Raw connections to the two files of a shop, with the pragmas that the shop opens them with."""

    def __init__(self, books: apsw.Connection, keys: apsw.Connection) -> None:
        self._books = books
        self._keys = keys

    def write(self, written: Sequence[Written]) -> None:
        """Writes everything again, a transaction a chunk in each file."""
        customers = 0
        for part in written:
            self._books.execute("BEGIN IMMEDIATE")
            if part.keys:
                self._keys.execute("BEGIN IMMEDIATE")
                self._keys.executemany(_KEY, part.keys)
                self._keys.execute(_HEAD, (len(part.keys), bytes(16), bytes(32), bytes(32)))
                self._keys.execute("COMMIT")
                customers += len(part.keys)
                self._books.execute(_COUNT, (customers, "customer"))
            for table, insert in INSERTS.items():
                self._books.executemany(insert, part.tables[table])
            numbers = [row[1] for row in part.tables["orders"] if isinstance(row[1], int)]
            self._books.execute(_COUNT, (max(numbers, default=0), "order"))
            for table, chain in (("stock_movement", "ledger"), ("event", "audit")):
                last = part.tables[table][-1:]
                self._books.execute(_LINK, (last[0][0] if last else 0, last[0][-1] if last else bytes(32), chain))
            self._books.execute("COMMIT")


@contextmanager
def floor_at(folder: Path) -> Iterator[Floor]:
    with _raw(books_of(folder)) as books, _raw(folder / NAME) as keys:
        keys.pragma("journal_mode", "truncate")
        keys.pragma("synchronous", "extra")
        yield Floor(books, keys)


@contextmanager
def _raw(path: Path) -> Iterator[apsw.Connection]:
    connection = apsw.Connection(str(path))
    try:
        wal = connection.pragma("journal_mode") == "wal"
        for name, value in PRAGMAS.items():
            if wal or name != "journal_mode":
                connection.pragma(name, value)
        yield connection
    finally:
        connection.close()
