"""The one spelling of an e-mail address under which a customer is known: normalisation v1, frozen.

A change of any result is a new version with a new index key, because every ``hashed_email`` would change with it.
"""

import re
import unicodedata

from trendy_desktop.errors import BadEmail

MOST_BYTES = 254
"""The longest address mail servers carry (RFC 5321 4.5.3.1.3, RFC 3696 erratum 1690), in UTF-8."""

# Plain ASCII addresses, for which the full check below comes to the same as lower(); a test compares the two. The
# third and fourth character of a label must not be "--": that is how encoded international names (xn--) begin.
_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@"
    r"(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?<=[a-z])",
    re.ASCII | re.IGNORECASE,
)


def normalise_email(text: str) -> str:
    """The spelling v1 of the address ``text``: part before the sign in NFC and lower case, domain in IDNA 2008 ASCII.

    Spaces around it are dropped. Dots and +tags stay (they can be different mailboxes). Quoted names, IP numbers,
    control and direction marks, look-alikes of the sign and more than 254 bytes are refused. Domains of special use
    (``example.com``, ``.invalid``, ``.test``) count as any other as long as they have a dot. Raises BadEmail, which
    does not repeat the address.
    """
    trimmed = text.strip(" ")
    if len(trimmed) <= MOST_BYTES:
        if _PLAIN.fullmatch(trimmed):
            return trimmed.lower()
        checked = _checked(trimmed)
        if checked is not None and len(checked.encode()) <= MOST_BYTES:
            return checked
    raise BadEmail(why=_why(trimmed))


def _checked(address: str) -> str | None:
    """``address`` normalised by the full rules, or None when they refuse it."""
    import email_validator  # with its tables; most shops' addresses never need it

    # Only the vault uses this library, so its list of names that cannot receive mail can be emptied here: made-up
    # people live there.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    try:
        valid = email_validator.validate_email(
            address,
            allow_smtputf8=True,
            allow_empty_local=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            strict=False,
            check_deliverability=False,
            test_environment=False,
            globally_deliverable=True,
        )
    except email_validator.EmailNotValidError:
        return None
    # Lower case can decompose a letter anew, so NFC is taken on both sides of it.
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", valid.local_part).lower())
    return f"{local}@{valid.ascii_domain.lower()}"


def _why(address: str) -> str:
    if not address:
        return "it is empty"
    if len(address.encode(errors="replace")) > MOST_BYTES:
        return f"it is longer than {MOST_BYTES} bytes"
    if "@" not in address:
        return "it has no at sign"
    return "mail servers do not accept this form"
