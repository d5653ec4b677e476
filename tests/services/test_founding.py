"""A new shop: its folder is there whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shop import PROFILE, HandClock
from tests.vault.keyrings import ScriptedKeyring, failing
from trendy_desktop import errors
from trendy_desktop.core import build_core, found_shop
from trendy_desktop.models.store import Store
from trendy_desktop.services import founding
from trendy_desktop.services.founding import Founded, found
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.vault import CHEAPEST, Vault

CLOCK = HandClock()
PASSPHRASE = "made-up passphrase"


def founded(folder: Path, name: str = "Shop", *, fill: Callable[[Store, Vault], None] | None = None) -> Founded:
    profile = ShopProfile(name, PROFILE.currency, PROFILE.calendar)
    return found(folder, profile, clock=CLOCK, keyring=None, demo=True, fill=fill)


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def test_a_new_shop_opens_and_proves_itself(tmp_path: Path) -> None:
    made = founded(tmp_path / "a" / "b" / "shop")
    assert (made.folder, made.key_place) == (tmp_path / "a" / "b" / "shop", "demo")
    assert len(made.recovery_words.split()) == 12
    assert made.recovery_words not in repr(made)
    assert beside(made.folder) == ["shop"]
    core = build_core(made.folder, keyring=None, clock=CLOCK)
    assert core.vault.vault_id == made.vault_id
    assert core.audit.verify().ok
    core.close()


def test_the_key_is_kept_where_it_can_be(tmp_path: Path) -> None:
    keyring = ScriptedKeyring()
    kept = found(tmp_path / "kept", PROFILE, clock=CLOCK, keyring=keyring)
    assert kept.key_place == "keyring"
    refused = found(
        tmp_path / "refused",
        PROFILE,
        clock=CLOCK,
        keyring=ScriptedKeyring(on_set=failing(RuntimeError("no"))),
        passphrase=PASSPHRASE,
        stretch=CHEAPEST,
    )
    assert refused.key_place == "passphrase"
    for folder, ring, words in ((kept.folder, keyring, None), (refused.folder, None, PASSPHRASE)):
        core = build_core(folder, keyring=ring, passphrase=words, clock=CLOCK)
        assert core.vault.is_open
        core.close()


def test_without_a_place_for_the_key_there_is_no_shop(tmp_path: Path) -> None:
    with pytest.raises(errors.NoKeyPlace):
        found(tmp_path / "shop", PROFILE, clock=CLOCK, keyring=None)
    with pytest.raises(errors.WeakPassphrase):
        found(tmp_path / "shop", PROFILE, clock=CLOCK, keyring=None, passphrase="x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\nb", "a\0b", "a\u200bb", "ann@example.com", "Shop of a@b"])
def test_a_shop_needs_a_name_that_can_be_shown(tmp_path: Path, name: str) -> None:
    with pytest.raises(errors.BadName):
        founded(tmp_path / "shop", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x", "x" * 100, "Ρούχα & Söhne – 東京", 'It\'s "one"'])
def test_a_shop_may_be_called_as_it_likes(tmp_path: Path, name: str) -> None:
    core = build_core(founded(tmp_path / "shop", name).folder, keyring=None, clock=CLOCK)
    assert core.profile.name == name
    core.close()


def test_an_unknown_currency_or_zone_makes_no_shop(tmp_path: Path) -> None:
    for currency, zone, failure in (
        ("eur", "UTC", errors.UnknownCurrency),
        ("XXX", "UTC", errors.UnknownCurrency),
        ("EUR", "Europe/Wien", errors.UnknownZone),
        ("EUR", "../../etc/passwd", errors.UnknownZone),
        ("EUR", "", errors.UnknownZone),
    ):
        with pytest.raises(failure):
            found_shop(tmp_path / "shop", name="Shop", currency=currency, zone=zone, passphrase=PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_becomes_the_shop(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    assert founded(folder).folder == folder
    assert beside(folder) == ["shop"]


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    file = tmp_path / "file"
    file.write_text("mine")
    shop = founded(tmp_path / "shop").folder
    before = {path: path.read_bytes() for path in shop.iterdir()}
    for folder in (full, file, shop):
        with pytest.raises(errors.ShopExists):
            founded(folder)
    assert {path: path.read_bytes() for path in shop.iterdir()} == before
    assert (full / "letter.txt").read_text() == file.read_text() == "mine"
    assert beside(shop) == ["file", "full", "shop"]


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(errors.CannotWrite):
        founded(tmp_path / "file" / "shop")


def test_a_shop_that_could_not_be_finished_is_not_there(tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        founded(tmp_path / "shop", fill=fail)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "expected"), [(errno.ENOSPC, errors.DiskFull), (errno.EACCES, errors.CannotWrite)])
def test_a_disk_that_fails_at_the_last_moment_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: type[errors.ShopError]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(founding, "_move", fail)
    with pytest.raises(expected):
        founded(tmp_path / "shop")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_founding_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".shop.0a.new", ".shop.0b.new", ".shop2.0c.new"))
    now = tmp_path.stat().st_mtime
    for folder, age in ((old, 3_600), (young, 10), (other, 3_600)):
        folder.mkdir()
        (folder / "shop.db").write_text("half")
        os.utime(folder, (now - age, now - age))
    founded(tmp_path / "shop")
    assert beside(tmp_path / "shop") == [".shop.0b.new", ".shop2.0c.new", "shop"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX files")
def test_nobody_else_may_look_into_a_shop(tmp_path: Path) -> None:
    folder = founded(tmp_path / "shop").folder
    for path in (folder, *folder.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name
