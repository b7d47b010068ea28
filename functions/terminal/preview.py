"""``poincon preview``: every state of a program's card as an iPhone shows it, before publishing."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from functions.journeys.face import faces
from functions.journeys.samples import Sample, samples, showcase
from functions.local import development
from functions.publishing.own_artwork import prepare
from loyalty.language import Language
from loyalty.program import Program
from loyalty.program_file import parse
from passes.content import PassContent
from passes.logo import logo_images
from passes.preview import cut, front, said
from passes.preview_back import back
from passes.preview_back import said as said_of_back
from passes.preview_png import png, sheet

_SHEET_COLUMNS = 4
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;background:#e5e5ea;color:#1c1c1e}"
    "section{display:flex;flex-wrap:wrap;gap:2rem;align-items:start}figure{margin:0}"
    "figcaption{margin-bottom:.5rem;font-weight:600}img{display:block;margin-bottom:1rem}"
    "p{max-width:22rem;border-left:3px solid #8a5a00;padding-left:.75rem}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One card in one language, both sides drawn."""

    sample: Sample
    content: PassContent
    front: str
    back: str
    cut: Sequence[str]

    @property
    def name(self) -> str:
        """How its files begin."""
        return f"{self.sample.key}-{self.content.language}"


def preview(file: Path, out: Path, now: datetime) -> int:
    """Write pictures and a page of them into that folder; raises ``BadConfiguration``.

    1 where a phone would cut something.
    """
    prepared = prepare(development.read_program(file), file.parent, now)
    program = parse(prepared.data, version=1, valid_from=now)
    logo = logo_images(prepared.logo)["logo@3x.png"] if prepared.logo else None
    seen = [one for language in program.languages for one in _seen(program, logo, language, now)]
    out.mkdir(parents=True, exist_ok=True)
    for one in seen:
        _write(out / one.name, one.front)
        _write(out / f"{one.name}-back", one.back)
    for language in program.languages:
        fronts = [one.front for one in seen if one.content.language == language]
        (out / f"sheet-{language}.png").write_bytes(png(sheet(fronts, _SHEET_COLUMNS), zoom=1))
    (out / "index.html").write_text(_page(program, seen), encoding="utf-8")
    sys.stdout.writelines(f"{line}\n" for line in _told(out, seen))
    return 1 if any(one.cut for one in seen) else 0


def _seen(
    program: Program, logo: bytes | None, language: Language, now: datetime
) -> Iterator[Seen]:
    for sample in samples(program, now, language):
        content, *_ = faces(showcase(now), program, sample.held, sample.entries)
        yield Seen(
            sample=sample,
            content=content,
            front=front(content, logo),
            back=back(content),
            cut=cut(content, logo),
        )


def _write(stem: Path, svg: str) -> None:
    stem.with_name(f"{stem.name}.svg").write_text(svg, encoding="utf-8")
    stem.with_name(f"{stem.name}.png").write_bytes(png(svg))


def _told(out: Path, seen: Sequence[Seen]) -> Iterator[str]:
    for one in seen:
        for key in one.cut:
            yield f"{one.name}: an iPhone would cut {key!r}: {_text(one.content, key)}"
    yield f"{len(seen)} cards are drawn: open {out / 'index.html'}"


def _text(content: PassContent, key: str) -> str:
    values = {field.key: str(field.value) for field in content.fields}
    return values.get(key, content.program_name)


def _page(program: Program, seen: Sequence[Seen]) -> str:
    name = escape(program.name)
    parts = "".join(
        f'<h2 lang="{language}">{language}</h2><section lang="{language}">'
        + "".join(_figure(one) for one in seen if one.content.language == language)
        + "</section>"
        for language in program.languages
    )
    head = f'<meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style>'
    return (
        f'<!doctype html><html lang="{program.language}"><head>{head}</head>'
        f"<body><h1>{name}</h1>{parts}</body></html>\n"
    )


def _figure(one: Seen) -> str:
    content = one.content
    caption = escape(one.sample.name[content.language])
    sides = ((one.name, said(content)), (f"{one.name}-back", said_of_back(content)))
    images = "".join(f'<img src="{name}.svg" alt="{escape(text)}">' for name, text in sides)
    warned = "".join(f"<p>… {escape(_text(content, key))}</p>" for key in one.cut)
    return f"<figure><figcaption>{caption}</figcaption>{images}{warned}</figure>"
