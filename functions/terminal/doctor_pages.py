"""What is published: pages and pictures of each program, the counter, and what reads codes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from functions.journeys.publish import DRAWN
from functions.publishing import assets
from functions.settings import Settings
from functions.terminal.doctor_aws import asked, client
from functions.terminal.findings import Finding
from loyalty.program import Program

_ROOMS = ("index.html", "404.html", "till/index.html", "till/offline.js", "owner/index.html")
_AGAIN = "publish the program’s file once more: poincon publish program.toml"


def examine(settings: Settings, programs: Sequence[Program]) -> Iterator[Finding]:
    """By what is listed there: no file is read."""
    kind, place = settings.published
    if kind == "folder":
        yield from _listed(settings, programs, files(Path(place)))
        return
    yield from asked("pages", "s3:ListBucket", lambda: _listed(settings, programs, objects(place)))


def files(folder: Path) -> frozenset[str]:
    """Every file below it, as a path on the server."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return frozenset(path.relative_to(folder).as_posix() for path in found)


def objects(bucket: str) -> frozenset[str]:
    """The same of a bucket, a thousand to a question."""
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return frozenset(line["Key"] for page in pages for line in page.get("Contents", []))


def _listed(
    settings: Settings, programs: Sequence[Program], there: Collection[str]
) -> Iterator[Finding]:
    for program in programs:
        yield _missing("pages", f"{program.id} in {_spoken(program)}", _pages(program), there)
        design = f"i/{program.id}/{program.version}/{DRAWN}"
        seen = f"{program.id}, version {program.version}, are drawn"
        yield _missing("pictures", seen, [design], there)
    yield _missing("counter", "till, owner’s page and first page", _ROOMS, there)
    needed = [path.lstrip("/") for path in assets.addresses(settings.site)]
    own = [path for path in needed if "/decoder/" not in path]
    yield _missing("files", "styles and modules of this very version", own, there)
    decoder = [*(path for path in needed if "/decoder/" in path), "till/decoder.js"]
    yield _missing("decoder", "what reads codes at the till", decoder, there)


def _missing(subject: str, seen: str, needed: Iterable[str], there: Collection[str]) -> Finding:
    missing = [path for path in needed if path not in there]
    if not missing:
        return Finding("ok", subject, seen)
    more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return Finding("wrong", subject, f"{missing[0]}{more}: not there", _AGAIN)


def _pages(program: Program) -> Iterator[str]:
    yield f"{program.id}/index.html"
    yield f"{program.id}/brand.css"
    for language in program.languages:
        yield f"{program.id}/{language}/index.html"
        yield f"{program.id}/{language}/privacy/index.html"


def _spoken(program: Program) -> str:
    return " and ".join(program.languages)
