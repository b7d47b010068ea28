"""What is forbidden here is nowhere; and each rule finds what it forbids, and only that."""

from dataclasses import fields
from importlib import import_module

import pytest

from tests.forbidden.of_inputs import INPUTS
from tests.forbidden.of_secrets import SECRETS
from tests.forbidden.of_the_log import COUNTS, FACTS, LOG, WHOLE, facts, lines
from tests.forbidden.of_the_site import SITE
from tests.forbidden.of_the_surroundings import SURROUNDINGS
from tests.forbidden.reading import sources
from tests.forbidden.rule import PRODUCT, Rule

RULES = (*INPUTS, *SECRETS, *SURROUNDINGS, *LOG, *SITE)
BREAKS = [pytest.param(r, text, id=f"{r.name}: {text[:60]}") for r in RULES for text in r.breaks]
KEEPS = [pytest.param(r, text, id=f"{r.name}: {text[:60]}") for r in RULES for text in r.keeps]
NAMED = [pytest.param(rule, id=rule.name) for rule in RULES]


@pytest.mark.parametrize("rule", NAMED)
def test_it_is_nowhere_and_what_is_allowed_is_needed(rule: Rule) -> None:
    places = rule.found()

    assert rule.breaches(places) == []
    assert rule.unused(places) == []
    assert all(rule.allowed.values())


@pytest.mark.parametrize(("rule", "text"), BREAKS)
def test_it_is_found_where_it_is_planted(rule: Rule, text: str) -> None:
    assert rule.finds(text)


@pytest.mark.parametrize(("rule", "text"), KEEPS)
def test_what_only_looks_so_is_let_be(rule: Rule, text: str) -> None:
    assert not rule.finds(text)


@pytest.mark.parametrize("record", WHOLE.values())
def test_a_record_that_is_logged_whole_holds_counts(record: str) -> None:
    module, _, name = record.rpartition(".")

    assert {one.name for one in fields(getattr(import_module(module), name))} <= COUNTS


def test_every_fact_that_is_listed_is_logged() -> None:
    logged = {
        name
        for source in sources(PRODUCT, (".py",))
        for call, node in lines(source)
        for name, _ in facts(source, call, node)
    }

    assert logged == {*FACTS, "*"}


@pytest.mark.parametrize("rule", NAMED)
def test_every_rule_has_what_it_is_tried_on_and_files_to_read(rule: Rule) -> None:
    assert rule.breaks and rule.keeps
    assert sources(rule.rooms, rule.endings)
