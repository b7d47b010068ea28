"""``docs/runbook.md`` has a section for each alarm, and tells the drills that are done."""

import re
from typing import Any

from infra.deploy.stages import ROOT
from tests.cloud.drills import DRILLS

TEXT = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")


def headings(chapter: str) -> list[str]:
    """Of one chapter, in their order."""
    told = TEXT.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    return re.findall(r"^### (.+)$", told, re.MULTILINE)


def test_every_alarm_has_its_section(template: dict[str, Any]) -> None:
    alarms = [
        resource["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("poincon-${Stage}-")
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    ]

    assert headings("The alarms") == alarms


def test_every_section_of_the_alarms_says_where_to_look_what_to_do_and_when_it_is_over() -> None:
    chapter = TEXT.partition("\n## The alarms\n")[2].partition("\n## ")[0]
    sections = chapter.split("\n### ")[1:]

    for word in ("**Look**", "**Do**", "**Over**"):
        assert [one.splitlines()[0] for one in sections if word not in one] == []


def test_every_drill_that_is_told_is_done() -> None:
    assert headings("Drills") == list(DRILLS)
