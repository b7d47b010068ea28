"""What the back of a card says: what can be had, what happened, the rules, whom to ask."""

from collections.abc import Iterator, Sequence
from datetime import date

from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.card import standing as still_standing
from loyalty.entry import Entry
from loyalty.language import Language, Words
from loyalty.news import is_told
from loyalty.program import Program
from loyalty.wording import history, money, rules, standing
from loyalty.wording.sentences import listed
from passes.content import Field

MOST_LINES = 5

_LABELS: dict[str, Words] = {
    "ready": {"fr": "Ce qui vous attend", "en": "Waiting for you"},
    "last": {"fr": "Historique", "en": "History"},
    "rule": {"fr": "La règle", "en": "How it works"},
    "shops": {"fr": "Où la présenter", "en": "Where to show it"},
    "card": {"fr": "Votre carte en ligne", "en": "Your card online"},
    "privacy": {"fr": "Conditions et données personnelles", "en": "Terms and privacy"},
    "contact": {"fr": "Nous écrire", "en": "Contact"},
    "leave": {"fr": "Ne plus participer", "en": "How to leave"},
}
_LINKS: dict[str, Words] = {
    "card": {"fr": "Ouvrir ma carte", "en": "Open my card"},
    "privacy": {"fr": "Lire les conditions", "en": "Read the terms"},
}
_LEAVE: Words = {
    "fr": "Supprimez la carte de votre téléphone. Pour faire effacer vos données, écrivez-nous à "
    "l’adresse ci-dessus.",
    "en": "Delete the card from your phone. To have your data erased, write to us at the address "
    "above.",
}
_TOLD_AS_READY = ("coupons",)


def back(
    program: Program,
    held: HeldCard,
    entries: Sequence[Entry],
    language: Language,
    *,
    day: date,
    news: str,
    card_url: str,
    privacy_url: str,
) -> tuple[Field, ...]:
    """Every field that has something to say, what changes most first.

    ``news`` stands above it: what that has said is not said again.
    """
    ready = "\n".join(standing.ready_sentences(program, held.card.on(day), language))
    first = {"ready": ready if ready != news else ""}
    then = {
        "last": "\n".join(_history(program, entries, language)),
        "rule": "\n".join(_rules(program, language)),
        "shops": "\n".join(_shop(shop.name, shop.address) for shop in program.shops),
        "card": card_url,
        "privacy": privacy_url,
        "contact": program.contact,
        "leave": _LEAVE[language],
    }
    return (
        *_labelled(first, language),
        *_beside(program, held, day, language),
        *_labelled(then, language),
    )


def more(
    program: Program, held: HeldCard, day: date, language: Language
) -> tuple[standing.Line, ...]:
    """What belongs beside the balance: tier, membership, coupons, what ends soon."""
    joined_on = local_date(held.joined_at, program.time_zone)
    return standing.more(program, held.card.on(day), language, day=day, joined_on=joined_on)


def _labelled(said: dict[str, str], language: Language) -> Iterator[Field]:
    for key, value in said.items():
        if value:
            link = _LINKS[key][language] if key in _LINKS else ""
            yield Field(key=key, label=_LABELS[key][language], value=value, link=link)


def _beside(program: Program, held: HeldCard, day: date, language: Language) -> Iterator[Field]:
    """What the front has no room for; its labels are not in capitals here."""
    for line in more(program, held, day, language):
        if line.key not in _TOLD_AS_READY:
            label = line.label.capitalize()
            yield Field(key=f"back-{line.key}", label=label, value=line.value)


def _history(program: Program, entries: Sequence[Entry], language: Language) -> Iterator[str]:
    """What stands of what the customer was told, the latest first: gifts and endings too."""
    several = program.shops if len(program.shops) > 1 else ()
    names: dict[str, str] = {shop.id: shop.name for shop in several}
    told = [entry for entry in still_standing(entries) if is_told(program, entry)]
    told.sort(key=lambda entry: (entry.happened_at, entry.seq), reverse=True)
    for entry in told[:MOST_LINES]:
        day = money.day(local_date(entry.happened_at, program.time_zone), language)
        what = history.history_line(program, entry, language)
        yield listed([day, what, names.get(entry.shop, "")])


def _rules(program: Program, language: Language) -> list[str]:
    return [rules.rule_sentence(program, language), *rules.details(program, language)]


def _shop(name: str, address: str) -> str:
    return f"{name}, {address}" if address else name
