"""A program leaves one store and comes into another: the same balances, figures and digests."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from functions import presets, wiring
from functions.journeys import staff
from functions.journeys.archive import Export, bring_back
from functions.journeys.overview import costs
from functions.journeys.weekly_report import compute
from functions.records import Member
from functions.store.dynamodb import client, create_table
from functions.store.engine import Put
from functions.store.walking import partitions
from functions.terminal.erasures import erase_again, list_forgotten
from functions.terminal.export import export
from functions.terminal.importing import bring_folder
from loyalty.card import replay
from loyalty.errors import BadConfiguration
from tests.builders import program_data
from tests.lived import Lived, empty, lived_in
from tests.ready_made import preset_data

pytestmark = pytest.mark.long

TABLES = (f"moved-{number}" for number in count())


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An emulated AWS, and who asks it."""
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    with mock_aws():
        yield


def figures(house: wiring.House, lived: Lived) -> Any:
    """All that is counted from the ledger, in weeks of every season, and what every card holds."""
    services, program = house.services, lived.program
    weeks = [compute(services, program, week) for week in [*lived.weeks][::9]]
    return [vars_of(week) for week in weeks], costs(services, program), known(house, program.id)


def vars_of(week: Any) -> Any:
    """The figures alone: when they were added up is another moment."""
    return week.week, week.before, week.anchor, week.told_before


def known(house: wiring.House, program: str) -> list[Any]:
    """Every card with its member, its history and its iPhones."""
    services = house.services
    every = sorted(services.cards.every(program), key=lambda held: held.card.id)
    return [
        (
            held.card,
            (held.member, held.short_code, held.joined_at, held.modified_at, held.want, held.done),
            (held.wallets, held.referred_by, services.cards.history(program, held.card.id)),
            sorted(one.device for one in services.registrations.of_card(program, held.card.id)),
            services.cards.by_short_code(program, held.short_code).card,
        )
        for held in every
    ]


def moved(lived: Lived, folder: Path, *houses: wiring.House) -> wiring.House:
    """Exported and imported from house to house; the last one."""
    before = lived.house
    for number, house in enumerate(houses):
        assert export(before, lived.program.id, folder / str(number)) == 0
        assert bring_folder(house, folder / str(number)) == 0
        before = house
    return before


def everything(house: wiring.House) -> str:
    """The whole store as text."""
    engine = house.services.cards.engine  # type: ignore[attr-defined]
    return json.dumps(list(partitions(engine, "")), ensure_ascii=False)


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_preset_is_the_same_in_another_store(shared: Path, tmp_path: Path, name: str) -> None:
    lived = lived_in(shared, preset_data(name), seed=sum(name.encode()))

    there = moved(lived, tmp_path, empty(shared, now=lived.now))

    assert figures(there, lived) == figures(lived.house, lived)
    for held in there.services.cards.every(lived.program.id):
        history = there.services.cards.history(lived.program.id, held.card.id)
        assert replay(lived.program.id, held.card.id, history) == held.card


def test_from_sqlite_to_dynamodb_and_back(shared: Path, tmp_path: Path, aws: None) -> None:
    lived, table = lived_in(shared, program_data(), steps=20), next(TABLES)
    create_table(client(), table)
    cloud = empty(shared, f"dynamodb:{table}", lived.now)

    back = moved(lived, tmp_path, cloud, empty(shared, now=lived.now))

    assert figures(cloud, lived) == figures(lived.house, lived)
    assert figures(back, lived) == figures(lived.house, lived)
    for name in ("cards", "members", "entries", "consents", "wallets", "reports", "forgotten"):
        files = [(tmp_path / step / f"{name}.jsonl").read_bytes() for step in "01"]
        assert sorted(files[0].splitlines()) == sorted(files[1].splitlines())


def test_what_the_wallets_were_still_to_be_told_is_due_in_the_other_store(
    shared: Path, tmp_path: Path
) -> None:
    lived = lived_in(shared, program_data())
    behind = {held.card.id for held in lived.cards() if held.behind}

    there = moved(lived, tmp_path, empty(shared, now=lived.now))

    soon = lived.now[0] + timedelta(minutes=1)  # two changes of one instant are a second apart
    due = {held.card.id for held in there.services.outbox.due(soon, 100)}
    assert due == behind != set()


