"""Where published pages go: into a folder, or to a bucket behind the CDN.

To a bucket goes only what has changed, in itself or in the headers that it is sent with. What a
page refers to is there before it, and the till's pages before the worker that keeps them. Nothing
is taken away: whoever has an older page open finds its files.
"""

import hashlib
import json
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Build = Callable[[Path], None]
"""Writes all pages below a folder."""

Caching = Callable[[str], str]
"""How long a path may be kept, as ``Cache-Control`` says it."""

HEADERS = "headers.json"
"""With which headers each file was sent: a listing of the bucket does not tell them."""

WORKER = "till/offline.js"

_Headers: TypeAlias = Mapping[str, list[str]]
"""Kind and caching of each file, by its key."""

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
            before = self._headers() if HEADERS in known else {}
            files = {_key(path, folder): path for path in folder.rglob("*") if path.is_file()}
            headers = {key: [_kind(path), self._caching(f"/{key}")] for key, path in files.items()}
            new = [
                key
                for key in sorted(files, key=_in_order)
                if _tag(files[key]) != known.get(key) or headers[key] != before.get(key)
            ]
            for key in new:
                self._send(key, files[key].read_bytes(), *headers[key])
            self._note(before, headers)
        return len(new)

    def _known(self) -> Mapping[str, str]:
        """What is there, by its MD5, which S3 takes as tag of an object sent in one piece.

        https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
        """
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        listed = [line for page in pages for line in page.get("Contents", [])]
        return {line["Key"]: line["ETag"].strip('"') for line in listed}

    def _headers(self) -> _Headers:
        found: _Headers = json.loads(
            self._client.get_object(Bucket=self._bucket, Key=HEADERS)["Body"].read()
        )
        return found

    def _note(self, before: _Headers, headers: _Headers) -> None:
        """After all files: what broke off is sent again. What is built no more is still there."""
        after = {**before, **headers}
        if after != before:
            text = json.dumps(after, indent=1, sort_keys=True)
            self._send(HEADERS, text.encode(), "application/json", "no-store")

    def _send(self, key: str, body: bytes, kind: str, caching: str) -> None:
        self._client.put_object(
            Bucket=self._bucket, Key=key, Body=body, ContentType=kind, CacheControl=caching
        )


def _kind(path: Path) -> str:
    known = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return known or "application/octet-stream"


def _key(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _tag(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _in_order(key: str) -> tuple[bool, bool, str]:
    """What pages refer to, pages, and last the worker, which keeps them all once it is new."""
    return key == WORKER, key.endswith(".html"), key
