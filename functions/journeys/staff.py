"""Who works at the tills: the owner takes them on, and each proves who they are with a PIN.

A PIN is shown once, when it is made; a try at one is counted before anything is compared.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from functions.failures import PinBlocked, PinRefused, StaffNamed, TooManyStaff
from functions.journeys import pins
from functions.journeys.pair import check_paired
from functions.ports import Services
from functions.records import Device, Notice, PinTry, SignedIn, StaffMember
from loyalty.entry import CardId, OperationId
from loyalty.errors import UnknownCard
from passes import short_code

MOST = 50
"""People at the tills of one program; a few more where several are taken on at the same instant."""

NO_CARD = CardId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody with a fresh PIN, to be shown once."""

    id: str
    name: str
    pin: str


def take_on(services: Services, program: str, name: str) -> Known:
    """Somebody new, under a name by which the others tell them apart.

    Raises ``StaffNamed`` or ``TooManyStaff``.
    """
    every = services.staff.every(program)
    namesakes = [one for one in every if one.name.casefold() == name.casefold()]
    for one in namesakes:
        if one.active:
            raise StaffNamed(name=one.name)
    if sum(one.active for one in every) >= MOST:
        raise TooManyStaff(allowed=MOST)
    pin, staff = pins.new(), _id(services, program, name, len(namesakes))
    member = StaffMember(id=staff, name=name, active=True, added_at=services.clock())
    if not services.staff.add(program, member, pins.kept(services.keys, pin)):
        raise StaffNamed(name=name)
    return Known(id=staff, name=name, pin=pin)


def _id(services: Services, program: str, name: str, before: int) -> str:
    """The same for whoever takes that name on at the same moment, so that they are one person.

    It tells nobody the name, and is another one each time that somebody of that name comes.
    """
    whose = f"{program}#{name.casefold()}#{before}".encode()
    return hmac.digest(services.keys.current_key("staff-id"), whose, hashlib.sha256).hex()[:16]


def fresh_pin(services: Services, program: str, staff: str) -> Known:
    """Another PIN: what was signed in with the one before is over. Raises ``NotFound``."""
    pin = pins.new()
    name = services.staff.get(program, staff).name
    services.staff.new_pin(program, staff, pins.kept(services.keys, pin), services.clock())
    return Known(id=staff, name=name, pin=pin)


def sign_in(services: Services, device: Device, staff: str, pin: str) -> tuple[str, SignedIn]:
    """The name of the person whose PIN this is, and that they are at the till with it.

    Raises ``PinRefused`` (for nobody's as for a wrong one), ``TooManyPins``, ``PinBlocked`` or
    ``DeviceRevoked``.
    """
    check_paired(services, device)
    tried = services.staff.count_try(device.program, staff, device.id, services.clock())
    later = {"retry_at": tried.retry_at} if tried.retry_at else {}
    refused = PinRefused(tries_left=tried.tries_left, **later)
    if not pins.is_right(services.keys, pin, tried.kept):
        _tell(services, device, tried)
        raise refused
    of_today = pins.is_of_today(services.keys, tried.kept)
    kept = tried.kept if of_today else pins.kept(services.keys, pin)
    if not services.staff.right(device.program, tried, kept):
        raise refused
    return tried.name, SignedIn(staff=staff, pin_at=tried.pin_at)


def _tell(services: Services, device: Device, wrong: PinTry) -> None:
    """The owner, who is shown it where there are many, or where a till is shut for somebody."""
    if not wrong.name:
        return
    notice = Notice(
        at=wrong.at,
        code=PinRefused.code if wrong.tries_left else PinBlocked.code,
        card=NO_CARD,
        till=device.id,
        shop=device.shop,
        staff=wrong.staff,
    )
    services.notices.tell(device.program, OperationId(f"pin-{secrets.token_hex(8)}"), notice)


def own_card(services: Services, program: str, staff: str, code: str) -> str | None:
    """Note whose card that is, by the code that is typed for it; without one, nobody's.

    Gives the code that is on the card now. Raises ``UnknownCard`` or ``NotFound``.
    """
    if not code:
        services.staff.own_card(program, staff, None)
        return None
    typed = short_code.read(code)
    if typed is None:
        raise UnknownCard()
    held = services.cards.head(program, services.cards.by_short_code(program, typed).card)
    if held.member is None:
        raise UnknownCard()
    services.staff.own_card(program, staff, held.card.id)
    return short_code.shown(held.short_code)
