"""A store moves while it is written to: what arrives, what stays, and where it is cut off."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from functions.failures import StoreUnavailable
from functions.store import keys, moving
from functions.store.arriving import Arriving, Sum
from functions.store.dynamodb import create_table
from functions.store.dynamodb_table import DynamoTable
from functions.store.engine import Delete, EngineUnavailable, Item, Key, Put, Update, item_key
from functions.store.leaving import CLOSED, COPYING, FOLLOWING, LIVE, MOVED, Leaving, left
from functions.store.moving import Moving
from functions.store.sqlite import SqliteEngine
from functions.store.walking import partitions
from loyalty.errors import BadConfiguration

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = (f"moving-{number}" for number in count())
MARK = keys.moving()
Hook = Callable[[], None]


@dataclass
class Watched:
    """Whoever waits, and does something at a certain word."""

    at: dict[str, Hook] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)
        for beginning, hook in list(self.at.items()):
            if text.startswith(beginning):
                hook()

    @contextmanager
    def count(self, unit: str, total: int | None) -> Iterator["Watched"]:
        yield self

    def step(self, number: int = 1) -> None:
        pass


class CutOff(BaseException):
    """As a kill does it: nothing is tidied up."""


class Table(DynamoTable):
    """The table, and what happens at its n-th batch."""

    writes = 0
    at: Hook | None = None
    when = 0
    spoils = False

    def write_all(self, states: Any) -> None:
        self.writes += 1
        if self.at and self.writes == self.when:
            self.at()
        super().write_all({} if self.spoils and self.writes >= self.when else states)


@dataclass
class House:
    """A file in use, and a table."""

    path: Path
    aws: "DynamoDBClient"
    table: str
    watched: Watched = field(default_factory=Watched)

    def __post_init__(self) -> None:
        self.shop = SqliteEngine(self.path)
        self.there = Table(self.aws, self.table)

    def attempt(self, now: datetime = NOW) -> Moving:
        return Moving(
            source=Leaving(self.path),
            target=Arriving(self.there, self.table),
            name=f"dynamodb:{self.table}",
            now=now,
            watcher=self.watched,
        )

    def move(self, now: datetime = NOW) -> moving.Moved:
        again = self.attempt(now)
        return again.go(again.plan())

    @property
    def state(self) -> str:
        move = left(self.path)
        return move.state if move else ""

    def here(self) -> dict[Key, Item]:
        return _all(self.shop)

    def arrived(self) -> dict[Key, Item]:
        return {key: item for key, item in _all(self.there).items() if key != MARK}


def _all(engine: Any) -> dict[Key, Item]:
    return {item_key(item): item for _, items in partitions(engine, "") for item in items}


def item(number: int, **more: Any) -> Item:
    return {"pk": f"P#cafe#C#{number % 50}", "sk": f"E#{number}", "number": number, **more}


@pytest.fixture(name="house")
def _house(tmp_path: Path, dynamodb: "DynamoDBClient") -> Iterator[House]:
    table = next(NAMES)
    create_table(dynamodb, table)
    yield House(tmp_path / "poincon.db", dynamodb, table)
    dynamodb.delete_table(TableName=table)


def fill(house: House, number: int) -> None:
    for start in range(0, number, 100):
        house.shop.transact([Put(item(n)) for n in range(start, min(start + 100, number))])


def test_an_empty_store_moves(house: House) -> None:
    moved = house.move()

    assert (moved.items, house.arrived(), house.state) == (0, {}, MOVED)
    assert (house.there.get(MARK) or {})["state"] == LIVE


def test_every_item_arrives_as_it_was(house: House) -> None:
    rich: Item = {
        **{"pk": "P#cafe#C#é", "sk": "A#CARD", "due": "WALLET#1", "due_at": "2026-01-01"},
        **{"empty": "", "yes": True, "big": 10**30, "lots": [["stamps", 3], {"a": [False, -1]}]},
    }
    fill(house, 130)
    house.shop.write(Put(rich))

    moved = house.move()

    assert house.arrived() == house.here() and moved.items == 131
    assert house.there.due("WALLET#1", until="2027", limit=5) == [item_key(rich)]


def test_a_sum_is_of_these_items_in_whatever_order_and_of_no_others() -> None:
    def of(*items: Item) -> Sum:
        found = Sum()
        for one in items:
            found.add(one)
        return found

    assert of(item(1), item(2)) == of(item(2)) + of(item(1))
    assert of(item(1)) != of(item(1), item(1)) and of() == Sum()
    assert of(item(1, a=1)) != of(item(1, a=True)) != of(item(1, a="1"))


def test_what_has_ended_and_how_far_a_walk_came_stay_behind(house: House) -> None:
    ended = item(1, ttl=int(NOW.timestamp()))
    ends_soon = item(2, ttl=int((NOW + timedelta(minutes=5)).timestamp()))
    kept = item(3, ttl=int((NOW + timedelta(days=90)).timestamp()))
    run = keys.audit_run()
    found: Item = {"pk": "P#cafe", "sk": "AUDIT", "at": "2026-11-22T01:00:00Z"}
    audit: Item = {"pk": run.pk, "sk": run.sk, "cursor": "of the other engine"}
    house.shop.transact([Put(one) for one in (ended, ends_soon, kept, audit, found)])

    house.move()

    assert house.arrived() == {item_key(one): one for one in (ends_soon, kept, found)}


def test_what_ends_may_be_gone_from_the_table_before_it_is_read_back(house: House) -> None:
    ends_soon = item(2, ttl=int((NOW + timedelta(minutes=5)).timestamp()))
    house.shop.write(Put(ends_soon))
    house.watched.at["Reading it back"] = lambda: house.there.write(Delete(item_key(ends_soon)))

    house.move()

    assert house.state == MOVED


def test_what_is_written_changed_and_deleted_meanwhile_arrives(house: House) -> None:
    fill(house, 300)
    new, gone, changed = item(1000), item_key(item(299)), item_key(item(0))

    def live() -> None:
        house.shop.transact([Put(new), Delete(gone), Update(changed, add={"number": 7})])
        house.shop.write(Put(item(5, again="whole")))

    house.there.at, house.there.when = live, 3
    house.move()

    assert house.arrived() == house.here()
    assert new.items() <= house.arrived()[item_key(new)].items() and gone not in house.arrived()


def test_what_is_written_in_the_very_last_moment_arrives_or_is_refused(house: House) -> None:
    fill(house, 10)
    late = item(77)

    def last_moment() -> None:
        house.shop.write(Put(late))

    house.watched.at["The old store takes no more"] = last_moment
    house.move()

    assert house.arrived()[item_key(late)] == late == house.here()[item_key(late)]
    for write in (Put(item(78)), Delete(item_key(late)), Update(item_key(late), add={"n": 1})):
        with pytest.raises(StoreUnavailable, match="closed"):
            house.shop.write(write)
    assert house.here() == house.arrived()


def test_threads_that_never_stop_writing_lose_nothing(house: House) -> None:
    fill(house, 400)
    answered: list[Key] = []
    done = threading.Event()

    def scan(first: int) -> None:
        for number in count(first, 4):
            try:
                house.shop.write(Put(item(number, by=first)))
            except StoreUnavailable:
                return
            answered.append(item_key(item(number)))
            done.wait(0.002)

    threads = [threading.Thread(target=scan, args=(1000 + n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    moved = house.move()
    for thread in threads:
        thread.join()

    assert house.arrived() == house.here() and len(answered) > 4
    assert set(answered) <= house.arrived().keys() and moved.changes >= 1


@pytest.mark.parametrize("when", [1, 2, 9, 16])
def test_a_move_that_is_cut_off_goes_on(house: House, when: int) -> None:
    fill(house, 400)

    def die() -> None:
        house.shop.transact([Put(item(2000)), Delete(item_key(item(3)))])
        raise CutOff

    house.there.at, house.there.when = die, when
    with suppress(CutOff):
        house.move()
    house.shop.write(Delete(item_key(item(4))))
    house.move()

    assert house.arrived() == house.here() and house.state == MOVED


def test_what_was_copied_is_not_copied_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "STRIDE", 100)
    fill(house, 400)
    house.there.at, house.there.when = _die, 13  # in the fourth stride

    with pytest.raises(CutOff):
        house.move()
    house.there.writes = 0
    house.move()

    assert house.there.writes <= 4 and house.arrived() == house.here()


def test_one_that_was_cut_off_while_shut_goes_on_and_the_file_stays_shut(house: House) -> None:
    fill(house, 30)
    again = house.attempt()
    house.watched.at["The old store takes no more"] = lambda: house.shop.write(Put(item(99)))
    with _dying(again, "done_with"), suppress(CutOff):
        again.go(again.plan())
    assert house.state == CLOSED

    house.watched.at.clear()
    house.move()

    assert house.arrived() == house.here() and house.state == MOVED


def test_one_that_was_cut_off_after_the_table_was_marked_only_says_so(house: House) -> None:
    fill(house, 30)
    again = house.attempt()
    with _dying(again, "leave"), suppress(CutOff):
        again.go(again.plan())
    assert (house.state, (house.there.get(MARK) or {})["state"]) == (CLOSED, LIVE)

    house.there.write(Put(item(500)))  # a server is there already
    house.move()

    assert house.state == MOVED and item_key(item(500)) in house.arrived()


def test_what_cannot_be_brought_opens_the_old_store_again(house: House) -> None:
    fill(house, 30)
    house.watched.at["The old store takes no more"] = lambda: house.shop.write(Put(item(99)))
    house.there.spoils, house.there.when = True, 3  # two batches of thirty, then nothing arrives

    with pytest.raises(BadConfiguration, match="does not hold what was brought"):
        house.move()

    house.shop.write(Put(item(100)))
    assert house.state == FOLLOWING and house.watched.said[-1].startswith("The old store takes wri")
    house.there.spoils = False
    house.move()
    assert house.arrived() == house.here()


def test_a_copy_that_is_not_what_was_copied_is_seen_and_nothing_is_shut(house: House) -> None:
    fill(house, 30)
    house.watched.at["Reading it back"] = lambda: house.there.write(
        Update(item_key(item(7)), set={"number": 8})
    )

    with pytest.raises(BadConfiguration, match="does not hold what was copied"):
        house.move()

    house.shop.write(Put(item(100)))


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_mark_of_which_the_answer_is_lost_is_looked_for(
    house: House, lost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house, 5)
    write, numbers = house.there.write, count(1)

    def losing(operation: Any) -> None:
        write(operation)
        if next(numbers) == lost:
            raise EngineUnavailable("ReadTimeoutError", unknown=True)

    monkeypatch.setattr(house.there, "write", losing)
    house.move()

    assert house.state == MOVED and house.arrived() == house.here()


def test_a_table_that_has_anything_in_it_is_refused(house: House) -> None:
    fill(house, 3)
    house.there.write(Put(item(1)))

    with pytest.raises(BadConfiguration, match="is not empty"):
        house.move()

    assert house.state == ""


def test_a_table_of_another_move_or_shop_is_refused(house: House, tmp_path: Path) -> None:
    fill(house, 3)
    other = House(tmp_path / "other.db", house.aws, house.table)
    other.attempt()._begun()
    with pytest.raises(BadConfiguration, match="another move"):
        house.move()
    other.move()
    with pytest.raises(BadConfiguration, match="holds a shop"):
        house.move()
    assert house.state == ""


def test_a_move_goes_to_one_place_alone(house: House) -> None:
    house.attempt()._begun()
    other = house.attempt()
    other.name = "dynamodb:elsewhere"

    with pytest.raises(BadConfiguration, match="not where the shop is moving"):
        other.plan()


def test_a_table_that_is_made_anew_is_filled_anew(house: House) -> None:
    fill(house, 60)
    with _dying(again := house.attempt(), "follow"), suppress(CutOff):
        again.go(again.plan())
    house.there.write(Delete(MARK))
    for key in house.arrived():
        house.there.write(Delete(key))

    house.move()

    assert house.arrived() == house.here()


def test_a_table_that_is_none_or_of_another_kind_is_refused(house: House) -> None:
    house.there = Table(house.aws, "nowhere")
    with pytest.raises(BadConfiguration, match="is not there"):
        house.move()

    for name, schema in {"other-keys": "id", "no-index": "pk"}.items():
        sort = [{"AttributeName": "sk", "KeyType": "RANGE"}] if schema == "pk" else []
        house.aws.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": schema, "KeyType": "HASH"}, *sort],  # type: ignore[list-item]
            AttributeDefinitions=[
                {"AttributeName": key, "AttributeType": "S"}
                for key in {schema, *(["sk"] * len(sort))}
            ],
        )
        house.there = Table(house.aws, name)
        with pytest.raises(BadConfiguration, match=r"other keys|no index"):
            house.move()
    assert house.state == ""


def test_what_dynamodb_would_not_take_is_named_before_anything_happens(house: House) -> None:
    house.shop.write(Put({"pk": "P#cafe", "sk": "VERSION#000001", "data": "x" * 410_000}))
    house.shop.write(Put({"pk": "P#cafe", "sk": "s" * 1025}))

    with pytest.raises(BadConfiguration) as refused:
        house.move()

    assert len(refused.value.facts["errors"]) == 2 and house.state == ""


def test_a_plan_changes_nothing_and_reckons_the_units(house: House) -> None:
    house.shop.write(Put(item(1)))
    house.shop.write(Put(item(2, due="WALLET#1", due_at="2026", text="x" * 1100)))

    plan = house.attempt().plan()

    assert (plan.items, plan.units, house.state) == (2, 1 + 3, "")
    assert house.there.get(MARK) is None


def test_after_a_move_the_old_store_opens_again_if_nothing_was_written_there(house: House) -> None:
    fill(house, 20)
    house.move()
    pairing: Item = {"pk": "PAIR#00", "sk": "PAIR", "ttl": int(NOW.timestamp()) + 10**6}
    house.there.write(Put(pairing))  # what a server writes by starting

    house.attempt().open_again()

    house.shop.write(Put(item(21)))
    assert house.state == ""
    house.move()
    assert house.arrived() == house.here() and len(house.here()) == 21


def test_after_a_move_it_stays_shut_if_anything_was_written_there(house: House) -> None:
    fill(house, 20)
    house.move()
    house.there.write(Put(item(21)))

    with pytest.raises(BadConfiguration, match="written to since"):
        house.attempt().open_again()

    with pytest.raises(StoreUnavailable):
        house.shop.write(Put(item(22)))
    assert house.state == MOVED


@pytest.mark.parametrize("step", ["copied_to", "follow", "done_with", "leave"])
def test_a_move_can_be_given_up_wherever_it_was_cut_off(house: House, step: str) -> None:
    fill(house, 20)
    house.watched.at["The old store takes no more"] = lambda: house.shop.write(Put(item(99)))
    with _dying(again := house.attempt(), step), suppress(CutOff):
        again.go(again.plan())
    house.watched.at.clear()

    house.attempt().open_again()
    house.shop.write(Put(item(300)))

    assert house.state == "" and _tables(house.path) == {"items"}
    house.move()
    assert house.arrived() == house.here()


def test_giving_up_that_was_cut_off_is_given_up_once_more(house: House) -> None:
    fill(house, 20)
    house.move()
    with _dying(again := house.attempt(), "stay"), suppress(CutOff):
        again.open_again()
    with pytest.raises(BadConfiguration, match="open-again once more"):
        house.move()

    house.attempt().open_again()

    house.shop.write(Put(item(300)))


def test_two_moves_at_once_never_fill_one_table(house: House, tmp_path: Path) -> None:
    """The other one looks while the table is still nobody's, and comes when it no longer is."""
    fill(house, 20)
    house.move()
    house.attempt().open_again()
    other = House(tmp_path / "other.db", house.aws, house.table).attempt()
    found = other.target.mark()
    late = Arriving(house.there, house.table)
    house.watched.at["Taking out"] = lambda: other.target.take_over("other", found or {})

    with pytest.raises(BadConfiguration, match="claimed by another move"):
        house.move()
    with pytest.raises(BadConfiguration, match="claimed by another move"):
        late.claim("late")

    assert (other.target.mark() or {})["move"] == "other"


