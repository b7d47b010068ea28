"""Rules that nobody grasps: too many words, too many numbers, odd rates."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from loyalty.language import Language
from loyalty.mistakes import rates
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.program import Program
from loyalty.wording.money import unit_minor
from loyalty.wording.promise import cheapest
from loyalty.wording.rules import MOST_WORDS, rule_sentence

MOST_NUMBERS = 2
"""One to compute with, and one that a name may hold ("une remise de 5 €"); a 1 is none (M1)."""

_NUMBER = re.compile(r"\d+(?:[.,\u202f]\d+)*")


def too_long(program: Program, voice: Voice) -> Iterator[Finding]:
    """The rule sentence has more than 18 words, or too many numbers, in one of the languages."""
    told = ((language, rule_sentence(program, language)) for language in program.languages)
    yield from list(_long(program, voice, told))[:1]


def _long(
    program: Program, voice: Voice, told: Iterable[tuple[Language, str]]
) -> Iterator[Finding]:
    for language, sentence in told:
        words = len(sentence.split())
        numbers = sum(text != "1" for text in _NUMBER.findall(sentence))
        if words > MOST_WORDS:
            yield _too_many_words(program, voice, language, sentence, words)
        elif numbers > MOST_NUMBERS:
            yield _too_many_numbers(program, voice, language, sentence, numbers)


def _too_many_words(
    program: Program, voice: Voice, language: Language, sentence: str, words: int
) -> Finding:
    path, names = _named(program, voice, language)
    over = voice.count(words - MOST_WORDS, fr="un mot", en="a word")
    return Finding(
        path=path,
        figure=voice(
            fr=f"{voice.quote(sentence)} : {words} mots, {MOST_WORDS} au plus.",
            en=f"{voice.quote(sentence)}: {words} words, {MOST_WORDS} at most.",
        ),
        cure=voice(fr=f"Ôtez {over} dans {names}.", en=f"Take {over} off {names}."),
    )


def _too_many_numbers(
    program: Program, voice: Voice, language: Language, sentence: str, numbers: int
) -> Finding:
    path, names = _named(program, voice, language)
    return Finding(
        path=path,
        figure=voice(
            fr=f"{voice.quote(sentence)} : {numbers} nombres, {MOST_NUMBERS} au plus.",
            en=f"{voice.quote(sentence)}: {numbers} numbers, {MOST_NUMBERS} at most.",
        ),
        cure=voice(
            fr=f"Ôtez {numbers - MOST_NUMBERS} des nombres dans {names}.",
            en=f"Take {numbers - MOST_NUMBERS} of the numbers off {names}.",
        ),
    )


def odd_rate(program: Program, voice: Voice) -> Iterator[Finding]:
    """An amount gives no round number of points or stamps (7 points for 3 €)."""
    yield from _odd_points(program, voice)
    yield from _odd_stamps(program, voice)


def _odd_points(program: Program, voice: Voice) -> Iterator[Finding]:
    if program.points is None:
        return
    rate = rates.points_for_one(program)
    plain = rates.nearest(rate)
    if Fraction(*plain) != rate:
        spend = Fraction(program.points.per_minor, unit_minor(program.currency))
        now = rates.told(program, voice, program.points.points, spend)
        then = rates.told(program, voice, *plain)
        yield Finding(
            path="points",
            figure=f"{now}.",
            cure=voice(fr=f"Donnez {then} au lieu de {now}.", en=f"Give {then}, not {now}."),
        )


def _odd_stamps(program: Program, voice: Voice) -> Iterator[Finding]:
    unit = unit_minor(program.currency)
    spend = program.stamps.spend_minor if program.stamps else None
    if spend and spend % unit:
        now = voice.money(spend)
        whole = voice.money(max(1, round(Fraction(spend, unit))) * unit)
        yield Finding(
            path="stamps.spend_minor",
            figure=voice(fr=f"1 tampon tous les {now}.", en=f"1 stamp for every {now}."),
            cure=voice(
                fr=f"Donnez un tampon tous les {whole} au lieu de {now}.",
                en=f"Give a stamp for every {whole}, not {now}.",
            ),
        )


def _named(program: Program, voice: Voice, language: Language) -> tuple[str, str]:
    """Where the longest of the shop's own words in the sentence stand, and all of them, quoted."""
    named: dict[str, str] = {}
    if program.stamps:
        if not program.stamps.spend_minor:
            named["stamps.item"] = program.stamps.item[language]
        named |= _reward(program, program.stamps.reward, language)
    elif program.points:
        named |= _reward(program, cheapest(program).id, language)
    elif program.club:
        named["club.perks[0].words"] = program.club.perks[0].words[language]
    else:
        assert program.donation is not None, "the rule of cashback has no names in it"
        named["donation.cause"] = program.donation.cause[language]
    longest = sorted(named, key=lambda path: -len(named[path].split()))
    quoted = [voice.quote(name) for name in dict.fromkeys(named[path] for path in longest)]
    return longest[0], voice.list(quoted)


def _reward(program: Program, reward: str, language: Language) -> dict[str, str]:
    place = next(n for n, known in enumerate(program.rewards) if known.id == reward)
    return {f"rewards[{place}].item": program.rewards[place].item[language]}
