"""A keyring whose every answer is written down beforehand."""

import threading
from collections.abc import Callable

from keyring.backend import KeyringBackend


class ScriptedKeyring(KeyringBackend):
    """Keeps what it is given, unless ``on_get`` or ``on_set`` say otherwise, and counts who set what."""

    priority = 1.0

    def __init__(
        self,
        on_get: Callable[[str | None], object] | None = None,
        on_set: Callable[[str], str | None] | None = None,
    ) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.sets = 0
        self.gets = 0
        self.on_get = on_get
        self.on_set = on_set

    def get_password(self, service: str, username: str) -> str | None:
        self.gets += 1
        kept = self.kept.get((service, username))
        return kept if self.on_get is None else self.on_get(kept)  # type: ignore[return-value]

    def set_password(self, service: str, username: str, password: str) -> None:
        self.sets += 1
        value = password if self.on_set is None else self.on_set(password)
        if value is not None:
            self.kept[service, username] = value

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def failing(failure: Exception) -> Callable[[object], None]:
    """An answer that is ``failure``."""

    def answer(_: object) -> None:
        raise failure

    return answer


def silent(_: object) -> None:
    """No answer for as long as any test runs."""
    threading.Event().wait(30)
