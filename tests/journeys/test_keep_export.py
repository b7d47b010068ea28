"""Every week, the export of each program goes to another place, and can be brought back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from functions import jobs, wiring
from functions.exporting.folder import NAMES, write_whole
from functions.exporting.places import BucketExports, FolderExports
from functions.failures import StoreUnavailable
from functions.journeys.keep_export import UNSOUND_AGAIN, NotKept, keep_exports
from functions.ports import Exports, Services
from functions.terminal.importing import bring_folder
from loyalty.errors import BadConfiguration
from tests.builders import program_data
from tests.contracts.emulators import MINISTACK, REGION, running
from tests.functions.store.forger import forger
from tests.lived import empty, lived_in
from tests.shop import Shop

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CAFE, BAKERY = "cafe-poincon", "bakery-poincon"
SATURDAY, SUNDAY = "2026-02-07 23:59", "2026-02-08 03:00"
BUCKETS = (f"kept-{number}" for number in count())


class Noting:
    """A place that notes what comes, in a folder; ``meanwhile`` happens before it is there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.came = FolderExports(folder), list[str]()
        self.meanwhile: Callable[[str], object] = lambda program: None

    def keep(self, program: str, week: str, write: Callable[[Path], None]) -> None:
        self.meanwhile(program)
        self.folder.keep(program, week, write)
        self.came.append(f"{program} {week}")


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Noting:
    return Noting(tmp_path / "kept")


def kept(shop: Shop, place: Exports | None) -> list[str]:
    return keep_exports(replace(shop.services, exports=place), write_whole)


def with_bakery(shop: Shop) -> Shop:
    """Two programs, the bakery's in order before the café's."""
    shop.services.programs.publish(program_data(id=BAKERY), shop.now)
    return shop


def test_it_is_kept_on_sunday_at_three_and_once_a_week(shop: Shop, place: Noting) -> None:
    shop.join()

    assert kept(shop.at(SATURDAY), place) == []
    assert kept(shop.at("2026-02-08 02:59"), place) == []
    assert kept(shop.at(SUNDAY), place) == [f"{CAFE} 2026-W06"]
    assert [kept(shop.later(hours=1), place) for _ in range(24 * 7 - 1)] == [[]] * (24 * 7 - 1)
    assert kept(shop.later(hours=1), place) == [f"{CAFE} 2026-W07"]
    assert place.came == [f"{CAFE} 2026-W06", f"{CAFE} 2026-W07"]


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_three_is_by_the_shops_clock_when_it_is_changed_that_night(
    shop: Shop, place: Noting, sunday: str
) -> None:
    assert kept(shop.at(f"{sunday} 03:00").later(minutes=-1), place) != []  # the week before
    assert len(place.came) == 1
    assert kept(shop.later(minutes=1), place) != []


def test_a_sunday_on_which_nobody_was_up_is_made_up_for(shop: Shop, place: Noting) -> None:
    assert kept(shop.at("2026-02-11 09:00"), place) == [f"{CAFE} 2026-W06"]
    assert kept(shop.at("2026-02-15 02:00"), place) == []
    assert kept(shop.at("2026-02-15 03:00"), place) == [f"{CAFE} 2026-W07"]


def test_a_program_has_no_export_of_a_week_before_it_was_there(shop: Shop, place: Noting) -> None:
    assert kept(shop, place) == []
    assert kept(with_bakery(shop.at(SUNDAY)), place) == [f"{CAFE} 2026-W06"]
    assert kept(shop.at("2026-02-15 03:00"), place) == [f"{BAKERY} 2026-W07", f"{CAFE} 2026-W07"]


def test_an_event_that_is_delivered_twice_at_once_writes_once(shop: Shop, place: Noting) -> None:
    second: list[list[str]] = []
    place.meanwhile = lambda program: second.append(kept(shop, place))

    assert kept(shop.at(SUNDAY), place) == [f"{CAFE} 2026-W06"]

    assert second == [[]]
    assert place.came == [f"{CAFE} 2026-W06"]


def test_where_no_place_is_named_nothing_happens(shop: Shop) -> None:
    assert shop.services.exports is None
    assert kept(shop.at(SUNDAY), None) == []
    assert shop.services.export_weeks.last(CAFE) is None


@pytest.mark.parametrize("raised", [OSError(28, "No space left"), StoreUnavailable("lock")])
def test_what_fails_of_one_program_is_named_and_tried_again_and_the_others_go_on(
    shop: Shop, place: Noting, raised: Exception
) -> None:
    def refuse(program: str) -> None:
        if program == BAKERY:
            raise raised

    place.meanwhile = refuse
    with_bakery(shop).at(SUNDAY)

    with pytest.raises(NotKept, match=f"^{BAKERY}: {type(raised).__name__} ") as failed:
        kept(shop, place)
    assert CAFE not in str(failed.value)
    assert place.came == [f"{CAFE} 2026-W06"]

    with pytest.raises(NotKept, match=f"^{BAKERY}: "):
        kept(shop, place)  # as AWS does at once, which counts it as lost in the end

    place.meanwhile = lambda program: None
    assert kept(shop, place) == [f"{BAKERY} 2026-W06"]


