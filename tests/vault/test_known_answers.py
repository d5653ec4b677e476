"""Published answers, run through the vault's own functions."""

from collections.abc import Iterator

import cryptography_vectors
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from mnemonic import Mnemonic

from trendy_desktop.vault.crypto import Column, Place, Stretch, argon2id, hkdf, hkdf_expand, keyed_hash, mac_after


def records(name: str) -> Iterator[dict[str, str]]:
    """The blocks of ``name = value`` lines of a vector file: one ends where a name repeats.

    A bracketed line counts for all blocks after it.
    """
    common: dict[str, str] = {}
    block: dict[str, str] = {}
    with cryptography_vectors.open_vector_file(name, "r") as file:
        lines = [line.strip() for line in file]
    for line in lines:
        key, sign, value = line.strip("[]").partition("=")
        key, value = key.strip().lower(), value.strip()
        if line == "FAIL":
            block["fail"] = "yes"
        elif sign and not line.startswith("#"):
            if block and (key in block or line.startswith("[")):
                yield common | block
                block = {}
            (common if line.startswith("[") else block)[key] = value
    yield common | block


def octets(block: dict[str, str], key: str) -> bytes:
    return bytes.fromhex(block[key])


def test_argon2id_of_rfc_9106() -> None:
    done = 0
    for block in records("KDF/argon2id.txt"):
        if block["length"] != "32":
            continue
        found = argon2id(
            octets(block, "pass"),
            octets(block, "salt"),
            Stretch(int(block["iter"]), int(block["lanes"]), int(block["memcost"])),
            secret=bytes.fromhex(block["secret"]) if "secret" in block else None,
            context=bytes.fromhex(block["ad"]) if "ad" in block else None,
        )
        assert found == octets(block, "output")
        done += 1
    assert done == 3


def test_hkdf_of_rfc_5869() -> None:
    done = 0
    for block in records("KDF/rfc-5869-HKDF-SHA256.txt"):
        length = int(block["l"])
        info = octets(block, "info")
        assert hkdf(octets(block, "ikm"), info, salt=octets(block, "salt"), length=length) == octets(block, "okm")
        assert hkdf_expand(octets(block, "prk"), info, length=length) == octets(block, "okm")
        done += 1
    assert done == 3


def test_hmac_of_rfc_4231() -> None:
    done = 0
    for block in records("HMAC/rfc-4231-sha256.txt"):
        message, answer = octets(block, "msg"), octets(block, "md")
        assert mac_after(keyed_hash(octets(block, "key")))(message) == answer
        middle = len(message) // 2
        assert mac_after(keyed_hash(octets(block, "key")), message[:middle])(message[middle:]) == answer
        done += 1
    assert done >= 6


def usual(block: dict[str, str]) -> bool:
    """Whether the vector has the nonce and tag the vault uses."""
    return block["ivlen"] == "96" and block["taglen"] == "128"


def test_aes_256_gcm_of_nist_encrypts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a record holds behind its head is exactly nonce, ciphertext and tag of AES-256-GCM."""
    done = 0
    for block in records("ciphers/AES/GCM/gcmEncryptExtIV256.rsp"):
        if not usual(block):
            continue
        cipher, nonce = AESGCM(octets(block, "key")), octets(block, "iv")
        assert cipher.encrypt(nonce, octets(block, "pt"), octets(block, "aad")) == octets(block, "ct") + octets(
            block, "tag"
        )
        monkeypatch.setattr("os.urandom", lambda _, nonce=nonce: nonce)
        record = Place(bytes(16), Column.PLACE, key=1).seal(cipher, octets(block, "pt"), bytes(16), 7)
        bound = record[:6] + b"shop-vault" + bytes(16) + b"\0\3\0\1" + bytes(16) + b"\0\0\0\0\0\0\0\7"
        assert record[6:18] == nonce
        assert cipher.decrypt(nonce, record[18:], bound) == octets(block, "pt")
        done += 1
    assert done >= 300


def test_aes_256_gcm_of_nist_decrypts() -> None:
    right = wrong = 0
    for block in records("ciphers/AES/GCM/gcmDecrypt256.rsp"):
        if not usual(block):
            continue
        cipher, sealed = AESGCM(octets(block, "key")), octets(block, "ct") + octets(block, "tag")
        if "fail" in block:
            with pytest.raises(InvalidTag):
                cipher.decrypt(octets(block, "iv"), sealed, octets(block, "aad"))
            wrong += 1
        else:
            assert cipher.decrypt(octets(block, "iv"), sealed, octets(block, "aad")) == octets(block, "pt")
            right += 1
    assert right > 100
    assert wrong > 100


def test_the_english_words_of_bip_39() -> None:
    words = Mnemonic("english")
    assert words.to_mnemonic(bytes(16)) == "abandon " * 11 + "about"
    assert (
        words.to_mnemonic(b"\x7f" * 16) == "legal winner thank year wave sausage worth useful legal winner thank yellow"
    )
    assert bytes(words.to_entropy("zoo " * 11 + "wrong")) == b"\xff" * 16
