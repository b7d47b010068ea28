"""Published pictures, in a folder and in a bucket: the same names, the same answers."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.ports import Images
from functions.publishing.images import BucketImages, FolderImages

CAFE, DESIGN = "cafe-poincon", "3"


@pytest.fixture(name="images", params=["folder", "bucket"])
def _images(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Images]:
    if request.param == "folder":
        yield FolderImages(tmp_path)
        return
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="cards")
        yield BucketImages(s3, "cards")


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


def test_a_picture_in_a_bucket_says_what_it_is_and_is_cached_for_ever() -> None:
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="cards")
        BucketImages(s3, "cards").write(CAFE, DESIGN, "stamps-05.svg", b"<svg/>")

        kept = s3.head_object(Bucket="cards", Key="i/cafe-poincon/3/stamps-05.svg")

    assert kept["ContentType"] == "image/svg+xml"
    assert kept["CacheControl"] == "public, max-age=31536000, immutable"


def test_a_bucket_that_is_not_there_is_an_error_and_not_a_missing_picture() -> None:
    with mock_aws():
        images = BucketImages(boto3.client("s3", region_name="us-east-1"), "nowhere")

        with pytest.raises(ClientError, match="NoSuchBucket"):
            images.read(CAFE, DESIGN, "icon.png")
