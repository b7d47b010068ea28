"""The shop's own words in a program file, with what may stand in braces."""

import re
from collections.abc import Iterator

from loyalty.gifts.segments import EVERYONE
from loyalty.language import Language
from loyalty.messages import EVENTS, LONGEST, VARIABLES, Message
from loyalty.program_file.reader import Table

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def message(table: Table) -> Message:
    """``[[messages]]``: what is said when, and to whom."""
    text = table.words("text", LONGEST)
    for language, said in text.items():
        if wrong := ", ".join(_unknown(said, language)):
            known = ", ".join(f"{{{name}}}" for name in VARIABLES[language])
            table.wrong(f"text.{language}", f"has {wrong}", f"in braces can be {known}")
    return Message(on=table.choice("on", EVENTS), to=table.text("to", default=EVERYONE), text=text)


def _unknown(said: str, language: Language) -> Iterator[str]:
    """What stands in braces and is no variable; a brace that is left alone."""
    for name in _VARIABLE.findall(said):
        if name not in VARIABLES[language]:
            yield f"{{{name}}}"
    if re.search(r"[{}]", _VARIABLE.sub("", said)):
        yield "a brace without the other"
