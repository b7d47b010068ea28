"""Whatever happens on a card, a lock screen shows it whole, and never the same text twice."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from loyalty.entry import Entry
from loyalty.gifts.missions import Mission
from loyalty.language import Language, Words
from loyalty.messages import EVENTS, LONGEST, Message
from loyalty.news import is_told
from loyalty.program import Program
from loyalty.wording.news import news_sentence
from loyalty.wording.rewards import WHENEVER
from tests.loyalty.properties.lives import Life, Step, any_program, day_of, lived, quick, steps
from tests.ready_made import presets_by_name

MINUTE = timedelta(minutes=1)
USABLE = ("reward:", "coupon:", "points", "credit")


def long(words: Words, most: int) -> Words:
    """As long as a program file allows."""
    return {language: f"{said} {'m' * most}"[:most] for language, said in words.items()}


def wordy(program: Program) -> Program:
    """The same program, in the longest words."""
    rewards = tuple(replace(reward, item=long(reward.item, 40)) for reward in program.rewards)
    missions: tuple[Mission, ...] = tuple(
        replace(mission, name=long(mission.name, 60)) for mission in program.missions
    )
    return replace(program, rewards=rewards, missions=missions)


def monotonous(program: Program) -> Program:
    """The same program, whose shop says one thing whatever happens."""
    thanks: Words = {"fr": "Merci.", "en": "Thanks."}
    return replace(program, messages=tuple(Message(on=event, text=thanks) for event in EVENTS))


programs = st.builds(
    lambda program, change: change(program),
    st.one_of(any_program(), st.sampled_from(list(presets_by_name().values()))),
    st.sampled_from([lambda program: program, wordy, monotonous]),
)
doing = steps("use", "undo", "return", "grant", "sleep")
lives = st.builds(lived, programs, doing)


def news(life: Life, language: Language) -> list[tuple[Entry, str]]:
    """Every entry that anybody is told of, with what is said just then."""
    program = life.customer.program
    return [
        (entry, news_sentence(program, card.on(today), entry, language, "Ada", now=now))
        for entry, card in zip(life.entries, life.after, strict=True)
        if is_told(program, entry)
        for now in [entry.recorded_at]
        for today in [day_of(program, now)]
    ]


@given(lives)
@quick
def test_a_lock_screen_shows_all_of_it(life: Life) -> None:
    for language in life.customer.program.languages:
        for _, text in news(life, language):
            assert 0 < len(text) <= LONGEST


@given(lives)
@quick
def test_what_happens_next_is_said_in_another_text(life: Life) -> None:
    for language in life.customer.program.languages:
        for (one, before), (other, then) in pairwise(news(life, language)):
            is_apart = abs(other.happened_at - one.happened_at) >= MINUTE
            assert before != then or not is_apart


@given(programs, doing)
@quick
def test_the_first_thing_that_happens_is_not_what_a_new_card_says(
    program: Program, todo: list[Step]
) -> None:
    life = lived(program, todo)
    for language in program.languages:
        for entry, text in news(life, language)[:1]:
            begun = life.cards[0]
            new = news_sentence(program, begun, None, language, "Ada", now=entry.recorded_at)
            assert text != new


@given(lives)
@quick
def test_whenever_is_said_only_where_something_does_not_end(life: Life) -> None:
    of = life.customer.program
    for entry, card in zip(life.entries, life.after, strict=True):
        today = card.on(day_of(of, entry.recorded_at))
        usable = [lot for lot in today.lots if lot.account.startswith(USABLE)]
        earned = {lot.expires_on for lot in usable if lot.account.startswith("reward:")}
        for language in of.languages:
            told = news_sentence(of, today, entry, language, "Ada", now=entry.recorded_at)
            if WHENEVER[language] in told.lower():
                assert None in {lot.expires_on for lot in usable}
                assert not told.startswith(("À vous\u202f: ", "Yours: ")) or earned <= {None}
