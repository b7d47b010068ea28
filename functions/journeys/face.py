"""What a card shows: the neutral content that both wallets and the web card are made from."""

from functions.ports import Services
from functions.records import (
    HeldCard,
)
from loyalty import wording
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import CardId
from loyalty.program import Language, Program
from passes import short_code
from passes.card_code import seal
from passes.content import Field, PassContent, Progress

_LABELS: dict[str, dict[Language, str]] = {
    "stamps": {"fr": "TAMPONS", "en": "STAMPS"},
    "next": {"fr": "VOTRE AVANTAGE", "en": "YOUR REWARD"},
    "visits": {"fr": "VISITES", "en": "VISITS"},
    "news": {"fr": "Dernière nouvelle", "en": "Latest"},
    "rule": {"fr": "La règle", "en": "How it works"},
    "card": {"fr": "Votre carte en ligne", "en": "Your card online"},
    "last": {"fr": "Dernier passage", "en": "Last visit"},
    "shops": {"fr": "Où la présenter", "en": "Where to show it"},
    "contact": {"fr": "Nous écrire", "en": "Contact"},
}
_DESCRIPTION: dict[Language, str] = {"fr": "Carte de fidélité", "en": "Loyalty card"}


def serial(program: str, card: CardId) -> str:
    """The pass's serial number: it names program and card, and never changes."""
    return f"{program}.{card}"


def card_of_serial(text: str) -> tuple[str, CardId]:
    """Program and card of a serial number; an odd text gives a card that does not exist."""
    program, _, card = text.partition(".")
    return program, CardId(card)


def language_of(program: Program, held: HeldCard) -> Language:
    """The member's language, or the shop's where the member is forgotten."""
    return program.speaks(held.member.language if held.member else None)


def progress(program: Program, card: Card) -> Progress:
    """How many stamps are drawn: all of them while a reward is ready."""
    places = program.stamps.threshold
    ready = sum(number for _, number in wording.ready_rewards(program, card))
    return Progress(
        filled=places if ready else wording.stamps_towards(program, card),
        places=places,
        ready=ready,
    )


def card_path(services: Services, program: str, card: CardId) -> str:
    """The path of the member's web card: whoever holds it may see the card."""
    return f"/c/{program}/{seal(services.keys, 'card-page', program, card)}"


def content(services: Services, program: Program, held: HeldCard) -> PassContent:
    """Everything that a pass of this card shows now, in the member's language."""
    card, language = held.card, language_of(program, held)
    url = f"{services.url}{card_path(services, program.id, card.id)}"
    return PassContent(
        program_id=program.id,
        program_name=program.name,
        design=str(program.version),
        description=f"{_DESCRIPTION[language]} {program.name}",
        language=language,
        brand=program.brand,
        serial=serial(program.id, card.id),
        scan_code=seal(services.keys, "scan", program.id, card.id),
        short_code=short_code.shown(held.short_code),
        member_name=held.member.first_name if held.member else None,
        progress=progress(program, card),
        header=_field("stamps", language, wording.count(program, card)),
        secondary=(_field("next", language, wording.next_sentence(program, card, language)),),
        auxiliary=(_field("visits", language, card.visits),),
        back=_back(program, held, language, url),
        card_url=url,
    )


def _back(program: Program, held: HeldCard, language: Language, url: str) -> tuple[Field, ...]:
    said = wording.standing_sentence(program, held.card, language)
    fields = [
        Field(key="news", label=_LABELS["news"][language], value=said, change="%@"),
        _field("rule", language, wording.rule_sentence(program, language)),
        _field("card", language, url),
        _field(
            "shops", language, "\n".join(_shop(shop.name, shop.address) for shop in program.shops)
        ),
        _field("contact", language, program.contact),
    ]
    if held.card.last_visit_at:
        day = local_date(held.card.last_visit_at, program.time_zone)
        fields.insert(1, _field("last", language, day.strftime("%d/%m/%Y")))
    return tuple(fields)


def _shop(name: str, address: str) -> str:
    return f"{name}, {address}" if address else name


def _field(key: str, language: Language, value: str | int) -> Field:
    return Field(key=key, label=_LABELS[key][language], value=value)