def test_a_damaged_program_is_kept_as_it_is_and_named_each_day_until_it_is_mended(
    shop: Shop, place: Noting, tmp_path: Path
) -> None:
    with_bakery(shop)
    shop.pair().earn(shop.join().code)
    sound = forger(shop).head["head"]
    forger(shop).on_card(head="ab" * 32)

    with pytest.raises(NotKept, match=f"^{CAFE}: damaged in 1 place, which poincon export names"):
        kept(shop.at(SUNDAY), place)
    assert [path.name for path in (tmp_path / "kept" / CAFE).iterdir()] == ["2026-W06"]
    assert place.came == [f"{BAKERY} 2026-W06", f"{CAFE} 2026-W06"]
    assert kept(shop.later(hours=23), place) == []

    forger(shop).on_card(head=sound)
    assert kept(shop.at(SUNDAY).later(seconds=UNSOUND_AGAIN.total_seconds()), place) == [
        f"{CAFE} 2026-W06"
    ]


def test_the_job_keeps_in_the_place_of_the_settings_and_fails_by_name(
    shop: Shop, place: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(shop.services, exports=place)
    house = replace(shop.house, services=services)
    monkeypatch.setattr(wiring, "_installed", [])
    wiring.install(house)

    assert jobs.keep({}, None) == {"kept": []}
    shop.at(SUNDAY)
    assert jobs.keep({}, None) == {"kept": [f"{CAFE} 2026-W06"]}
    assert jobs.keep({}, None) == {"kept": []}

    def refuse(program: str) -> None:
        raise OSError(28, "No space left")

    place.meanwhile = refuse
    shop.later(days=7)
    with pytest.raises(NotKept, match=CAFE):
        jobs.keep({}, None)


# Back again


@pytest.fixture(name="moto")
def _moto() -> "Iterator[S3Client]":
    with mock_aws():
        yield boto3.client(
            "s3", region_name=REGION, aws_access_key_id="nobody", aws_secret_access_key="nothing"
        )


@pytest.fixture(name="ministack")
def _ministack(tmp_path: Path) -> "Iterator[S3Client]":
    if MINISTACK.missing:
        pytest.fail(MINISTACK.missing)
    with running(MINISTACK, tmp_path) as address:
        yield boto3.client(
            "s3",
            endpoint_url=address,
            region_name=REGION,
            aws_access_key_id="nobody",
            aws_secret_access_key="nothing",
        )


SERVED = pytest.param("ministack", marks=[pytest.mark.server, pytest.mark.cloud])


@pytest.mark.long
@pytest.mark.parametrize("where", ["folder", "moto", SERVED])
def test_what_was_kept_is_brought_back_and_what_was_cut_off_is_seen_to_be(
    shared: Path, tmp_path: Path, request: pytest.FixtureRequest, where: str
) -> None:
    lived = lived_in(shared, program_data(), steps=20)
    back = tmp_path / "back"
    if where == "folder":
        fetch, there = _in_a_folder(back)
    else:
        fetch, there = _in_a_bucket(request.getfixturevalue(where), back)
    services: Services = replace(lived.services, exports=there)
    lived.now[0] += timedelta(days=7)

    ((named, week),) = [one.split() for one in keep_exports(services, write_whole)]

    fetch()
    folder = back / named / week
    assert {path.name for path in folder.iterdir()} == {*NAMES}
    house = empty(shared, now=lived.now)
    _refused_without_its_end(house, folder)
    assert bring_folder(house, folder) == 0
    every = lived.services.cards.every(lived.program.id)
    assert sorted(map(repr, house.services.cards.every(lived.program.id))) == sorted(
        repr(replace(held, mark=house.services.cards.head(named, held.card.id).mark))
        for held in every
    )


def _in_a_folder(folder: Path) -> tuple[Callable[[], None], Exports]:
    return lambda: None, FolderExports(folder)


def _in_a_bucket(s3: "S3Client", folder: Path) -> tuple[Callable[[], None], Exports]:
    """A bucket, and how all of it is downloaded."""
    name = next(BUCKETS)
    s3.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": REGION},  # type: ignore[typeddict-item]
    )

    def download() -> None:
        for one in s3.list_objects_v2(Bucket=name)["Contents"]:
            path = folder / one["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(name, one["Key"], str(path))

    return download, BucketExports(s3, name)


def _refused_without_its_end(house: wiring.House, folder: Path) -> None:
    """The manifest says what is missing of each file; without it, there is no export."""
    whole = (folder / "entries.jsonl").read_bytes()
    said = json.loads((folder / "manifest.json").read_bytes())["files"]["entries.jsonl"]
    (folder / "entries.jsonl").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadConfiguration, match=f"was exported with {said['records']}"):
        bring_folder(house, folder)
    (folder / "entries.jsonl").write_bytes(whole)
    manifest = (folder / "manifest.json").rename(folder / "aside")
    with pytest.raises(BadConfiguration, match="cannot be read"):
        bring_folder(house, folder)
    manifest.rename(folder / "manifest.json")
