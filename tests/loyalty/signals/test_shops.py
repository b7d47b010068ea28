"""Honest shops of many kinds, in which there is nothing to tell."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from loyalty.calendar import Week
from loyalty.program import Limits
from tests.builders import at
from tests.loyalty.signals.life import CAFE, Person, scan
from tests.loyalty.signals.test_rules import OFFICE, found, guests, person

NEXT_WEEK = Week.named("2026-W11")


@pytest.mark.parametrize("cards", [10, 99, 100, 500])
def test_a_shop_where_every_card_is_filled_in_one_go_suspects_nobody(cards: int) -> None:
    people = [person(f"client-{number}", OFFICE) for number in range(cards)]
    for number, client in enumerate(people):
        begin = at(f"2026-03-0{2 + number % 6} 08:00") + timedelta(minutes=number)
        client.buys(scan(begin), 10)
        client.uses(scan(begin + timedelta(minutes=1)))

    assert found(people, OFFICE) == set()


def sales(an_hour: int, till: str = "counter") -> list[Person]:
    """From Monday to Saturday, 08:00 to 18:00."""
    people = []
    for day in range(2, 8):
        for hour in range(8, 18):
            for number in range(an_hour):
                people.append(person(f"{till}-{day}-{hour}-{number}"))
                people[-1].buys(scan(f"2026-03-0{day} {hour:02d}:{5 + 7 * number:02d}", till))
    return people


def rewards(count: int, *staff: str, till: str = "counter") -> list[Person]:
    """Cards that were filled before, used throughout the week."""
    people = [person(f"reward-{till}-{number}") for number in range(count)]
    for number, one in enumerate(people):
        one.brings(9)
        one.buys(scan("2026-02-26 10:00", till))
        used = f"2026-03-0{2 + number % 6} {8 + 3 * number % 10:02d}:58"
        one.uses(scan(used, till, staff[number % len(staff)]))
    return people


@pytest.mark.parametrize("given", [12, 15])
def test_the_only_person_of_a_quiet_shop_may_give_what_its_sales_have_earned(given: int) -> None:
    assert found([*sales(2), *rewards(given, "zoe")]) == set()


def test_where_one_person_alone_gives_half_of_what_is_sold_it_is_told() -> None:
    assert found([*sales(1)[:24], *rewards(15, "zoe")]) == {"rewards"}


def refunds(count: int, staff: str) -> list[Person]:
    people = [person(f"refund-{number}") for number in range(count)]
    for number, one in enumerate(people):
        one.buys(scan(f"2026-03-0{2 + number % 6} 10:{number // 2:02d}"))
        one.returns(scan(f"2026-03-0{2 + number % 6} 11:{number // 2:02d}", staff=staff))
    return people


def test_where_only_the_manager_may_refund_nobody_compares() -> None:
    shop = [*sales(3), *sales(2, "terrace"), *rewards(30, "max", "lea")]

    assert found([*shop, *refunds(8, "zoe")]) == set()
    assert found([*shop, *refunds(100, "zoe")]) == {"refunds"}


def test_a_till_that_was_without_network_over_the_weekend_is_nothing_in_either_week() -> None:
    regular, back = person("regular"), "2026-03-09 08:00"
    people = [person(f"guest-{number}") for number in range(90)]
    for day in range(6, 9):
        for hour in ("08:00", "14:00"):
            regular.buys(scan(f"2026-03-0{day} {hour}", sent=back))
    for number, one in enumerate(people):
        made = at(f"2026-03-0{6 + number % 3} 09:00") + timedelta(minutes=4 * number)
        one.buys(scan(made, sent=back))
    for day in range(2, 6):
        people += guests(20, f"2026-03-0{day}")
    for one in people[:10]:
        one.brings(9)
        one.uses(scan("2026-03-08 16:00", staff="zoe", sent=back))

    assert found([regular, *people]) == set()
    assert found([regular, *people, *guests(40, "2026-03-10")], week=NEXT_WEEK) == set()


def test_families_that_always_buy_the_most_are_good_customers() -> None:
    three = replace(CAFE, limits=replace(Limits(), max_units_per_scan=3))
    families = [person(f"family-{number}", three) for number in range(6)]
    for number, family in enumerate(families):
        for day in range(2, 8):
            family.buys(scan(f"2026-03-0{day} 12:{number:02d}"), 3)

    assert found([*families, *guests(40)], three) == set()


def a_dozen(day: int) -> list[Person]:
    """Twelve customers in all: most come daily, one twice a day; what they earn is used."""
    people = [person(f"neighbour-{number}") for number in range(12)]
    for today in range(day, day + 6):
        for number, one in enumerate(people[:9]):
            made = at(f"2026-03-{today:02d} 08:00") + timedelta(minutes=17 * number)
            one.buys(scan(made), 2)
        people[0].buys(scan(f"2026-03-{today:02d} 15:00"))
    for one in people[:9]:
        one.uses(scan(f"2026-03-{day + 5:02d} 16:00", staff="zoe"))
    for one in people[9:]:
        one.buys(scan(f"2026-03-{day:02d} 12:00"))
    people[10].undoes(scan(f"2026-03-{day:02d} 12:01", staff="zoe"))
    return people


def test_a_shop_with_twelve_customers_in_all_has_nothing_to_tell() -> None:
    assert found(a_dozen(2)) == set()


@pytest.mark.parametrize("people", [[], guests(30), a_dozen(2)], ids=["nobody", "guests", "dozen"])
def test_a_shop_without_hours_has_nothing_to_tell(people: Sequence[Person]) -> None:
    nowhere = replace(CAFE, shops=())

    assert found(people, nowhere) == set()


def test_a_shop_that_never_had_a_till_has_nothing_to_tell() -> None:
    """Paper cards were brought in, and that was all."""
    people = [person(f"paper-{number}") for number in range(12)]
    for one in people:
        one.brings(7)
    week = Week.containing(people[0].joined_at, CAFE.time_zone)

    assert found(people, replace(CAFE, shops=()), week) == set()
