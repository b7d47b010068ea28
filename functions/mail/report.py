"""The weekly report as a mail: text, HTML with bars that need no image, CSV attached."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from functions.records import LastAudit, Mail, Undelivered
from functions.spreadsheet import safe
from loyalty.audit import REPORT_DIFFERS
from loyalty.calendar import local_date
from loyalty.figures import Comparison
from loyalty.language import Language
from loyalty.program import Program
from loyalty.report_words import chart_sentence, day_label, lines, number, subject
from loyalty.wording.corrections import corrections_sentence
from loyalty.wording.money import NARROW
from loyalty.wording.signals import Said, more, said

MOST_SIGNALS = 5
"""So many of what is worth a look fit a mail that is read over a coffee."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"], default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write(
    program: Program,
    figures: Comparison,
    undelivered: Sequence[Undelivered] = (),
    audited: LastAudit | None = None,
    *,
    url: str,
    wallets: Callable[[Program], Iterable[str]] = lambda _: (),
) -> Mail:
    """The whole mail to the program's owner, in the shop's language.

    ``wallets`` says, a sentence each, what is wrong with the wallets or soon will be.
    """
    language = program.language
    context = _context(program, figures, language, url)
    context["undelivered"] = _undelivered(undelivered, program)
    context["audited"] = _audited(audited, program) if audited else ""
    context["wallets"] = list(wallets(program))
    return Mail(
        to=program.owner_email,
        sender_name=program.name,
        subject=context["subject"],
        text=_TEMPLATES.get_template(f"report.{language}.txt").render(context),
        html=_TEMPLATES.get_template("report.html").render(context),
        attachments={f"{program.id}-{figures.week.week.name}.csv": as_csv(program, figures)},
        id=f"{program.id}.{figures.week.week.name}",
    )


def as_html(program: Program, figures: Comparison, *, url: str, wallets: Sequence[str] = ()) -> str:
    """The report alone, as the owner's page opens it."""
    context = _context(program, figures, program.language, url) | {"wallets": wallets}
    return _TEMPLATES.get_template("report.html").render(context)


def as_csv(program: Program, figures: Comparison) -> bytes:
    """One figure a line, with a byte order mark so that a spreadsheet reads the accents."""
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(["program", "week", "figure", "value", "previous", "note"])
    for row in _rows(program, figures):
        named = (program.id, figures.week.week.name, *row)
        rows.writerow([safe(str(value)) for value in named])
    return sheet.getvalue().encode("utf-8-sig")


def _rows(program: Program, figures: Comparison) -> Iterator[tuple[object, ...]]:
    week, before = figures.week, figures.before
    for line in lines(program, figures, program.language):
        yield line.key, _plain(line.number), _plain(line.number_before), line.note
    for name in ("scans", "start", "end", "kept", "lost", "new", "returned", "members_total"):
        yield name, getattr(week, name), getattr(before, name), ""
    for day in week.week.days:
        yield f"visits {day}", week.visits_by_day[day], "", ""
    yield "entries", figures.anchor.entries, "", ""
    yield "digest", figures.anchor.digest, "", ""
    yield "as of", as_of(figures), "", ""
    for reason, count in sorted(figures.corrections.items()):
        yield f"corrections {reason}", count, "", ""
    if figures.left_out:
        yield "cards left out", len(figures.left_out), "", ""
    for signal, one in zip(figures.signals, _said(program, figures), strict=True):
        yield f"signal {signal.key}", signal.count, "", one.line


def as_of(figures: Comparison) -> str:
    """The instant of the anchor, as ``poincon audit --as-of`` takes it."""
    return f"{figures.anchored_at:%Y-%m-%dT%H:%MZ}"


