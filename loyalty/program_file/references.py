"""What tables of a program file say of each other: names that must exist, and but once; texts
that must be readable on a colour that another table gives.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from loyalty.brand import READABLE
from loyalty.gifts.segments import SEGMENTS
from loyalty.program import Program
from loyalty.program_file.brand import unreadable
from loyalty.program_file.reading import Reading


def check_references(program: Program, reading: Reading) -> None:
    """Note every name that nothing has, and every id that two have."""
    _check_ids(program, reading)
    for kind, named in (
        ("rewards", _rewards_named(program)),
        ("coupons", _coupons_named(program)),
    ):
        known = [row.id for row in getattr(program, kind)]
        for path, name in named:
            if name not in known and _were_read(kind, known, reading):
                reading.wrong(
                    path, f"names {name!r}, which is not in [[{kind}]]", _hint(name, known)
                )
    _check_segments(program, reading)
    _check_colours(program, reading)


def _check_ids(program: Program, reading: Reading) -> None:
    levels = program.tiers.tiers if program.tiers else ()
    for kind, ids in (
        ("shops", [row.id for row in program.shops]),
        ("rewards", [row.id for row in program.rewards]),
        ("coupons", [row.id for row in program.coupons]),
        ("missions", [row.id for row in program.missions]),
        ("badges", [row.id for row in program.badges]),
        ("tiers.levels", [row.id for row in levels]),
        ("wallet.actions", [row.id for row in program.wallet.actions]),
    ):
        seen: set[str] = set()
        for number, name in enumerate(ids):
            if name and name in seen:
                reading.wrong(f"{kind}[{number}].id", f"is {name!r} once more", "rename one")
            seen.add(name)


def _rewards_named(program: Program) -> Iterator[tuple[str, str]]:
    if program.stamps:
        yield "stamps.reward", program.stamps.reward
        for number, step in enumerate(program.stamps.ladder):
            yield f"stamps.ladder[{number}].reward", step.reward
    for number, coupon in enumerate(program.coupons):
        yield f"coupons[{number}].reward", coupon.reward


def _coupons_named(program: Program) -> Iterator[tuple[str, str]]:
    gifts = [(f"missions[{n}]", mission.gift) for n, mission in enumerate(program.missions)]
    if program.welcome:
        gifts.append(("welcome", program.welcome.gift))
    if program.referral:
        gifts.append(("referral.friend", program.referral.friend))
        gifts.append(("referral.referrer", program.referral.referrer))
    yield from ((f"{path}.coupon", gift.coupon) for path, gift in gifts if gift.coupon is not None)
    if program.birthday:
        yield "birthday.coupon", program.birthday.coupon


def _check_segments(program: Program, reading: Reading) -> None:
    levels = [level.id for level in program.tiers.tiers] if program.tiers else []
    known = [*SEGMENTS, *(f"tier:{level}" for level in levels)]
    named = [(f"coupons[{n}].segment", coupon.segment) for n, coupon in enumerate(program.coupons)]
    named += [(f"messages[{n}].to", message.to) for n, message in enumerate(program.messages)]
    for path, segment in named:
        is_level = segment.startswith("tier:")
        if segment not in known and (not is_level or _were_read("tiers.levels", levels, reading)):
            reading.wrong(path, f"names {segment!r}, which is nobody", _hint(segment, known))


def _check_colours(program: Program, reading: Reading) -> None:
    """A level's colour takes the background's place: the brand's texts must be readable on it."""
    brand = program.brand
    for number, level in enumerate(program.tiers.tiers if program.tiers else ()):
        for ink, ratio in unreadable(brand.on(level.colour)) if level.colour else ():
            reading.wrong(
                f"tiers.levels[{number}].colour",
                f"leaves brand.{ink} a contrast of {ratio:.2f}",
                f"at least {READABLE}: a colour nearer to brand.background in brightness",
            )


def _were_read(kind: str, known: Sequence[str], reading: Reading) -> bool:
    """Whether all ids there could be read: else what is named may well be one of the others."""
    return kind not in reading.errors and all(known)


def _hint(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"one of {', '.join(known)}" if known else "there is none yet: write one"
