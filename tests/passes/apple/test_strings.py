"""pass.strings: the same pass read on a French phone and on an English one."""

import re
import sys
from dataclasses import replace
from typing import Any

import pytest

from functions import presets
from functions.journeys import face, samples
from functions.local.development import read_program
from loyalty.language import Language
from loyalty.program_file import parse
from passes.apple.pass_json import linked
from passes.apple.strings import strings
from passes.content import Field, Nearby, PassContent
from tests.builders import at
from tests.passes.apple.sample import card, document

NOW = at("2026-11-23 10:00")
ODD = 'Il dit : "oui"\\n, puis\n\tCafé 🥐 %@ % \r« fin »'
_LINE = re.compile(r'"((?:[^"\\]|\\.)*)" = "((?:[^"\\]|\\.)*)";\n', re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def english(**changes: Any) -> PassContent:
    """The sample card as an English phone shows it."""
    return replace(
        card(
            language="en",
            description="Loyalty card Café des Halles",
            header=Field(key="stamps", label="STAMPS", value="6/9"),
            secondary=(Field(key="next", label="NEXT REWARD", value="A coffee"),),
            auxiliary=(Field(key="visits", label="VISITS", value=6),),
            back=(
                Field(key="news", label="Latest", value="6 stamps. 3 more.", change="%@"),
                Field(key="card", label="Your card", value="https://cartes.example/c/x?a=1&b=2"),
            ),
        ),
        **changes,
    )


def read(data: bytes) -> dict[str, str]:
    """The texts of such a file; everything in it is one of its lines."""
    text = data.decode("utf-16")
    assert _LINE.sub("", text) == ""
    return {plain(key): plain(value) for key, value in _LINE.findall(text)}


def plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _PLAIN[found[1]], text, flags=re.DOTALL)


def localised(said: Any, texts: dict[str, str]) -> Any:
    """What a phone makes of pass.json: each text that the file knows is replaced."""
    if isinstance(said, dict):
        return {key: localised(value, texts) for key, value in said.items()}
    if isinstance(said, list):
        return [localised(value, texts) for value in said]
    return texts.get(said, said) if isinstance(said, str) else said


def test_a_pass_in_one_language_needs_no_strings() -> None:
    assert strings([card()]) == {}


def test_an_english_phone_reads_a_french_members_pass_in_english() -> None:
    files = strings([card(), english()])

    assert list(files) == ["fr.lproj/pass.strings", "en.lproj/pass.strings"]
    assert localised(document(card()), read(files["en.lproj/pass.strings"])) == document(english())


def test_a_french_phone_reads_it_as_it_is_written() -> None:
    own = read(strings([card(), english()])["fr.lproj/pass.strings"])

    assert own == {"Carte de fidélité Café des Halles": "Carte de fidélité Café des Halles"}
    assert localised(document(card()), own) == document(card())


def test_what_is_the_same_in_both_languages_is_not_written_again() -> None:
    texts = read(strings([card(), english()])["en.lproj/pass.strings"])

    assert not {"6/9", "Café des Halles", "%@", ""} & set(texts)


def test_the_files_are_utf_16_with_its_mark_on_every_machine() -> None:
    file = strings([card(), english()])["en.lproj/pass.strings"]

    assert file.startswith(b"\xff\xfe\x22\x00")


def test_quotes_backslashes_and_line_ends_come_out_as_they_went_in() -> None:
    said = (Field(key="news", label="N", value=ODD, change="%@"),)
    told = (Field(key="news", label="N", value=ODD[::-1], change="%@"),)

    files = strings([card(back=said), english(back=told)])

    assert read(files["en.lproj/pass.strings"])[ODD] == ODD[::-1]
    assert b"\\\\n, puis\\n\\tCaf" in files["en.lproj/pass.strings"].decode("utf-16").encode()


def test_the_place_of_the_new_value_stays_in_a_change_message() -> None:
    said = (Field(key="news", label="N", value="V", change="Nouveau : %@"),)
    told = (Field(key="news", label="N", value="V", change="New: %@"),)

    texts = read(strings([card(back=said), english(back=told)])["en.lproj/pass.strings"])

    assert texts["Nouveau : %@"] == "New: %@"


def test_a_link_that_differs_by_language_leads_to_the_readers_page() -> None:
    fields = [
        Field(key="privacy", label="D", value=f"https://a.example/{language}/privacy/")
        for language in ("fr", "en")
    ]
    files = strings([card(back=fields[:1]), english(back=fields[1:])])

    texts = read(files["en.lproj/pass.strings"])

    assert [texts[linked(fields[0]) or ""]] == [linked(fields[1])]
    assert texts[str(fields[0].value)] == fields[1].value


def test_what_a_phone_says_near_a_shop_is_translated_too() -> None:
    place: Any = {"latitude": 1.0, "longitude": 2.0}
    said, told = (
        replace(one, nearby=(Nearby(place=place, text=text),))
        for one, text in ((card(), "Tout près"), (english(), "Nearby"))
    )

    assert read(strings([said, told])["en.lproj/pass.strings"])["Tout près"] == "Nearby"


def test_a_text_that_stands_twice_with_two_translations_keeps_the_first() -> None:
    twice = [Field(key=key, label="L", value="Or") for key in ("one", "two")]
    told = [
        replace(field, value=value) for field, value in zip(twice, ("Gold", "Now"), strict=True)
    ]

    files = strings([card(back=tuple(twice)), english(back=tuple(told))])

    assert read(files["en.lproj/pass.strings"])["Or"] == "Gold"


@pytest.mark.parametrize("name", presets.NAMES)
@pytest.mark.parametrize("own", ["fr", "en"])
def test_every_preset_reads_on_the_other_phone_as_its_own_members_pass(
    name: str, own: Language
) -> None:
    """No text of a preset has two translations, and none is left behind."""
    program = parse(read_program(presets.path(name)), version=1, valid_from=at("2026-01-01 00:00"))

    for sample in samples.samples(program, NOW, own):
        contents = face.faces(samples.showcase(NOW), program, sample.held, sample.entries)
        for content, file in zip(contents, strings(contents).values(), strict=True):
            assert localised(document(contents[0]), read(file)) == document(content)


def test_no_text_of_a_person_is_kept_once_the_pass_is_made() -> None:
    """Erasure does not reach what a process remembers of a pass."""
    made_by = vars(sys.modules["passes.apple.strings"]).values()

    assert not [one for one in made_by if hasattr(one, "cache_info")]