def test_phones_come_back_shut_out_and_are_paired_again(shared: Path, tmp_path: Path) -> None:
    lived = lived_in(shared, program_data(), steps=0)

    there = moved(lived, tmp_path, empty(shared, now=lived.now))

    phones = there.services.devices.every(lived.program.id)
    assert [phone.active for phone in phones] == [False] * 3
    assert "refresh" not in everything(there)


def test_a_program_that_is_here_is_left_alone(shared: Path, tmp_path: Path) -> None:
    lived = lived_in(shared, program_data(), steps=0)
    there = moved(lived, tmp_path, empty(shared, now=lived.now))
    before = everything(there)

    with pytest.raises(BadConfiguration, match="is in this store already: 'Café Poinçon'"):
        bring_folder(there, tmp_path / "0")

    assert everything(there) == before


def test_two_programs_of_one_store_leave_and_come_apart(shared: Path, tmp_path: Path) -> None:
    lived, there = lived_in(shared, program_data()), empty(shared)
    other = lived_in(shared, preset_data("bakery"))

    moved(lived, tmp_path / "café", there)
    moved(other, tmp_path / "bakery", there)

    assert known(there, lived.program.id) == known(lived.house, lived.program.id)
    assert known(there, other.program.id) == known(other.house, other.program.id)


def test_whoever_was_forgotten_stays_so_when_an_older_export_is_restored(
    shared: Path, tmp_path: Path
) -> None:
    lived = lived_in(shared, program_data(), steps=20)
    person = Member(first_name="Théodule", language="fr", birthday=(17, 11))
    held = lived.join(member=person, wallets=("apple", "google"))
    (phone,) = lived.services.registrations.of_card(lived.program.id, held.card.id)
    export(lived.house, lived.program.id, tmp_path / "older")
    lived.forget(held)
    list_forgotten(lived.house, lived.program.id, tmp_path / "forgotten.jsonl")

    there = empty(shared, now=lived.now)
    bring_folder(there, tmp_path / "older")
    assert "Théodule" in everything(there)
    erase_again(there, lived.program.id, tmp_path / "forgotten.jsonl")

    left = everything(there)
    assert not [word for word in ("Théodule", phone.push_token, phone.device) if word in left]
    assert there.services.cards.head(lived.program.id, held.card.id).member is None
    assert not there.services.cards.head(lived.program.id, held.card.id).wallets & {"apple"}
    assert there.services.archive.forgotten(lived.program.id) >= {held.card.id}
    assert anchor_of(there, lived) == anchor_of(lived.house, lived)


def test_an_import_brings_nobody_back_whom_the_store_knows_as_forgotten(
    shared: Path, tmp_path: Path
) -> None:
    lived = lived_in(shared, program_data(), steps=20)
    person = Member(first_name="Théodule", language="fr")
    held = lived.join(member=person, wallets=("apple", "google"))
    (phone,) = lived.services.registrations.of_card(lived.program.id, held.card.id)
    export(lived.house, lived.program.id, tmp_path / "older")
    lived.forget(held)
    list_forgotten(lived.house, lived.program.id, tmp_path / "forgotten.jsonl")
    there = empty(shared, now=lived.now)
    erase_again(there, lived.program.id, tmp_path / "forgotten.jsonl")

    assert bring_folder(there, tmp_path / "older") == 0

    left = everything(there)
    assert not [word for word in ("Théodule", phone.push_token, phone.device) if word in left]
    soon = lived.now[0] + timedelta(minutes=1)
    due = {held.card.id for held in there.services.outbox.due(soon, 100)}
    assert held.card.id in due  # Google's copy of the card must lose the name
    assert anchor_of(there, lived) == anchor_of(lived.house, lived)


