"""Figures, money and times as people here write them: the system's language, the shop's currency and zone."""

import re
from typing import Final

from PySide6.QtCore import QDate, QLocale, QTime

from trendy_desktop.values import BusinessDay, Calendar, Currency, Instant, moment_of

# Qt knows the sign of a locale's own currency only.
_SIGNS: Final = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CHF": "CHF", "CNY": "CN¥", "CZK": "Kč", "EUR": "€", "GBP": "£",
    "HUF": "Ft", "ILS": "₪", "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PLN": "zł",
    "TRY": "₺", "UAH": "₴", "USD": "$", "VND": "₫",
}  # fmt: skip

_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_WEEKDAY = re.compile(r"\W*(?:'[^']*'\W*)?dddd?(?:'[^']*'|[^'\w])*")


class Format:
    """Writes values for one shop. Instants come in UTC and leave as local text."""

    def __init__(self, currency: Currency, calendar: Calendar, *, locale: QLocale | None = None) -> None:
        """``locale`` is the system's unless one is given. The C locale, which is nobody's, reads as British English."""
        chosen = locale or QLocale.system()
        if chosen.language() == QLocale.Language.C:
            chosen = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
        self.locale = chosen
        self._currency = currency
        self._zone = calendar.zone
        own = chosen.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode) == currency.code
        self._sign = chosen.currencySymbol() if own else _SIGNS.get(currency.code, currency.code + "\N{NO-BREAK SPACE}")
        self._date = _medium(chosen.dateFormat(QLocale.FormatType.LongFormat))

    def money(self, minor: int) -> str:
        """``minor`` units of the shop's currency with its sign and all its digits: ``€1,486.00``. Exact at any size."""
        digits = self._currency.digits
        whole, part = divmod(abs(minor), 10**digits)
        amount = self.count(whole)
        if digits:
            zero = ord(self.locale.zeroDigit()[0])
            amount += self.locale.decimalPoint() + "".join(chr(zero + int(digit)) for digit in f"{part:0{digits}d}")
        # Where the sign stands is the locale's; the figure beside it is ours, since Qt would take a float for it.
        text = self.locale.toCurrencyString(1, self._sign).replace(self.locale.toString(1), amount)
        return self.locale.negativeSign() + text if minor < 0 else text

    def count(self, number: int) -> str:
        """A whole number, grouped: ``1,204``."""
        return self.locale.toString(number) if abs(number) < 2**63 else f"{number:,}"

    def percent(self, share: float) -> str:
        """``share`` of one in whole percent: ``12 %``."""
        return f"{self.locale.toString(round(share * 100))}{_NARROW_SPACE}%"

    def day(self, day: BusinessDay) -> str:
        """``16 Nov 2026``, in the order of the locale."""
        date = day.date
        return self.locale.toString(QDate(date.year, date.month, date.day), self._date)

    def date(self, instant: Instant) -> str:
        """The local date of ``instant``."""
        return self.day(BusinessDay.of(moment_of(instant).astimezone(self._zone).date()))

    def time(self, instant: Instant) -> str:
        """The local time of day of ``instant``, to the minute."""
        local = moment_of(instant).astimezone(self._zone)
        return self.locale.toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)

    def moment(self, instant: Instant) -> str:
        """Date and time of ``instant``: ``16 Nov 2026, 11:21``."""
        return f"{self.date(instant)}, {self.time(instant)}"


def _medium(long: str) -> str:
    """A locale's long format of dates without the weekday and with short months."""
    return _WEEKDAY.sub("", long).strip(" ,").replace("MMMM", "MMM")
