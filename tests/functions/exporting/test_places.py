"""Where an export is kept each week: a folder or a bucket, whole or seen not to be."""

import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.exporting.places import WEEKS, BucketExports, FolderExports

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CAFE, WEEK = "cafe-poincon", "2026-W06"
FILES = {"cards.jsonl": b"cards\n", "programs.jsonl": b"rules\n", "manifest.json": b"{}\n"}
BUCKETS = (f"exports-{number}" for number in count())


def writing(files: Mapping[str, bytes]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name, data in files.items():
            (folder / name).write_bytes(data)

    return write


def full(folder: Path) -> None:
    """A disk with room for one file."""
    (folder / "cards.jsonl").write_bytes(b"half")
    raise OSError(28, "No space left on device")


@pytest.fixture(name="s3", scope="module")
def _s3() -> "Iterator[S3Client]":
    with mock_aws():
        yield boto3.client("s3", region_name="us-east-1")


@pytest.fixture(name="scratch")
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return scratch


class Listening:
    """A client that notes what is put, and refuses one of the puts."""

    def __init__(self, client: "S3Client", refused: int = 0) -> None:
        self.client, self.refused, self.put = client, refused, list[str]()

    def put_object(self, **asked: Any) -> None:
        self.put.append(asked["Key"])
        if len(self.put) == self.refused:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject")
        self.client.put_object(**asked)


def bucket(s3: "S3Client") -> str:
    name = next(BUCKETS)
    s3.create_bucket(Bucket=name)
    return name


def stored(s3: "S3Client", name: str) -> dict[str, bytes]:
    listed = s3.list_objects_v2(Bucket=name).get("Contents", [])
    return {one["Key"]: s3.get_object(Bucket=name, Key=one["Key"])["Body"].read() for one in listed}


def within(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


KEPT = {f"{CAFE}/{WEEK}/{name}": data for name, data in FILES.items()}


def test_a_folder_has_it_by_program_and_week_and_only_its_owner_sees_it(tmp_path: Path) -> None:
    FolderExports(tmp_path / "far" / "away").keep(CAFE, WEEK, writing(FILES))

    assert within(tmp_path / "far" / "away") == KEPT
    place = tmp_path / "far" / "away" / CAFE / WEEK
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_a_folder_shows_no_week_before_it_is_whole(tmp_path: Path) -> None:
    exports = FolderExports(tmp_path)

    with pytest.raises(OSError, match="No space"):
        exports.keep(CAFE, WEEK, full)

    assert not (tmp_path / CAFE / WEEK).exists()
    exports.keep(CAFE, WEEK, writing(FILES))
    assert within(tmp_path) == KEPT


def test_a_week_that_is_kept_stays_until_the_next_try_at_it_is_whole(tmp_path: Path) -> None:
    exports = FolderExports(tmp_path)
    exports.keep(CAFE, WEEK, writing({"manifest.json": b"old", "gone.jsonl": b"old"}))

    with pytest.raises(OSError, match="No space"):
        exports.keep(CAFE, WEEK, full)
    assert (tmp_path / CAFE / WEEK / "manifest.json").read_bytes() == b"old"

    exports.keep(CAFE, WEEK, writing(FILES))
    assert within(tmp_path) == KEPT


def test_a_folder_keeps_eight_weeks_and_whatever_is_no_week(tmp_path: Path) -> None:
    exports = FolderExports(tmp_path)
    (tmp_path / CAFE / "by hand").mkdir(parents=True)
    weeks = [f"2026-W{number:02}" for number in range(48, 54)] + ["2027-W01", "2027-W02"]

    for week in ["2026-W47", *weeks]:
        exports.keep(CAFE, week, writing(FILES))
    exports.keep("bakery", "2020-W01", writing(FILES))

    assert len(weeks) == WEEKS
    assert sorted(path.name for path in (tmp_path / CAFE).iterdir()) == [*weeks, "by hand"]
    assert (tmp_path / "bakery" / "2020-W01").exists()


def test_a_bucket_has_the_same_names_and_the_manifest_comes_last(
    s3: "S3Client", scratch: Path
) -> None:
    name, client = bucket(s3), Listening(s3)

    BucketExports(client, name).keep(CAFE, WEEK, writing(FILES))  # type: ignore[arg-type]

    assert stored(s3, name) == KEPT
    assert client.put[-1] == f"{CAFE}/{WEEK}/manifest.json"
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("refused", [1, 2, 3])
def test_what_was_cut_off_on_its_way_to_a_bucket_has_no_manifest(
    s3: "S3Client", scratch: Path, refused: int
) -> None:
    name = bucket(s3)
    client = Listening(s3, refused)

    with pytest.raises(ClientError, match="AccessDenied"):
        BucketExports(client, name).keep(CAFE, WEEK, writing(FILES))  # type: ignore[arg-type]

    assert len(stored(s3, name)) == refused - 1
    assert f"{CAFE}/{WEEK}/manifest.json" not in stored(s3, name)
    assert list(scratch.iterdir()) == []


def test_what_does_not_fit_on_the_disk_leaves_no_name_there_and_nothing_in_the_bucket(
    s3: "S3Client", scratch: Path
) -> None:
    name = bucket(s3)

    with pytest.raises(OSError, match="No space"):
        BucketExports(s3, name).keep(CAFE, WEEK, full)

    assert stored(s3, name) == {}
    assert list(scratch.iterdir()) == []
