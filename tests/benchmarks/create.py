"""What booking would cost row by row: an object of peewee for every row, written by `create()`."""

from collections.abc import Sequence

from peewee import BareField, CompositeKey, Model

from tests.benchmarks.floor import INSERTS, Written
from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Store


def write(store: Store, written: Sequence[Written]) -> None:
    """Writes ``written`` with `create()` for each row, every part in one transaction."""
    with store.reading() as books:
        models = {table: _model(books, table) for table in INSERTS}
        with books.database.bind_ctx(list(models.values())):
            for part in written:
                with books.database.atomic():
                    for table, model in models.items():
                        names = model._meta.sorted_field_names
                        for row in part.tables[table]:
                            model.create(**dict(zip(names, row, strict=True)))


def _model(books: Books, table: str) -> type[Model]:
    """peewee's picture of a table, as it is in the books."""
    columns = list(books.rows("SELECT name, pk FROM pragma_table_info(?)", (table,)))
    key = CompositeKey(*[name for name, pk in columns if pk])
    meta = type("Meta", (), {"table_name": table, "primary_key": key})
    return type(table, (Model,), {**{name: BareField(null=True) for name, _ in columns}, "Meta": meta})
