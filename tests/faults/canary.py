"""Searches files for words that must not be in them, in every spelling in which they could have got there."""

import base64
import json
import re
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2

_INFLATABLE = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def spellings(word: str) -> set[bytes]:
    """``word`` as bytes in the usual encodings, also reversed, in lower and upper case; at least four bytes each."""
    found: set[bytes] = set()
    for text in {word, word.lower(), word.upper(), word.title()}:
        for same in (text, text[::-1]):
            found |= {same.encode(), same.encode("utf-16-le"), same.encode("utf-16-be")}
            found |= {
                same.encode("cp1252", "ignore"),
                same.encode().hex().encode(),
                same.encode().hex().upper().encode(),
            }
            found |= {json.dumps(same)[1:-1].encode(), json.dumps(same)[1:-1].upper().encode()}
            found |= {urllib.parse.quote(same).encode(), urllib.parse.quote(same).lower().encode()}
        for encoding in ("utf-8", "utf-16-le"):
            found.update(_base64(text.encode(encoding)))
    return {spelling for spelling in found if len(spelling) > 3}


def _base64(content: bytes) -> Iterator[bytes]:
    """The characters that ``content`` gives for sure, whatever stands before and behind it."""
    for before in range(3):
        whole = (before + len(content)) * 8 // 6
        for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(before) + content)[(0, 2, 3)[before] : whole]


def layers(path: Path) -> Iterator[bytes]:
    """What is in a file: its bytes, what is compressed in them, and the text of a PDF."""
    content = path.read_bytes()
    yield content
    streams = [match.end(0) - len(match[0]) for match in _INFLATABLE.finditer(content)]
    yield from (inflated for start in streams if (inflated := _inflated(content[start:])))
    if content.startswith(b"%PDF-"):
        for stream in _STREAM.findall(content):
            try:
                yield _inflated(base64.a85decode(b"<~" + stream.strip(), adobe=True))
            except ValueError:
                yield stream
        document = pypdfium2.PdfDocument(path)
        try:
            yield "\n".join(page.get_textpage().get_text_range() for page in document).encode()
            yield json.dumps(document.get_metadata_dict(), ensure_ascii=False).encode()
        finally:
            document.close()


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, 1 << 24)
    except zlib.error:
        return b""


def leaks(folder: Path, words: Iterable[str]) -> list[str]:
    """Each file below ``folder`` that holds one of ``words``, in its name or within, and which."""
    wanted = {spelling: word for word in words for spelling in spellings(word)}
    found = set()
    for path in sorted(folder.rglob("*")):
        names = [str(path.relative_to(folder)).encode()]
        for layer in [*names, *(layers(path) if path.is_file() else ())]:
            lower = layer.lower()
            found |= {
                f"{path.relative_to(folder)}: {word} as {spelling!r}"
                for spelling, word in wanted.items()
                if spelling in layer or spelling.lower() in lower
            }
    return sorted(found)
