"""Joining: a form becomes a member with a card, in one transaction.

1. The member must agree to the program's terms; messages are another question.
2. Card, member, consents and the pointers to them are written together.
3. The same form sent twice under one key gives the same card.
"""

import hashlib
import hmac
from dataclasses import dataclass

from functions.failures import ShortCodeTaken
from functions.ports import Services
from functions.records import Consent, HeldCard, Member
from loyalty.card import Card
from loyalty.entry import CardId, digest
from loyalty.errors import ConsentMissing, UnknownCard
from loyalty.program import Program
from passes import short_code
from passes.card_code import new_card_id, unseal

TERMS_VERSION = "2026-11"
"""The wording of both questions as shown on the join page; kept with each answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody filled in."""

    member: Member
    accepts_terms: bool
    accepts_messages: bool
    invitation: str = ""


def join(
    services: Services, program: Program, application: Application, key: str | None = None
) -> CardId:
    """Issue a card. Raises ``ConsentMissing`` without agreement to the terms, or ``TooManyJoins``.

    An invitation that is not this program's is ignored: the friend gets a card all the same.
    """
    if not application.accepts_terms:
        raise ConsentMissing()
    while True:
        held = _fresh(services, program, application)
        sealed = (key, _body_mac(services, application)) if key else None
        try:
            return services.cards.create(
                held,
                _consents(services, application),
                sealed,
                joins_per_hour=program.limits.joins_per_hour,
            )
        except ShortCodeTaken:
            continue


def _fresh(services: Services, program: Program, application: Application) -> HeldCard:
    now = services.clock()
    return HeldCard(
        card=Card(program=program.id, id=new_card_id()),
        member=application.member,
        short_code=short_code.new(),
        joined_at=now,
        modified_at=now.replace(microsecond=0),
        want=0,
        done={},
        wallets=frozenset(),
        referred_by=referrer(services, program, application.invitation),
    )


def referrer(services: Services, program: Program, invitation: str) -> CardId | None:
    """Whose invitation it is, where the program thanks for friends and that card exists.

    A card that is brought is newer than the one that brings it: no self, no loop.
    """
    if program.referral is None or not invitation:
        return None
    try:
        card = unseal(services.keys, "invitation", program.id, invitation).card
        return services.cards.head(program.id, card).card.id
    except UnknownCard:
        return None


def _consents(services: Services, application: Application) -> list[Consent]:
    now = services.clock()
    return [
        Consent(purpose="terms", granted=True, text_version=TERMS_VERSION, at=now),
        Consent(
            purpose="messages",
            granted=application.accepts_messages,
            text_version=TERMS_VERSION,
            at=now,
        ),
    ]


def _body_mac(services: Services, application: Application) -> str:
    """Recognises the same form; made with a key, so that nobody can guess it back."""
    member = application.member
    body = digest(
        {
            "first_name": member.first_name,
            "language": member.language,
            "birthday": list(member.birthday or ()),
            **({"phone_last4": member.phone_last4} if member.phone_last4 else {}),
            "messages": application.accepts_messages,
            "invitation": application.invitation,
        }
    )
    key = services.keys.current_key("join-body")
    return hmac.digest(key, body.encode(), hashlib.sha256).hex()
