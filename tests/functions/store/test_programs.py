"""Published programs: versions by day, and what is remembered of them."""

from types import SimpleNamespace

import pytest

from functions.store import programs as module
from functions.store.programs import REMEMBERED_SECONDS, ProgramStore
from loyalty.errors import BadConfiguration, UnknownProgram
from tests.builders import at, program_data
from tests.functions.store.faults import Faulty, after, lost

CAFE = "cafe-poincon"
NINE, SEVEN = program_data(), program_data(stamps__threshold=7)
FIRST_DAY, SECOND_DAY = at("2026-02-02 07:00"), at("2026-02-10 07:00")


@pytest.fixture(name="programs")
def _programs(engine: Faulty) -> ProgramStore:
    return ProgramStore(engine)


def versions(engine: Faulty) -> list[object]:
    return sorted(item["version"] for item in engine.items() if "version" in item)  # type: ignore[type-var]


def test_a_program_is_in_force_from_its_publishing_on(programs: ProgramStore) -> None:
    published = programs.publish(NINE, FIRST_DAY)

    assert (published.version, published.valid_from) == (1, FIRST_DAY)
    assert programs.current(CAFE) == published
    assert programs.every() == [published]


def test_a_program_that_says_the_same_is_no_new_version(
    programs: ProgramStore, engine: Faulty
) -> None:
    first = programs.publish(NINE, FIRST_DAY)

    assert programs.publish(dict(reversed(NINE.items())), SECOND_DAY) == first
    assert versions(engine) == [1]


def test_each_day_has_the_version_of_that_day(programs: ProgramStore) -> None:
    programs.publish(NINE, FIRST_DAY)
    programs.publish(SEVEN, SECOND_DAY)

    days = ("2026-01-01 00:00", "2026-02-10 06:59", "2026-02-10 07:00")
    in_force = [programs.at(CAFE, at(day)).stamps.threshold for day in days]

    assert in_force == [9, 9, 7]
    assert programs.current(CAFE).version == 2


def test_a_program_that_is_not_published_is_unknown(programs: ProgramStore) -> None:
    with pytest.raises(UnknownProgram):
        programs.current(CAFE)
    with pytest.raises(UnknownProgram):
        programs.at("x" * 10_000, FIRST_DAY)


def test_a_wrong_program_is_refused_and_nothing_is_written(
    programs: ProgramStore, engine: Faulty
) -> None:
    with pytest.raises(BadConfiguration):
        programs.publish(program_data(stamps__threshold=0, currency="?"), FIRST_DAY)

    assert engine.items() == []


def test_a_publishing_whose_answer_was_lost_is_one_version(
    programs: ProgramStore, engine: Faulty
) -> None:
    programs.publish(NINE, FIRST_DAY)
    programs.current(CAFE)
    engine.next(lost)

    published = programs.publish(SEVEN, SECOND_DAY)

    assert published.version == 2
    assert versions(engine) == [1, 2]
    assert programs.current(CAFE) == published


def test_two_who_publish_at_once_make_two_versions(programs: ProgramStore, engine: Faulty) -> None:
    other = ProgramStore(engine)
    engine.next(after(lambda: other.publish(NINE, FIRST_DAY)))

    published = programs.publish(SEVEN, FIRST_DAY)

    assert published.version == 2
    assert programs.current(CAFE).stamps.threshold == 7


def test_a_version_published_elsewhere_is_seen_within_half_a_minute(
    programs: ProgramStore, engine: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.seconds))
    programs.publish(NINE, FIRST_DAY)
    programs.current(CAFE)
    ProgramStore(engine).publish(SEVEN, SECOND_DAY)

    remembered = programs.current(CAFE).version
    clock.seconds += REMEMBERED_SECONDS

    assert (remembered, programs.current(CAFE).version) == (1, 2)


def test_every_program_of_the_deployment_is_listed(programs: ProgramStore) -> None:
    programs.publish(NINE, FIRST_DAY)
    programs.publish(program_data(id="boulangerie"), FIRST_DAY)

    assert [program.id for program in programs.every()] == ["boulangerie", CAFE]
