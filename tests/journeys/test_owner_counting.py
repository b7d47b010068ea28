"""The owner's page of a shop that is too much to count while somebody waits."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from functions import jobs, wiring
from functions.failures import StoreUnavailable
from functions.journeys import overview, undelivered
from functions.journeys.forget import forget
from functions.journeys.weekly_report import send_due_reports
from functions.mail import report
from functions.records import Failure, HeldCard
from functions.store import keys
from functions.store.engine import Update
from functions.store.walking import partitions
from functions.web import owner_counting, owner_members
from tests.builders import program_data
from tests.shop import Phone, Shop

CAFE = "cafe-poincon"
ANEW = {"command": "functions.jobs.recount", "program": CAFE}


@pytest.fixture(name="large")
def _large(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Two members with an entry each, where three items are walked through at once."""
    monkeypatch.setattr(owner_counting, "AT_ONCE", 3)
    shop = Shop(shared, wakes=True)
    till = shop.pair()
    for name in ("Ada", "Ben"):
        till.earn(shop.join(name).code)
        shop.later(seconds=1)
    wiring.install(shop.house)
    yield shop
    wiring._installed.clear()


def recount() -> bool:
    return bool(jobs.recount(ANEW, None)["counted"])


def visits(seen: Any) -> str:
    (figure,) = [one for one in seen["figures"] if one["key"] == "visits"]
    return str(figure["value"])


