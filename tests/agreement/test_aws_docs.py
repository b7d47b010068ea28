"""``docs/aws.md`` against what is deployed: steps, secrets, commands, and what is free."""

import re
from pathlib import Path

import pytest

from functions import metrics
from functions.cli import main
from infra.deploy.deployment import Deployment
from infra.deploy.secrets import PROGRAM, SETTINGS
from infra.deploy.stages import EXAMPLE
from tests.agreement.documents import ROOT, Document
from tests.infra.stages import stage

AWS = Document("aws.md")
OPERATING = Document("operating.md")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ASKED = sorted(set(re.findall(r"DO=(?:'([^']+)'|(\w+))", AWS.text)))


def test_the_steps_are_those_of_the_deployment_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    for name in ("account", "stack", "secrets", "build", "functions", "serve", "publish", "smoke"):
        monkeypatch.setattr(Deployment, f"_{name}", lambda self: None)
    monkeypatch.setattr("infra.deploy.account.still_to_do", lambda *given: [])
    Deployment(stage=stage(), out=Path(), say=said.append).run()

    steps = [re.sub(r"^(\d)/8", r"\1", line) for line in said if not line.startswith(" ")]

    assert [row[0] for row in AWS.rows("5. Deploy")] == steps


def test_every_secret_that_a_person_has_to_bring_is_named_as_it_is_looked_for() -> None:
    chapter = AWS.section("7. Apple and Google")

    put = set(re.findall(r"^put ([a-z-]+) ", chapter, re.MULTILINE))
    assert put | {"apple-key-password"} == set(SETTINGS) - {PROGRAM}
    assert "`apple-key-password`" in chapter
    assert '--name "/poincon/production/$1"' in chapter


@pytest.mark.parametrize("page", [AWS, OPERATING], ids=["aws", "operating"])
def test_every_target_of_make_is_there(page: Document) -> None:
    targets = set(re.findall(r"(?:`|^ *)make ([a-z][a-z-]+)", page.text, re.MULTILINE))

    assert {"deploy", "terminal"} <= targets
    missing = {one for one in targets if not re.search(rf"^{one}:", MAKEFILE, re.MULTILINE)}
    assert missing == set()


@pytest.mark.parametrize("words", [either[0] or either[1] for either in ASKED])
def test_every_command_that_is_given_to_an_environment_is_one(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([*words.split(), "--help"] if words != "…" else ["--help"])

    assert left.value.code == 0
    assert "usage: poincon" in capsys.readouterr().out


def test_the_keys_of_a_stage_file_are_the_examples() -> None:
    chapter = AWS.section("7. Apple and Google")

    for key in ("apple_pass_type", "apple_team", "google_issuer"):
        assert f"`{key}`" in chapter
        assert f"# {key} = " in EXAMPLE.read_text(encoding="utf-8")


def test_what_is_free_is_counted_as_it_is() -> None:
    template = (ROOT / "infra" / "template.yaml").read_text(encoding="utf-8")
    alarms = template.count("Type: AWS::CloudWatch::Alarm")
    numbers = (
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    )

    cost = " ".join(AWS.section("What it costs").split())

    assert f"{numbers[alarms]} alarms and {numbers[len(metrics.UNITS)]} metrics" in cost


def test_links_within_the_manual_lead_to_what_is_there() -> None:
    links = re.findall(r"\]\(([a-z]+\.md)?#([a-z0-9-]+)\)", AWS.text)

    assert links
    for page, anchor in links:
        text = (ROOT / "docs" / (page or "aws.md")).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert anchor in {_anchor(heading) for heading in headings}, f"{page}#{anchor}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
