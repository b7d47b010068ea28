"""Pages in a bucket: what has changed is sent, and no page before what it refers to."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from functions.publishing.places import HEADERS, BucketPages

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.cloud


@pytest.fixture(name="s3")
def _s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="cards")
        yield client


@pytest.fixture(name="sent")
def _sent(s3: "S3Client") -> list[str]:
    """The keys that were put, in order."""
    keys: list[str] = []

    def noted(params: dict[str, Any], **_: Any) -> None:
        keys.append(params["Key"])

    s3.meta.events.register("provide-client-params.s3.PutObject", noted)
    return keys


@pytest.fixture(name="place")
def _place(s3: "S3Client") -> BucketPages:
    return BucketPages(s3, "cards", lambda path: f"max-age={len(path)}")


def test_a_page_is_sent_after_what_it_refers_to(place: BucketPages, sent: list[str]) -> None:
    assert place.put(_site("One")) == 4

    assert sent[:3] == ["assets/z.js", "index.html", "till/index.html"]


def test_the_tills_worker_is_sent_after_the_pages_that_it_keeps(
    place: BucketPages, sent: list[str]
) -> None:
    place.put(_site("One"))

    assert sent[3:] == ["till/offline.js", HEADERS]


def test_only_what_has_changed_is_sent_again(place: BucketPages, sent: list[str]) -> None:
    place.put(_site("One"))
    sent.clear()

    assert (place.put(_site("One")), sent) == (0, [])
    assert (place.put(_site("Two")), sent) == (1, ["index.html"])


def test_what_is_to_be_kept_otherwise_is_sent_again_though_it_says_the_same(
    place: BucketPages, s3: "S3Client", sent: list[str]
) -> None:
    place.put(_site("One"))
    sent.clear()
    changed = BucketPages(
        s3, "cards", lambda path: "no-store" if path == "/index.html" else f"max-age={len(path)}"
    )

    assert (changed.put(_site("One")), sent) == (1, ["index.html", HEADERS])
    assert s3.head_object(Bucket="cards", Key="index.html")["CacheControl"] == "no-store"
    assert changed.put(_site("One")) == 0


def test_what_was_sent_before_anybody_noted_its_headers_is_sent_once_more(
    place: BucketPages, s3: "S3Client"
) -> None:
    place.put(_site("One"))
    s3.delete_object(Bucket="cards", Key=HEADERS)

    assert [place.put(_site("One")) for _ in range(2)] == [4, 0]


def test_each_file_carries_its_kind_and_how_long_it_may_be_kept(
    place: BucketPages, s3: "S3Client"
) -> None:
    place.put(_site("One"))

    page = s3.head_object(Bucket="cards", Key="index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "max-age=11")
    script = s3.head_object(Bucket="cards", Key="assets/z.js")
    assert script["ContentType"] == "text/javascript; charset=utf-8"


def test_nothing_that_an_older_page_needs_is_taken_away(place: BucketPages, s3: "S3Client") -> None:
    s3.put_object(Bucket="cards", Key="assets/old.js", Body=b"let old;")

    place.put(_site("One"))

    assert s3.get_object(Bucket="cards", Key="assets/old.js")["Body"].read() == b"let old;"


def _site(title: str) -> Any:
    def build(out: Path) -> None:
        for name, text in (
            ("index.html", title),
            ("assets/z.js", "let z;"),
            ("till/offline.js", "let o;"),
            ("till/index.html", "Till"),
        ):
            (out / name).parent.mkdir(exist_ok=True)
            (out / name).write_text(text, encoding="utf-8")

    return build
