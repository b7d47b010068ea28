"""Bodies against their schemas: every error at once, in the reader's language."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from json import dumps, loads
from typing import TYPE_CHECKING, Any

from functions.web.fitting import fits
from functions.web.problem_texts import FIELD_WORDS
from functions.web.problems import InvalidRequest, asked_language

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


def check_body(schema: Mapping[str, Any], data: Any) -> None:
    """Raise ``InvalidRequest`` with a pointer and a sentence for each field in error."""
    if fits(schema, data):
        return
    found = _validator(dumps(schema)).iter_errors(data)
    errors = [line for error in found for line in _lines(error)]
    if errors:
        unique = {error["pointer"]: error for error in reversed(errors)}
        raise InvalidRequest(errors=sorted(unique.values(), key=lambda error: error["pointer"]))


def field_words(rule: str, limit: object = "") -> str:
    """What a broken rule is called, in the reader's language."""
    words = FIELD_WORDS.get(rule, FIELD_WORDS["type"])
    return words[asked_language()].format(limit=limit)


def one_line(text: str) -> str:
    """What somebody typed, without control or direction characters, composed, single-spaced."""
    composed = unicodedata.normalize("NFC", text)
    visible = (c if unicodedata.category(c)[0] != "C" else " " for c in composed)
    return " ".join("".join(visible).split())


@cache
def _validator(schema: str) -> "Validator":
    return _strict()(loads(schema))


@cache
def _strict() -> type["Validator"]:
    """JSON Schema takes 2.0 for an integer; a count, a day or a number of stamps is no float."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 a start is quicker without it
    from jsonschema.validators import extend  # noqa: PLC0415

    integers = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    made: type[Validator] = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, type_checker=integers
    )
    return made


def _lines(error: "ValidationError") -> Iterator[dict[str, str]]:
    base = "".join(f"/{part}" for part in error.absolute_path)
    rule = str(error.validator)
    for name in _named(error) or [""]:
        pointer = f"{base}/{name}" if name else base
        yield {"pointer": pointer, "detail": field_words(rule, error.validator_value)}


def _named(error: "ValidationError") -> list[str]:
    """Fields that an error about a whole object is really about."""
    instance: Any = error.instance
    value: Any = error.validator_value
    schema: Any = error.schema
    if error.validator == "required":
        return [name for name in value if name not in instance]
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        return [_escaped(name[:60]) for name in instance if name not in known]
    if error.validator == "dependentRequired":
        return [
            n for had, needs in value.items() if had in instance for n in needs if n not in instance
        ]
    return []


def _escaped(name: str) -> str:
    """A name inside a JSON pointer (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")
