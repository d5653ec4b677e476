import datetime as dt

import pytest
from PySide6.QtCore import QLocale

from trendy_desktop.values import BusinessDay, Calendar, Currency, instant_of
from trendy_desktop.views.format import Format

MORNING = instant_of(dt.datetime(2026, 11, 16, 10, 21, tzinfo=dt.UTC))
DAY = BusinessDay.of(dt.date(2026, 11, 16))


def format_of(locale: str, *, currency: str = "EUR", zone: str = "Europe/Vienna") -> Format:
    return Format(Currency.named(currency), Calendar.of(zone), locale=QLocale(locale))


@pytest.mark.parametrize(
    ("locale", "currency", "minor", "text"),
    [
        ("en_GB", "EUR", 148_600, "€1,486.00"),
        ("en_GB", "EUR", -5, "-€0.05"),
        ("en_US", "USD", 1_999, "$19.99"),
        ("de_DE", "EUR", 123_456_789, "1.234.567,89 €"),
        ("en_GB", "JPY", 1_486, "¥1,486"),
        ("en_GB", "KWD", 1_486, "KWD 1.486"),
        ("de_CH", "CHF", 5, "CHF 0.05"),
        ("en_GB", "EUR", 10**17 + 1, "€1,000,000,000,000,000.01"),
        ("en_GB", "EUR", 10**24 + 1, "€10,000,000,000,000,000,000,000.01"),
    ],
)
def test_money_has_its_sign_and_every_digit(locale: str, currency: str, minor: int, text: str) -> None:
    assert format_of(locale, currency=currency).money(minor).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_GB", "16 Nov 2026"),
        ("en_US", "Nov 16, 2026"),
        ("de_DE", "16. Nov. 2026"),
        ("hu_HU", "2026. nov. 16."),
        ("es_ES", "16 de nov de 2026"),
        ("ja_JP", "2026年11月16日"),
        ("C", "16 Nov 2026"),
    ],
)
def test_days_stand_in_the_order_of_the_language(locale: str, text: str) -> None:
    assert format_of(locale).day(DAY).rstrip(".") == text.rstrip(".")


def test_instants_are_shown_in_the_zone_of_the_shop() -> None:
    assert format_of("en_GB").moment(MORNING) == "16 Nov 2026, 11:21"
    assert format_of("en_GB", zone="Pacific/Auckland").moment(MORNING) == "16 Nov 2026, 23:21"
    assert format_of("en_GB", zone="Pacific/Kiritimati").date(MORNING) == "17 Nov 2026"


def test_counts_are_grouped() -> None:
    assert format_of("en_GB").count(1204) == "1,204"
    assert format_of("de_DE").count(1_204_000) == "1.204.000"
    assert format_of("en_GB").percent(0.124) == "12\N{NARROW NO-BREAK SPACE}%"
