"""Pages from templates: rendered for one request, or all of them to a folder.

Templates, styles, modules and words live in ``site/``; here is only how they come together.
A page never carries a style or a script of its own: the browser is told to refuse both.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.publishing import assets
from functions.publishing.brand_sheet import brand_sheet
from functions.publishing.looks import looks
from functions.routing import room_path
from loyalty.language import LANGUAGES, Language
from loyalty.program import Program
from loyalty.wording.rules import rule_sentence
from passes.content import GAUGE_STEPS, Progress

Words: TypeAlias = Mapping[str, Any]
Problem: TypeAlias = Mapping[str, Any]
"""One refusal of the API, explained: ``code``, ``title``, ``detail``, ``status``."""


class Pages:
    """The site's templates with their words, ready to render."""

    def __init__(self, site_dir: Path, assets_base: str, origin: str, policy: str) -> None:
        self._site_dir = site_dir
        self._policy = policy
        self._words = {code: _words(site_dir, code) for code in LANGUAGES}
        self._templates = _environment(site_dir / "templates")
        self._templates.globals.update(
            assets=assets_base,
            origin=origin.rstrip("/"),
            names={code: words["name"] for code, words in self._words.items()},
            program_paths=program_paths,
            till_paths=_room_paths("till"),
            owner_paths=_room_paths("owner"),
            problems_paths=_room_paths("problems"),
        )

    @classmethod
    def load(
        cls, site_dir: Path, assets_base: str | None = None, origin: str = "", policy: str = ""
    ) -> "Pages":
        """Read templates and words; ``origin`` (https://…) makes links between languages whole.

        ``policy`` is what the till's pages are served with, which a phone keeps with them.
        """
        return cls(site_dir, assets_base or assets.base(site_dir), origin, policy)

    def render(self, template: str, language: Language, **context: Any) -> str:
        """One page in one language; a name that a template misses is an error, not a blank."""
        page = self._templates.get_template(template)
        return page.render(language=language, t=self._words[language], **context)

    def join(
        self,
        program: Program,
        language: Language,
        values: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> str:
        """The page where one takes a card; with what was typed and what is wrong with it."""
        return self.render(
            "join.html",
            language,
            program=program,
            rule=rule_sentence(program, language),
            sample=_sample(program).image,
            action=f"/v1/programs/{program.id}/members",
            values=values or {},
            errors=errors,
        )

    def not_found(self, language: Language) -> str:
        """The page that says so, in that language first and then in the others."""
        others = {code: words for code, words in self._words.items() if code != language}
        return self.render("not_found.html", language, others=others)

    def build(
        self,
        out: Path,
        programs: Sequence[Program],
        problems: Mapping[Language, Sequence[Problem]] | None = None,
    ) -> None:
        """Write everything that is the same for everyone; the same input, the same bytes."""
        assets.publish(self._site_dir, out)
        for program in programs:
            self._build_program(out / program.id, program)
        for language in LANGUAGES:
            self._build_rooms(out, language, (problems or {}).get(language, ()))
        self._build_home(out, programs)
        self._build_till(out)

    def _build_program(self, folder: Path, program: Program) -> None:
        for look, brand in looks(program).items():
            _write(folder / (f"look-{look}.css" if look else "brand.css"), brand_sheet(brand))
        for language in program.languages:
            privacy = self.render("privacy.html", language, program=program)
            _write(folder / language / "index.html", self.join(program, language))
            _write(folder / language / "privacy" / "index.html", privacy)
        _write(folder / "index.html", self.join(program, program.language))

    def _build_rooms(self, out: Path, language: Language, problems: Sequence[Problem]) -> None:
        for room in ("till", "owner", "problems"):
            page = self.render(f"{room}.html", language, problems=problems)
            _write(out / _room_paths(room)[language].lstrip("/") / "index.html", page)

    def _build_home(self, out: Path, programs: Sequence[Program]) -> None:
        """What belongs to no language: it speaks that of the first program."""
        home: Language = programs[0].language if programs else LANGUAGES[0]
        listed = [(program, rule_sentence(program, home)) for program in programs]
        _write(out / "index.html", self.render("index.html", home, programs=listed))
        _write(out / "404.html", self.not_found(home))

    def _build_till(self, out: Path) -> None:
        """What lies in the till's own folder beside its pages; last the worker that keeps them."""
        for language, path in _room_paths("till").items():
            manifest = self.render("till.webmanifest", language)
            _write(out / path.lstrip("/") / "app.webmanifest", manifest)
        first: Language = LANGUAGES[0]
        _write(out / "till" / "decoder.js", self.render("till_decoder.js", first))
        pages = [*_room_paths("till").values(), "/till/decoder.js"]
        kept = {path: _digest(out, path) for path in (*pages, *assets.addresses(self._site_dir))}
        version = _version(kept, self._policy)
        worker = self.render("offline.js", first, kept=kept, version=version)
        _write(out / "till" / "offline.js", worker)


def _digest(out: Path, path: str) -> str:
    """Of what is served at that path, as browsers check it (Subresource Integrity)."""
    file = out / path.lstrip("/") / ("index.html" if path.endswith("/") else "")
    return "sha256-" + base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()


def _version(kept: Mapping[str, str], policy: str) -> str:
    """Another one as soon as a byte of it is another, or what browsers are told to refuse."""
    return hashlib.sha256(json.dumps([kept, policy]).encode()).hexdigest()[:16]


def _sample(program: Program) -> Progress:
    """A card on its way, to show what one looks like."""
    if program.stamps:
        places = program.stamps.threshold
        return Progress(filled=min(3, places - 1), places=places, ready=0)
    if program.points:
        return Progress(filled=GAUGE_STEPS * 2 // 5, places=GAUGE_STEPS, ready=0, style="gauge")
    return Progress(filled=1, places=1, ready=0, style="mark")


def program_paths(program: Program, below: str = "") -> dict[Language, str]:
    """Where the same page of a program lies in each of its languages."""
    return {code: f"/{program.id}/{code}/{below}" for code in program.languages}


def fill(text: str, **values: object) -> str:
    """Put values where a text says ``{name}``."""
    return text.format_map(values)


def _room_paths(room: str) -> dict[Language, str]:
    return {code: room_path(room, code) for code in LANGUAGES}


def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(fill=fill)
    return environment


def _words(site_dir: Path, language: Language) -> Words:
    words: Words = json.loads((site_dir / "i18n" / f"{language}.json").read_text("utf-8"))
    return words


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
