"""What is remarkable, by examples small enough to count by hand, and what is not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from loyalty.calendar import Week
from loyalty.entry import CardId, OperationId
from loyalty.program import Limits, Program, Shop, ShopId
from loyalty.signals.rules import signals
from loyalty.signals.signal import Key
from loyalty.signals.thresholds import MOST_CARDS, MOST_NAMED
from loyalty.signals.watch import Watch
from tests.builders import at
from tests.loyalty.signals.frauds import Noted, replaced
from tests.loyalty.signals.life import CAFE, OPEN, STAFF, Person, scan

WEEK = Week.named("2026-W10")
"""Monday 2 March to Sunday 8 March 2026."""
OFFICE = replace(CAFE, limits=replace(Limits(), max_units_per_scan=50))


def person(name: str = "ada", program: Program = CAFE) -> Person:
    return Person(CardId(name), program)


def found(people: Iterable[Person], program: Program = CAFE, week: Week = WEEK) -> set[Key]:
    watch = Watch(week=week)
    for one in people:
        watch.fold(program, one.ledger)
    return {signal.key for signal in signals(program, watch)}


def guests(count: int, day: str = "2026-03-03", till: str = "counter") -> list[Person]:
    """So many cards, each stamped once, a quarter of an hour apart at most."""
    opens = at(f"{day} 08:00")
    people = [person(f"guest-{till}-{day}-{number}") for number in range(count)]
    for number, guest in enumerate(people):
        guest.buys(scan(opens + timedelta(minutes=number * 600 // count), till))
    return people


def stamped(times: Iterable[str | datetime], program: Program = CAFE) -> Person:
    one = person(program=program)
    for when in times:
        one.buys(scan(when))
    return one


def test_a_week_without_cards_has_nothing() -> None:
    assert signals(CAFE, Watch(week=WEEK)) == ()


def test_a_card_without_entries_and_a_card_of_another_week_add_nothing() -> None:
    watch = Watch(week=WEEK)

    watch.fold(CAFE, person().ledger)
    watch.fold(CAFE, stamped(["2026-03-12 10:00"]).ledger)

    assert watch == Watch(week=WEEK)


def test_what_the_house_writes_is_no_signal() -> None:
    paper = person()
    paper.brings(9)
    watch = Watch(week=Week.containing(paper.joined_at, CAFE.time_zone))

    watch.fold(CAFE, paper.ledger)

    assert watch == Watch(week=watch.week)


@pytest.mark.parametrize(("visits", "keys"), [(14, set()), (15, {"often"})])
def test_fifteen_visits_in_a_week_are_remarkable_where_nobody_else_has_many(
    visits: int, keys: set[Key]
) -> None:
    hours = ("08:00", "13:00", "18:30")
    times = [f"2026-03-0{2 + n // 2} {hours[n % 2]}" for n in range(14)] + ["2026-03-02 18:30"]

    seen = found([stamped(times[:visits]), *guests(60)])

    assert seen == keys


def test_fifteen_visits_are_nothing_where_many_come_that_often() -> None:
    times = [f"2026-03-0{day} {hour}" for day in range(2, 8) for hour in ("08:00", "13:00")]
    times += [f"2026-03-0{day} 18:30" for day in (2, 4, 8)]
    people = [stamped(times) for _ in range(6)]

    assert "often" not in found([*people, *guests(60)])


@pytest.mark.parametrize(("others", "keys"), [(39, {"share"}), (41, set())])
def test_ten_stamps_are_a_large_part_of_a_small_till_only(others: int, keys: set[Key]) -> None:
    stand = guests(others, till="stand")

    assert found([twice_a_day(), *stand, *guests(60)]) == keys


@pytest.mark.parametrize(("elsewhere", "keys"), [(29, set()), (30, {"share"})])
def test_a_regular_is_a_large_part_of_a_tiny_shop_by_nature(elsewhere: int, keys: set[Key]) -> None:
    assert found([twice_a_day(), *guests(30, till="stand"), *guests(elsewhere)]) == keys


def test_a_share_is_of_what_happened_in_the_week_whenever_it_was_sent() -> None:
    """A till without network all week: little of the week came in by its end."""
    regular, offline = person("regular"), [person(f"late-{n}") for n in range(60)]
    for day in range(2, 7):
        for hour in ("08:00", "13:00"):
            made = f"2026-03-0{day} {hour}"
            regular.buys(scan(made, "stand", sent="2026-03-09 08:00"))
    for number, one in enumerate(offline):
        made = f"2026-03-0{2 + number % 6} 09:{number:02d}"
        one.buys(scan(made, "stand", sent="2026-03-09 08:00"))

    assert "share" not in found([regular, *offline, *guests(5, till="stand"), *guests(60)])


def twice_a_day() -> Person:
    """Ten stamps on the stand, from Monday to Friday."""
    one = person("twice")
    for day in range(2, 7):
        for hour in ("08:00", "13:00"):
            one.buys(scan(f"2026-03-0{day} {hour}", "stand"))
    return one


def test_the_cap_on_three_days_is_remarkable_and_on_two_days_is_not() -> None:
    def full(days: range) -> Person:
        return stamped(f"2026-03-0{day} {h}:00" for day in days for h in ("09", "12", "17"))

    assert found([full(range(2, 5)), *guests(60)]) == {"again"}
    assert found([full(range(2, 4)), *guests(60)]) == set()


def test_a_program_whose_cap_is_two_a_day_does_not_suspect_its_regulars() -> None:
    twice = replace(CAFE, limits=replace(Limits(), daily_cap=2))
    regular = stamped((f"2026-03-0{d} {h}:00" for d in range(2, 7) for h in ("09", "17")), twice)

    assert found([regular, *guests(60)], twice) == set()


def test_one_who_comes_back_at_every_cooldown_is_seen_below_the_cap() -> None:
    wide = replace(CAFE, limits=replace(Limits(), daily_cap=10))
    one = stamped((at("2026-03-03 10:00") + timedelta(minutes=31 * n) for n in range(6)), wide)

    assert found([one, *guests(60)], wide) == {"again"}


def test_a_large_order_is_nothing_until_its_reward_is_used_on_the_same_day() -> None:
    office, filled = person("office"), person("filled")
    office.buys(scan("2026-03-03 10:00"), 10)
    filled.buys(scan("2026-03-03 10:00"), 10)
    office.uses(scan("2026-03-04 10:00"))
    filled.uses(scan("2026-03-03 18:00"))

    assert found([office, *guests(60)]) == set()
    assert found([filled, *guests(60)]) == {"filled"}


def test_where_every_purchase_fills_a_card_nobody_is_suspected() -> None:
    clients = [person(f"client-{number}", OFFICE) for number in range(8)]
    for number, client in enumerate(clients):
        client.buys(scan(f"2026-03-03 1{number}:00"), 25)
        client.uses(scan(f"2026-03-03 1{number}:30"))

    assert found(clients, OFFICE) == set()


def test_what_comes_later_does_not_change_what_a_week_had() -> None:
    one = person()
    for day in ("03", "10", "17", "24"):
        one.buys(scan(f"2026-03-{day} 10:00"), 10)

    assert found([one, *guests(60), *guests(60, till="terrace")]) == set()
    later = [*guests(60, "2026-03-24"), *guests(60, "2026-03-24", "terrace")]
    assert found([one, *later], week=Week.named("2026-W13")) == {"most"}


def always_most(program: Program, units: int) -> Person:
    one = person("family", program)
    for day in range(2, 6):
        one.buys(scan(f"2026-03-0{day} 12:00"), units)
    return one


def test_always_the_most_says_something_where_it_could_have_been_another_till() -> None:
    three = replace(CAFE, limits=replace(Limits(), max_units_per_scan=3))
    family = always_most(three, 3)

    assert found([family, *guests(60)], three) == set()
    assert found([family, *guests(60), *guests(3, till="terrace")], three) == set()
    assert found([family, *guests(60), *guests(60, till="terrace")], three) == {"most"}


def test_the_most_is_what_it_was_when_it_was_scanned() -> None:
    three = replace(CAFE, version=2, limits=replace(Limits(), max_units_per_scan=3))
    family, watch = always_most(CAFE, 3), Watch(week=WEEK)
    rules = {1: CAFE, 2: three}

    for one in [family, *guests(60), *guests(60, till="terrace")]:
        watch.fold(three, one.ledger, lambda at: rules[1 + (at >= WEEK.bounds(CAFE.time_zone)[1])])

    assert signals(three, watch) == ()


def test_half_an_hour_after_closing_is_the_last_customer() -> None:
    in_time = [stamped([f"2026-03-0{day} 19:29"]) for day in range(2, 7)]
    later = [stamped([f"2026-03-0{day} 19:31"]) for day in range(2, 7)]
    sunday = [stamped(["2026-03-08 11:00"]) for _ in range(3)]

    assert found([*in_time, *guests(60)]) == set()
    assert found([*later, *guests(60)]) == {"hours"}
    assert found([*sunday, *guests(60)]) == {"hours"}
    assert found([*later[:2], *guests(60)]) == set()


def test_what_waited_in_a_phone_is_not_out_of_hours() -> None:
    people = [person(f"late-{n}") for n in range(4)]
    for number, one in enumerate(people):
        one.buys(scan(f"2026-03-03 22:0{number}", sent="2026-03-04 08:00"))

    assert found([*people, *guests(60)]) == set()


def test_without_hours_the_night_is_remarkable_unless_the_shop_lives_by_night() -> None:
    bar = replace(CAFE, shops=(Shop(id=ShopId("orfevres"), name="Bar"),))
    night = [stamped([f"2026-03-0{day} 02:30"]) for day in (3, 4, 5)]
    crowd = [stamped([at("2026-03-06 01:00") + timedelta(minutes=3 * n)]) for n in range(60)]

    assert found([*night, *guests(60)], bar) == {"night"}
    assert found([*night, *crowd], bar) == set()


@pytest.mark.parametrize(("cards", "keys"), [(12, set()), (13, {"burst"})])
def test_more_than_twelve_cards_in_two_minutes_are_no_queue(cards: int, keys: set[Key]) -> None:
    begin = at("2026-03-03 19:01")
    burst = [stamped([begin + timedelta(seconds=9 * number)]) for number in range(cards)]

    assert found([*burst, *guests(60)]) == keys


def test_a_queue_that_is_sent_after_an_outage_is_no_burst() -> None:
    begin = at("2026-03-03 15:00")
    people = [person(f"late-{n}") for n in range(30)]
    for number, one in enumerate(people):
        made = begin + timedelta(minutes=number)
        one.buys(scan(made, sent=at("2026-03-03 16:00") + timedelta(seconds=number)))

    assert found([*people, *guests(60)]) == set()


def test_a_till_at_its_limit_is_told() -> None:
    small = replace(CAFE, limits=replace(Limits(), scans_per_till_hour=20))
    begin = at("2026-03-03 15:00")

    def busy(cards: int) -> list[Person]:
        return [stamped([begin + timedelta(minutes=2 * n + 1)], small) for n in range(cards)]

    assert found(busy(20), small) == {"limit"}
    assert found(busy(19), small) == set()


def test_regulars_of_a_till_that_was_offline_for_three_days_are_not_named() -> None:
    regulars = [person(f"regular-{n}") for n in range(12)]
    for number, one in enumerate(regulars):
        for day in (3, 4, 5):
            one.buys(scan(f"2026-03-0{day} 09:{number:02d}", "terrace", sent="2026-03-06 08:00"))

    assert found([*regulars, *guests(60)]) <= {"late"}


def test_a_till_that_is_never_online_is_told() -> None:
    people = [person(f"late-{n}") for n in range(24)]
    for number, one in enumerate(people):
        day = 3 + number % 4
        made = f"2026-03-0{day} 09:{number:02d}"
        one.buys(scan(made, "cellar", sent=f"2026-03-0{day} 18:{number:02d}"))

    assert found([*people, *guests(60)]) == {"late"}


def test_whoever_works_more_hours_may_give_more() -> None:
    """Zoé gives 30 rewards in 30 hours, Max 2 in 2: each one in ten."""
    people = guests(300, till="counter")
    for number, guest in enumerate(people):
        guest.entries.clear()
        guest.__post_init__()
        begin = at(f"2026-03-0{2 + number // 60} 08:00") + timedelta(minutes=10 * (number % 60))
        guest.buys(scan(begin))
        if number % 10 == 0:
            guest.brings(9)
            guest.uses(
                scan(begin + timedelta(minutes=1), "counter", "max" if number > 280 else "zoe")
            )

    assert found(people) == set()


def test_in_a_shop_of_one_only_a_share_that_no_counter_reaches_is_told() -> None:
    people = guests(60)
    for guest in people[:8]:
        guest.undoes(scan(guest.entries[-1].recorded_at + timedelta(seconds=20)))
    assert found(people) == set()

    for guest in people[8:14]:
        guest.undoes(scan(guest.entries[-1].recorded_at + timedelta(seconds=20)))
    assert found(people) == {"undone"}


def test_what_was_given_without_network_and_refused_is_told_for_its_week() -> None:
    ada, nobody = CardId("ada"), CardId("")
    given = [
        Noted(at("2026-03-04 10:00"), ada, "counter", "zoe"),
        Noted(at("2026-03-05 10:00"), nobody, "counter"),
        Noted(at("2026-03-09 10:00"), ada, "counter"),
    ]

    (told,) = signals(CAFE, Watch(week=WEEK), given)

    assert (told.key, told.count, told.tills) == ("given", 2, ("counter",))
    assert (told.staff, told.cards) == (("zoe",), ("ada",))


def test_what_was_noted_in_a_week_is_told_in_it_whenever_it_was_given() -> None:
    ada, sunday, monday = CardId("ada"), at("2026-03-01 23:00"), at("2026-03-09 00:00")
    before = Noted(sunday, ada, "counter", recorded_at=at("2026-03-02 00:00"))
    within = Noted(at("2026-03-08 10:00"), ada, "terrace", recorded_at=monday)

    (told,) = signals(CAFE, Watch(week=WEEK), [before, within])

    assert (told.tills, told.first) == (("counter",), sunday)


def test_what_was_refused_first_and_accepted_later_is_in_the_ledger() -> None:
    ada = person()
    ada.brings(9)
    used = [ada.buys(scan("2026-03-03 10:00")), ada.uses(scan("2026-03-04 10:00"))][-1]
    notice = Noted(used.happened_at, ada.card, "counter", operation=used.operation)
    another = replace(notice, operation=OperationId("another"))

    def told(*notices: Noted) -> list[tuple[Key, int]]:
        histories = {ada.card: ada.entries}
        seen = signals(CAFE, Watch(week=WEEK), notices, histories)
        return [(one.key, one.count) for one in seen]

    assert told(notice) == []
    assert told(notice, another) == [("given", 1)]


@pytest.mark.parametrize(
    ("used", "keys"),
    [
        ("2026-03-04 11:59", []),
        ("2026-03-04 12:00", ["replaced"]),
        ("2026-03-05 11:59", ["replaced"]),
        ("2026-03-05 12:00", []),
    ],
)
def test_a_replaced_card_is_told_if_a_reward_of_it_is_used_within_a_day(
    used: str, keys: list[Key]
) -> None:
    ada = person()
    ada.brings(9)
    ada.buys(scan("2026-03-03 10:00"))
    ada.uses(scan(used, "terrace", "max"))
    notice = replaced(at("2026-03-04 12:00"), ada.card, staff="zoe")

    told = signals(CAFE, Watch(week=WEEK), [notice], {ada.card: ada.entries})

    assert [one.key for one in told] == keys
    for one in told:
        assert (one.count, one.cards, one.staff) == (1, (ada.card,), ("max", "zoe"))
        assert (one.tills, one.first) == (("counter", "terrace"), notice.at)


def test_a_reward_that_was_taken_back_and_a_lost_card_alone_are_nothing() -> None:
    ada = person()
    ada.brings(9)
    ada.buys(scan("2026-03-03 10:00"))
    ada.uses(scan("2026-03-04 12:10"))
    ada.undoes(scan("2026-03-04 12:11"))
    notice = replaced(at("2026-03-04 12:00"), ada.card)

    assert signals(CAFE, Watch(week=WEEK), [notice], {ada.card: ada.entries}) == ()
    assert signals(CAFE, Watch(week=WEEK), [notice]) == ()


def test_three_replacements_on_one_till_or_by_one_person_are_told() -> None:
    def told(*where: tuple[str, str]) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
        notices = [
            replaced(at(f"2026-03-0{3 + n} 12:00"), CardId(f"c{n}"), till, staff)
            for n, (till, staff) in enumerate(where)
        ]
        return [
            (one.count, one.tills, one.staff)
            for one in signals(CAFE, Watch(week=WEEK), notices)
            if one.key == "replacements"
        ]

    a, b = "counter", "terrace"
    assert told((a, "zoe"), (a, "zoe")) == []
    assert told((a, "zoe"), (a, "max"), (b, "lea")) == []
    assert told((a, "zoe"), (a, "max"), (a, "lea")) == [(3, (a,), ("lea", "max", "zoe"))]
    assert told((a, "zoe"), (a, "zoe"), (a, "zoe")) == [(3, (a,), ("zoe",))]
    assert told((a, "zoe"), (b, "zoe"), (b, "zoe")) == [(3, (a, b), ("zoe",))]


def test_ten_wrong_pins_of_one_person_in_a_week_or_a_till_that_is_shut_for_them_are_told() -> None:
    def told(*wrong: tuple[str, str, str]) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
        notices = [
            Noted(at(f"2026-03-04 12:{n:02d}"), CardId(""), till, staff, code=code)
            for n, (till, staff, code) in enumerate(wrong)
        ]
        found = signals(CAFE, Watch(week=WEEK), notices)
        assert {one.key for one in found} <= {"pins"}
        return [(one.count, one.tills, one.staff) for one in found]

    a, b = ("counter", "zoe", "pin-refused"), ("terrace", "zoe", "pin-refused")
    of_max, shut = ("counter", "max", "pin-refused"), ("counter", "max", "pin-blocked")
    assert told(*[a] * 5, *[b] * 4, *[of_max] * 4) == []
    assert told(*[a] * 5, *[b] * 5) == [(10, ("counter", "terrace"), ("zoe",))]
    assert told(*[a] * 9, *[of_max] * 4, shut) == [(5, ("counter",), ("max",))]


def test_a_reward_that_an_old_code_was_refused_is_one_that_was_given() -> None:
    notice = Noted(at("2026-03-04 10:00"), CardId("ada"), "counter", code="card-replaced")

    assert [one.key for one in signals(CAFE, Watch(week=WEEK), [notice])] == ["given"]


def test_more_cards_are_counted_than_are_named() -> None:
    people, watch = [person(f"never-{n}") for n in range(2 * MOST_CARDS)], Watch(week=WEEK)
    for number, one in enumerate(people):
        one.is_given(scan(f"2026-03-03 {9 + number // 60:02d}:{number % 60:02d}"))
        one.uses(scan(f"2026-03-04 {9 + number // 60:02d}:{number % 60:02d}"), "coupon:present")
        watch.fold(CAFE, one.ledger)

    (told,) = [one for one in signals(CAFE, watch) if one.key == "unbought"]

    assert (told.count, len(told.cards)) == (2 * MOST_CARDS, MOST_NAMED)
    assert told.last == people[-1].entries[-1].happened_at


def test_what_is_old_is_the_tills_whoever_had_signed_in() -> None:
    people = [person(f"old-{n}") for n in range(3)]
    for number, one in enumerate(people):
        one.brings(9)
        one.buys(scan("2026-02-27 10:00"))
        one.uses(scan(f"2026-03-02 10:0{number}", staff=STAFF[number], sent="2026-03-06 10:00"))
    watch = Watch(week=WEEK)
    for one in people:
        watch.fold(CAFE, one.ledger)

    (told,) = signals(CAFE, watch)

    assert (told.key, told.count, told.staff) == ("old", 3, ("lea", "max", "zoe"))


def test_each_card_is_told_once_and_what_tells_most_comes_first() -> None:
    one = stamped(f"2026-03-0{d} {h}:00" for d in range(2, 9) for h in ("09", "12", "17"))
    watch = Watch(week=WEEK)
    for each in [one, *guests(30)]:
        watch.fold(CAFE, each.ledger)

    keys = [signal.key for signal in signals(CAFE, watch)]

    assert keys[0] == "again"
    assert "often" not in keys and "share" not in keys


def test_hours_are_those_of_the_shops_wall() -> None:
    assert OPEN[0] == CAFE.shops[0].hours[0]
    sundays = Week.named("2026-W13")
    people = [stamped(["2026-03-28 07:05"]) for _ in range(3)]

    assert found([*people, *guests(60, "2026-03-27")], week=sundays) == set()
