"""What a program offers: rewards that nobody wants, discounts only, an empty first tier."""

from collections.abc import Iterator, Sequence
from itertools import chain

from loyalty.language import Language
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.things import names, on
from loyalty.mistakes.voice import Voice
from loyalty.program import Program
from loyalty.rewards import DISCOUNTS, Reward

_PLAIN = 100


def irrelevant(program: Program, voice: Voice) -> Iterator[Finding]:
    """A free item, or what a discount is on, is none of the best sellers (M4, B12).

    Where the shop has named them. A discount on no thing in particular is on what sells too.
    """
    sellers = program.assumptions.best_sellers if program.assumptions else ()
    if not sellers:
        return
    known = {
        name for seller in sellers for lang in program.languages for name in names(seller, lang)
    }
    for place, reward in enumerate(program.rewards):
        about = [told for lang in program.languages if (told := _about(reward, lang)) is not None]
        if about and all(about) and known.isdisjoint(chain.from_iterable(about)):
            figure, cure = _unsold(program, voice, reward, sellers)
            yield Finding(path=f"rewards[{place}].item", figure=figure, cure=cure)


def _about(reward: Reward, language: Language) -> frozenset[str] | None:
    """The names of the thing that is given, or that a discount is on; ``None``: it has none."""
    words = reward.item[language]
    if reward.kind in DISCOUNTS:
        return on(words, language)
    return names(words, language) if reward.kind == "free_item" else None


def _unsold(
    program: Program, voice: Voice, reward: Reward, sellers: Sequence[str]
) -> tuple[str, str]:
    """The figure and the cure."""
    name, told = voice.quote(reward.item[voice.spoken(program)]), voice.list(sellers)
    better = voice.quote(sellers[0])
    if reward.kind in DISCOUNTS:
        return (
            voice(
                fr=f"{name} ne porte pas sur ce qui se vend le mieux : {told}.",
                en=f"{name} is not on what sells best: {told}.",
            ),
            voice(
                fr=f"Accordez plutôt la remise sur {better}.",
                en=f"Give the discount on {better} instead.",
            ),
        )
    return (
        voice(
            fr=f"{name} n’est pas parmi ce qui se vend le mieux : {told}.",
            en=f"{name} is not among what sells best: {told}.",
        ),
        voice(fr=f"Offrez plutôt {better}.", en=f"Give {better} instead."),
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
