"""Where each week's export is kept: a folder, or a bucket; neither is public, for the names in it.

An export is written whole before it is handed over: into the folder beside its place, and for a
bucket into a temporary one, which is gone afterwards.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from functions.exporting.folder import MANIFEST

WEEKS = 8
"""So many stay in a folder, as in the stack's bucket: whoever was forgotten is in older ones."""
_WEEK = "[0-9][0-9][0-9][0-9]-W[0-9][0-9]"

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class FolderExports:
    """Fulfils ``ports.Exports`` as ``<folder>/<program>/<week>/``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, program: str, week: str, write: Callable[[Path], None]) -> None:
        """Beside its place, until it is whole; what an interrupted one left is written anew.

        The oldest go, once there are more than ``WEEKS``.
        """
        place = self._folder / program / week
        draft = place.with_name(f"{week}.part")
        _remove(draft)
        draft.mkdir(mode=0o700, parents=True)
        write(draft)
        _remove(place)
        draft.rename(place)
        for old in sorted(place.parent.glob(_WEEK))[:-WEEKS]:
            shutil.rmtree(old)


class BucketExports:
    """Fulfils ``ports.Exports`` in an S3 bucket, under the same names."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, program: str, week: str, write: Callable[[Path], None]) -> None:
        """File by file once all are written, the manifest last."""
        with TemporaryDirectory(prefix="poincon-export-") as scratch:
            folder = Path(scratch)
            write(folder)
            for path in sorted(folder.iterdir(), key=lambda path: (path.name == MANIFEST, path)):
                self._put(f"{program}/{week}/{path.name}", path)

    def _put(self, key: str, path: Path) -> None:
        with path.open("rb") as file:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=file)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
