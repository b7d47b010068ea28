"""``docs/presets.md``: the presets and the models as they are."""

import pytest

from functions import presets
from loyalty.chooser import SECTORS
from loyalty.comparison import COMPARED
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.reasons import rate_text
from loyalty.viability.plan import plan, time_to_first_reward
from loyalty.wording.rules import rule_sentence
from tests.agreement.documents import Document
from tests.ready_made import preset, presets_by_name

PAGE = Document("presets.md")
PRESETS = "Les modèles de programme · The presets"
MODELS = "Quel modèle choisir · Which model to choose"
BOTH: tuple[Language, Language] = ("fr", "en")


def both(words: Words) -> str:
    """The same thing in both languages, as the page has it."""
    return " · ".join(dict.fromkeys(words[language] for language in BOTH))


def rates(of: Program) -> str:
    """What each way costs, the least and the most."""
    costs = sorted(path.cost_rate for path in plan(of) if path.cost_rate is not None)
    return " – ".join(dict.fromkeys(rate_text(rate, "fr") for rate in (costs[0], costs[-1])))


def row(name: str) -> list[str]:
    """A preset's line."""
    of = preset(name)
    assert of.assumptions is not None
    days = time_to_first_reward(of)
    models = (of.model, "tiers") if of.tiers else (of.model,)
    names = {lang: " + ".join(COMPARED[key].name[lang] for key in models) for lang in BOTH}
    kind = next(sector.name for sector in SECTORS.values() if sector.preset == name)
    return [
        f"`{name}`",
        both(kind),
        both(names),
        rule_sentence(of, "fr"),
        rule_sentence(of, "en"),
        rates(of),
        "–" if days is None else f"{days}",
    ]


def test_every_preset_has_its_line_in_order() -> None:
    assert [line[0] for line in PAGE.rows(PRESETS)] == [f"`{name}`" for name in presets.NAMES]


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_presets_line_is_true(name: str) -> None:
    lines = {line[0]: line for line in PAGE.rows(PRESETS)}

    assert lines[f"`{name}`"] == row(name)


def test_the_models_are_compared_as_the_chooser_compares_them() -> None:
    assert PAGE.rows(MODELS) == [
        [both(model.name), *(model.good_for[language] for language in BOTH), *drawbacks]
        for model in COMPARED.values()
        for drawbacks in [[model.drawback[language] for language in BOTH]]
    ]


def test_every_sector_is_named_with_its_preset() -> None:
    for sector, kind in SECTORS.items():
        assert f"`{sector}`" in PAGE.text
        assert f"`{kind.preset}`" in PAGE.text


def test_no_two_presets_are_alike() -> None:
    assert len({rule_sentence(of, "fr") for of in presets_by_name().values()}) == len(presets.NAMES)