def test_a_table_that_is_being_emptied_is_nobody_elses_and_the_same_move_goes_on(
    house: House, tmp_path: Path
) -> None:
    fill(house, 20)
    house.move()
    house.attempt().open_again()
    house.there.at, house.there.when = _die, house.there.writes + 1
    with pytest.raises(CutOff):
        house.move()
    other = House(tmp_path / "other.db", house.aws, house.table)

    with pytest.raises(BadConfiguration, match="another move"):
        other.move()

    house.move()
    assert house.arrived() == house.here() and house.state == MOVED


@pytest.mark.parametrize("state", [COPYING, CLOSED])
def test_a_move_to_a_table_that_is_gone_can_be_given_up(house: House, state: str) -> None:
    fill(house, 3)
    house.attempt()._begun()
    if state == CLOSED:
        Leaving(house.path).shut()
    house.there = Table(house.aws, "gone")

    house.attempt().open_again()

    house.shop.write(Put(item(9)))
    assert house.state == ""


def test_the_old_store_stays_shut_where_the_table_of_the_shop_is_not_to_be_found(
    house: House,
) -> None:
    house.move()
    house.there = Table(house.aws, "in-another-region")

    with pytest.raises(BadConfiguration, match="is not there, and the shop was"):
        house.attempt().open_again()

    assert house.state == MOVED


