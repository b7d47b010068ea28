"""``infra/stages.toml``: read whole or refused, and all that is wrong with it is said at once."""

import re
from pathlib import Path
from typing import Any

import cfnlint.decode
import pytest

from infra.deploy.__main__ import main
from infra.deploy.stages import EXAMPLE, FUNCTIONS, ROOT, Stage, read
from loyalty.errors import BadConfiguration
from tests.infra.stages import stage_file

WHOLE = """
[production]
region = "eu-west-3"
domain = "cards.poincon.test"
sender = "bonjour@poincon.test"
attention = "vous@poincon.test"
budget_usd = 5
programs = ["functions/presets/cafe.toml"]
"""
LEAST = """
[trial]
region = "us-gov-west-1"
domain = "cards.poincon.test"
sender = "bonjour@poincon.test"
programs = ["functions/presets/cafe.toml"]
"""


def refused(folder: Path, text: str, name: str = "production") -> dict[str, str]:
    """Reason and hint by what is wrong."""
    with pytest.raises(BadConfiguration) as raised:
        read(stage_file(folder, text), name)
    found: list[dict[str, str]] = raised.value.facts["errors"]
    return {one["path"]: f"{one['reason']}: {one['hint']}" for one in found}


def test_a_stage_that_is_whole_gives_every_name_that_follows_from_it(tmp_path: Path) -> None:
    stage = read(stage_file(tmp_path, WHOLE), "production")

    assert (stage.stack, stage.url) == ("poincon-production", "https://cards.poincon.test")
    assert stage.sender_domain == "poincon.test"
    assert stage.function("till") == "poincon-production-till"
    assert stage.zappa("till") == "production_till"
    assert stage.parameter("secrets") == "/poincon/production/secrets"
    assert stage.programs == (ROOT / "functions/presets/cafe.toml",)


def test_what_may_be_left_out_is_empty(tmp_path: Path) -> None:
    stage = read(stage_file(tmp_path, LEAST), "trial")

    assert (stage.attention, stage.budget_usd) == ("", 0)
    assert (stage.apple_pass_type, stage.apple_team, stage.google_issuer) == ("", "", "")


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    wrong = """
        [production]
        region = "Paris"
        domain = "https://cards.poincon.test/"
        sender = "bonjour"
        attention = 3
        budget_usd = 5.5
        programs = ["no/such.toml"]
        apple_team = 17
        colour = "blue"
    """

    said = refused(tmp_path, wrong)

    keys = {"region", "domain", "sender", "attention", "budget_usd", "apple_team", "colour"}
    assert set(said) == keys | {"programs"}
    assert "no/such.toml is not there" in said["programs"]
    assert "is not known: known are region, domain" in said["colour"]


def test_an_empty_stage_names_what_is_missing(tmp_path: Path) -> None:
    said = refused(tmp_path, "[production]\n")

    assert set(said) == {"region", "domain", "sender", "programs"}
    assert all(reason.startswith("is missing: ") for reason in said.values())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("region", '""'),
        ("region", '"eu-west"'),
        ("domain", '"localhost"'),
        ("domain", '"Cards.Poincon.Test"'),
        ("domain", '"cards.poincon.test\\n"'),
        ("sender", '"a@b.test, c@d.test"'),
        ("sender", '"bonjour@Poincon.Test"'),
        ("sender", '"bonjour@poincon_.test"'),
        ("budget_usd", "-1"),
        ("budget_usd", "true"),
        ("programs", '"functions/presets/cafe.toml"'),
        ("programs", "[]"),
        ("programs", '["functions"]'),
        ("programs", "[1]"),
        ("account", "123456789012"),
        ("account", '"1234"'),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    tmp_path: Path, key: str, value: str
) -> None:
    others = [line for line in WHOLE.splitlines() if not line.startswith(key)]

    assert set(refused(tmp_path, "\n".join([*others, f"{key} = {value}"]))) == {key}


def test_the_examples_own_addresses_are_refused_and_nobody_elses(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace(
        "var/program.toml", "functions/presets/cafe.toml"
    )

    said = refused(tmp_path, text)

    assert set(said) == {"domain", "sender", "attention"}
    assert all("still the example's" in reason for reason in said.values())
    read(stage_file(tmp_path, WHOLE.replace("poincon.test", "our-example.org")), "production")


def test_a_stage_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    assert refused(tmp_path, WHOLE, "staging") == {
        "stages.toml [staging]": "is missing: it has production"
    }
    assert refused(tmp_path, "", "staging") == {"stages.toml [staging]": "is missing: it has none"}


@pytest.mark.parametrize("name", ["Production", "a-b", "a" * 21, "1a"])
def test_a_name_that_aws_would_not_take_is_refused(tmp_path: Path, name: str) -> None:
    said = refused(tmp_path, WHOLE.replace("[production]", f'["{name}"]'), name)

    assert set(said) == {f"[{name}]"}


def test_a_file_that_is_not_there_says_what_to_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stages.toml"

    status = main(["--stages", str(file), "deploy", "--plan"])

    assert status == 2
    assert "copy infra/stages.example.toml to it" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["[production", 'a = "\\ud800"', "\x00"])
def test_a_file_that_is_no_toml_is_refused_by_its_name(tmp_path: Path, damage: str) -> None:
    (name,) = refused(tmp_path, damage)

    assert name.endswith("stages.toml")


@pytest.fixture(name="parameters", scope="module")
def _parameters() -> dict[str, Any]:
    decoded, _ = cfnlint.decode.decode(str(ROOT / "infra" / "template.yaml"))
    parameters: dict[str, Any] = decoded["Parameters"]
    return parameters


@pytest.mark.parametrize("text", [WHOLE, LEAST])
def test_the_template_takes_what_a_stage_file_may_say(
    tmp_path: Path, parameters: dict[str, Any], text: str
) -> None:
    name = "production" if text is WHOLE else "trial"
    stage: Stage = read(stage_file(tmp_path, text), name)

    for parameter, value in (
        ("Stage", stage.name),
        ("DomainName", stage.domain),
        ("SenderDomain", stage.sender_domain),
    ):
        assert re.fullmatch(parameters[parameter]["AllowedPattern"], value)


def test_a_rule_of_the_longest_name_is_one_that_eventbridge_takes() -> None:
    """64 characters: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html"""
    longest = Stage(name="a" * 20, region="", domain="", sender="", programs=())

    rules = [f"{longest.function('jobs')}-functions.jobs.{job}" for job in ("retention", "weekly")]

    assert FUNCTIONS[-1] == "jobs"
    assert max(map(len, rules)) <= 64
