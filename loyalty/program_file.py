"""From a program file (TOML, or the same as JSON) to a ``Program``: all errors at once.

Every error says where (a dotted path), why, and what to write instead. The file's shape is
described for shop owners in ``docs/program.md``.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from loyalty.brand import ICONS, READABLE, Brand, contrast, is_colour
from loyalty.errors import BadConfiguration
from loyalty.program import (
    LANGUAGES,
    Language,
    Limits,
    Program,
    ProgramId,
    Reward,
    RewardId,
    Shop,
    ShopId,
    StampRule,
    Words,
)

T = TypeVar("T")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_RESERVED = frozenset({"assets", "till", "owner", "v1", "c", "apple", "mailbox", "problems", "i"})
_SPACES = re.compile(r"[\x00-\x1f\x7f]")


class _Table:
    """A mapping being read: what is missing, wrong or misspelt is noted, not raised."""

    def __init__(self, data: object, path: str, errors: list[dict[str, str]]) -> None:
        self.path = path
        self.errors = errors
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self.left = set(self.data)
        if not isinstance(data, Mapping):
            self.wrong("", "is missing", "write it as a table")

    def wrong(self, key: str, reason: str, hint: str) -> None:
        path = ".".join(part for part in (self.path, key) if part)
        self.errors.append({"path": path, "reason": reason, "hint": hint})

    def take(
        self, key: str, wanted: type[T], valid: Callable[[T], bool], hint: str, default: T
    ) -> T:
        """The value at ``key`` when it is of that type and valid; else note it, give default."""
        self.left.discard(key)
        value = self.data.get(key)
        if value is None:
            self.wrong(key, "is missing", hint)
            return default
        if type(value) is not wanted or not valid(value):
            self.wrong(key, f"cannot be {str(value)[:60]!r}", hint)
            return default
        return value

    def optional(
        self, key: str, wanted: type[T], valid: Callable[[T], bool], hint: str, default: T
    ) -> T:
        """As ``take``, where being left out is no error."""
        return self.take(key, wanted, valid, hint, default) if key in self.data else default

    def table(self, key: str) -> "_Table":
        self.left.discard(key)
        return _Table(self.data.get(key), f"{self.path}.{key}".lstrip("."), self.errors)

    def tables(self, key: str) -> "list[_Table]":
        self.left.discard(key)
        rows = self.data.get(key)
        if not isinstance(rows, list) or not rows:
            self.wrong(key, "is missing", f"write at least one [[{key}]]")
            return []
        return [_Table(row, f"{key}[{n}]", self.errors) for n, row in enumerate(rows)]

    def text(self, key: str, longest: int = 60, default: str | None = None) -> str:
        hint = f"1 to {longest} characters on one line"
        read = self.take if default is None else self.optional

        def valid(value: str) -> bool:
            return 0 < len(value.strip()) <= longest and not _SPACES.search(value)

        return read(key, str, valid, hint, default or "").strip()

    def id(self) -> str:
        return self.take("id", str, _is_id, "a short id: lower-case words joined by hyphens", "")

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        hint = f"a whole number from {least} to {most}"
        read = self.take if default is None else self.optional
        return read(
            key, int, lambda n: least <= n <= most, hint, least if default is None else default
        )

    def done(self) -> None:
        """Whatever was not asked for is a misspelling."""
        for key in sorted(self.left):
            self.wrong(key, "is not known here", "see docs/program.md for what can be written")


def parse(data: Mapping[str, Any], *, version: int, valid_from: datetime) -> Program:
    """Read a program; raises ``BadConfiguration`` with every error that there is."""
    errors: list[dict[str, str]] = []
    top = _Table(data, "", errors)
    top.take("schema", int, lambda n: n == 1, "schema = 1", 1)
    languages = _languages(top)
    program = Program(
        id=ProgramId(
            top.take("id", str, _is_program_id, "lower-case words joined by hyphens", "x")
        ),
        version=version,
        valid_from=valid_from,
        name=top.text("name", 40),
        time_zone=_zone(top),
        currency=top.take("currency", str, _is_currency, "three capitals, as in EUR", "EUR"),
        languages=languages,
        brand=_brand(top.table("brand")),
        shops=tuple(_shop(row) for row in top.tables("shops")),
        stamps=_stamps(top.table("stamps"), languages),
        rewards=tuple(_reward(row, languages) for row in top.tables("rewards")),
        limits=_limits(top.table("limits")) if "limits" in top.data else Limits(),
        active_days=top.whole("active_days", 7, 730, default=60),
        owner_email=top.take("owner_email", str, is_mail, "an address, name@example.org", "x"),
        contact=top.text("contact", 200),
    )
    top.done()
    _check_references(program, errors)
    if errors:
        raise BadConfiguration(errors=errors)
    return program


def _is_id(text: str) -> bool:
    return len(text) <= 40 and _ID.fullmatch(text) is not None


def _is_program_id(text: str) -> bool:
    return _is_id(text) and text not in _RESERVED


def _is_currency(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def is_mail(text: str) -> bool:
    """Whether it looks like one address, without a name or a second one."""
    return len(text) <= 254 and _MAIL.fullmatch(text) is not None


def _is_zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _zone(top: _Table) -> ZoneInfo:
    hint = "a zone's name, as in Europe/Paris"
    return ZoneInfo(top.optional("time_zone", str, _is_zone, hint, "Europe/Paris"))


def _languages(top: _Table) -> tuple[Language, ...]:
    def valid(named: list[str]) -> bool:
        known = all(name in LANGUAGES for name in named)
        return bool(named) and known and len(set(named)) == len(named)

    hint = 'languages that exist here, the shop\'s own first: ["fr", "en"]'
    return tuple(cast("list[Language]", top.take("languages", list, valid, hint, ["fr"])))


def _brand(table: _Table) -> Brand:
    def colour(key: str) -> str:
        return table.take(key, str, is_colour, "a colour as #rrggbb, lower case", "")

    brand = Brand(
        background=colour("background"),
        foreground=colour("foreground"),
        label=colour("label"),
        icon=table.take("icon", str, lambda name: name in ICONS, " or ".join(ICONS), "star"),
    )
    for key, ink in (("foreground", brand.foreground), ("label", brand.label)):
        ratio = contrast(ink, brand.background) if ink and brand.background else READABLE
        if ratio < READABLE:
            table.wrong(
                key,
                f"has a contrast of {ratio:.2f} on the background",
                f"at least {READABLE}: choose a lighter or a darker one",
            )
    table.done()
    return brand


def _shop(table: _Table) -> Shop:
    shop = Shop(
        id=ShopId(table.id()),
        name=table.text("name"),
        address=table.text("address", 120, default=""),
    )
    table.done()
    return shop


def _words(table: _Table, languages: tuple[Language, ...]) -> Words:
    words: Words = {language: table.text(language, 40) for language in languages}
    table.done()
    return words


def _stamps(table: _Table, languages: tuple[Language, ...]) -> StampRule:
    rule = StampRule(
        threshold=table.whole("threshold", 2, 50),
        item=_words(table.table("item"), languages),
        reward=RewardId(table.text("reward")),
    )
    table.done()
    return rule


def _reward(table: _Table, languages: tuple[Language, ...]) -> Reward:
    table.take("kind", str, lambda kind: kind == "free_item", '"free_item"', "free_item")
    reward = Reward(
        id=RewardId(table.id()),
        kind="free_item",
        item=_words(table.table("item"), languages),
        cost_minor=table.whole("cost_minor", 0, 10_000_000),
    )
    table.done()
    return reward


def _limits(table: _Table) -> Limits:
    plain = Limits()
    limits = Limits(
        cooldown_minutes=table.whole("cooldown_minutes", 0, 1440, plain.cooldown_minutes),
        daily_cap=table.whole("daily_cap", 1, 50, plain.daily_cap),
        max_units_per_scan=table.whole("max_units_per_scan", 1, 50, plain.max_units_per_scan),
        undo_minutes=table.whole("undo_minutes", 0, 1440, plain.undo_minutes),
        scans_per_till_hour=table.whole(
            "scans_per_till_hour", 1, 10_000, plain.scans_per_till_hour
        ),
    )
    table.done()
    return limits


def _check_references(program: Program, errors: list[dict[str, str]]) -> None:
    names = {reward.id for reward in program.rewards}
    if program.stamps.reward and program.stamps.reward not in names:
        errors.append(
            {
                "path": "stamps.reward",
                "reason": f"names {program.stamps.reward!r}, which is no reward here",
                "hint": "the id of one of [[rewards]]",
            }
        )
    for kind, ids in (
        ("shops", [shop.id for shop in program.shops if shop.id]),
        ("rewards", [reward.id for reward in program.rewards if reward.id]),
    ):
        if len(set(ids)) != len(ids):
            errors.append({"path": kind, "reason": "has the same id twice", "hint": "rename one"})
