"""A launch that nobody hears of, and what it leaves out."""

from collections.abc import Iterator

from loyalty.gifts.welcome import PREPARED
from loyalty.language import Words
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.program import Program

LEAST_PREPARED = 3
LEAST_ASKED = 10
MOST_DAYS = 45
"""A reminder of the program at least so often."""

_PREPARED: dict[str, Words] = {
    "poster": {"fr": "une affiche", "en": "a poster"},
    "flyer": {"fr": "un dépliant", "en": "a flyer"},
    "script": {"fr": "une phrase pour la caisse", "en": "a line for the till"},
    "staff": {"fr": "une équipe informée", "en": "a briefed staff"},
    "teaser": {"fr": "une annonce avant le jour", "en": "a teaser before the day"},
    "email": {"fr": "un e-mail", "en": "an e-mail"},
    "social": {"fr": "une publication", "en": "a post"},
}


def quiet(program: Program, voice: Voice) -> Iterator[Finding]:
    """Fewer than three things were prepared, or there is no launch at all (L1-L9)."""
    prepared = program.launch.announced if program.launch else ()
    missing = LEAST_PREPARED - len(prepared)
    if missing <= 0:
        return
    others = [name for name in PREPARED if name not in prepared][:missing]
    told = voice.list([voice.words(_PREPARED[name]) for name in others])
    yield Finding(
        path="launch.announced",
        figure=voice(
            fr=f"{len(prepared)} support sur {LEAST_PREPARED} est prêt."
            if len(prepared) < 2
            else f"{len(prepared)} supports sur {LEAST_PREPARED} sont prêts.",
            en=f"{len(prepared)} of {LEAST_PREPARED} things are ready.",
        ),
        cure=voice(
            fr=f"Préparez {told} ({', '.join(others)}).",
            en=f"Prepare {told} ({', '.join(others)}).",
        ),
    )


def forgotten(program: Program, voice: Voice) -> Iterator[Finding]:
    """Nobody is reminded of the program after its launch, or too rarely."""
    every = program.launch.reminder_days if program.launch else None
    if every is not None and every <= MOST_DAYS:
        return
    figure = voice(fr="Aucun rappel n’est prévu.", en="No reminder is planned.")
    if every is not None:
        figure = voice(
            fr=f"Un rappel tous les {every} jours, {MOST_DAYS} au plus.",
            en=f"A reminder every {every} days, {MOST_DAYS} at most.",
        )
    yield Finding(
        path="launch.reminder_days",
        figure=figure,
        cure=voice(
            fr=f"Rappelez le programme tous les {MOST_DAYS} jours au plus.",
            en=f"Remind people of the program every {MOST_DAYS} days at most.",
        ),
    )


def assumed(program: Program, voice: Voice) -> Iterator[Finding]:
    """Fewer than ten customers were asked what they would like."""
    asked = program.launch.asked if program.launch else 0
    if asked >= LEAST_ASKED:
        return
    customers = voice.count(asked, fr="un client", en="a customer")
    more = voice.count(LEAST_ASKED - asked, fr="un client", en="a customer")
    yield Finding(
        path="launch.asked",
        figure=voice(
            fr=f"{customers} interrogé{'s' if asked > 1 else ''}, {LEAST_ASKED} au moins.",
            en=f"{customers} asked, {LEAST_ASKED} at least.",
        ),
        cure=voice(
            fr=f"Demandez à {more} de plus ce qui leur ferait plaisir.",
            en=f"Ask another {more} what they would like.",
        ),
    )
