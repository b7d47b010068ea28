"""Where published pictures are kept: a folder, or a bucket. Nothing of a person is in them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A Lambda answers within 29 seconds: twice as long as this is less.
PATIENCE = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
)

_TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain"}


class FolderImages:
    """Fulfils ``ports.Images`` under ``<folder>/i/<program>/<design>/``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, program: str, design: str, name: str) -> bytes | None:
        """One picture."""
        path = self._path(program, design, name)
        return path.read_bytes() if path.is_file() else None

    def read_all(self, program: str, design: str, prefix: str) -> Mapping[str, bytes]:
        """Pictures whose name begins so, by the rest of it."""
        folder = self._path(program, design, "")
        files = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return {
            name.removeprefix(prefix): path.read_bytes()
            for name, path in files.items()
            if name.startswith(prefix)
        }

    def write(self, program: str, design: str, name: str, data: bytes) -> None:
        """Keep one."""
        path = self._path(program, design, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _path(self, program: str, design: str, name: str) -> Path:
        return self._folder / "i" / program / design / name


class BucketImages:
    """Fulfils ``ports.Images`` in an S3 bucket, under the same names."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, program: str, design: str, name: str) -> bytes | None:
        """One picture."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=f"i/{program}/{design}/{name}")
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return found["Body"].read()

    def read_all(self, program: str, design: str, prefix: str) -> Mapping[str, bytes]:
        """Pictures whose name begins so, by the rest of it."""
        base = f"i/{program}/{design}/{prefix}"
        listed = self._client.list_objects_v2(Bucket=self._bucket, Prefix=base)
        names = [line["Key"].removeprefix(base) for line in listed.get("Contents", [])]
        found = {name: self.read(program, design, f"{prefix}{name}") for name in names}
        return {name: data for name, data in found.items() if data is not None}

    def write(self, program: str, design: str, name: str, data: bytes) -> None:
        """Keep one, to be cached for ever: another design has another address."""
        self._client.put_object(
            Bucket=self._bucket,
            Key=f"i/{program}/{design}/{name}",
            Body=data,
            ContentType=_TYPES[Path(name).suffix],
            CacheControl="public, max-age=31536000, immutable",
        )
