"""How long work says how far it is, and how it is told to stop."""

from typing import Protocol


class Progress(Protocol):
    """Told about each step; raises Cancelled when the work is to stop."""

    def step(self, done: int, total: int) -> None: ...


class Unheard:
    """Progress that nobody follows."""

    def step(self, done: int, total: int) -> None:
        pass
