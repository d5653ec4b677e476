"""Every failure the program can explain, worded once: the class docstring is the sentence.

Three families. ``UserError``: the input or the request; the person mends it. ``EnvironmentFault``: the machine (disk,
permissions, another program); nothing is lost, try again. ``IntegrityFault``: the books or the vault are not as they
were written. Anything else that is raised is a bug.
"""

import re
from pathlib import PurePath
from typing import ClassVar

_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")

# An address is recognised by its sign, however a file or a web form may have spelled it.
_ADDRESS_SIGN = re.compile(r"[@＠﹫]|(?:%40|&#0*64;|&#x0*40;|\\u0040|=40)[\w.-]+\.[a-z]{2,}", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*(?:@|＠|﹫|%40|&#0*64;|&#x0*40;|\\u0040)\S*", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

HIDDEN = "(hidden)"
ECHO_LENGTH = 60
FACT_LENGTH = 300


def echo(value: str, most: int = ECHO_LENGTH) -> str:
    """``value`` as a message, a result or the books may repeat it: short, printable, never an e-mail address."""
    if _ADDRESS_SIGN.search(value):
        return HIDDEN
    shown = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def redact(text: str) -> str:
    """``text`` with every word that looks like an e-mail address hidden; for logs and unexpected errors."""
    return _ADDRESS.sub(HIDDEN, text)


class ShopError(Exception):
    """The shop could not do this."""

    hint: ClassVar[str] = ""

    def __init__(
        self, *, file: str | None = None, line: int | None = None, field: str | None = None, **facts: object
    ) -> None:
        """``file``, ``line`` (a physical one, the header being 1) and ``field`` say where, ``facts`` what."""
        super().__init__()
        self.file = file
        self.line = line
        self.field = field
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable word scripts depend on: the class name in snake_case."""
        return _CAMEL.sub("_", type(self).__name__).lower()

    def __str__(self) -> str:
        name = PurePath(self.file).name if isinstance(self.file, str) else self.file
        known = {**self.facts, "file": name, "line": self.line, "field": self.field}
        said = {name: echo(value, FACT_LENGTH) if isinstance(value, str) else value for name, value in known.items()}
        sentence = (type(self).__doc__ or "").strip().format(**said)
        hint = self.hint.format(**said)
        return f"{sentence} {hint}".strip()


class UserError(ShopError):
    """This cannot be done as asked."""


class EnvironmentFault(ShopError):
    """The computer did not let the shop do this."""


class IntegrityFault(ShopError):
    """The books are not as they were written."""


class Cancelled(UserError):
    """Stopped as asked, at {done} of {total}."""


# --- the shop folder ---------------------------------------------------------------------------------------------


class ShopExists(UserError):
    """There is already something in {folder}."""

    hint = "Choose a folder that does not exist yet or is empty."


class NoShop(UserError):
    """There is no shop in {folder}."""

    hint = "Name a shop folder with --shop, or make one with the command new."


class AlreadyOpen(UserError):
    """The shop in {folder} is already open in another window."""

    hint = "Go on working there, or close it first."


class NewerSchema(UserError):
    """These books were written by a newer TrendyThreads Desktop (format {found}; this one reads up to {known})."""

    hint = "Install the newer version; nothing was changed."


class NotTheBooks(UserError):
    """{name} is not a TrendyThreads shop file."""


class UnknownZone(UserError):
    """{zone} is not a time zone."""

    hint = "Use a name such as Europe/Vienna."


class UnknownCurrency(UserError):
    """{currency} is not a currency code."""

    hint = "Use the ISO code of three letters, such as EUR."


class BadName(UserError):
    """A shop needs a name of 1 to 100 printable characters, without an e-mail address."""


# --- the machine --------------------------------------------------------------------------------------------------


class DiskFull(EnvironmentFault):
    """The disk is full."""

    hint = "Make room and try again; nothing half done was kept."


class DiskFault(EnvironmentFault):
    """The disk could not be read or written."""

    hint = "Check the disk and its cable and try again; nothing half done was kept."


class ReadOnly(EnvironmentFault):
    """The shop folder cannot be written."""

    hint = "Give this user the right to write in it."


class Busy(EnvironmentFault):
    """Another program is writing in these books."""

    hint = "Wait a moment and try again."


class SqliteTooOld(EnvironmentFault):
    """SQLite {found} has a known fault that can damage the books; {needed} or newer is needed."""


class PragmaRefused(EnvironmentFault):
    """The database refused the setting {pragma} (it says {found})."""

    hint = "Shop folders on network drives cannot be used; choose a folder on this computer's own disk."


class CannotWrite(EnvironmentFault):
    """{name} could not be written: {why}."""

    hint = "Choose another place."


class CannotRead(EnvironmentFault):
    """{name} could not be read: {why}."""


class CannotPrint(EnvironmentFault):
    """The printer did not take the pages."""

    hint = "Nothing is lost; try again, or save a PDF."


class Corrupt(IntegrityFault):
    """The shop file {name} is damaged."""

    hint = "Do not go on working with it; restore the last good backup."


# --- asking for what is not there ----------------------------------------------------------------------------------


class UnknownSku(UserError):
    """There is no product with the code {sku}."""


class MissingField(UserError):
    """The field {field} must not be empty."""


class BadField(UserError):
    """The field {field} cannot hold this: {why}."""


class TakenSku(UserError):
    """The code {sku} is already taken."""


class TakenVariant(UserError):
    """{title} already has this size and colour: {size} {colour}."""


class ProductUsed(UserError):
    """{code} has been bought, sold or counted, so it cannot be deleted."""

    hint = "Archive it instead."


class RecordGone(UserError):
    """This is no longer in the books."""


class NothingToReveal(UserError):
    """The shop has nothing of this kind about {who}."""


class InsufficientStock(UserError):
    """Only {available} of {sku} left; {wanted} wanted."""

    hint = "Lower the quantity, or receive goods first."


# --- the vault ----------------------------------------------------------------------------------------------------


class VaultClosed(UserError):
    """The vault with the customers' data is closed: {why}."""

    hint = "Give the passphrase (TRENDY_PASSPHRASE or --passphrase-file), or open it with the recovery words."


class NoKeyPlace(UserError):
    """This computer has no keyring that can keep the vault's key."""

    hint = "Give a passphrase (TRENDY_PASSPHRASE or --passphrase-file)."


class WeakPassphrase(UserError):
    """A passphrase needs at least {least} characters."""


class WrongPassphrase(UserError):
    """This passphrase does not open the vault."""


class WrongRecoveryWords(UserError):
    """These recovery words do not open the vault."""

    hint = "Check the order and the spelling of the 12 words."


class KeyFileMissing(IntegrityFault):
    """The key file of the vault is missing, so customers' data cannot be read."""

    hint = "Put keystore.db back from a backup; everything without personal data still works."


class KeyFileDamaged(IntegrityFault):
    """The key file of the vault is damaged: {why}."""

    hint = "Put keystore.db back from a backup; everything without personal data still works."


class VaultFault(IntegrityFault):
    """A sealed record does not prove itself."""

    hint = "Run verify to see which; restore it from a backup."


class BadEmail(UserError):
    """This is not an e-mail address the shop can use: {why}."""


# --- files --------------------------------------------------------------------------------------------------------


class FileRefused(UserError):
    """The file {file} was refused; nothing was changed."""


class NoFile(FileRefused):
    """There is no file {file}."""


class NotText(FileRefused):
    """{file} is not a text file: {why}. Nothing was changed."""

    hint = "Save it as CSV (UTF-8) and import that."


class TooLarge(FileRefused):
    """{file} is too large: {why}. Nothing was changed."""

    hint = "Split it and import the parts one after another."


class HeaderMismatch(FileRefused):
    """The header of {file} does not fit: {why}. Nothing was changed."""

    hint = "The columns are {columns}."


class BrokenQuotes(FileRefused):
    """{file} has a quotation mark that does not close, near line {line}. Nothing was changed."""


class EmptyFile(FileRefused):
    """{file} holds nothing. Nothing was changed."""


class AmbiguousDates(FileRefused):
    """The dates of {file} could be read two ways ({example}, line {line}). Nothing was changed."""

    hint = "Say which with --dates mdy (month first) or --dates dmy (day first)."


class ShiftedMidnights(FileRefused):
    """All times of {file} are midnights of another time zone ({example}, line {line}). Nothing was changed."""

    hint = (
        "If they are right as they stand, say --file-zone {shop_zone}; otherwise name with --file-zone the zone in "
        "which the program that wrote the file printed them."
    )


# --- reports ------------------------------------------------------------------------------------------------------


class BadPeriod(UserError):
    """The period from {first} to {last} ends before it begins."""


class PeriodTooLong(UserError):
    """A report covers at most {most} weeks."""


class PeriodOutOfReach(UserError):
    """A report covers days from {first} to {last}."""


class BadTop(UserError):
    """A report lists the first 1 to {most}."""


class OutNeeded(UserError):
    """A {format} report needs a file to go to."""

    hint = "Name it with --out."


class OutInShop(UserError):
    """{name} would go into the folder of a shop, where only the shop's own files belong."""

    hint = "Choose another folder."


class RenderingFailed(EnvironmentFault):
    """The PDF could not be made: {why}."""

    hint = "Nothing was written; try again."
