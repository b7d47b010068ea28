"""There are words for every card and every entry of any program."""

from hypothesis import given

from loyalty.wording import history, standing, till
from tests.loyalty.properties.lives import Life, day_of, lives, quick


@given(lives)
@quick
def test_there_is_a_whole_sentence_for_every_card(life: Life) -> None:
    program = life.customer.program
    for entry, card in zip(life.entries, life.after, strict=True):
        today = card.on(day_of(program, entry.happened_at))
        for language in program.languages:
            assert standing.standing_sentence(program, today, language).strip()
            assert standing.balance(program, today, language).strip()
            assert till.till_headline(program, today, "Ada", language).startswith("Ada")


@given(lives)
@quick
def test_there_are_words_for_every_entry(life: Life) -> None:
    program = life.customer.program
    for entry, card in zip(life.entries, life.after, strict=True):
        today = card.on(day_of(program, entry.happened_at))
        for language in program.languages:
            assert till.till_says(program, today, entry, language).strip()
            assert history.history_line(program, entry, language).strip()
