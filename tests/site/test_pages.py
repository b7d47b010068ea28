"""Pages as they are written: complete, in both languages, the same every time."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from functions.publishing import assets
from functions.publishing.pages import Pages
from loyalty.language import LANGUAGES, Language
from loyalty.program import Program
from tests.builders import program
from tests.site.cards import card_context

ROOT = Path(__file__).parents[2]
HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"


OTHERS: dict[str, dict[str, Any]] = {
    "message.html": {"title": "Fini", "text": "Rien à faire.", "back": "/"},
    "mailbox.html": {"mails": [{"subject": "Semaine 47", "to": "a", "when": "b", "url": "/m/1"}]},
    "mail.html": {"mail": {"subject": "Semaine 47", "to": "a", "when": "b", "url": "/m/1/html"}},
}


def test_everything_that_was_promised_is_there(built: Path, programs: Sequence[Program]) -> None:
    names = {path.relative_to(built).as_posix() for path in built.rglob("*.*")}

    assert {"index.html", "404.html", "till/index.html", "till/en/index.html"} <= names
    assert {"owner/index.html", "owner/en/index.html"} <= names
    assert {"till/offline.js", "till/decoder.js"} <= names
    assert {"problems/index.html", "problems/en/index.html"} <= names
    for each in programs:
        pages = ("index.html", "fr/index.html", "en/index.html", "fr/privacy/index.html")
        assert {f"{each.id}/{page}" for page in (*pages, "brand.css")} <= names


@pytest.mark.parametrize("template", OTHERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_are_made_on_request_render(
    pages: Pages, template: str, language: Language
) -> None:
    page = pages.render(template, language, **OTHERS[template])

    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_renders(pages: Pages, language: Language) -> None:
    page = pages.render("card.html", language, **card_context(program()))

    for told in ("TAMPONS", "8 / 9", "Un tampon par café.", "membre jusqu’au 30/11/2027"):
        assert told in page
    assert "La carte attend." in page
    assert 'data-state-url="/c/x/state"' in page
    assert "invitation" not in page


def test_a_card_without_more_to_say_has_no_empty_list(pages: Pages) -> None:
    page = pages.render("card.html", "fr", **card_context(program(), lines=()))

    assert "<dl" not in page


def test_a_card_that_may_invite_shows_its_link_and_loads_what_shares_it(pages: Pages) -> None:
    link = "https://cards.example.org/r/cafe-poincon/SEALED"

    page = pages.render("card.html", "fr", **card_context(program(), invitation_url=link))

    assert f'data-invitation="{link}"' in page
    assert f">{link}</p>" in page
    assert ">Copier le lien</button>" in page
    assert "/modules/invitation.js" in page


def test_a_name_that_a_page_misses_is_an_error(pages: Pages) -> None:
    with pytest.raises(UndefinedError):
        pages.render("message.html", "fr", title="Fini")


def test_what_people_write_stays_text(pages: Pages) -> None:
    joined = pages.join(program(name="<b>Café</b>"), "fr", {"first_name": HOSTILE})
    card = pages.render("card.html", "fr", **card_context(program(), first_name=HOSTILE))

    for page in (joined, card):
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
        assert "{{ 7 * 7 }}" in page
    assert "<b>Café</b>" not in joined


@pytest.mark.parametrize(("invitation", "is_invited"), [("SEALED", True), ("", False)])
def test_an_invitation_is_said_and_sent_with_the_form(
    pages: Pages, invitation: str, is_invited: bool
) -> None:
    page = pages.join(program(), "fr", {"invitation": invitation})

    assert f'name="invitation" value="{invitation}"' in page
    said = re.search(r'<p class="invited" data-invited( hidden)?>Quelqu’un', page)
    assert said is not None
    assert (said[1] is None) == is_invited
    assert ('<meta name="robots" content="noindex">' in page) == is_invited


def test_errors_of_the_form_lead_to_their_fields(pages: Pages) -> None:
    errors = [{"field": "accepts_terms", "text": "Cochez la case."}]

    page = pages.join(program(), "fr", {"first_name": "Ada", "birthday_day": "29"}, errors)

    assert '<a href="#accepts_terms">Cochez la case.</a>' in page
    assert 'id="accepts_terms-error"' in page
    assert 'aria-invalid="true"' in page
    assert '<option value="29" selected>' in page
    assert 'value="Ada"' in page


def test_no_page_carries_a_style_or_a_script_of_its_own(built: Path) -> None:
    own = re.compile(
        r"<style|\sstyle=|\son\w+=|<script(?! type=\"(module\" src=|application/json))"
    )

    pages = {path: path.read_text("utf-8") for path in built.rglob("*.html")}

    assert [path for path, page in pages.items() if own.search(page)] == []


def test_every_address_within_the_site_leads_somewhere(built: Path) -> None:
    """Functions answer some of them; pictures are another step of publishing."""
    elsewhere = re.compile(r"^/(v1|i|c|mailbox)/")
    missing = set()
    for path in built.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="(/[^"#?]*)', path.read_text("utf-8")):
            target = built / address.lstrip("/")
            known = target.is_file() or (target / "index.html").is_file()
            if not known and not elsewhere.match(address):
                missing.add(address)

    assert missing == set()


def test_a_page_names_its_language_and_its_sisters(built: Path) -> None:
    page = (built / "cafe-poincon" / "en" / "index.html").read_text("utf-8")

    assert '<html lang="en" data-locale="en-GB">' in page
    for code in ("fr", "en"):
        address = f"https://cards.example.org/cafe-poincon/{code}/"
        assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in page
    assert '<link rel="canonical" href="https://cards.example.org/cafe-poincon/en/">' in page


def test_the_same_programs_give_the_same_bytes(
    built: Path, pages: Pages, programs: Sequence[Program], tmp_path: Path
) -> None:
    pages.build(tmp_path, programs)

    first = {path.relative_to(built): path.read_bytes() for path in built.rglob("*.*")}
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert again.keys() == first.keys()
    different = {path for path in first if again[path] != first[path]}
    assert different == {Path("problems/index.html"), Path("problems/en/index.html")}


def test_a_change_in_any_asset_moves_the_folder(tmp_path: Path) -> None:
    site = copied_site(tmp_path)
    before = assets.base(site)

    (site / "styles" / "base.css").write_text("body {}", "utf-8")

    assert assets.base(site) != before
    assert re.fullmatch(r"/assets/[0-9a-f]{16}", before)


def test_without_the_decoder_one_is_told_what_to_run(tmp_path: Path) -> None:
    site = copied_site(tmp_path)

    with pytest.raises(assets.MissingDecoder, match="npm ci"):
        assets.publish(site, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_decoder_of_two_versions_is_refused(tmp_path: Path) -> None:
    site = copied_site(tmp_path)
    package = shutil.copytree(
        ROOT / "node_modules" / "zxing-wasm", tmp_path / "node_modules" / "zxing-wasm"
    )
    (package / "dist" / "reader" / "zxing_reader.wasm").write_bytes(b"\0asm of another version")

    with pytest.raises(assets.MissingDecoder, match="not the one"):
        assets.publish(site, tmp_path / "out")


def test_the_till_keeps_every_file_that_it_needs_offline(built: Path) -> None:
    worker = (built / "till" / "offline.js").read_text("utf-8")

    files = re.findall(r'"(/assets/[^"]+\.\w+)"', worker)

    assert any(name.endswith("zxing_reader.wasm") for name in files)
    assert [name for name in files if not (built / name.lstrip("/")).is_file()] == []


@pytest.mark.parametrize(
    ("language", "folder", "name"), [("fr", "till/", "Caisse"), ("en", "till/en/", "Till")]
)
def test_the_till_is_installed_in_the_language_of_its_page(
    built: Path, language: Language, folder: str, name: str
) -> None:
    page = (built / folder / "index.html").read_text("utf-8")
    manifest = json.loads((built / folder / "app.webmanifest").read_text("utf-8"))

    assert f'<link rel="manifest" href="/{folder}app.webmanifest">' in page
    assert f'<meta name="apple-mobile-web-app-title" content="{name}">' in page
    assert (manifest["lang"], manifest["short_name"]) == (language, name)
    assert (manifest["start_url"], manifest["scope"]) == (f"/{folder}", "/till/")
    assert all((built / icon["src"].lstrip("/")).is_file() for icon in manifest["icons"])


def test_the_till_knows_each_thing_that_it_keeps_by_its_digest(built: Path) -> None:
    kept = _kept(built)

    for path, digest in kept.items():
        file = built / path.lstrip("/") / ("index.html" if path.endswith("/") else "")
        content = hashlib.sha256(file.read_bytes()).digest()
        assert digest == f"sha256-{base64.b64encode(content).decode()}", path
    assert {"/till/", "/till/en/", "/till/decoder.js"} <= kept.keys()


@pytest.mark.parametrize("changed", ["nothing", "words", "styles", "policy"])
def test_a_till_that_differs_in_anything_is_another_version(tmp_path: Path, changed: str) -> None:
    site = copied_site(tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    Pages.load(site, policy="a").build(tmp_path / "one", [])
    if changed == "words":
        words = site / "i18n" / "en.json"
        words.write_text(words.read_text("utf-8").replace("The till", "The counter"), "utf-8")
    if changed == "styles":
        (site / "styles" / "owner.css").write_text("body {}", "utf-8")

    Pages.load(site, policy="b" if changed == "policy" else "a").build(tmp_path / "two", [])

    one, two = ((tmp_path / name / "till" / "offline.js").read_text() for name in ("one", "two"))
    caches = {re.findall('const CACHE = "(.+)"', worker)[0] for worker in (one, two)}
    assert len(caches) == (1 if changed == "nothing" else 2)


def _kept(built: Path) -> dict[str, str]:
    worker = (built / "till" / "offline.js").read_text("utf-8")
    kept: dict[str, str] = json.loads(re.findall(r"const KEPT = (.+);", worker)[0])
    return kept


def copied_site(folder: Path) -> Path:
    shutil.copy(ROOT / "package-lock.json", folder)
    return shutil.copytree(ROOT / "site", folder / "site")
