"""What a program offers: rewards that nobody wants, discounts only, an empty first tier."""

from collections.abc import Iterator

from loyalty.language import Language
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.rewards import DISCOUNTS

_PLAIN = 100


def irrelevant(program: Program, voice: Voice) -> Iterator[Finding]:
    """A free item is none of the best sellers, where the shop has named them (M4, B12)."""
    sellers = program.assumptions.best_sellers if program.assumptions else ()
    if not sellers:
        return
    for place, reward in enumerate(program.rewards):
        names = {_plain(reward.item[language], language) for language in program.languages}
        known = {_plain(seller, language) for seller in sellers for language in program.languages}
        if reward.kind == "free_item" and not names & known:
            name, told = voice.quote(reward.item[voice.spoken(program)]), voice.list(sellers)
            yield Finding(
                path=f"rewards[{place}].item",
                figure=voice(
                    fr=f"{name} n’est pas parmi ce qui se vend le mieux : {told}.",
                    en=f"{name} is not among what sells best: {told}.",
                ),
                cure=voice(
                    fr=f"Offrez plutôt {voice.quote(sellers[0])}.",
                    en=f"Give {voice.quote(sellers[0])} instead.",
                ),
            )


def discounts_only(program: Program, voice: Voice) -> Iterator[Finding]:
    """Two rewards or more, and every one of them a discount (B13).

    An advantage of a tier or of the club that is no discount counts as another kind.
    """
    perks = list(program.club.perks) if program.club else []
    for tier in program.tiers.tiers if program.tiers else ():
        perks += tier.perks
    kinds = [reward.kind for reward in program.rewards]
    if len(kinds) < 2 or not {*kinds, *(perk.kind for perk in perks)} <= DISCOUNTS:
        return
    sellers = program.assumptions.best_sellers if program.assumptions else ()
    gift = voice.quote(sellers[0]) if sellers else voice(fr="un article", en="an item")
    yield Finding(
        path="rewards",
        figure=voice(
            fr=f"{len(kinds)} récompenses, {len(kinds)} remises.",
            en=f"{len(kinds)} rewards, {len(kinds)} discounts.",
        ),
        cure=voice(
            fr=f"Offrez {gift} au lieu de l’une d’elles (free_item).",
            en=f"Give {gift} instead of one of them (free_item).",
        ),
    )


def empty_tier(program: Program, voice: Voice) -> Iterator[Finding]:
    """The lowest tier has no advantage and multiplies nothing (A22)."""
    if program.tiers is None:
        return
    lowest = program.tiers.tiers[0]
    if lowest.perks or lowest.multiplier > _PLAIN:
        return
    name = voice.quote(lowest.name[voice.spoken(program)])
    yield Finding(
        path="tiers.levels[0].perks",
        figure=voice(fr=f"{name} : 0 avantage.", en=f"{name}: 0 advantages."),
        cure=voice(
            fr=f"Donnez un avantage à {name}, l’emballage cadeau par exemple (convenience).",
            en=f"Give {name} one advantage, such as gift wrapping (convenience).",
        ),
    )


def _plain(words: str, language: Language) -> str:
    """The thing without its article, capitals left out."""
    return Noun.of(words, language).name.casefold()
