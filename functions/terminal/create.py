"""``poincon program new``: a few questions, a recommendation, and a file that passes its check."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from functions.terminal import answers as reading
from functions.terminal.answers import Answers
from functions.terminal.asking import EndOfInput, Terminal, Unusable, ask, spoken
from functions.terminal.files import read_presets
from functions.terminal.filling import program_text, uncapital
from loyalty.chooser import SECTORS, Advice, advise
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.reasons import reasons
from loyalty.wording.money import decimal
from loyalty.wording.rules import rule_sentence

T = TypeVar("T")

QUESTIONS: dict[str, Words] = {
    "sector": {"fr": "Votre activité", "en": "Your kind of shop"},
    "name": {"fr": "Le nom de votre boutique", "en": "Your shop's name"},
    "email": {"fr": "Votre adresse e-mail", "en": "Your e-mail address"},
    "basket": {"fr": "Un achat moyen, en euros", "en": "An average purchase, in euros"},
    "rhythm_days": {
        "fr": "Jours entre deux visites d’un habitué",
        "en": "Days between two visits of a regular",
    },
    "write": {"fr": "Écrire {file} (oui ou non)", "en": "Write {file} (yes or no)"},
}
_SAID: dict[str, Words] = {
    "exists": {
        "fr": "{file} existe déjà\u202f: rien n’a été changé. Donnez un autre nom.",
        "en": "{file} is there already: nothing was changed. Give another name.",
    },
    "ended": {
        "fr": "L’entrée s’est terminée avant la dernière réponse\u202f: rien n’a été écrit.",
        "en": "The input ended before the last answer: nothing was written.",
    },
    "missing": {
        "fr": "Il manque {names}\u202f: sans question (--yes), il faut les donner.",
        "en": "{names} missing: without questions (--yes) they have to be given.",
    },
    "kept": {"fr": "Rien n’a été écrit.", "en": "Nothing was written."},
    "written": {"fr": "{file} est écrit.", "en": "{file} is written."},
    "drawback": {"fr": "Son inconvénient\u202f: {text}", "en": "Its drawback: {text}"},
}


class Stopped(Exception):
    """The command cannot go on; the text says why."""


def create(asked: Namespace, terminal: Terminal) -> int:
    """Ask, recommend, write. 0 when the file is written, 2 when it cannot be."""
    language = spoken(asked.language)
    try:
        return _create(asked, terminal, language)
    except EndOfInput:
        sys.stderr.write(f"\n{_SAID['ended'][language]}\n")
    except Stopped as stopped:
        sys.stderr.write(f"{stopped}\n")
    return 2


def _create(asked: Namespace, terminal: Terminal, language: Language) -> int:
    now = datetime.now(UTC)
    shops = read_presets(now)
    if asked.file and asked.file.exists():
        raise Stopped(_SAID["exists"][language].format(file=asked.file))
    answers = _answers(asked, terminal, language, shops)
    advice = advise(answers.situation, shops)
    for line in _recommended(advice, language):
        terminal.say(line)
    file = asked.file or Path(f"{reading.slug(answers.name)}.toml")
    question = {each: QUESTIONS["write"][each].format(file=file) for each in QUESTIONS["write"]}
    default = "oui" if language == "fr" else "yes"
    if not asked.yes and not ask(terminal, language, question, reading.yes, default):
        raise Stopped(_SAID["kept"][language])
    _write(file, program_text(answers, advice, shops, now.date()), language)
    terminal.say(_SAID["written"][language].format(file=file))
    return 0


def _answers(
    asked: Namespace, terminal: Terminal, language: Language, shops: dict[str, Program]
) -> Answers:
    """What was given, and the rest as it is asked for."""
    if asked.yes:
        _check_given(asked, language)

    def answer(key: str, read: Callable[[str], T], default: str = "") -> T:
        given = getattr(asked, key)
        if given is not None or (asked.yes and default):
            return _given(key, read, given or default, language)
        return ask(terminal, language, QUESTIONS[key], read, default)

    if asked.sector is None:
        for key, kind in SECTORS.items():
            terminal.say(f"  {key:12} {kind.name[language]}")
    sector = answer("sector", reading.sector)
    name = answer("name", reading.name)
    usual = shops[SECTORS[sector].preset].assumptions
    assert usual is not None
    return Answers(
        language=language,
        sector=sector,
        name=name,
        email=answer("email", reading.email, f"bonjour@{reading.slug(name)}.example"),
        basket_minor=answer("basket", reading.basket_minor, _euros(usual.basket_minor, language)),
        rhythm_days=answer("rhythm_days", reading.rhythm_days, str(usual.rhythm_days)),
        varied=None if asked.baskets is None else asked.baskets == "varied",
        size=asked.size,
    )


def _check_given(asked: Namespace, language: Language) -> None:
    missing = [f"--{key}" for key in ("sector", "name") if getattr(asked, key) is None]
    if missing:
        raise Stopped(_SAID["missing"][language].format(names=", ".join(missing)))


def _given(key: str, read: Callable[[str], T], text: str, language: Language) -> T:
    try:
        return read(text)
    except Unusable as wrong:
        option = key.replace("_", "-")
        raise Stopped(f"--{option} {text!r}: {wrong.reason[language]}") from None


def _recommended(advice: Advice, language: Language) -> Iterator[str]:
    yield ""
    yield f"  {rule_sentence(advice.program, language)}"
    yield from (f"  {reason}" for reason in reasons(advice, language))
    yield f"  {_SAID['drawback'][language].format(text=uncapital(advice.drawback[language]))}"
    yield ""


def _write(file: Path, text: str, language: Language) -> None:
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise Stopped(_SAID["exists"][language].format(file=file)) from None
    except OSError as error:
        raise Stopped(f"{file}: {error.strerror}") from None


def _euros(minor: int, language: Language) -> str:
    return decimal(Fraction(minor, 100), 2, language)