def _context(program: Program, figures: Comparison, language: Language, url: str) -> dict[str, Any]:
    week = figures.week
    return {
        "program": program,
        "language": language,
        "subject": subject(program, week, language),
        "week": week.week,
        "lines": lines(program, figures, language),
        "bars": _bars(figures, language),
        "chart": chart_sentence(program, week, language),
        "anchor": figures.anchor,
        "entries": number(figures.anchor.entries, language),
        "as_of": as_of(figures),
        "owner_url": f"{url}/owner/",
        "wallets": (),
        "undelivered": "",
        "audited": "",
        "corrections": corrections_sentence(figures.corrections, language),
        "left_out": _left_out(len(figures.left_out), language),
        "signals": _said(program, figures)[:MOST_SIGNALS],
        "more_signals": _more(len(figures.signals) - MOST_SIGNALS, language),
    }


def _said(program: Program, figures: Comparison) -> list[Said]:
    """What is worth a look; a mail leaves the house, so that cards are named by their codes."""
    names = figures.names.without_people
    return [said(program, signal, names, program.language) for signal in figures.signals]


def _more(left: int, language: Language) -> str:
    """That the page has so many more; nothing where it has none."""
    return more(left, language) if left > 0 else ""


def _undelivered(given_up: Sequence[Undelivered], program: Program) -> str:
    """One line on what no wallet took for a day; nothing where there is nothing."""
    if not given_up:
        return ""
    language, count = program.language, sum(one.cards for one in given_up)
    first = local_date(min(one.since for one in given_up), program.time_zone)
    many = count > 1
    if language == "fr":
        updates = "mises à jour de cartes n’ont" if many else "mise à jour de carte n’a"
        told = f"{number(count, 'fr')} {updates} pas pu partir vers les téléphones"
        return f"{told} depuis le {first:%d/%m/%Y}{NARROW}: votre page dit pourquoi."
    updates = "card updates have" if many else "card update has"
    told = f"{number(count, 'en')} {updates} not reached the phones"
    return f"{told} since {first.day} {first:%B %Y}: your page says why."


def _audited(found: LastAudit, program: Program) -> str:
    """One line on what the last audit found; nothing where everything agreed."""
    if not found.differences:
        return ""
    language, day = program.language, local_date(found.at, program.time_zone)
    cards = sum(count for code, count in found.codes.items() if code != REPORT_DIFFERS)
    counted, waiting = number(found.differences, language), number(cards, language)
    if language == "fr":
        said = f"Registre vérifié le {day:%d/%m/%Y}{NARROW}: {counted} écart"
        tell = "Prévenez la personne qui gère ce serveur"
        whose = "de 1 carte" if cards == 1 else f"de {waiting} cartes"
        wait = f"{NARROW}; d’ici là, les récompenses {whose} attendent." if cards else "."
    else:
        said = f"Ledger checked on {day.day} {day:%B %Y}: {counted} difference"
        tell = "Tell whoever runs this server"
        whose = "1 card" if cards == 1 else f"{waiting} cards"
        wait = f"; until then the rewards of {whose} wait." if cards else "."
    return f"{said}{'s' if found.differences > 1 else ''}. {tell}{wait}"


def _left_out(cards: int, language: Language) -> str:
    """One line on cards of which something could not be read; nothing where there is none."""
    if not cards:
        return ""
    many, counted = cards > 1, number(cards, language)
    if language == "fr":
        which = "cartes n’ont pas pu être lues" if many else "carte n’a pas pu être lue"
        missing = "manquent" if many else "manque"
        tell = "prévenez la personne qui gère ce serveur."
        return f"{counted} {which} et {missing} dans ces chiffres{NARROW}; {tell}"
    which = "cards could not be read and are" if many else "card could not be read and is"
    return f"{counted} {which} left out of these figures; tell whoever runs this server."


def _bars(figures: Comparison, language: Language) -> Sequence[dict[str, Any]]:
    """Seven bars; the longest is as wide as the table, and a day without visits has none."""
    week = figures.week
    most = max([week.visits_by_day[day] for day in week.week.days] + [1])
    return [
        {
            "label": day_label(day, language),
            "visits": week.visits_by_day[day],
            "percent": round(100 * week.visits_by_day[day] / most),
        }
        for day in week.week.days
    ]


def _plain(value: Any) -> str:
    return (
        "" if value is None else f"{float(value):.4f}" if not isinstance(value, int) else str(value)
    )