def walks(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    engine: Any = shop.services.cards.engine  # type: ignore[attr-defined]
    asked, scan = list[Any](), engine.scan
    monkeypatch.setattr(engine, "scan", lambda **part: asked.append(part) or scan(**part))
    return asked


def items(shop: Shop) -> int:
    engine: Any = shop.services.cards.engine  # type: ignore[attr-defined]
    return sum(len(together) for _, together in partitions(engine, ""))


@pytest.mark.parametrize("entries", [0, 1])
def test_what_is_counted_soon_is_counted_at_every_look(
    shared: Path, monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    shop = Shop(shared, wakes=True)
    for _ in range(entries):
        shop.pair().earn(shop.join().code)
    owner = shop.pair("owner")
    monkeypatch.setattr(owner_counting, "AT_ONCE", items(shop))

    seen = owner.get("overview").json

    assert (visits(seen), seen["counted_at"], seen["counting"]) == (str(entries), None, False)
    assert shop.to_count == []


def test_the_first_time_the_jobs_are_asked_and_the_owner_is_told_to_come_back(
    large: Shop,
) -> None:
    answer = large.pair("owner").get("overview")

    assert (answer.status_code, answer.json["code"]) == (503, "still-counting")
    assert answer.headers["Retry-After"] == "120"
    assert large.to_count == [CAFE]


def test_what_the_walk_passes_of_the_shop_next_door_counts_too(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(shared, wakes=True)
    owner = shop.pair("owner")
    monkeypatch.setattr(owner_counting, "AT_ONCE", items(shop))
    shop.services.programs.publish(program_data(id="zebra", name="Zebra"), shop.now)

    assert owner.get("overview").json["code"] == "still-counting"
    assert shop.to_count == [CAFE]


def test_where_nobody_can_be_asked_it_is_counted_however_long_it_takes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner_counting, "AT_ONCE", 0)
    shop.pair().earn(shop.join().code)

    assert visits(shop.pair("owner").get("overview").json) == "1"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_jobs_counted_is_what_is_counted_at_once_with_its_time(
    large: Shop, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    owner = large.pair("owner")
    assert recount()
    large.later(minutes=9)

    def look() -> Any:
        headers = {**owner.bearer, "Accept-Language": language}
        return large.web.get("/v1/owner/overview", headers=headers).json

    kept = look()
    monkeypatch.setattr(large.services.overviews, "last", lambda program: None)
    monkeypatch.setattr(owner_counting, "AT_ONCE", 1000)

    assert (kept["counted_at"], visits(kept)) == ("2026-02-02T06:00:02.000Z", "2")
    assert kept | {"counted_at": None} == look()
    assert large.to_count == []


def test_a_look_at_what_is_kept_walks_through_nothing(
    large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = large.pair("owner")
    recount()
    asked = walks(large, monkeypatch)

    seen = owner.get("overview").json

    assert [one["first_name"] for one in seen["members_page"]["members"]] == ["Ada", "Ben"]
    assert asked == []


def test_what_is_old_is_shown_once_more_and_what_was_taken_back_since_is_out_of_the_next(
    large: Shop,
) -> None:
    owner, till, card = large.pair("owner"), large.pair(), large.join("Cleo")
    operation = till.earn(card.code).json["operation"]
    recount()
    large.later(minutes=9)
    till.undo(card.code, operation)

    fresh = owner.get("overview").json
    large.later(minutes=1)
    old = owner.get("overview").json
    recount()
    anew = owner.get("overview").json

    assert [visits(seen) for seen in (fresh, old, anew)] == ["3", "3", "2"]
    assert [seen["counting"] for seen in (fresh, old, anew)] == [False, True, False]
    assert large.to_count == [CAFE]


def test_tills_and_reports_are_as_they_are_now(large: Shop) -> None:
    owner = large.pair("owner")
    recount()

    large.pair("till", "Terrasse")

    tills = [till["name"] for till in owner.get("overview").json["tills"]]
    assert sorted(tills) == ["Comptoir", "Terrasse"]


def test_what_is_delivered_since_it_was_counted_is_not_shown_again(
    large: Shop,
) -> None:
    owner, held = large.pair("owner"), next(iter(large.services.cards.every(CAFE)))
    _give_up(large, held)
    recount()
    counted = owner.get("overview").json["undelivered"]

    undelivered.retry(large.services, CAFE)
    after = owner.get("overview").json["undelivered"]
    _give_up(large, large.services.cards.head(CAFE, held.card.id))
    again = owner.get("overview").json["undelivered"]

    assert [line["text"][:7] for line in counted] == ["1 carte"]
    assert after == []
    assert counted == again


@pytest.mark.parametrize(("at_once", "said"), [(1, "1 carte"), (2, "2 cartes")])
def test_of_more_than_can_be_read_at_once_it_is_what_was_counted(
    large: Shop, monkeypatch: pytest.MonkeyPatch, at_once: int, said: str
) -> None:
    monkeypatch.setattr(overview, "GIVEN_UP_AT_ONCE", at_once)
    first, second = large.services.cards.every(CAFE)
    _give_up(large, first)
    recount()
    _give_up(large, second)

    (line,) = large.pair("owner").get("overview").json["undelivered"]

    assert line["text"].startswith(f"{said} ")


def _give_up(shop: Shop, held: HeldCard) -> None:
    """The card is in Apple Wallet, and Apple has refused it for a day."""
    shop.services.outbox.arrive(held, "apple")
    waits = shop.services.cards.head(CAFE, held.card.id)
    failing = {"apple": Failure(reason="BadCertificate", since=shop.now)}
    dead = replace(waits.mark, dead=True, failing=failing, due_at=shop.now + timedelta(days=1))
    shop.services.outbox.postpone(waits, dead)


def test_a_week_whose_mail_went_out_since_it_was_counted_is_listed_once(large: Shop) -> None:
    recount()
    before = large.pair("owner").get("overview").json["reports"]
    large.at("2026-02-09 07:05")
    send_due_reports(large.services, partial(report.write, url="https://cards.example.org"))

    after = large.pair("owner").get("overview").json["reports"]

    assert [one["sent_at"] for one in before] == [None]
    assert [one["week"] for one in after] == [before[0]["week"]]
    assert after[0]["sent_at"]


def test_a_first_member_who_cannot_be_read_any_more_hides_none_of_the_later_ones(
    large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (overview, owner_counting, owner_members):
        monkeypatch.setattr(module, "MEMBERS", 2)
    large.later(seconds=1)
    for name in ("Cleo", "Dan"):
        large.join(name)
        large.later(seconds=1)
    recount()
    kept = large.services.overviews.last(CAFE)
    assert kept and len(kept.first) == 3
    engine = large.services.cards.engine  # type: ignore[attr-defined]
    engine.write(Update(keys.card(CAFE, kept.first[0]), set={"joined_at": "never"}))
    owner = large.pair("owner")

    page = owner.get("overview").json["members_page"]
    query = {"cursor": page["next_cursor"]}
    rest = large.web.get("/v1/owner/members", headers=owner.bearer, query_string=query).json

    names = [one["first_name"] for one in (*page["members"], *rest["members"])]
    assert names == ["Ben", "Cleo", "Dan"]
    assert rest["next_cursor"] is None


def test_nobodys_name_is_kept_and_whoever_is_forgotten_is_gone_at_once(large: Shop) -> None:
    ada = next(
        held
        for held in large.services.cards.every(CAFE)
        if held.member and held.member.first_name == "Ada"
    )
    _stand_out(large, large.pair())
    recount()
    kept = large.services.overviews.last(CAFE)
    assert kept and kept.said["fr"]["signals"]

    forget(large.services, CAFE, ada.short_code)

    assert "Zoé" not in json.dumps(kept.said, ensure_ascii=False)
    owner = large.pair("owner")
    names = [one["first_name"] for one in owner.get("overview").json["members_page"]["members"]]
    assert names == ["", "Ben", "Zoé"]


def _stand_out(shop: Shop, till: Phone) -> None:
    """Zoé's card is scanned far more often than anybody comes."""
    zoe = shop.join("Zoé")
    for _ in range(20):
        shop.later(hours=4)
        till.tokens.update(shop.pair().tokens)
        till.earn(zoe.code, over_ready=True)


def test_what_was_damaged_is_counted_anew(large: Shop) -> None:
    owner = large.pair("owner")
    recount()
    engine = large.services.cards.engine  # type: ignore[attr-defined]
    engine.write(Update(keys.overview(CAFE), set={"said": "{}"}))

    assert owner.get("overview").json["code"] == "still-counting"
    recount()
    assert visits(owner.get("overview").json) == "2"


def test_a_count_that_fails_fails_again_when_it_is_tried_again_and_keeps_nobody_waiting(
    large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner_counting, "count", _fails)

    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            recount()

    monkeypatch.undo()
    assert recount()


def _fails(*_: object) -> None:
    raise StoreUnavailable()


def test_an_event_that_comes_twice_or_names_no_shop_counts_nothing(large: Shop) -> None:
    assert large.services.overviews.claim(CAFE, large.now)

    assert not recount()
    for named in ({"program": "chez-mallory"}, {"program": 7}, {}):
        assert jobs.recount(named, None) == {"counted": False}


def test_an_item_has_room_for_the_worst_of_weeks(
    large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_out(large, large.pair())
    counted = owner_counting.count(large.services, large.program)
    (signal, *_) = counted.figures.signals
    many = replace(signal, tills=("t" * 16,) * 5, cards=tuple(signal.cards) * 5)
    worst = replace(counted.figures, signals=(many,) * 5000, signals_before=(many,) * 5000)
    monkeypatch.setattr(owner_counting, "count", lambda *_: replace(counted, figures=worst))

    assert recount()

    engine = large.services.cards.engine  # type: ignore[attr-defined]
    item = engine.get(keys.overview(CAFE))
    assert len(json.dumps(item, ensure_ascii=False).encode()) < 200_000