@pytest.mark.parametrize(
    "ended",
    [
        ClientError(
            {"Error": {"Code": "ExpiredTokenException"}, "ResponseMetadata": {}},  # type: ignore[typeddict-item]
            "GetItem",
        ),
        NoCredentialsError(),
    ],
)
def test_where_credentials_have_ended_a_move_that_is_not_over_is_given_up_and_a_done_one_is_not(
    house: House, monkeypatch: pytest.MonkeyPatch, ended: Exception
) -> None:
    def refuse(key: Key) -> None:
        raise ended

    house.attempt()._begun()
    monkeypatch.setattr(house.there, "get", refuse)
    house.attempt().open_again()
    assert house.state == "" and "did not answer" in house.watched.said[-1]

    monkeypatch.undo()
    for key in [MARK, *house.arrived()]:
        house.there.write(Delete(key))
    house.move()
    monkeypatch.setattr(house.there, "get", refuse)
    with pytest.raises(type(ended)):
        house.attempt().open_again()
    assert house.state == MOVED


def test_where_nothing_moves_there_is_nothing_to_open(house: House) -> None:
    with pytest.raises(BadConfiguration, match="is not moving"):
        house.attempt().open_again()


def _die() -> None:
    raise CutOff


@contextmanager
def _dying(of: Moving, step: str) -> Iterator[None]:
    """As a kill at that step of the file's: neither it nor what would tidy up happens."""

    def die(*_: object) -> None:
        for name in ("follow", "stay", "shut", "leave", "copied_to"):
            setattr(of.source, name, _die)
        raise CutOff

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of.source, step, die)
        yield


def _tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
        found = {name for (name,) in connection.execute(sql)}
    connection.close()
    return found - {"sqlite_sequence"}
