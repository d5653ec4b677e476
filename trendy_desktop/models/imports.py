"""What files brought: each run, and each line by its identity, so that no line is booked twice."""

from collections.abc import Iterable, Sequence

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.values import ImportId


def begin(change: Change, *, kind: str, file_hash: bytes) -> ImportId:
    """A new run over a file with this keyed hash. ``kind`` is the command's word: inventory, customer-orders, ..."""
    row = change.books.the(
        "INSERT INTO import_run (kind, file_hash, started_at, staff_id) VALUES (?, ?, ?, ?) RETURNING import_id",
        (kind, file_hash, change.now, change.actor),
    )
    return ImportId(row[0])


def known(books: Books, identities: Iterable[bytes]) -> dict[bytes, int | None]:
    """Those of ``identities`` that were seen before, with the refusal they ended in; None where they were booked."""
    return dict(
        books.matching(
            """
            SELECT identity, refused_id
            FROM carray(?) AS wanted CROSS JOIN import_line ON identity = wanted.value
            """,
            identities,
        )
    )


def remember(change: Change, lines: Sequence[tuple[bytes, int | None]]) -> None:
    """These lines (identity, refusal or None) are now in the books."""
    change.books.write_all("INSERT INTO import_line VALUES (?, ?)", lines)


def forget_refusals(change: Change, identities: Iterable[bytes]) -> None:
    """These lines, refused before, are now booked."""
    change.books.write_all("UPDATE import_line SET refused_id = NULL WHERE identity = ?", ((i,) for i in identities))
