"""Pages from templates: rendered for one request, or all of them to a folder.

Templates, styles, modules and words live in ``site/``; here is only how they come together.
A page never carries a style or a script of its own: the browser is told to refuse both.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from functions.publishing import assets
from functions.publishing.brand_sheet import brand_sheet
from loyalty.program import LANGUAGES, Language, Program
from loyalty.wording import rule_sentence

Words = Mapping[str, Any]
Problems = Mapping[Language, Sequence[Mapping[str, Any]]]
"""Every problem the API knows, per language: ``code``, ``title``, ``detail``, ``status``."""

_LINKED = re.compile(r"\[(.+?)\]")


class Pages:
    """The site's templates with their words, ready to render."""

    def __init__(self, site_dir: Path, assets_base: str, origin: str) -> None:
        self._site_dir = site_dir
        self._words = {code: _words(site_dir, code) for code in LANGUAGES}
        self._templates = _environment(site_dir / "templates")
        self._templates.globals.update(
            assets=assets_base,
            origin=origin.rstrip("/"),
            names={code: words["name"] for code, words in self._words.items()},
            program_paths=program_paths,
            till_paths={"fr": "/till/", "en": "/till/en/"},
            owner_paths={"fr": "/owner/", "en": "/owner/en/"},
            problems_paths={"fr": "/problems/", "en": "/problems/en/"},
        )

    @classmethod
    def load(cls, site_dir: Path, assets_base: str | None = None, origin: str = "") -> "Pages":
        """Read templates and words; ``origin`` (https://…) makes links between languages whole."""
        return cls(site_dir, assets_base or assets.base(site_dir), origin)

    def render(self, template: str, language: Language, **context: Any) -> str:
        """One page in one language; a name that a template misses is an error, not a blank."""
        page = self._templates.get_template(template)
        return page.render(language=language, t=self._words[language], **context)

    def build(
        self, out: Path, programs: Sequence[Program], problems: Problems | None = None
    ) -> None:
        """Write everything that is the same for everyone; the same input, the same bytes."""
        assets.publish(self._site_dir, out)
        for program in programs:
            self._build_program(out, program)
        for language in LANGUAGES:
            self._build_shells(out, language, (problems or {}).get(language, ()))
        home: Language = programs[0].language if programs else "fr"
        listed = [(program, rule_sentence(program, home)) for program in programs]
        _write(out / "index.html", self.render("index.html", home, programs=listed))
        others = {code: words for code, words in self._words.items() if code != home}
        _write(out / "404.html", self.render("not_found.html", home, others=others))
        files = assets.addresses(self._site_dir)
        _write(out / "till" / "offline.js", self.render("offline.js", home, files=files))

    def _build_program(self, out: Path, program: Program) -> None:
        folder = out / program.id
        _write(folder / "brand.css", brand_sheet(program.brand))
        for language in program.languages:
            join = self.join(program, language)
            _write(folder / language / "index.html", join)
            privacy = self.render("privacy.html", language, program=program)
            _write(folder / language / "privacy" / "index.html", privacy)
            if language == program.language:
                _write(folder / "index.html", join)

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
            action=f"/v1/programs/{program.id}/members",
            values=values or {},
            errors=errors,
        )

    def _build_shells(
        self, out: Path, language: Language, problems: Sequence[Mapping[str, Any]]
    ) -> None:
        inside = "" if language == "fr" else language
        for room in ("till", "owner"):
            _write(out / room / inside / "index.html", self.render(f"{room}.html", language))
        page = self.render("problems.html", language, problems=problems)
        _write(out / "problems" / inside / "index.html", page)


def program_paths(program: Program, below: str = "") -> dict[str, str]:
    """Where the same page of a program lies in each of its languages."""
    return {code: f"/{program.id}/{code}/{below}" for code in program.languages}


def fill(text: str, **values: object) -> str:
    """Put values where a text says ``{name}``."""
    return text.format_map(values)


def linked(text: str, href: str) -> Markup:
    """Make a link of the part of a text that stands in square brackets."""
    link = Markup('<a href="{}">{}</a>')
    return Markup("").join(
        link.format(href, part) if n % 2 else escape(part)
        for n, part in enumerate(_LINKED.split(text))
    )


def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(fill=fill, linked=linked)
    return environment


def _words(site_dir: Path, language: Language) -> Words:
    words: Words = json.loads((site_dir / "i18n" / f"{language}.json").read_text("utf-8"))
    return words


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