def test_of_whom_a_card_is_both_sides_say_the_same_after_an_import(shared: Path) -> None:
    """It became Léa's, and Tom's was given back, while the export was under way."""
    lived = lived_in(shared, program_data(), steps=20)
    program, services = lived.program.id, lived.services
    cards = [lived.join(member=Member(first_name=name, language="fr")) for name in ("Léa", "Tom")]
    mine, his = (held.card.id for held in cards)
    lea, tom = (staff.take_on(services, program, name).id for name in ("Léa", "Tom"))
    services.staff.own_card(program, tom, his)
    leaving = Export(services=services, program=program)
    walked = [sound for _, sound in leaving.records()]
    services.staff.own_card(program, lea, mine)
    services.staff.own_card(program, tom, None)
    shop = services.archive.shop(program)
    assert [one.get("card") for one in shop["staff"]] == [mine, None]

    there = empty(shared, now=lived.now)
    bring_back(there.services, shop, walked[:-1], leaving.anchor.digest, lambda _: None)

    held = {one.card.id: one.staff for one in there.services.cards.every(program)}
    assert {card: whose for card, whose in held.items() if whose} == {mine: lea}
    assert [one.card for one in there.services.staff.every(program)] == [mine, None]


def test_an_export_is_called_good_exactly_when_an_import_takes_it(
    shared: Path, tmp_path: Path
) -> None:
    """Every field of a card and of all that belongs to it, spoiled in some ways."""
    lived = lived_in(shared, program_data(), steps=8)
    engine = lived.services.cards.engine  # type: ignore[attr-defined]
    held = next(held for held in lived.cards() if held.card.seq and held.member)
    items = engine.query(f"P#{lived.program.id}#C#{held.card.id}").items
    chosen = {item["sk"][:3]: item for item in items}.values()
    fields = [(item, name) for item in chosen for name in item if name not in NOT_EXPORTED]
    called_good = []

    for number, (item, name) in enumerate(fields):
        for wrong in (None, "", 10**20):
            kept = {key: value for key, value in item.items() if key != name}
            engine.write(Put(kept if wrong is None else kept | {name: wrong}))
            folder = tmp_path / f"{number}-{wrong}"
            is_good = export(lived.house, lived.program.id, folder) == 0
            assert is_good == is_taken(empty(shared), folder), (name, wrong)
            called_good.append(is_good)
        engine.write(Put(item))

    assert 0 < sum(called_good) < len(called_good) / 3


NOT_EXPORTED = {"pk", "sk", "due", "due_at", "tries", "failing", "failing_since", "join_key"}


def is_taken(house: wiring.House, folder: Path) -> bool:
    try:
        return bring_folder(house, folder) == 0
    except BadConfiguration:
        return False


def test_an_import_that_was_cut_off_goes_on_where_it_was(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived, there = lived_in(shared, program_data()), empty(shared)
    export(lived.house, lived.program.id, tmp_path / "out")
    monkeypatch.setattr("functions.journeys.archive.TOGETHER", 2)
    engine = there.services.archive.engine  # type: ignore[attr-defined]
    transact, wrote = engine.transact, 0

    def cut_off(operations: Any) -> None:
        nonlocal wrote
        if wrote == 4:
            raise KeyboardInterrupt
        wrote += 1
        transact(operations)

    with monkeypatch.context() as now:
        now.setattr(engine, "transact", cut_off)
        with pytest.raises(KeyboardInterrupt):
            bring_folder(there, tmp_path / "out")
    assert 0 < len(known(there, lived.program.id)) < len(lived.cards())
    assert there.services.programs.every() == []
    with pytest.raises(BadConfiguration, match="import was cut off"):
        export(there, lived.program.id, tmp_path / "half")
    with pytest.raises(BadConfiguration, match="import was cut off"):
        there.services.programs.publish(program_data(), lived.now[0])
    assert not (tmp_path / "half").exists()

    assert bring_folder(there, tmp_path / "out") == 0

    assert known(there, lived.program.id) == known(lived.house, lived.program.id)


def test_an_import_never_writes_over_what_is_another(shared: Path, tmp_path: Path) -> None:
    lived, there = lived_in(shared, program_data(), steps=20), empty(shared)
    export(lived.house, lived.program.id, tmp_path / "out")
    lived.live(10)
    records = next(r for r in lived.services.archive.cards(lived.program.id) if r["entries"])
    there.services.archive.bring([records | {"cards": [records["cards"][0] | {"visits": 99}]}])

    with pytest.raises(BadConfiguration, match="is in the store already, and it is another one"):
        bring_folder(there, tmp_path / "out")

    assert there.services.programs.every() == []


def anchor_of(house: wiring.House, lived: Lived) -> Any:
    later = lived.now[0] + timedelta(days=1)
    return compute(house.services, lived.program, next(lived.weeks), later).anchor
