"""Whatever a keyring answers, an existing vault never gets a new key."""

import base64
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring import errors as keyring_errors
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from tests.conftest import ROOT
from tests.vault.conftest import PASSPHRASE
from tests.vault.keyrings import ScriptedKeyring, failing, silent
from trendy_desktop.errors import NoKeyPlace, VaultClosed, WeakPassphrase
from trendy_desktop.vault import CHEAPEST, Vault
from trendy_desktop.vault.crypto import fingerprint

OTHER_ROOT = b"o" * 32


def entry(root: bytes) -> str:
    return f"sv1:{base64.urlsafe_b64encode(root).decode().rstrip('=')}:{fingerprint(root)[:8].hex()}"


def made(folder: Path, keyring: KeyringBackend | None, passphrase: str | None = PASSPHRASE) -> tuple[Vault, str]:
    return Vault.create(folder, keyring=keyring, passphrase=passphrase, stretch=CHEAPEST, patience=0.2)


# --- a new vault --------------------------------------------------------------------------------------------------


def test_the_key_goes_into_the_keyring_and_comes_back(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    vault, _ = made(tmp_path, keyring, None)
    assert vault.key_place == "keyring"
    ((service, user), value) = next(iter(keyring.kept.items()))
    assert (service, user) == (f"Shop Vault {vault.vault_id.hex()}", "root")
    assert len(value) == 64
    vault.close()
    again = Vault.open(tmp_path, keyring=keyring)
    assert again.is_open
    assert again.why_closed == ""
    assert keyring.sets == 1
    again.close()


def forgetting(_: str) -> None:
    """A keyring that takes a key and does not keep it."""


UNFIT: dict[str, Callable[[], KeyringBackend | None]] = {
    "none": lambda: None,
    "null": null.Keyring,
    "fail": fail.Keyring,
    "forgets": lambda: ScriptedKeyring(on_set=forgetting),
    "keeps another": lambda: ScriptedKeyring(on_set=lambda _: entry(OTHER_ROOT)),
    "keeps a part": lambda: ScriptedKeyring(on_set=lambda value: value[:40]),
    "refuses": lambda: ScriptedKeyring(on_set=failing(keyring_errors.PasswordSetError("no"))),
    "locked": lambda: ScriptedKeyring(on_set=failing(keyring_errors.KeyringLocked("no"))),
    "no daemon": lambda: ScriptedKeyring(on_set=failing(keyring_errors.InitError("no"))),
    "breaks": lambda: ScriptedKeyring(on_set=failing(RuntimeError("no"))),
    "cannot be read": lambda: ScriptedKeyring(on_get=failing(OSError("no"))),
    "silent": lambda: ScriptedKeyring(on_set=silent),
}


@pytest.mark.parametrize("unfit", UNFIT)
def test_a_keyring_that_does_not_prove_itself_keeps_no_new_key(tmp_path: Path, unfit: str) -> None:
    with pytest.raises(NoKeyPlace):
        made(tmp_path, UNFIT[unfit](), None)
    assert list(tmp_path.iterdir()) == []
    vault, _ = made(tmp_path, UNFIT[unfit]())
    assert vault.key_place == "passphrase"
    vault.close()
    again = Vault.open(tmp_path, keyring=None, passphrase=PASSPHRASE)
    assert again.is_open
    again.close()


@pytest.mark.parametrize("passphrase", ["", "abc"])
def test_a_weak_passphrase_makes_no_vault(tmp_path: Path, keyring: ScriptedKeyring, passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        made(tmp_path, keyring, passphrase)
    assert list(tmp_path.iterdir()) == []
    assert keyring.kept == {}


def test_a_vault_that_could_not_be_written_leaves_no_key(tmp_path: Path, keyring: ScriptedKeyring) -> None:
    with pytest.raises(Exception, match="disk"):
        made(tmp_path / "missing", keyring, None)
    assert keyring.sets == 1
    assert keyring.kept == {}


# --- an existing vault --------------------------------------------------------------------------------------------

ANSWERS: dict[str, tuple[Callable[[], KeyringBackend | None], str]] = {
    "no keyring": (lambda: None, "this computer has no keyring the shop can use"),
    "no backend": (fail.Keyring, "this computer has no keyring the shop can use"),
    "null backend": (null.Keyring, "the keyring has no key for this shop"),
    "reset": (ScriptedKeyring, "the keyring has no key for this shop"),
    "another vault": (
        lambda: ScriptedKeyring(on_get=lambda _: entry(OTHER_ROOT)),
        "the keyring holds the key of another vault",
    ),
    "wrong fingerprint": (
        lambda: ScriptedKeyring(on_get=lambda _: entry(OTHER_ROOT)[:-1] + "x"),
        "the keyring's entry for this shop is not a key",
    ),
    "own fingerprint does not fit": (
        lambda: ScriptedKeyring(on_get=lambda _: entry(OTHER_ROOT)[:-16] + "0" * 16),
        "the keyring's entry for this shop is not a key",
    ),
    "empty": (lambda: ScriptedKeyring(on_get=lambda _: ""), "the keyring's entry for this shop is not a key"),
    "bytes": (lambda: ScriptedKeyring(on_get=lambda _: b"sv1"), "the keyring's entry for this shop is not a key"),
    "endless": (lambda: ScriptedKeyring(on_get=lambda _: "s" * 9999), "the keyring's entry for this shop is not a key"),
    "locked": (lambda: ScriptedKeyring(on_get=failing(keyring_errors.KeyringLocked("x"))), "the keyring is locked"),
    "prompt dismissed": (
        lambda: ScriptedKeyring(on_get=failing(keyring_errors.InitError("x"))),
        "the keyring could not be opened",
    ),
    "breaks": (
        lambda: ScriptedKeyring(on_get=failing(ConnectionResetError("anna@example.com"))),
        "the keyring failed (ConnectionResetError)",
    ),
    "silent": (lambda: ScriptedKeyring(on_get=silent), "the keyring did not answer within 0.2 seconds"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_existing_vault_stays_closed_and_as_it_is(
    tmp_path: Path, keyring: ScriptedKeyring, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    vault, words = made(tmp_path, keyring)
    hashed = vault.hashed_email("anna@example.com")
    vault.close()
    before = (tmp_path / "keystore.db").read_bytes()
    make, why = ANSWERS[answer]
    unfit = make()
    with caplog.at_level(logging.DEBUG):
        closed = Vault.open(tmp_path, keyring=unfit, patience=0.2)
    assert not closed.is_open
    assert closed.vault_id == vault.vault_id
    assert closed.key_place == "keyring"
    assert closed.why_closed == why
    with pytest.raises(VaultClosed) as refused:
        closed.require_open()
    assert why in str(refused.value)
    assert "@" not in str(refused.value) + caplog.text
    for forbidden in (
        lambda: closed.hashed_email("anna@example.com"),
        lambda: closed.keys_for([]),
        lambda: closed.line_identity("order"),
        lambda: closed.linker("ledger"),
        lambda: closed.anchor({}),
        closed.anchored,
        closed.renew_words,
        closed.check,
        lambda: closed.forget([]),
    ):
        with pytest.raises(VaultClosed):
            forbidden()
    closed.close()

    assert (tmp_path / "keystore.db").read_bytes() == before
    if isinstance(unfit, ScriptedKeyring):
        assert unfit.sets == 0
    # The passphrase and the words still open it, and it is the same vault.
    by_passphrase = Vault.open(tmp_path, keyring=unfit, passphrase=PASSPHRASE, patience=0.2)
    assert by_passphrase.hashed_email("anna@example.com") == hashed
    by_passphrase.close()
    fresh = ScriptedKeyring()
    by_words = Vault.open(tmp_path, keyring=fresh)
    by_words.open_with_words(words, keyring=fresh)
    assert by_words.hashed_email("anna@example.com") == hashed
    by_words.close()
    mended = Vault.open(tmp_path, keyring=fresh)
    assert mended.is_open
    mended.close()


def test_a_keyring_that_hangs_does_not_hold_the_program(tmp_path: Path) -> None:
    """A process with a keyring that never answers ends at once when it is done."""
    program = (
        "import sys, pathlib; from tests.vault.keyrings import ScriptedKeyring, silent; "
        "from trendy_desktop.vault import Vault; folder = pathlib.Path(sys.argv[1]); keyring = ScriptedKeyring(); "
        "Vault.create(folder, keyring=keyring); keyring.on_get = silent; "
        "print(Vault.open(folder, keyring=keyring, patience=0.1).why_closed)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout == "the keyring did not answer within 0.1 seconds\n"


# --- the choice of the keyring ------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every computer has a keyring")
@pytest.mark.parametrize("named", ["keyring.backends.null.Keyring", "keyrings.alt.file.PlaintextKeyring", "nonsense.X"])
def test_the_environment_does_not_choose_the_keyring(tmp_path: Path, named: str) -> None:
    """Neither a variable nor keyringrc.cfg nor an installed plug-in that writes plain files is listened to."""
    plugins = tmp_path / "plugins"
    (plugins / "keyrings" / "alt").mkdir(parents=True)
    (plugins / "keyrings" / "alt" / "file.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class PlaintextKeyring(KeyringBackend):\n"
        "    priority = 99\n"
        "    def get_password(self, service, username): return 'plain'\n"
        "    def set_password(self, service, username, password): open('leak', 'w').write(password)\n"
    )
    config = tmp_path / "config" / "python_keyring"
    config.mkdir(parents=True)
    (config / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={named}\nkeyring-path={plugins}\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DBUS")}
    environment |= {
        "PYTHON_KEYRING_BACKEND": named,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{plugins}",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/no-bus",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import keyrings.alt.file; from trendy_desktop.vault import *; print(system_keyring())"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "None\n"
    assert not (tmp_path / "leak").exists()
