"""What a card shows, beyond its words: whose colours, near which shops, until when."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from functions import presets
from functions.journeys import face, samples
from functions.journeys.keeping import kept_until, last_activity
from functions.local.development import read_program
from functions.records import HeldCard, Member
from loyalty.card import Lot
from loyalty.entry import CREDIT, Entry
from loyalty.granting import decide_thanked
from loyalty.program import Program
from loyalty.program_file import parse
from loyalty.wallet_options import Place
from passes.content import Field, PassContent
from tests.builders import at, program_data, scan
from tests.programs import tiered

NOW = at("2026-11-23 10:00")
SHOPS = [
    {"id": f"shop-{n}", "name": f"Boutique {n}", "position": f"47.{n}, -1.5"} for n in range(12)
]


def program(**changes: Any) -> Program:
    return parse(program_data(**changes), version=1, valid_from=at("2026-01-01 00:00"))


def state(of: Program, key: str) -> tuple[HeldCard, tuple[Entry, ...]]:
    return next((one.held, one.entries) for one in samples.samples(of, NOW) if one.key == key)


def shown(of: Program, held: HeldCard, entries: tuple[Entry, ...] = ()) -> PassContent:
    return face.faces(samples.showcase(NOW), of, held, entries)[0]


def back(content: PassContent) -> dict[str, Field]:
    return {field.key: field for field in content.back}


def test_every_language_of_the_program_is_said_the_members_first() -> None:
    held, entries = state(program(), "begun")
    english = replace(held, member=Member(first_name="Ada", language="en"))

    said = face.faces(samples.showcase(NOW), program(), english, entries)

    assert [content.language for content in said] == ["en", "fr"]
    assert [content.header.label for content in said] == ["STAMPS", "TAMPONS"]


def test_the_shop_that_is_visited_most_comes_first_and_ten_are_enough() -> None:
    several = program(shops=SHOPS)
    held, entries = state(several, "begun")
    visits = [replace(entry, shop="shop-11") for entry in entries[:3]] + [
        replace(entry, shop="shop-7") for entry in entries[3:]
    ]

    content = shown(several, held, tuple(visits))

    latitudes = [one.place.latitude for one in content.nearby]
    assert latitudes[:3] == [47.11, 47.7, 47.0]
    assert len(latitudes) == 10


def test_a_shop_without_a_position_is_nowhere_near() -> None:
    placed = program(shops=[{"id": "a", "name": "A"}, *SHOPS[1:2]])

    content = shown(placed, *state(placed, "new"))

    assert [one.place for one in content.nearby] == [Place(latitude=47.1, longitude=-1.5)]


def test_near_a_shop_a_phone_says_what_waits() -> None:
    placed = program(shops=SHOPS[:1])

    texts = [shown(placed, *state(placed, key)).nearby[0].text for key in ("begun", "ready")]

    assert texts == [
        "Votre carte, prête à être présentée.",
        "Votre café est offert. Quand vous voulez.",
    ]


def test_a_card_ends_with_the_day_on_which_its_member_would_be_forgotten() -> None:
    held, entries = state(program(), "begun")
    late = replace(held, card=replace(held.card, last_visit_at=at("2026-11-23 23:30")))

    assert shown(program(), late, entries).expires_at == at("2029-11-22 23:59")
    assert last_activity(late) == at("2026-11-23 23:30")


def test_a_card_that_came_with_its_history_is_kept_from_then_on() -> None:
    held, _ = state(program(), "new")
    brought = replace(held, joined_at=at("2020-01-01 10:00"), imported_at=at("2026-11-01 10:00"))

    assert kept_until(brought, program().time_zone) == at("2029-10-31 23:59")


def test_only_a_card_without_a_person_behind_it_is_void() -> None:
    held, entries = state(program(), "begun")
    forgotten = replace(held, member=None)
    brought = replace(forgotten, reference="r", imported_at=at("2026-11-01 10:00"))
    nameless = replace(held, member=Member(first_name="", language="fr"))

    void = [shown(program(), one, entries).voided for one in (held, forgotten, brought, nameless)]

    assert void == [False, True, False, False]


def test_a_card_wears_the_colour_of_its_tier() -> None:
    rule = tiered().tiers
    assert rule is not None
    *lower, top = rule.tiers
    gold = tiered(tiers=(*lower, replace(top, colour="#5b4520")))
    plain = shown(gold, *state(gold, "new"))

    content = shown(gold, *state(gold, "tier-gold"))

    assert (plain.look, plain.brand) == ("", gold.brand)
    assert (content.look, content.brand.background) == ("gold", "#5b4520")
    assert content.shared_background == gold.brand.background
    assert content.picture("badge/") == "look-gold/badge/"


def test_the_last_five_things_that_stand_are_told_with_their_shop() -> None:
    several = program(shops=SHOPS)
    held, entries = state(several, "almost")
    moved = tuple(replace(entry, shop=f"shop-{n}") for n, entry in enumerate(entries))

    lines = str(back(shown(several, held, moved))["last"].value).splitlines()

    assert len(lines) == 5
    assert lines[0] == "23/11/2026 · +\u00a01\u00a0tampon · Boutique 6"


def test_one_shop_needs_no_name_beside_each_visit() -> None:
    held, entries = state(program(), "begun")

    assert str(back(shown(program(), held, entries))["last"].value).startswith(
        "23/11/2026 · +\u00a01\u00a0tampon\n"
    )


def test_what_nobody_is_told_of_is_not_in_the_history() -> None:
    held, entries = state(program(), "begun")
    thanked = decide_thanked(program(), held.card, scan("2026-11-23 09:59"))

    with_it = back(shown(program(), held, (*entries, thanked)))["last"].value

    assert with_it == back(shown(program(), held, entries))["last"].value


def test_both_links_say_what_is_there() -> None:
    fields = back(shown(program(), *state(program(), "new")))

    assert (fields["card"].link, fields["privacy"].link) == (
        "Ouvrir ma carte",
        "Lire les conditions",
    )


def test_vouchers_have_a_place_in_the_row_once_there_are_any() -> None:
    of = program(coupons=[{"id": "a-coffee", "reward": "coffee"}])
    none, one = (shown(of, *state(of, key)) for key in ("begun", "coupon-a-coffee"))

    assert [field.key for field in none.auxiliary] == ["visits"]
    assert [(field.key, field.value) for field in one.auxiliary] == [("vouchers", "1")]


def test_credit_that_ends_on_several_days_is_said_without_one() -> None:
    of = parse(read_program(presets.path("restaurant")), version=1, valid_from=NOW)
    held, entries = state(of, "begun")
    until = [Lot(account=CREDIT, units=750, expires_on=date(2027, month, 28)) for month in (1, 2)]
    once, twice = (replace(held, card=replace(held.card, lots=tuple(until[:n]))) for n in (1, 2))

    assert shown(of, once, entries).secondary[1].value == "Jusqu’au 28/01/2027"
    assert [field.key for field in shown(of, twice, entries).secondary] == ["next"]


def test_one_field_speaks_and_it_stands_first_on_the_back() -> None:
    for one in samples.samples(program(), NOW):
        content = shown(program(), one.held, one.entries)
        assert [field.key for field in content.fields if field.change] == [content.back[0].key]


def test_the_back_says_where_the_data_is_explained_and_how_to_leave() -> None:
    fields = back(shown(program(), *state(program(), "new")))

    assert fields["privacy"].value == "https://cards.example/cafe-poincon/fr/privacy/"
    assert list(fields)[-2:] == ["contact", "leave"]


def test_two_rewards_are_both_named() -> None:
    held, entries = state(program(), "ready")
    ready = [lot for lot in held.card.lots if lot.account.startswith("reward:")]
    twice = replace(held.card, lots=(*held.card.lots, *ready))

    content = shown(program(), replace(held, card=twice), entries)

    assert [(field.label, field.value) for field in content.secondary] == [
        ("VOS RÉCOMPENSES", "2\u00a0cafés"),
        ("VALABLE", "Sans limite"),
    ]


def test_the_time_is_the_settings_own() -> None:
    later = samples.Showcase(clock=lambda: datetime.fromisoformat("2031-01-01T00:00:00+00:00"))
    held, entries = state(program(), "begun")

    assert face.faces(later, program(), held, entries)[0].header.value == "5/9"


def test_a_number_stays_on_a_line_with_what_it_counts_and_an_address_as_it_is_written() -> None:
    fields = back(shown(program(), *state(program(), "begun")))

    assert "\u00a0tampon" in str(fields["last"].value)
    assert "\u00a0" not in f"{fields['shops'].value}{fields['contact'].value}"
    assert "1" in str(fields["shops"].value)
