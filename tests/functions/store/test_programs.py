"""Published programs: versions by day, and what is remembered of them."""

from types import SimpleNamespace

import pytest

from functions.store import programs as module
from functions.store.archive import ArchiveStore
from functions.store.programs import REMEMBERED_SECONDS, ProgramStore
from functions.store.sqlite import SqliteEngine
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


def test_a_program_whose_import_was_cut_off_is_shut_until_the_import_goes_on(
    programs: ProgramStore, engine: Faulty
) -> None:
    archive, exported = ArchiveStore(engine), Faulty(SqliteEngine(None))
    ProgramStore(exported).publish(NINE, FIRST_DAY)
    archive.begin(CAFE)
    archive.bring([ArchiveStore(exported).shop(CAFE)])
    before = engine.items()

    for refused in (
        lambda: programs.current(CAFE),
        lambda: programs.at(CAFE, SECOND_DAY),
        lambda: programs.draft(SEVEN, SECOND_DAY),
        lambda: programs.publish(NINE, SECOND_DAY),
    ):
        with pytest.raises(BadConfiguration, match=r"import was cut off.*poincon import FOLDER"):
            refused()
    assert (programs.every(), engine.items()) == ([], before)

    archive.open(CAFE)

    assert programs.current(CAFE).version == 1
    assert programs.publish(SEVEN, SECOND_DAY).version == 2


def test_a_publishing_into_which_an_import_comes_writes_nothing(
    programs: ProgramStore, engine: Faulty
) -> None:
    engine.next(after(lambda: ArchiveStore(engine).begin(CAFE)))

    with pytest.raises(BadConfiguration, match="import was cut off"):
        programs.publish(NINE, FIRST_DAY)

    assert versions(engine) == []
    assert programs.every() == []


def test_an_import_of_a_program_that_was_published_meanwhile_does_not_shut_it(
    programs: ProgramStore, engine: Faulty
) -> None:
    published = programs.publish(NINE, FIRST_DAY)

    with pytest.raises(BadConfiguration, match="is in the store already"):
        ArchiveStore(engine).begin(CAFE)

    assert ProgramStore(engine).current(CAFE) == published


def test_every_program_of_the_deployment_is_listed(programs: ProgramStore) -> None:
    programs.publish(NINE, FIRST_DAY)
    programs.publish(program_data(id="boulangerie"), FIRST_DAY)

    assert [program.id for program in programs.every()] == ["boulangerie", CAFE]
