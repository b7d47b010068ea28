"""The shop of a program file: its name, its places, what keeps its cards honest."""

import re
from typing import cast
from zoneinfo import ZoneInfo

from loyalty.language import LANGUAGES, Language
from loyalty.program import Limits, ProgramId, Shop, ShopId, TillRules
from loyalty.program_file.clock import hours
from loyalty.program_file.reader import Table
from loyalty.program_file.wallets import position

_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_RESERVED = ("assets", "till", "owner", "v1", "c", "apple", "mailbox", "problems", "i", "r")
"""Names of pages that are not a program's."""


def program_id(top: Table) -> ProgramId:
    """The program's name in addresses."""
    return ProgramId(top.id(reserved=_RESERVED))


def languages(top: Table) -> tuple[Language, ...]:
    """The languages, the shop's own first; none where they are wrong."""
    hint = 'languages that exist here, the shop\'s own first: ["fr", "en"]'
    named = top.several("languages", LANGUAGES.__contains__, hint, least=1)
    return cast("tuple[Language, ...]", named)


def zone(top: Table) -> ZoneInfo:
    """The shop's time zone, that of Paris where it is left out."""
    if not top.has("time_zone"):
        return ZoneInfo("Europe/Paris")
    hint = "a zone's name, as in Europe/Paris"
    return top.take("time_zone", str, _zone, hint, ZoneInfo("Europe/Paris"))


def currency(top: Table) -> str:
    """The currency's ISO 4217 code."""
    return top.take("currency", str, _currency, "three capitals, as in EUR", "EUR")


def owner_email(top: Table) -> str:
    """Where the owner's mail goes."""
    hint = "an address, name@example.org"
    return top.take("owner_email", str, lambda text: text if is_mail(text) else None, hint, "")


def is_mail(text: str) -> bool:
    """Whether it looks like one address, without a name or a second one."""
    return len(text) <= 254 and _MAIL.fullmatch(text) is not None


def shop(table: Table) -> Shop:
    """A place where cards are stamped."""
    return Shop(
        id=ShopId(table.id()),
        name=table.text("name"),
        address=table.text("address", 120, default=""),
        hours=table.maybe("hours", hours) or {},
        position=position(table),
    )


def limits(table: Table) -> Limits:
    """What keeps a card honest; each has a default."""
    plain = Limits()
    return Limits(
        cooldown_minutes=table.whole("cooldown_minutes", 0, 1440, plain.cooldown_minutes),
        daily_cap=table.whole("daily_cap", 1, 50, plain.daily_cap),
        redemptions_per_card_day=table.whole(
            "redemptions_per_card_day", 1, 50, plain.redemptions_per_card_day
        ),
        max_units_per_scan=table.whole("max_units_per_scan", 1, 50, plain.max_units_per_scan),
        max_amount_minor=table.whole("max_amount_minor", 1, 10_000_000, plain.max_amount_minor),
        undo_minutes=table.whole("undo_minutes", 0, 1440, plain.undo_minutes),
        scans_per_till_hour=table.whole(
            "scans_per_till_hour", 1, 10_000, plain.scans_per_till_hour
        ),
        typed_codes_per_till_hour=table.whole(
            "typed_codes_per_till_hour", 1, 10_000, plain.typed_codes_per_till_hour
        ),
        joins_per_hour=table.whole("joins_per_hour", 1, 10_000, plain.joins_per_hour),
        staff_acts_per_hour=table.whole(
            "staff_acts_per_hour", 1, 10_000, plain.staff_acts_per_hour
        ),
        corrections_per_day=table.whole("corrections_per_day", 1, 1000, plain.corrections_per_day),
    )


def till(table: Table) -> TillRules:
    """``[till]``: how the till goes about it."""
    plain = TillRules()
    return TillRules(
        asks_first=table.flag("asks_first", plain.asks_first),
        offline_redemptions=table.whole("offline_redemptions", 0, 5, plain.offline_redemptions),
    )


def _currency(text: str) -> str | None:
    good = len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()
    return text if good else None


def _zone(text: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return None
