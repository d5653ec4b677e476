"""What a column of a list shows of each row, declared once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from trendy_desktop.views.parts.chips import ChipLook

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column.

    ``text`` is what stands in the cell, or says in words what is painted there instead. Each function is called with a
    row while the list is painted, so it only picks and formats.
    """

    title: str
    text: Callable[[Row], str]
    width: int = 120
    """Pixels at 100 % text; of the stretching column the least."""
    stretch: bool = False
    """Takes the room that is left; its text may end in an ellipsis. One column of a list does."""
    right: bool = False
    """Figures stand right."""
    strong: bool = False
    sort: str | None = None
    """The name of its order; None: its header does nothing."""
    falls_first: bool = False
    """Whether the first click on its header puts the largest first."""
    least: int = 0
    """The list must be this wide (pixels at 100 %) for the column to be there."""
    detail: Callable[[Row], str] | None = None
    """A second, smaller line."""
    icon: Callable[[Row], str] | None = None
    """An icon on a tile at the left."""
    tone: Callable[[Row], str] | None = None
    """The token of the text's colour."""
    chip: Callable[[Row], ChipLook | None] | None = None
    spark: Callable[[Row], Sequence[float]] | None = None
    bar: Callable[[Row], tuple[float, str]] | None = None
    """How full (0 to 1), and the token of its colour: a short bar right of a figure of up to five digits."""
    tooltip: Callable[[Row], str] | None = None
    spoken: Callable[[Row], str] | None = None
    """What is announced; None: the text and the detail."""

    def says(self, row: Row) -> str:
        if self.spoken is not None:
            return self.spoken(row)
        return f"{self.text(row)}, {self.detail(row)}" if self.detail is not None else self.text(row)
