"""What every test stands on: a fixed place and language, repeatable examples, no keyring, no thread left behind."""

import locale
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from keyring.backends import SecretService, Windows, kwallet, libsecret, macOS

from tests.shop import Shop

ROOT = Path(__file__).resolve().parent.parent
LONG = os.environ.get("TRENDY_LONG") == "1"

# A test that needs more examples than the profile gives takes a multiple of settings().max_examples.
_quiet = [HealthCheck.too_slow]  # other work on the machine is no fault of a test
settings.register_profile(
    "short", max_examples=100, deadline=None, derandomize="CI" in os.environ, suppress_health_check=_quiet
)
settings.register_profile("long", max_examples=1000, deadline=None, suppress_health_check=_quiet)
settings.load_profile("long" if LONG else "short")


def pytest_configure() -> None:
    """The programs that tests start inherit these too."""
    os.environ.update(TZ="UTC", LC_ALL="C", LANG="C")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # windows are drawn, but nowhere to be seen
    if hasattr(time, "tzset"):
        time.tzset()
    locale.setlocale(locale.LC_ALL, "C")
    # Without the address of the session bus no keyring is found on Linux, by started programs neither.
    for name in ("DBUS_SESSION_BUS_ADDRESS", "TRENDY_PASSPHRASE"):
        os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not LONG:
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="runs in dev.py test --long only"))


@pytest.fixture(autouse=True)
def _no_keyring_of_this_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests inject their own keyring; the real ones of this machine refuse."""
    if request.node.get_closest_marker("secretservice"):
        return

    def refuse(*_: object) -> None:
        raise AssertionError("a test reached for the keyring of this machine")

    for backend in (
        SecretService.Keyring,
        Windows.WinVaultKeyring,
        kwallet.DBusKeyring,
        libsecret.Keyring,
        macOS.Keyring,
    ):
        for verb in ("get_password", "set_password", "delete_password"):
            monkeypatch.setattr(backend, verb, refuse)


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    """A thread that would keep the program from ending fails the test that started it."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(timeout=1)
    assert [thread.name for thread in started if thread.is_alive()] == []


@pytest.fixture(scope="session")
def order_days() -> Path:
    """The folder with real inventory and order-day files, which stands beside the project where there is one."""
    folder = ROOT.parent / "shared" / "data" / "order_days"
    if not folder.is_dir():
        pytest.skip("the real order days are not on this machine")
    return folder


@pytest.fixture
def open_shop(tmp_path: Path) -> Iterator[Shop]:
    """A new, empty shop with an open vault, in a folder of its own."""
    shop = Shop(tmp_path / "shop")
    yield shop
    shop.close()
