"""What customers hear: those who have stopped coming nothing, the others all the same."""

import re
from collections.abc import Iterator

from loyalty.gifts.segments import EVERYONE
from loyalty.language import Language, Words
from loyalty.messages import VARIABLES, Message
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.program import Program

COME_BACK: Words = {
    "fr": "{prénom}, votre carte vous attend : {solde}.",
    "en": "{first_name}, your card is waiting: {balance}.",
}
"""A message to those who have stopped coming, which every card can fill."""

_LAPSED = "lapsed"
_VARIABLE = re.compile(r"\{[^{}]+\}")
_SEGMENTS: dict[str, Words] = {
    "new": {"fr": "aux nouveaux clients", "en": "to new customers"},
    "regular": {"fr": "aux habitués", "en": "to regulars"},
}


def silent(program: Program, voice: Voice) -> Iterator[Finding]:
    """Nothing is said to those who have stopped coming: no message, no birthday (M6, C19)."""
    if program.birthday or any(message.to == _LAPSED for message in program.messages):
        return
    text = voice.quote(voice.words(COME_BACK))
    yield Finding(
        path="messages",
        figure=voice(
            fr="0 message à qui ne vient plus, 0 anniversaire.",
            en="0 messages to those who no longer come, 0 birthdays.",
        ),
        cure=voice(
            fr=f"Écrivez un message (progress) à qui ne vient plus (lapsed), comme {text}",
            en=f"Write a message (progress) to those who no longer come (lapsed), as in {text}",
        ),
    )


def same_for_all(program: Program, voice: Voice) -> Iterator[Finding]:
    """Two messages or more to those who come, and every one of them to everyone (M10)."""
    messages = [each for each in enumerate(program.messages) if each[1].to != _LAPSED]
    if len(messages) < 2 or any(message.to != EVERYONE for _, message in messages):
        return
    place, message = min(messages, key=lambda pair: _is_generic(program, pair[1]))
    segment = "new" if message.on == "welcome" else "regular"
    text, whom = (
        voice.quote(message.text[voice.spoken(program)]),
        voice.words(_SEGMENTS[segment]),
    )
    yield Finding(
        path=f"messages[{place}].to",
        figure=voice(
            fr=f"{len(messages)} messages à qui vient, tous à tout le monde.",
            en=f"{len(messages)} messages to those who come, every one to everyone.",
        ),
        cure=voice(
            fr=f"Adressez {text} {whom} ({segment}).", en=f"Send {text} {whom} ({segment})."
        ),
    )


def generic(program: Program, voice: Voice) -> Iterator[Finding]:
    """A message to everyone in which nothing is about the one who reads it."""
    for place, message in enumerate(program.messages):
        if message.to == EVERYONE and _is_generic(program, message):
            language = next(known for known in program.languages if not _variables(message, known))
            name = f"{{{VARIABLES[language][0]}}}"
            yield Finding(
                path=f"messages[{place}].text",
                figure=voice(
                    fr=f"{voice.quote(message.text[language])} : 0 variable, à tout le monde.",
                    en=f"{voice.quote(message.text[language])}: 0 variables, to everyone.",
                ),
                cure=voice(
                    fr=f"Commencez-le par le prénom : {voice.quote(f'{name}, …')}.",
                    en=f"Begin with the first name: {voice.quote(f'{name}, …')}.",
                ),
            )


def _is_generic(program: Program, message: Message) -> bool:
    return not all(_variables(message, language) for language in program.languages)


def _variables(message: Message, language: Language) -> int:
    return len(_VARIABLE.findall(message.text[language]))
