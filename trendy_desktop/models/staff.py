"""The people who work in the shop."""

from trendy_desktop.models.books import Books
from trendy_desktop.values import Instant, StaffId

OWNER = StaffId(1)
"""The row that a new shop begins with."""


def add_owner(books: Books, *, name: str, at: Instant) -> StaffId:
    books.write("INSERT INTO staff VALUES (?, ?, 'owner', ?)", (OWNER, name, at))
    return OWNER
