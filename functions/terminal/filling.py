"""A preset with a shop's own answers filled in: the text of a new program file."""

import textwrap
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from functions import presets
from functions.terminal.answers import Answers, slug
from functions.terminal.toml_lines import with_values
from loyalty.chooser import SECTORS, Advice, first_price
from loyalty.collecting import counted_account
from loyalty.entry import CREDIT, POINTS, STAMPS
from loyalty.language import LANGUAGES, Language
from loyalty.program import Program
from loyalty.program_file.sizes import MOST_MINOR
from loyalty.reasons import reasons

_WIDTH = 98
_MONTH_DAYS = 30
_HALF_YEAR = timedelta(days=182)
_READY_IN = timedelta(days=14)
"""Posters are printed and the staff is told within so many days."""
_MORE_PERCENT = 20
"""What a first goal asks for: so much more often."""

_THANKS = {STAMPS: 1, POINTS: 10, CREDIT: 100}
_REFERRAL = """
# Le parrainage\u202f: ce que reçoivent l’ami, et qui l’a amené quand l’ami revient.
# Referral: what the friend is given, and who brought the friend when the friend comes back.
[referral]
friend = {{ units = {units} }}
referrer = {{ units = {units} }}
"""
_BADGE = """
# Un badge, porté sur la carte à partir de tant de visites. · A badge, worn on the card from so
# many visits on.
[[badges]]
id = "dixieme"
name = { fr = "Dixième visite", en = "Tenth visit" }
of = "visits"
at = 10
"""


def program_text(answers: Answers, advice: Advice, shops: Mapping[str, Program], day: date) -> str:
    """The file, with its reasons at the top. ``shops`` are the presets; ``day`` is today."""
    begins = presets.text(advice.preset).index("schema = ")
    sector = shops[SECTORS[answers.sector].preset]
    values = (
        _shop(answers)
        | _look(sector)
        | _figures(advice.program)
        | _plan(answers, day)
        | _largest(answers, advice.program)
    )
    sellers = sector.assumptions.best_sellers if sector.assumptions else ()
    values["assumptions.best_sellers"] = list(sellers)
    body = with_values(presets.text(advice.preset)[begins:], values)
    return _header(answers, advice) + body + _module(answers, advice.program)


def _header(answers: Answers, advice: Advice) -> str:
    """Why this program, in both languages, and what is left to do."""
    blocks = [_why(answers, advice, language) for language in LANGUAGES]
    return "#\n".join(blocks) + "\n"


def _why(answers: Answers, advice: Advice, language: Language) -> str:
    if language == "fr":
        told = [
            f"Le programme de {answers.name}, d’après le modèle «\u202f{advice.preset}\u202f».",
            *reasons(advice, language),
            f"Son inconvénient\u202f: {uncapital(advice.drawback[language])}",
            "Relisez chaque ligne, surtout ce qui coûte, et [launch]\u202f: ce qui doit être prêt "
            "ce jour-là. Puis\u202f: poincon program check",
        ]
    else:
        told = [
            f"The program of {answers.name}, after the preset “{advice.preset}”.",
            *reasons(advice, language),
            f"Its drawback: {uncapital(advice.drawback[language])}",
            "Read every line again, what costs above all, and [launch]: what has to be ready by "
            "then. Then: poincon program check",
        ]
    return "".join(f"{line}\n" for text in told for line in _commented(text))


def uncapital(text: str) -> str:
    """A sentence as it goes on after a colon."""
    return text[:1].lower() + text[1:]


def _commented(text: str) -> list[str]:
    plain = textwrap.TextWrapper(
        width=_WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False
    )
    return plain.wrap(text)


def _shop(answers: Answers) -> dict[str, object]:
    other = next(language for language in LANGUAGES if language != answers.language)
    return {
        "id": slug(answers.name),
        "name": answers.name,
        "languages": [answers.language, other],
        "owner_email": answers.email,
        "contact": f"{answers.name}, {answers.email}"[:200],
        "active_days": min(730, max(60, 3 * answers.rhythm_days)),
        "shops[0].id": "comptoir",
        "shops[0].name": answers.name,
        "shops[0].address": None,
        "shops[0].hours": None,
    }


def _look(sector: Program) -> dict[str, object]:
    """Colours and icon of the shop's own kind, also where the model is another kind's."""
    brand = sector.brand
    return {
        "brand.background": brand.background,
        "brand.foreground": brand.foreground,
        "brand.label": brand.label,
        "brand.icon": brand.icon,
    }


def _figures(program: Program) -> dict[str, object]:
    """What the chooser has fitted."""
    if rule := program.stamps:
        return {"stamps.threshold": rule.threshold, "stamps.spend_minor": rule.spend_minor}
    if program.points:
        place = first_price(program)
        return {f"rewards[{place}].points": program.rewards[place].points}
    if program.cashback:
        return {"cashback.percent": program.cashback.percent}
    if program.club:
        return {"club.fee_minor": program.club.fee_minor}
    assert program.donation is not None
    return {"donation.percent": program.donation.percent}


def _plan(answers: Answers, day: date) -> dict[str, object]:
    """What the shop said, the launch on a Monday that leaves time, and a first goal."""
    soonest = day + _READY_IN
    launch = soonest + timedelta(days=-soonest.weekday() % 7)
    often = Fraction(_MONTH_DAYS, answers.rhythm_days)
    return {
        "assumptions.basket_minor": answers.basket_minor,
        "assumptions.rhythm_days": answers.rhythm_days,
        "launch.at": f"{launch} 09:00",
        "goal.baseline": _decimal(often),
        "goal.target": _decimal(often * (100 + _MORE_PERCENT) / 100),
        "goal.due": f"{launch + _HALF_YEAR}",
    }


def _largest(answers: Answers, program: Program) -> dict[str, object]:
    """Ten usual purchases in one scan, where the program's own limit lies below."""
    enough = 10 * answers.basket_minor
    if enough <= program.limits.max_amount_minor:
        return {}
    return {"limits.max_amount_minor": min(enough, MOST_MINOR)}


def _module(answers: Answers, program: Program) -> str:
    """The one module beyond the model that a larger shop begins with (D9); a small one has none.

    Friends are thanked in what the card counts; where it counts nothing, a badge is worn.
    """
    if answers.size == "tpe":
        return ""
    account = counted_account(program)
    if account is None:
        return _BADGE
    return _REFERRAL.format(units=_THANKS[account])


def _decimal(value: Fraction) -> str:
    """With two decimals, as a program file has them: "7.5"."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
