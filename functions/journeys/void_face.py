"""What the pass of a card shows that was replaced: that it was, and nothing of its holder.

No code, no name, no balance, no place at which a phone would bring it up. Whoever found the phone
learns the day and no more, however often the new card is stamped.
"""

from datetime import datetime, timedelta

from functions.journeys import face
from functions.journeys.progress import progress
from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.wording.money import day
from loyalty.wording.sentences import unbroken
from passes.content import NO_CODE, Field, PassContent

_LABEL: Words = {"fr": "CARTE", "en": "CARD"}
_STATE: Words = {"fr": "Remplacée", "en": "Replaced"}
_NEWS: Words = {"fr": "Dernière nouvelle", "en": "Latest"}
_SAID: Words = {
    "fr": "Carte remplacée le {day}. Si c’est la vôtre, demandez la nouvelle à la boutique.",
    "en": "Card replaced on {day}. If it is yours, ask the shop for the new one.",
}
_DESCRIPTION: Words = {"fr": "Carte remplacée", "en": "Replaced card"}


def void_contents(program: Program, held: HeldCard, generation: int) -> tuple[PassContent, ...]:
    """The pass of that older generation, in each language of the program, the member's first."""
    first = face.language_of(program, held)
    languages = (first, *(language for language in program.languages if language != first))
    return tuple(void_content(program, held, generation, language) for language in languages)


def void_content(
    program: Program, held: HeldCard, generation: int, language: Language
) -> PassContent:
    """The same in one language."""
    nothing = Card(program=program.id, id=held.card.id)
    news = unbroken(_SAID[language].format(day=replaced_on(program, held, language)))
    return PassContent(
        program_id=program.id,
        program_name=program.name,
        design=str(program.version),
        description=f"{_DESCRIPTION[language]} {program.name}",
        language=language,
        brand=program.brand,
        shared_background=program.brand.background,
        serial=face.serial(program.id, held.card.id, generation),
        scan_code=NO_CODE,
        short_code=NO_CODE,
        member_name=None,
        progress=progress(program, nothing),
        header=Field(key="replaced", label=_LABEL[language], value=_STATE[language]),
        secondary=(),
        auxiliary=(),
        back=(Field(key="news", label=_NEWS[language], value=news, change="%@"),),
        card_url="",
        voided=True,
    )


def replaced_on(program: Program, held: HeldCard, language: Language) -> str:
    """The shop's day on which the card was last replaced."""
    assert held.replaced_at is not None
    return day(local_date(held.replaced_at, program.time_zone), language)


def void_since(program: Program, held: HeldCard) -> datetime:
    """What a phone is told as the time of it: later than any pass of an older generation had.

    A card's passes are dated by ``modified_at`` and the program's version, in whole seconds, and
    ``replaced_at`` is never before ``modified_at`` was. What is stamped later does not move it.
    """
    assert held.replaced_at is not None
    return held.replaced_at.replace(microsecond=0) + timedelta(seconds=program.version)
