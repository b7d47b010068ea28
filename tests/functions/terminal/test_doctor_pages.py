"""``poincon doctor`` on what is published: in a folder, and in a bucket."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from functions import wiring
from functions.local.run import publish_file
from functions.publishing import assets
from functions.settings import Settings
from functions.terminal import doctor_pages
from functions.terminal.findings import Finding
from tests.shop import Shop

CAFE = Path("functions/presets/cafe.toml")


@pytest.fixture(name="published", scope="module")
def _published(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Path]:
    """A shop, published as the terminal does."""
    folder = tmp_path_factory.mktemp("published")
    shop = Shop(shared)
    place = ("folder", str(folder / "published"))
    settings = replace(shop.house.settings, published=place)
    house = wiring.build(settings)
    publish_file(house, Path(__file__).parents[3] / CAFE)
    shop.house, shop.services = house, house.services
    return shop, folder / "published"


def looked(shop: Shop, settings: Settings) -> dict[str, Finding]:
    programs = shop.services.programs.every()
    return {one.subject: one for one in doctor_pages.examine(settings, programs)}


def test_what_was_published_is_all_there(published: tuple[Shop, Path]) -> None:
    shop, _ = published

    found = looked(shop, shop.house.settings)

    assert list(found) == ["pages", "pictures", "counter", "files", "decoder"]
    assert {one.verdict for one in found.values()} == {"ok"}


@pytest.mark.parametrize(
    ("subject", "missing"),
    [
        ("pages", "cafe-poincon/fr/privacy/index.html"),
        ("pictures", "i/cafe-poincon/1/drawn.txt"),
        ("counter", "till/index.html"),
        ("files", "*/modules/*.js"),
        ("decoder", "*/decoder/zxing_reader.wasm"),
        ("decoder", "till/decoder.js"),
    ],
)
def test_whatever_is_missing_is_named(
    published: tuple[Shop, Path], subject: str, missing: str
) -> None:
    shop, folder = published
    base = assets.base(shop.house.settings.site).lstrip("/")
    path = sorted(folder.glob(missing.replace("*", base, 1) if "*/" in missing else missing))[0]
    content = path.read_bytes()
    path.unlink()

    try:
        found = looked(shop, shop.house.settings)
    finally:
        path.write_bytes(content)

    assert [one.subject for one in found.values() if one.verdict != "ok"] == [subject]
    assert path.relative_to(folder).as_posix() in found[subject].seen
    assert found[subject].verdict == "wrong" and "poincon publish" in found[subject].cure


def test_nothing_published_is_wrong_and_no_error(shop: Shop, tmp_path: Path) -> None:
    settings = replace(shop.house.settings, published=("folder", str(tmp_path / "nothing")))

    found = looked(shop, settings)

    assert {one.verdict for one in found.values()} == {"wrong"}


@pytest.fixture(name="bucket")
def _bucket() -> Iterator[str]:
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": "eu-west-3"}), mock_aws():
        boto3.client("s3").create_bucket(
            Bucket="pages", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"}
        )
        yield "pages"


@pytest.mark.cloud
def test_a_bucket_is_listed(published: tuple[Shop, Path], bucket: str) -> None:
    shop, folder = published
    settings = replace(shop.house.settings, published=("s3", bucket))
    before = looked(shop, settings)
    keys = doctor_pages.files(folder)
    for key in keys:
        boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=b"")

    after = looked(shop, settings)

    assert {one.verdict for one in before.values()} == {"wrong"}
    assert {one.verdict for one in after.values()} == {"ok"}
    assert doctor_pages.objects(bucket) == keys


@pytest.mark.cloud
def test_a_bucket_that_is_not_there_is_said(shop: Shop, bucket: str) -> None:
    settings = replace(shop.house.settings, published=("s3", f"{bucket}-mistyped"))

    (found,) = doctor_pages.examine(settings, [])

    assert found.verdict == "warning" and "NoSuchBucket" in found.seen
