"""Published pictures, in a folder and in a bucket: the same names, the same answers."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.ports import Images
from functions.publishing.images import BucketImages, FolderImages

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CAFE, DESIGN = "cafe-poincon", "3"
BUCKETS = (f"cards-{number}" for number in count())


@pytest.fixture(name="s3", scope="module")
def _s3() -> "Iterator[S3Client]":
    """One client for the module: making one takes longer than most tests."""
    with mock_aws():
        yield boto3.client("s3", region_name="us-east-1")


@pytest.fixture(name="images", params=["folder", "bucket"])
def _images(request: pytest.FixtureRequest, tmp_path: Path, s3: "S3Client") -> Images:
    if request.param == "folder":
        return FolderImages(tmp_path)
    return bucket(s3)


def bucket(s3: "S3Client") -> BucketImages:
    """A new one."""
    name = next(BUCKETS)
    s3.create_bucket(Bucket=name)
    return BucketImages(s3, name)


def test_a_picture_is_read_as_it_was_written(images: Images) -> None:
    images.write(CAFE, DESIGN, "strip/05/strip.png", b"five")

    assert images.read(CAFE, DESIGN, "strip/05/strip.png") == b"five"


def test_a_picture_that_is_not_there_is_none(images: Images) -> None:
    images.write(CAFE, DESIGN, "icon.png", b"icon")

    assert images.read(CAFE, DESIGN, "logo.png") is None
    assert images.read(CAFE, "4", "icon.png") is None
    assert images.read("boulangerie", DESIGN, "icon.png") is None


def test_a_picture_written_again_is_the_new_one(images: Images) -> None:
    for data in (b"old", b"new"):
        images.write(CAFE, DESIGN, "icon.png", data)

    assert images.read(CAFE, DESIGN, "icon.png") == b"new"


def test_all_under_a_prefix_come_by_the_rest_of_their_names(images: Images) -> None:
    for name in ("badge/icon.png", "badge/icon@2x.png", "strip/05/strip.png", "strip/06/strip.png"):
        images.write(CAFE, DESIGN, name, name.encode())

    badge = images.read_all(CAFE, DESIGN, "badge/")

    assert badge == {"icon.png": b"badge/icon.png", "icon@2x.png": b"badge/icon@2x.png"}
    assert list(images.read_all(CAFE, DESIGN, "strip/0")) == ["5/strip.png", "6/strip.png"]
    assert images.read_all(CAFE, DESIGN, "nothing/") == {}


def test_an_empty_mark_is_there(images: Images) -> None:
    images.write(CAFE, DESIGN, "drawn.txt", b"")

    assert images.read(CAFE, DESIGN, "drawn.txt") == b""


def test_a_picture_in_a_bucket_says_what_it_is_and_is_cached_for_ever(s3: "S3Client") -> None:
    s3.create_bucket(Bucket="cards")

    BucketImages(s3, "cards").write(CAFE, DESIGN, "stamps-05.svg", b"<svg/>")

    kept = s3.head_object(Bucket="cards", Key="i/cafe-poincon/3/stamps-05.svg")
    assert kept["ContentType"] == "image/svg+xml"
    assert kept["CacheControl"] == "public, max-age=31536000, immutable"


def test_a_bucket_that_is_not_there_is_an_error_and_not_a_missing_picture(s3: "S3Client") -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        BucketImages(s3, "nowhere").read(CAFE, DESIGN, "icon.png")
