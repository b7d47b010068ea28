"""``poincon doctor exports`` says whether each week's export is there."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions import cli
from functions.exporting.folder import write_whole
from functions.exporting.places import FolderExports
from functions.journeys.keep_export import keep_exports
from functions.terminal.doctor_exports import examine
from tests.shop import Shop

CAFE = "cafe-poincon"


def found(shop: Shop, place: Path | None) -> list[tuple[str, str, str]]:
    services = replace(shop.services, exports=FolderExports(place) if place else None)
    return [(one.verdict, one.subject, one.seen) for one in examine(services)]


def test_without_a_place_it_says_that_no_export_is_made(shop: Shop) -> None:
    assert found(shop, None) == [("warning", "place", "none is named: no export is made")]


def test_what_is_kept_is_said_and_what_is_missing_is_a_warning(shop: Shop, tmp_path: Path) -> None:
    services = replace(shop.services, exports=FolderExports(tmp_path))
    assert found(shop, tmp_path)[1:] == [
        ("ok", CAFE, "none is kept; the first is due on its first Sunday")
    ]
    assert found(shop.at("2026-02-08 04:59"), tmp_path)[1:] == [("ok", CAFE, "none is kept")]
    assert found(shop.at("2026-02-08 05:00"), tmp_path)[1:] == [
        ("warning", CAFE, "none is kept; 2026-W06 is missing")
    ]

    keep_exports(services, write_whole)

    kept = "2026-W06 was kept last, on 2026-02-08 04:00 UTC"
    assert found(shop, tmp_path)[1:] == [("ok", CAFE, kept)]
    assert found(shop.at("2026-02-15 04:00"), tmp_path)[1:] == [("ok", CAFE, kept)]
    assert found(shop.at("2026-02-15 05:00"), tmp_path)[1:] == [
        ("warning", CAFE, f"{kept}; 2026-W07 is missing")
    ]


def test_the_command_leaves_with_1_where_no_place_is_named(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")

    assert cli.main(["doctor", "exports", "--var", str(tmp_path)]) == 1

    said = capsys.readouterr().out
    assert "none is named: no export is made" in said and "POINCON_EXPORTS" in said
    assert cli.main(["doctor", "exports", "--var", str(tmp_path / "nothing")]) == 2
