"""The owner's page of a shop that is too much to count while somebody waits."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions import jobs, wiring
from functions.journeys.forget import forget
from functions.store import keys
from functions.store.engine import Update
from functions.web import owner_counting
from tests.shop import Phone, Shop

CAFE = "cafe-poincon"
ANEW = {"command": "functions.jobs.recount", "program": CAFE}


@pytest.fixture(name="large")
def _large(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Two members with an entry each, where three things are counted at once."""
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


@pytest.mark.parametrize("entries", [0, 1])
def test_what_is_counted_soon_is_counted_at_every_look(
    shared: Path, monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    shop = Shop(shared, wakes=True)
    monkeypatch.setattr(owner_counting, "AT_ONCE", 2 * entries)
    for _ in range(entries):
        shop.pair().earn(shop.join().code)

    seen = shop.pair("owner").get("overview").json

    assert (visits(seen), seen["counted_at"], seen["counting"]) == (str(entries), None, False)
    assert shop.to_count == []


def test_the_first_time_the_jobs_are_asked_and_the_owner_is_told_to_come_back(
    large: Shop,
) -> None:
    answer = large.pair("owner").get("overview")

    assert (answer.status_code, answer.json["code"]) == (503, "still-counting")
    assert answer.headers["Retry-After"] == "120"
    assert large.to_count == [CAFE]


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
