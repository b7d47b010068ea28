"""Which values of a program differ between two versions of its file."""

from dataclasses import replace

from loyalty.rule_changes import Changed, changed_rules
from tests.builders import at
from tests.ready_made import preset, preset_data


def test_a_value_that_changed_is_named_by_its_path() -> None:
    old, new = preset("cafe"), preset("cafe", stamps__threshold=8)

    assert changed_rules(old, new) == (Changed(path="stamps.threshold", before="9", after="8"),)


def test_versions_and_their_times_are_no_rules() -> None:
    cafe = preset("cafe")
    later = replace(cafe, version=2, valid_from=at("2026-06-01 00:00")).following(cafe)

    assert changed_rules(cafe, later) == ()


def test_rows_are_matched_by_their_id_and_not_by_their_place() -> None:
    rewards = preset_data("bakery")["rewards"]
    turned = preset("bakery", rewards=rewards[::-1])

    assert changed_rules(preset("bakery"), turned) == ()
    assert changed_rules(preset("bakery"), preset("bakery", rewards__1__points=90)) == (
        Changed(path="rewards.brioche.points", before="80", after="90"),
    )


def test_what_comes_and_goes_has_no_other_side() -> None:
    windows = [
        {
            "name": {"fr": "Mardi", "en": "Tuesday"},
            "multiplier_percent": 200,
            "days": ["tue", "mon"],
            "from": "14:00",
            "to": "16:00",
            "first_day": "2026-12-01",
        }
    ]
    old, new = preset("bakery"), preset("bakery", windows=windows)

    added = {change.path: change.after for change in changed_rules(old, new)}
    assert added == {
        "windows.1.name.fr": "Mardi",
        "windows.1.name.en": "Tuesday",
        "windows.1.multiplier": "200",
        "windows.1.days": "0, 1",
        "windows.1.begins": "14:00:00",
        "windows.1.ends": "16:00:00",
        "windows.1.first_day": "2026-12-01",
    }
    assert {change.after for change in changed_rules(new, old)} == {None}


def test_a_zone_is_its_name() -> None:
    changed = changed_rules(preset("cafe"), preset("cafe", time_zone="Indian/Reunion"))

    assert Changed(path="time_zone", before="Europe/Paris", after="Indian/Reunion") in changed
