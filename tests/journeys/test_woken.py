"""Telling the wallets at once: a scan wakes somebody, and the claim is from its own write."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions import jobs, wiring
from functions.journeys import tell_wallets
from functions.journeys.tell_wallets import Swept
from functions.records import LEASE, WALLETS, HeldCard, Told
from functions.store.engine import Put
from functions.wallets.errand import Errand
from loyalty.entry import CardId
from passes.content import PassContent
from tests.shop import Card, Shop

CAFE = "cafe-poincon"
BUSY = Told(done=False, reason="TooManyRequests", retry_seconds=60)


class Wallet:
    """Answers as the test says; what it was told is in ``seen``."""

    waiting_for = None

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.answers: list[Told] = []
        self.meanwhile: Callable[[], object] | None = None

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        self.seen.append(held.want)
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            meanwhile()
        return self.answers.pop(0) if self.answers else Told(done=True)


class Cafe(Shop):
    """A shop that wakes whoever tells, with one card in both wallets."""

    def __init__(self, shared: Path) -> None:
        super().__init__(shared, wakes=True)
        self.apple, self.google = Wallet(), Wallet()
        wallets: Any = {"apple": self.apple, "google": self.google}
        self.services = replace(self.services, **wallets)
        self.card: Card = self.join()
        for wallet in WALLETS:
            self.services.outbox.attach(self.held, wallet, attached=True)
        self.till = self.pair()

    @property
    def held(self) -> HeldCard:
        return next(iter(self.services.cards.every(CAFE)))

    def stamp(self) -> Errand:
        """A stamp; who was woken for it."""
        assert self.till.earn(self.card.code, over_ready=True).status_code == 201
        return self.woken[-1]

    def tell(self, errand: Errand) -> Swept:
        return tell_wallets.tell(self.services, errand.program, errand.card, errand.until)

    def sweep(self) -> Swept:
        return tell_wallets.sweep(self.services)

    @property
    def seen(self) -> tuple[list[int], list[int]]:
        return self.apple.seen, self.google.seen


@pytest.fixture(name="cafe")
def _cafe(shared: Path) -> Cafe:
    return Cafe(shared)


def test_a_stamp_wakes_somebody_with_a_claim_of_their_own(cafe: Cafe) -> None:
    errand = cafe.stamp()
    swept = cafe.sweep()

    told = cafe.tell(errand)

    assert cafe.woken == [Errand(program=CAFE, card=cafe.held.card.id, until=cafe.now + LEASE)]
    assert (swept, told, cafe.seen) == (Swept(), Swept(told=2), ([1], [1]))
    assert (cafe.held.behind, cafe.held.mark.due_at) == ((), None)


def test_what_was_told_is_noted_in_one_write(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = cafe.services.cards.engine  # type: ignore[attr-defined]
    writes, write = [], engine.write
    errand = cafe.stamp()
    monkeypatch.setattr(engine, "write", lambda operation: (writes.append(1), write(operation)))

    cafe.tell(errand)

    assert len(writes) == 1


def test_who_is_never_woken_is_made_good_by_a_sweep_within_two_minutes(cafe: Cafe) -> None:
    cafe.stamp()

    sweeps = [cafe.later(seconds=59).sweep(), cafe.later(seconds=60).sweep()]

    assert sweeps == [Swept(), Swept(told=2)]


def test_who_is_woken_twice_tells_once(cafe: Cafe) -> None:
    errand = cafe.stamp()

    assert [cafe.tell(errand), cafe.tell(errand)] == [Swept(told=2), Swept()]


def test_who_comes_too_late_to_tell_in_time_leaves_it_to_a_sweep(cafe: Cafe) -> None:
    errand = cafe.stamp()

    late = cafe.later(seconds=31)
    assert cafe.tell(errand) == Swept()
    assert late.later(seconds=29) and cafe.sweep() == Swept(told=2)


def test_who_comes_after_a_sweep_has_claimed_the_card_leaves_it_alone(cafe: Cafe) -> None:
    errand = cafe.stamp()
    cafe.later(minutes=1)
    assert cafe.services.outbox.claim(cafe.held, cafe.now)

    assert cafe.tell(errand) == Swept()


def test_who_comes_when_the_claim_is_over_makes_one(cafe: Cafe) -> None:
    errand = cafe.stamp()

    assert cafe.later(minutes=5).now and cafe.tell(errand) == Swept(told=2)


def test_a_stamp_before_anybody_came_wakes_nobody_else_and_is_told_along(cafe: Cafe) -> None:
    first = cafe.stamp()
    _undo(cafe)

    told = cafe.tell(first)

    assert (len(cafe.woken), told, cafe.seen) == (1, Swept(told=2), ([2], [2]))


def test_a_stamp_while_the_wallets_are_told_is_told_by_the_same(cafe: Cafe) -> None:
    errand = cafe.stamp()
    cafe.apple.meanwhile = lambda: _undo(cafe)

    cafe.tell(errand)

    assert cafe.seen == ([1, 2], [1, 2])
    assert (len(cafe.woken), cafe.held.behind, cafe.held.mark.due_at) == (1, (), None)


def test_who_has_no_time_to_tell_it_again_lets_the_claim_run_out(cafe: Cafe) -> None:
    errand = cafe.stamp()
    cafe.google.meanwhile = lambda: (_undo(cafe), cafe.later(seconds=31))

    cafe.tell(errand)

    assert cafe.seen == ([1], [1])
    assert cafe.sweep() == Swept()
    assert cafe.later(seconds=29).now and cafe.sweep() == Swept(told=2)
    assert cafe.seen == ([1, 2], [1, 2])


def test_a_wallet_that_refuses_waits_and_the_other_is_noted_with_it(cafe: Cafe) -> None:
    cafe.apple.answers = [BUSY]

    told = cafe.tell(cafe.stamp())

    assert told == Swept(told=1, waiting=1, reasons=("TooManyRequests",))
    assert (cafe.held.behind, cafe.held.mark.tries) == (("apple",), 1)
    assert cafe.later(minutes=2).now and cafe.sweep() == Swept(told=1)
    assert cafe.seen == ([1, 1], [1])


def test_a_wallet_that_refuses_while_a_stamp_comes_is_not_asked_again_at_once(cafe: Cafe) -> None:
    cafe.apple.answers = [replace(BUSY, retry_seconds=120)] * 2
    cafe.google.meanwhile = lambda: _undo(cafe)

    told = cafe.tell(cafe.stamp())

    assert (told.told, told.waiting, cafe.seen) == (1, 1, ([1], [1]))
    cafe.apple.answers = []
    assert cafe.later(minutes=1).now and cafe.sweep() == Swept(told=2)
    assert cafe.held.behind == ()


def test_an_error_of_one_wallet_that_nobody_foresaw_is_not_the_others(cafe: Cafe) -> None:
    cafe.google.meanwhile = _breaks

    told = cafe.tell(cafe.stamp())

    assert (told.told, told.reasons) == (1, ("internal-error",))
    assert (cafe.held.behind, [*cafe.held.mark.failing]) == (("google",), ["google"])


def test_a_stamp_on_a_card_that_waits_longer_wakes_somebody_at_once(cafe: Cafe) -> None:
    cafe.apple.answers = [replace(BUSY, retry_seconds=7200)]
    cafe.tell(cafe.stamp())

    _undo(cafe.later(minutes=5))

    assert (len(cafe.woken), cafe.tell(cafe.woken[-1])) == (2, Swept(told=2))


def test_who_dies_before_noting_has_it_told_once_more(cafe: Cafe) -> None:
    errand = cafe.stamp()
    cafe.google.meanwhile = _dies

    with pytest.raises(MemoryError):
        cafe.tell(errand)

    assert cafe.later(minutes=1).now and cafe.sweep() == Swept(told=2)
    assert cafe.seen == ([1, 1], [1, 1])


def test_who_came_twice_and_slowly_has_it_told_once_more(cafe: Cafe) -> None:
    errand = cafe.stamp()

    def overtaken() -> None:
        cafe.tell(errand)
        _undo(cafe)
        cafe.tell(cafe.woken[-1])

    cafe.google.meanwhile = overtaken
    cafe.tell(errand)

    assert cafe.held.behind == ("apple", "google")
    assert cafe.later(seconds=5).now and cafe.sweep() == Swept(told=2)
    assert cafe.google.seen[-1] == 2


def test_a_mark_that_goes_as_a_stamp_is_written_is_read_again(
    cafe: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand = cafe.stamp()
    cards: Any = cafe.services.cards
    append = cards.append
    orders = [lambda: cafe.tell(errand)]

    def meanwhile(*asked: Any, **told: Any) -> HeldCard:
        if orders:
            orders.pop()()
        held: HeldCard = append(*asked, **told)
        return held

    monkeypatch.setattr(cards, "append", meanwhile)
    _undo(cafe)

    assert len(cafe.woken) == 2
    assert cafe.tell(cafe.woken[-1]) == Swept(told=2)


def test_who_is_woken_without_a_claim_makes_one(cafe: Cafe) -> None:
    cafe.services.outbox.tell_later(cafe.held, cafe.now)

    told = tell_wallets.tell(cafe.services, CAFE, cafe.held.card.id, None)

    assert (told, cafe.held.behind) == (Swept(told=2), ())


UNREADABLE: list[dict[str, Any]] = [
    {},
    {"program": CAFE},
    {"program": CAFE, "card": ""},
    {"program": CAFE, "card": 7},
    {"program": "../..", "card": "A" * 16},
    {"program": CAFE, "card": "A" * 65},
    {"program": CAFE, "card": "A" * 16, "until": "soon"},
    {"program": CAFE, "card": "A" * 16, "until": "2026-02-31T10:00:00.000Z"},
    {"program": CAFE, "card": "A" * 16, "until": 1},
    {"program": [CAFE], "card": {"S": "A" * 16}},
]


@pytest.mark.parametrize("event", UNREADABLE)
def test_an_event_that_names_no_card_does_nothing(
    event: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert jobs.tell({"command": "functions.jobs.tell", **event}, None) == {}
    assert caplog.messages == ["errand-unreadable"]


@pytest.mark.parametrize(("program", "card"), [("another", ""), (CAFE, "Z" * 16)])
def test_a_card_that_is_not_known_is_nobodys(cafe: Cafe, program: str, card: str) -> None:
    known = cafe.stamp()
    errand = replace(known, program=program, card=CardId(card) if card else known.card)
    wiring.install(replace(cafe.house, services=cafe.services))

    answer = jobs.tell(errand.event("functions.jobs.tell"), None)

    wiring._installed.clear()
    assert answer == {"told": 0, "waiting": 0, "dead": 0, "reasons": []}
    assert cafe.seen == ([], [])


def test_an_errand_is_what_its_event_says(cafe: Cafe) -> None:
    for errand in (cafe.stamp(), replace(cafe.woken[0], until=None)):
        event = errand.event("a.job")

        assert Errand.of(event) == errand
        assert event.keys() <= {"command", "program", "card", "until"}


def test_a_damaged_card_is_left_to_the_sweep(cafe: Cafe) -> None:
    errand = cafe.stamp()
    engine: Any = cafe.services.cards.engine  # type: ignore[attr-defined]
    key = cafe.held.card.id
    item = next(i for i in engine.scan().items if key in i["pk"] and i["sk"] == "A#CARD")
    engine.write(Put({**item, "modified_at": "yesterday"}))

    assert cafe.tell(errand) == Swept()


def _breaks() -> None:
    raise KeyError("nobody foresaw this")


def _dies() -> None:
    raise MemoryError


def _undo(cafe: Shop) -> None:
    """Another entry on the same card, for which nobody needs to wait: its stamp is taken back."""
    assert isinstance(cafe, Cafe)
    undone = cafe.till.undo(cafe.card.code, str(cafe.held.card.latest))
    assert undone.status_code == 201, undone.text
