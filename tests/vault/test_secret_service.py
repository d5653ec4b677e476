"""The vault's key in a real gnome-keyring, in a session bus of its own under a home of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from trendy_desktop.vault import Vault

_missing = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.secretservice,
    pytest.mark.skipif(bool(_missing), reason=f"needs {' and '.join(_missing)} (apt install gnome-keyring dbus)"),
]

UNLOCKED = "printf testpass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
NEVER_UNLOCKED = ""

SAY = """
import pathlib, sys
from trendy_desktop.vault import CHEAPEST, Vault, system_keyring
folder = pathlib.Path(sys.argv[1])
keyring = system_keyring()
assert type(keyring).__module__ == "keyring.backends.SecretService", keyring
"""
CREATE = SAY + (
    "vault, words = Vault.create(folder, keyring=keyring, passphrase='made-up passphrase', stretch=CHEAPEST)\n"
    "print(vault.key_place, words)\n"
)
OPEN = SAY + "vault = Vault.open(folder, keyring=keyring, patience=20)\nprint(vault.is_open, vault.why_closed)"
# The keyring is known by the name it has on the bus, so that no other of this computer is meant.
KILL = """
import os, signal, subprocess, time
asked = ["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
         "org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"]
process = int(subprocess.check_output(asked).split()[-1])
os.kill(process, signal.SIGKILL)
time.sleep(0.2)
"""
MEND = SAY + (
    "vault = Vault.open(folder, keyring=keyring)\n"
    "vault.open_with_words(sys.argv[2], keyring=keyring)\n"
    "print(vault.is_open, Vault.open(folder, keyring=keyring).is_open)"
)


class Session:
    """A person's home with its keyrings; each program runs in a new login session."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.runtime = home / "run"
        self.runtime.mkdir(mode=0o700)

    def run(self, before: str, program: str, *arguments: str) -> str:
        """What ``program`` prints after the shell commands ``before``."""
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ} | {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }
        shell = f'{before}exec "$0" "$@"'
        done = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", shell, sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    home = tmp_path / "home"
    home.mkdir()
    return Session(home)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


def test_the_key_is_kept_from_one_session_to_the_next(session: Session, shop: Path) -> None:
    place, *words = session.run(UNLOCKED, CREATE, str(shop)).split()
    assert place == "keyring"
    assert len(words) == 12
    assert session.run(UNLOCKED, OPEN, str(shop)) == "True"
    stored = b"".join(path.read_bytes() for path in (session.home / "data").rglob("*") if path.is_file())
    assert b"sv1:" not in stored


def test_a_locked_keyring_leaves_the_vault_closed_and_the_passphrase_opens_it(session: Session, shop: Path) -> None:
    session.run(UNLOCKED, CREATE, str(shop))
    before = (shop / "keystore.db").read_bytes()
    opened, _, why = session.run(NEVER_UNLOCKED, OPEN, str(shop)).partition(" ")
    assert opened == "False"
    assert why in {"the keyring is locked", "the keyring could not be opened"}
    assert (shop / "keystore.db").read_bytes() == before
    vault = Vault.open(shop, keyring=None, passphrase="made-up passphrase")
    assert vault.is_open
    vault.close()


@pytest.mark.skipif(shutil.which("dbus-send") is None, reason="needs dbus-send (apt install dbus)")
def test_a_keyring_killed_in_the_session_comes_back_locked(session: Session, shop: Path) -> None:
    program = CREATE + KILL + OPEN.removeprefix(SAY)
    opened, _, why = session.run(UNLOCKED, program, str(shop)).splitlines()[-1].partition(" ")
    assert opened == "False"
    assert why.startswith("the keyring")
    assert session.run(UNLOCKED, OPEN, str(shop)) == "True"


def test_a_lost_keyring_is_no_reason_for_a_new_key(session: Session, shop: Path) -> None:
    _, words = session.run(UNLOCKED, CREATE, str(shop)).split(" ", 1)
    before = (shop / "keystore.db").read_bytes()
    shutil.rmtree(session.home / "data" / "keyrings")
    assert session.run(UNLOCKED, OPEN, str(shop)) == "False the keyring has no key for this shop"
    assert (shop / "keystore.db").read_bytes() == before
    assert session.run(UNLOCKED, MEND, str(shop), words) == "True True"
    assert session.run(UNLOCKED, OPEN, str(shop)) == "True"


def test_a_keyring_never_unlocked_keeps_no_new_key(session: Session, shop: Path) -> None:
    """The passphrase takes its place."""
    assert session.run(NEVER_UNLOCKED, CREATE, str(shop)).split()[0] == "passphrase"
