"""The headers of everything that is published: from the one origin, and from the CDN."""

from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from functions.local.origin import origin
from functions.publishing.pages import Pages
from functions.web.headers import security_headers
from functions.web.problem_texts import catalogue
from loyalty.language import LANGUAGES
from tests.agreement.documents import ROOT
from tests.agreement.test_infra import _distribution, _headers
from tests.builders import program
from tests.functions.web.obeyed import faults
from tests.shop import URL, Shop

PICTURE = "/i/cafe-poincon/1/icon.png"


@pytest.fixture(scope="module", name="published")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of a shop, and one of its pictures."""
    out = tmp_path_factory.mktemp("published")
    pages = Pages.load(ROOT / "site", origin=URL)
    pages.build(out, [program()], {language: catalogue(language) for language in LANGUAGES})
    picture = out / PICTURE.lstrip("/")
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"\x89PNG")
    return out


def paths(published: Path) -> list[str]:
    """Every file's address, and of a folder with an index its own."""
    files = [f"/{p.relative_to(published).as_posix()}" for p in published.rglob("*") if p.is_file()]
    folders = [p.removesuffix("index.html") for p in files if p.endswith("/index.html")]
    return sorted({*files, *folders})


def test_every_published_path_carries_them_and_so_does_what_is_not_there(
    shop: Shop, published: Path
) -> None:
    told = replace(shop.house.settings, published=("folder", str(published)))
    web = Client(origin(replace(shop.house, settings=told)))
    missing = [f"{path}.gone" for path in paths(published)]

    answers = {path: web.get(path) for path in [*paths(published), *missing]}

    found = {p: faults(p, a.status_code, a.headers) for p, a in answers.items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert {answers[path].status_code for path in paths(published)} == {200}
    assert {answers[path].status_code for path in missing} == {404}


def test_the_cdn_sends_them_with_every_published_path(
    template: dict[str, Any], published: Path
) -> None:
    """All but how long a path is kept, which the bucket says of each file."""
    different = {
        path: said
        for path in paths(published)
        if (said := _headers(template, _policy(template, path)))
        != {name: v for name, v in security_headers(path).items() if name != "Cache-Control"}
    }

    assert different == {}


def _policy(template: dict[str, Any], path: str) -> dict[str, Any]:
    """What CloudFront adds there: the first behaviour whose pattern fits, or the default one."""
    config = _distribution(template)
    fitting = [b for b in config["CacheBehaviors"] if fnmatchcase(path, b["PathPattern"])]
    chosen = [*fitting, config["DefaultCacheBehavior"]][0]
    policy: dict[str, Any] = chosen["ResponseHeadersPolicyId"]
    return policy
