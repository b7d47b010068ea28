"""What a card shows: the neutral content that both wallets and the web card are made from."""

from collections.abc import Sequence
from datetime import date

from functions.ports import Services
from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import CLUB, CREDIT, POINTS, Account, CardId, Entry, donation_account
from loyalty.language import Language
from loyalty.offers import next_reward
from loyalty.program import Program
from loyalty.wording import rules, stamps, standing
from loyalty.wording.news import news_sentence
from passes import short_code
from passes.card_code import seal
from passes.content import GAUGE_STEPS, Field, PassContent, Progress

_LABELS: dict[str, dict[Language, str]] = {
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
_BESIDE = ("tier", "club", "donated")
"""What stands beside the balance on a pass; everything else is on its back."""
_MOST_BESIDE = 3


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
    """How far the card, as it stands today, is: all stamps are drawn while their reward waits."""
    if program.stamps:
        places = stamps.needed(program, card)
        ready = sum(number for _, number in stamps.ready_rewards(program, card))
        if stamps.is_full(program, card):
            return Progress(filled=places, places=places, ready=ready)
        return Progress(filled=stamps.stamps_towards(program, card), places=places, ready=0)
    if program.points:
        return _gauge(program, card)
    lit = card.balance(_lights(program)) > 0
    return Progress(filled=int(lit), places=1, ready=0, style="mark")


def _gauge(program: Program, card: Card) -> Progress:
    """Towards the next reward; full when points buy the whole catalogue."""
    following = next_reward(program, card)
    held = card.balance(POINTS)
    steps = held * GAUGE_STEPS // following[1] if following else GAUGE_STEPS
    ready = 0 if following else 1
    return Progress(filled=steps, places=GAUGE_STEPS, ready=ready, style="gauge")


def _lights(program: Program) -> Account:
    """What lights the shop's mark: credit, a paid membership, something given to the cause."""
    if program.cashback:
        return CREDIT
    return (
        CLUB
        if program.club or not program.donation
        else donation_account(program.donation.cause_id)
    )


def card_path(services: Services, program: str, card: CardId) -> str:
    """The path of the member's web card: whoever holds it may see the card."""
    return f"/c/{program}/{seal(services.keys, 'card-page', program, card)}"


def contents(services: Services, program: Program, held: HeldCard) -> tuple[PassContent, ...]:
    """The card in each language of the program, the member's first."""
    first = language_of(program, held)
    languages = (first, *(language for language in program.languages if language != first))
    entries = services.cards.history(program.id, held.card.id)
    return tuple(_content(services, program, held, entries, language) for language in languages)


def content(services: Services, program: Program, held: HeldCard) -> PassContent:
    """Everything that a pass of this card shows now, in the member's language."""
    entries = services.cards.history(program.id, held.card.id)
    return _content(services, program, held, entries, language_of(program, held))


def _content(
    services: Services,
    program: Program,
    held: HeldCard,
    entries: Sequence[Entry],
    language: Language,
) -> PassContent:
    day = local_date(services.clock(), program.time_zone)
    card = held.card.on(day)
    url = f"{services.url}{card_path(services, program.id, card.id)}"
    name = held.member.first_name if held.member else ""
    lines = more(program, held, day, language)
    latest = entries[-1] if entries else None
    said = news_sentence(program, card, latest, language, name, now=services.clock())
    news = Field(key="news", label=_LABELS["news"][language], value=said, change="%@")
    beside = (line for line in lines if line.key in _BESIDE)
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
        member_name=name or None,
        progress=progress(program, card),
        header=Field(
            key=program.model,
            label=standing.label(program, language),
            value=standing.balance(program, card, language),
        ),
        secondary=(_field("next", language, standing.next_sentence(program, card, language)),),
        auxiliary=(
            _field("visits", language, card.visits),
            *(Field(key=line.key, label=line.label.upper(), value=line.value) for line in beside),
        )[:_MOST_BESIDE],
        back=(news, *_back(program, held, language, url, lines)),
        card_url=url,
    )


def more(
    program: Program, held: HeldCard, day: date, language: Language
) -> tuple[standing.Line, ...]:
    """What belongs beside the balance: tier, membership, coupons, what ends soon."""
    joined_on = local_date(held.joined_at, program.time_zone)
    return standing.more(program, held.card.on(day), language, day=day, joined_on=joined_on)


def _back(
    program: Program,
    held: HeldCard,
    language: Language,
    url: str,
    lines: tuple[standing.Line, ...],
) -> list[Field]:
    rule = "\n".join([rules.rule_sentence(program, language), *rules.details(program, language)])
    fields = [
        _field("rule", language, rule),
        _field("card", language, url),
        *(
            Field(key=f"back-{line.key}", label=line.label, value=line.value)
            for line in lines
            if line.key not in _BESIDE
        ),
        _field(
            "shops", language, "\n".join(_shop(shop.name, shop.address) for shop in program.shops)
        ),
        _field("contact", language, program.contact),
    ]
    if held.card.last_visit_at:
        last = local_date(held.card.last_visit_at, program.time_zone)
        fields.insert(0, _field("last", language, last.strftime("%d/%m/%Y")))
    return fields


def _shop(name: str, address: str) -> str:
    return f"{name}, {address}" if address else name


def _field(key: str, language: Language, value: str | int) -> Field:
    return Field(key=key, label=_LABELS[key][language], value=value)
