"""What a card shows: the neutral content that both wallets and the web card are made from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from functions.failures import Damaged
from functions.journeys import card_back, card_front
from functions.journeys.keeping import is_forgotten, kept_until
from functions.journeys.nearby import nearby
from functions.journeys.progress import progress
from functions.ports import Clock, Services
from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.entry import CardId, Entry
from loyalty.language import Language, Words
from loyalty.news import is_told
from loyalty.program import Program
from loyalty.wording.news import news_sentence
from loyalty.wording.sentences import unbroken
from loyalty.wording.standing import standing_sentence
from passes import short_code
from passes.card_code import Presented, seal
from passes.content import Field, PassContent
from passes.keyring import Keyring

_NEWS: Words = {"fr": "Dernière nouvelle", "en": "Latest"}
_ADDRESSES = ("shops", "contact")
_DESCRIPTION: Words = {"fr": "Carte de fidélité", "en": "Loyalty card"}


class Setting(Protocol):
    """What a face needs besides the card: ``Services`` are one, a sample's showcase too."""

    @property
    def clock(self) -> Clock: ...

    @property
    def keys(self) -> Keyring: ...

    @property
    def url(self) -> str: ...


def serial(program: str, card: CardId, generation: int = 0) -> str:
    """The pass's serial number: it names program, card and generation, and never changes."""
    return f"{program}.{card}.{generation}" if generation else f"{program}.{card}"


def of_serial(text: str) -> tuple[str, Presented]:
    """Program and card of a serial number; an odd text gives a card that does not exist."""
    program, _, rest = text.partition(".")
    card, _, later = rest.partition(".")
    if later.isdecimal() and len(later) <= 2:
        return program, Presented(CardId(card), int(later))
    return program, Presented(CardId(rest))


def language_of(program: Program, held: HeldCard) -> Language:
    """The member's language, or the shop's where the member is forgotten."""
    return program.speaks(held.member.language if held.member else None)


def card_path(setting: Setting, program: str, card: CardId, generation: int = 0) -> str:
    """The path of the member's web card: whoever holds the newest one may see the card."""
    return f"/c/{program}/{seal(setting.keys, 'card-page', program, card, generation)}"


def card_url(setting: Setting, held: HeldCard) -> str:
    """The address of that card as it is held now."""
    path = card_path(setting, held.card.program, held.card.id, held.generation)
    return f"{setting.url}{path}"


def contents(services: Services, program: Program, held: HeldCard) -> tuple[PassContent, ...]:
    """The card in each language of the program, the member's first."""
    return faces(services, program, held, history(services, held))


def faces(
    setting: Setting, program: Program, held: HeldCard, entries: Sequence[Entry]
) -> tuple[PassContent, ...]:
    """As ``contents``, of a card whose entries are at hand."""
    first = language_of(program, held)
    languages = (first, *(language for language in program.languages if language != first))
    return tuple(_content(setting, program, held, entries, language) for language in languages)


def content(services: Services, program: Program, held: HeldCard) -> PassContent:
    """Everything that a pass of this card shows now, in the member's language."""
    entries = history(services, held)
    return _content(services, program, held, entries, language_of(program, held))


def history(services: Services, held: HeldCard) -> list[Entry]:
    """The card's entries; none where one of them cannot be read: the card shows what it holds."""
    try:
        return services.cards.history(held.card.program, held.card.id)
    except Damaged:
        return []


def _content(
    setting: Setting,
    program: Program,
    held: HeldCard,
    entries: Sequence[Entry],
    language: Language,
) -> PassContent:
    day = local_date(setting.clock(), program.time_zone)
    card = held.card.on(day)
    tier = program.tiers.held(card) if program.tiers else None
    return PassContent(
        program_id=program.id,
        program_name=program.name,
        design=str(program.version),
        description=f"{_DESCRIPTION[language]} {program.name}",
        language=language,
        brand=program.brand.on(tier.colour if tier else None),
        look=tier.id if tier and tier.colour else "",
        shared_background=program.brand.background,
        serial=serial(program.id, card.id, held.generation),
        scan_code=seal(setting.keys, "scan", program.id, card.id, held.generation),
        short_code=short_code.shown(held.short_code),
        member_name=_first_name(held) or None,
        progress=progress(program, card),
        header=card_front.header(program, card, language),
        secondary=_set(card_front.goal(program, card, language)),
        auxiliary=_set(card_front.beside(program, card, language)),
        back=_set(_back(setting, program, held, entries, language)),
        card_url=card_url(setting, held),
        nearby=nearby(program, card, entries, language),
        expires_at=kept_until(held, program.time_zone),
        voided=is_forgotten(held),
        options=program.wallet,
    )


def _set(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields as they are set; a phone finds an address only as it is written."""
    return tuple(
        field if field.key in _ADDRESSES else replace(field, value=unbroken(str(field.value)))
        for field in fields
    )


def _back(
    setting: Setting,
    program: Program,
    held: HeldCard,
    entries: Sequence[Entry],
    language: Language,
) -> tuple[Field, ...]:
    """The news first: the one field that speaks on a lock screen, since of two neither would."""
    now = setting.clock()
    day = local_date(now, program.time_zone)
    latest = next((entry for entry in reversed(entries) if is_told(program, entry)), None)
    card, name = held.card.on(day), _first_name(held)
    if held.card.seq and not entries:
        news = standing_sentence(program, card, language, name, now=now)
    else:
        news = news_sentence(program, card, latest, language, name, now=now)
    return (
        Field(key="news", label=_NEWS[language], value=news, change="%@"),
        *card_back.back(
            program,
            held,
            entries,
            language,
            day=day,
            news=news,
            card_url=card_url(setting, held),
            privacy_url=f"{setting.url}/{program.id}/{language}/privacy/",
        ),
    )


def _first_name(held: HeldCard) -> str:
    return held.member.first_name if held.member else ""
