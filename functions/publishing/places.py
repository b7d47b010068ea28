"""Where published pages go: into a folder, or to a bucket behind the CDN.

To a bucket goes only what has changed, and pages last: what a page refers to is there before it.
Nothing is taken away: whoever has an older page open finds its files.
"""

import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Build = Callable[[Path], None]
"""Writes all pages below a folder."""

Caching = Callable[[str], str]
"""How long a path may be kept, as ``Cache-Control`` says it."""

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


class FolderPages:
    """Pages in a folder, which the local server serves."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, build: Build) -> int:
        """Build them in place; how many files were sent, which is none."""
        build(self._folder)
        return 0


class BucketPages:
    """Pages in an S3 bucket."""

    def __init__(self, client: "S3Client", bucket: str, caching: Caching) -> None:
        self._client = client
        self._bucket = bucket
        self._caching = caching

    def put(self, build: Build) -> int:
        """Build them aside and send what the bucket has not; gives how many files that was."""
        with TemporaryDirectory(prefix="poincon-pages-") as name:
            folder, known = Path(name), self._known()
            build(folder)
            files = [path for path in sorted(folder.rglob("*"), key=_pages_last) if path.is_file()]
            new = [path for path in files if _tag(path) != known.get(_key(path, folder))]
            for path in new:
                self._send(path, _key(path, folder))
        return len(new)

    def _known(self) -> Mapping[str, str]:
        """What is there, by its MD5, which S3 takes as tag of an object sent in one piece.

        https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
        """
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        listed = [line for page in pages for line in page.get("Contents", [])]
        return {line["Key"]: line["ETag"].strip('"') for line in listed}

    def _send(self, path: Path, key: str) -> None:
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        self._client.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=path.read_bytes(),
            ContentType=kind or "application/octet-stream",
            CacheControl=self._caching(f"/{key}"),
        )


def _key(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _tag(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _pages_last(path: Path) -> tuple[bool, str]:
    return path.suffix == ".html", path.as_posix()
