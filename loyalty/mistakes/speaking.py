"""What customers hear between two visits: nothing, or the same for all."""

import re
from collections.abc import Iterator

from loyalty.gifts.segments import EVERYONE
from loyalty.language import Language, Words
from loyalty.messages import VARIABLES, Message
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.program import Program

ALMOST_THERE: Words = {
    "fr": "{prénom}, plus que {reste} : {récompense} vous attend.",
    "en": "{first_name}, {left} to go for {reward}.",
}
"""A message to begin with."""

_VARIABLE = re.compile(r"\{[^{}]+\}")
_SEGMENTS: dict[str, Words] = {
    "new": {"fr": "aux nouveaux clients", "en": "to new customers"},
    "regular": {"fr": "aux habitués", "en": "to regulars"},
}


def silent(program: Program, voice: Voice) -> Iterator[Finding]:
    """No message and no birthday: a card says nothing but its balance."""
    if program.messages or program.birthday:
        return
    text = voice.quote(voice.words(ALMOST_THERE))
    yield Finding(
        path="messages",
        figure=voice(fr="0 message, 0 anniversaire.", en="0 messages, 0 birthdays."),
        cure=voice(
            fr=f"Écrivez un message pour qui y est presque (almost), comme {text}",
            en=f"Write a message for whoever is almost there (almost), as in {text}",
        ),
    )


def same_for_all(program: Program, voice: Voice) -> Iterator[Finding]:
    """Two messages or more, and every one of them to everyone."""
    messages = program.messages
    if len(messages) < 2 or any(message.to != EVERYONE for message in messages):
        return
    place, message = min(enumerate(messages), key=lambda pair: _is_generic(program, pair[1]))
    segment = "new" if message.on == "welcome" else "regular"
    text, whom = (
        voice.quote(message.text[voice.spoken(program)]),
        voice.words(_SEGMENTS[segment]),
    )
    yield Finding(
        path=f"messages[{place}].to",
        figure=voice(
            fr=f"{len(messages)} messages, tous à tout le monde.",
            en=f"{len(messages)} messages, every one to everyone.",
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
