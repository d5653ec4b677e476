"""WCAG 2.2 AA over every pair of colours that meet on the screen: success criteria 1.4.3 and 1.4.11."""

from collections.abc import Iterator

import pytest

from trendy_desktop.views.theme.tokens import TOKENS

GROUNDS = ("canvas", "surface", "sunken", "raised", "rail", "hover", "selected")
INKS = ("text", "text2", "text3", "accent_text")
TONES = ("ok", "warn", "bad", "info", "accent", "neutral")


def text_pairs() -> Iterator[tuple[str, str]]:
    yield from ((ink, ground) for ink in INKS for ground in GROUNDS)
    yield from ((ink, "pressed") for ink in ("text", "text2"))
    yield from ((f"{tone}_text", f"{tone}_tint") for tone in TONES)
    yield from (
        (f"{tone}_text", ground) for tone in ("ok", "warn", "bad") for ground in ("surface", "selected", "hover")
    )
    yield from (("text", f"{tone}_tint") for tone in TONES)
    yield from (("on_accent", ground) for ground in ("accent", "accent_hover", "accent_press", "bad", "bad_hover"))
    yield from (("toast_text", "toast"), ("toast_action", "toast"))


def shape_pairs() -> Iterator[tuple[str, str]]:
    yield from (("border_control", ground) for ground in ("canvas", "surface", "raised"))
    yield from (("focus", ground) for ground in (*GROUNDS, "pressed"))
    yield from (("accent", ground) for ground in ("surface", "canvas", "rail"))
    yield from ((f"chart{number}", ground) for number in (1, 2, 3, 4) for ground in ("surface", "selected"))
    yield from ((tone, "surface") for tone in ("ok", "warn", "bad", "info"))


def luminance(color: str) -> float:
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == 21
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(dark: bool) -> None:
    ratios = {pair: contrast(TOKENS[pair[0]][dark], TOKENS[pair[1]][dark]) for pair in text_pairs()}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_shape_can_be_seen(dark: bool) -> None:
    ratios = {pair: contrast(TOKENS[pair[0]][dark], TOKENS[pair[1]][dark]) for pair in shape_pairs()}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 3} == {}
