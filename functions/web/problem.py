"""A problem that the API can answer: its status, and its words in each language."""

from dataclasses import dataclass

from loyalty.language import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """A status with a title and a sentence that says what to do."""

    status: int
    title: Words
    detail: Words


def problem(status: int, fr: tuple[str, str], en: tuple[str, str]) -> Problem:
    """Title and detail in French, then in English."""
    return Problem(status, {"fr": fr[0], "en": en[0]}, {"fr": fr[1], "en": en[1]})
