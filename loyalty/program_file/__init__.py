"""From a program file (TOML, or the same as JSON) to a ``Program``: all errors at once.

Every error says where (a dotted path), why, and what to write instead. The file's shape is
described for shop owners in ``docs/program.md``. First every table is read by itself; then
``references`` looks at the names that tables use of each other, and ``compatibility`` at what
cannot go together.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loyalty.program import Limits, Program, TillRules
from loyalty.program_file import catalogue, gifts, messages, models, plan, shop, tiers, wallets
from loyalty.program_file.brand import brand
from loyalty.program_file.compatibility import check_compatibility
from loyalty.program_file.reader import Table
from loyalty.program_file.reading import Reading
from loyalty.program_file.references import check_references
from loyalty.program_file.shop import is_mail
from loyalty.wallet_options import NO_OPTIONS

__all__ = ["is_mail", "parse"]


def parse(data: Mapping[str, Any], *, version: int, valid_from: datetime) -> Program:
    """Read a program; raises ``BadConfiguration`` with every error that there is."""
    reading = Reading()
    top = Table(data, "", reading)
    top.take("schema", int, lambda number: number if number == 1 else None, "schema = 1", 1)
    reading.languages = shop.languages(top)
    program = _read(top, version, valid_from)
    top.done()
    check_references(program, reading)
    check_compatibility(program, reading)
    reading.refuse_if_wrong()
    return program


def _read(top: Table, version: int, valid_from: datetime) -> Program:
    zone = shop.zone(top)
    return Program(
        id=shop.program_id(top),
        version=version,
        valid_from=valid_from,
        name=top.text("name", 40),
        time_zone=zone,
        currency=shop.currency(top),
        languages=top.reading.languages,
        brand=top.one("brand", brand),
        shops=top.each("shops", shop.shop, least=1),
        active_days=top.whole("active_days", 7, 730, 60),
        owner_email=shop.owner_email(top),
        contact=top.text("contact", 200),
        stamps=top.maybe("stamps", models.stamps),
        points=top.maybe("points", models.points),
        cashback=top.maybe("cashback", models.cashback),
        club=top.maybe("club", models.club),
        donation=top.maybe("donation", models.donation),
        tiers=top.maybe("tiers", tiers.tiers),
        windows=top.each("windows", tiers.window),
        rewards=top.each("rewards", catalogue.reward),
        coupons=top.each("coupons", catalogue.coupon),
        missions=top.each("missions", gifts.mission),
        badges=top.each("badges", gifts.badge),
        welcome=top.maybe("welcome", gifts.welcome),
        launch=top.maybe("launch", lambda table: gifts.launch(table, zone)),
        birthday=top.maybe("birthday", gifts.birthday),
        referral=top.maybe("referral", gifts.referral),
        messages=top.each("messages", messages.message),
        wallet=top.maybe("wallet", wallets.options) or NO_OPTIONS,
        limits=top.maybe("limits", shop.limits) or Limits(),
        till=top.maybe("till", shop.till) or TillRules(),
        assumptions=top.maybe("assumptions", plan.assumptions),
        goal=top.maybe("goal", plan.goal),
    )
