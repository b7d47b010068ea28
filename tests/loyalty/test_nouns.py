"""How a shop's words bend in French and in English."""

import pytest

from loyalty.nouns import Noun, as_said, ordinal, the

CAFE, COUPE = Noun("café", False, "fr"), Noun("coupe", True, "fr")
COFFEE = Noun("coffee", False, "en")


@pytest.mark.parametrize(
    ("words", "noun"),
    [
        ("un café", CAFE),
        ("une coupe", COUPE),
        ("Un café", CAFE),
        ("  un   café ", CAFE),
        ("un\u00a0café", CAFE),
        ("café", CAFE),
        ("un", Noun("un", False, "fr")),
        ("/", Noun("/", False, "fr")),
        ("café crème", Noun("café crème", False, "fr")),
    ],
)
def test_the_article_tells_the_gender(words: str, noun: Noun) -> None:
    assert Noun.of(words, "fr") == noun


@pytest.mark.parametrize("words", ["a coffee", "A coffee", "coffee"])
def test_an_english_article_is_left_out_of_the_name(words: str) -> None:
    assert Noun.of(words, "en") == COFFEE


@pytest.mark.parametrize(
    ("words", "definite"),
    [
        ("un café", "le café"),
        ("une coupe", "la coupe"),
        ("un expresso", "l’expresso"),
        ("une entrée", "l’entrée"),
        ("un Éclair", "l’Éclair"),
        ("un œuf", "l’œuf"),
        ("une heure", "l’heure"),
        ("une huile de massage", "l’huile de massage"),
        ("un hamburger maison", "le hamburger maison"),
        ("un hot-dog", "le hot-dog"),
        ("un yaourt", "le yaourt"),
    ],
)
def test_the_definite_article_agrees_and_elides(words: str, definite: str) -> None:
    assert Noun.of(words, "fr").definite == definite


def test_english_has_one_definite_article() -> None:
    assert Noun.of("an hour", "en").definite == "the hour"


def test_a_participle_agrees_in_french_alone() -> None:
    haircut = Noun("haircut", True, "en")

    assert [noun.agree("offert") for noun in (CAFE, COUPE)] == ["offert", "offerte"]
    assert haircut.agree("given") == "given"


@pytest.mark.parametrize(("count", "text"), [(0, "0 café"), (1, "1 café"), (2, "2 cafés")])
def test_french_keeps_nothing_in_the_singular(count: int, text: str) -> None:
    assert CAFE.counted(count) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 coffees"), (1, "1 coffee"), (2, "2 coffees")])
def test_english_puts_nothing_in_the_plural(count: int, text: str) -> None:
    assert COFFEE.counted(count) == text


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("café crème", "cafés crème"),
        ("repas", "repas"),
        ("choix", "choix"),
        ("riz", "riz"),
        ("gâteau", "gâteaux"),
        ("jeu", "jeux"),
        ("noyau", "noyaux"),
        ("chou à la crème", "choux à la crème"),
        ("journal", "journaux"),
        ("festival", "festivals"),
        ("clou", "clous"),
    ],
)
def test_the_first_french_word_takes_the_plural(word: str, plural: str) -> None:
    assert Noun(word, False, "fr").plural == plural


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("flat white", "flat whites"),
        ("flowers", "flowers"),
        ("car wash", "car washes"),
        ("sandwich", "sandwiches"),
        ("glass", "glasses"),
        ("box", "boxes"),
        ("pastry", "pastries"),
        ("day", "days"),
        ("takeaway", "takeaways"),
    ],
)
def test_the_last_english_word_takes_the_plural(word: str, plural: str) -> None:
    assert Noun(word, False, "en").plural == plural


@pytest.mark.parametrize(("number", "text"), [(1, "1er"), (2, "2e"), (10, "10e"), (21, "21e")])
def test_french_ordinals(number: int, text: str) -> None:
    assert ordinal(number, CAFE) == text


def test_the_first_of_a_feminine_noun() -> None:
    assert ordinal(1, COUPE) == "1re"


@pytest.mark.parametrize(
    "text", ["1st", "2nd", "3rd", "4th", "10th", "11th", "12th", "13th", "21st", "111th", "122nd"]
)
def test_english_ordinals(text: str) -> None:
    assert ordinal(int(text[:-2]), COFFEE) == text


def test_a_plural_that_spelling_does_not_give_is_said_after_a_slash() -> None:
    rolls = Noun.of("un petit pain / des petits pains", "fr")
    tea = Noun.of("a cup of tea / cups of tea", "en")

    assert (rolls.definite, rolls.counted(9)) == ("le petit pain", "9 petits pains")
    assert (tea.definite, tea.counted(9)) == ("the cup of tea", "9 cups of tea")


def test_words_that_break_the_rule_of_their_ending() -> None:
    assert Noun.of("un pneu", "fr").counted(4) == "4 pneus"
    assert Noun.of("un haricot", "fr").definite == "le haricot"


@pytest.mark.parametrize(
    ("words", "said", "definite"),
    [
        ("un café", "un café", "le café"),
        ("Une remise de 5 €", "une remise de 5 €", "la remise de 5 €"),
        ("un petit pain / des petits pains", "un petit pain", "le petit pain"),
        ("10 % sur votre achat", "10 % sur votre achat", "10 % sur votre achat"),
    ],
)
def test_words_without_an_article_are_left_as_they_are(
    words: str, said: str, definite: str
) -> None:
    assert as_said(words) == said
    assert the(words, "fr") == definite


def test_an_english_article_becomes_definite() -> None:
    assert the("a €5 voucher", "en") == "the €5 voucher"
    assert the("10% off", "en") == "10% off"
