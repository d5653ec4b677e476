"""The shop's settings as rows: a key and its value as text."""

from trendy_desktop.models.books import Books


def read(books: Books) -> dict[str, str]:
    """Every setting."""
    return dict(books.rows("SELECT key, value FROM setting"))


def write(books: Books, values: dict[str, str]) -> None:
    books.write_all(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        sorted(values.items()),
    )
