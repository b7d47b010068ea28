"""``pass.strings``: one pass that reads in French on one phone and in English on another.

``pass.json`` is written in the member's language, and its texts are the keys: what a file does
not name stays as it is. So another language's file has what differs, and the member's own hardly
anything; but without it, a phone in that language would be shown another one's.
"""

import codecs
import json
from collections.abc import Mapping, Sequence

from passes.apple.pass_json import linked
from passes.content import Field, PassContent

Pair = tuple[str, str]
"""A text of the pass, and what stands in its place."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode
"""Quotes, backslashes and line ends are escaped as in JSON."""


def strings(contents: Sequence[PassContent]) -> dict[str, bytes]:
    """The files by member name, the member's language first; nothing where there is one language.

    https://developer.apple.com/documentation/walletpasses/creating-the-source-for-a-pass
    """
    own, *others = contents
    if not others:
        return {}
    files = {own.language: file({own.description: own.description})}
    files |= {other.language: file(translated(own, other)) for other in others}
    return {f"{language}.lproj/pass.strings": data for language, data in files.items()}


def translated(own: PassContent, other: PassContent) -> dict[str, str]:
    """What differs; a text that stands twice becomes what it is in the first place."""
    texts: dict[str, str] = {}
    for text, becomes in _pairs(own, other):
        texts.setdefault(text, becomes)
    return {text: becomes for text, becomes in texts.items() if becomes != text and becomes}


def file(texts: Mapping[str, str]) -> bytes:
    """The texts as Apple's tools write them: UTF-16 with its mark, whatever the machine."""
    lines = [f"{_quoted(text)} = {_quoted(becomes)};\n" for text, becomes in texts.items()]
    return codecs.BOM_UTF16_LE + "".join(lines).encode("utf-16-le")


def _pairs(own: PassContent, other: PassContent) -> list[Pair]:
    pairs = [(own.description, other.description), (own.program_name, other.program_name)]
    others = {field.key: field for field in other.fields}
    for field in own.fields:
        if twin := others.get(field.key):
            pairs += _of_field(field, twin)
    near = zip(own.nearby, other.nearby, strict=False)
    return [*pairs, *((here.text, there.text) for here, there in near)]


def _of_field(own: Field, other: Field) -> list[Pair]:
    pairs = [(own.label, other.label), (str(own.value), str(other.value))]
    if own.change and other.change:
        pairs.append((own.change, other.change))
    if link := linked(own):
        pairs.append((link, linked(other) or link))
    return pairs
