"""The member's web card, its pass for each wallet, and the small question "has it changed?"."""

import io

import segno
from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from functions.failures import WalletNotReady
from functions.journeys import card_back, face, hold_google, hold_pass, void_face
from functions.journeys.wallet_words import notice
from functions.ports import WalletChannel
from functions.ports.outside import MISSING
from functions.records import HeldCard
from functions.settings import is_own_machine
from functions.web.operations import Call, Operations
from functions.web.problems import wants_page
from loyalty.calendar import local_date
from loyalty.errors import LoyaltyError
from loyalty.language import Language
from loyalty.news import is_told
from loyalty.program import Program
from loyalty.wording import history, money, rules, standing
from passes.artwork import stamps_svg
from passes.card_code import seal, unseal
from passes.content import PassContent

PKPASS = "application/vnd.apple.pkpass"
HISTORY_LINES = 8


class LinkReplaced(LoyaltyError):
    """The link is of a card that was lost and replaced: nothing of the card is shown by it."""

    code = "link-replaced"


CARD = Operations("The member's card")


@CARD.add(
    method="GET",
    path="/c/{program}/{token}",
    name="card",
    summary="The member's web card",
    answers={200: ("The card", "text/html"), 410: ("It was replaced", "text/html")},
)
def card(call: Call) -> ResponseReturnValue:
    held, program, is_void = _linked(call)
    if is_void:
        return _replaced(call, held, program)
    language = face.language_of(program, held)
    page = call.pages.render("card.html", language, **_page(call, program, held, language))
    return Response(page, content_type="text/html; charset=utf-8")


@CARD.add(
    method="GET",
    path="/c/{program}/{token}/state",
    name="card-state",
    summary="The number of the card's latest entry",
    answers={200: ("The number", {"type": "object"})},
)
def state(call: Call) -> ResponseReturnValue:
    return {"seq": _held(call)[0].card.seq}


@CARD.add(
    method="GET",
    path="/c/{program}/{token}/card.pkpass",
    name="card-pass",
    summary="The card for Apple Wallet",
    answers={
        200: ("The signed pass", PKPASS),
        303: ("For a browser while no pass can be made: the web card, which says why", None),
    },
)
def apple(call: Call) -> ResponseReturnValue:
    held, program = _held(call)
    try:
        signed = hold_pass.build(call.services, held)
    except WalletNotReady:
        if not wants_page():
            raise
        return redirect(_path(call), 303)
    return Response(
        signed,
        content_type=PKPASS,
        headers={"Content-Disposition": f'attachment; filename="{program.id}.pkpass"'},
    )


@CARD.add(
    method="GET",
    path="/c/{program}/{token}/google",
    name="card-google",
    summary="To the link that saves the card in Google Wallet",
    answers={303: ("To Google", None)},
)
def google(call: Call) -> ResponseReturnValue:
    held, program = _held(call)
    return redirect(hold_google.save(call.services, program, held), 303)


def _held(call: Call) -> tuple[HeldCard, Program]:
    held, program, is_void = _linked(call)
    if is_void:
        raise LinkReplaced()
    return held, program


def _linked(call: Call) -> tuple[HeldCard, Program, bool]:
    """The card of the link, its program, and whether the card was replaced since."""
    program = call.services.programs.current(call.path["program"])
    shown = unseal(call.services.keys, "card-page", program.id, call.path["token"])
    held = call.services.cards.head(program.id, shown.card)
    return held, program, shown.generation < held.generation


def _replaced(call: Call, held: HeldCard, program: Program) -> Response:
    """Whoever has an old link learns the day and where to ask."""
    language = face.language_of(program, held)
    day = void_face.replaced_on(program, held, language)
    page = call.pages.render("replaced.html", language, program=program, day=day)
    return Response(page, 410, content_type="text/html; charset=utf-8")


def _path(call: Call) -> str:
    return f"/c/{call.path['program']}/{call.path['token']}"


def _page(call: Call, program: Program, held: HeldCard, language: Language) -> dict[str, object]:
    content = face.content(call.services, program, held)
    now = call.services.clock()
    day = local_date(now, program.time_zone)
    card = held.card.on(day)
    path = _path(call)
    return {
        "program": program,
        "brand": content.brand,
        "look": content.look,
        "rule": rules.rule_sentence(program, language),
        "details": rules.details(program, language),
        "invitation_url": _invitation(call, program, held),
        "just_joined": "new" in request.args or held.card.seq == 0,
        "seq": held.card.seq,
        "state_url": f"{path}/state",
        "apple": _wallet(
            call.services.apple, f"{path}/card.pkpass", language, linked=_is_taken(call)
        ),
        "google": _wallet(call.services.google, f"{path}/google", language),
        "card": {
            "first_name": content.member_name or "",
            "headline": standing.standing_sentence(
                program, card, language, content.member_name or "", now=now
            ),
            "label": content.header.label,
            "count": _spaced(program, str(content.header.value)),
            "lines": card_back.more(program, held, day, language),
            "stamps_svg": _stamps(content),
            "qr_svg": _qr(content),
            "short_code": content.short_code,
            "visits": card.visits,
            "ready": standing.ready_sentences(program, card, language),
            "history": _history(call, program, held, language),
        },
    }


def _spaced(program: Program, balance: str) -> str:
    """Stamps as "8 / 9"; a date stays as it is."""
    return balance.replace("/", " / ") if program.stamps else balance


def _invitation(call: Call, program: Program, held: HeldCard) -> str | None:
    """The link that this member may give to a friend, where the program thanks for friends."""
    if program.referral is None:
        return None
    sealed = seal(call.services.keys, "invitation", program.id, held.card.id)
    return f"{call.services.url}/r/{program.id}/{sealed}"


def _is_taken(call: Call) -> bool:
    """Whether an iPhone takes the pass; on this machine it is there to be looked at anyway."""
    missing = call.services.apple.waiting_for
    return missing is None or (missing == MISSING and is_own_machine(call.services.url))


def _wallet(
    channel: WalletChannel, url: str, language: Language, *, linked: bool = True
) -> dict[str, str | None]:
    missing = channel.waiting_for
    return {
        "url": url if linked else None,
        "notice": notice(missing, language, linked=linked) if missing else None,
    }


def _stamps(content: PassContent) -> Markup:
    title = str(content.header.value)
    drawn = stamps_svg(content.progress, content.brand, width=375, height=144, title=title)
    return Markup(drawn)  # nosec B704 # our own drawing, which escapes its title


def _qr(content: PassContent) -> Markup:
    """Black on white with its quiet zone, whatever the colours around it."""
    drawn = io.BytesIO()
    code = segno.make(content.scan_code, error="m", micro=False)
    code.save(drawn, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, light="#fff")
    svg = drawn.getvalue().decode()
    return Markup(svg)  # nosec B704 # squares, and no text


def _history(
    call: Call, program: Program, held: HeldCard, language: Language
) -> list[dict[str, str]]:
    entries = [entry for entry in face.history(call.services, held) if is_told(program, entry)]
    return [
        {
            "when": f"{local_date(entry.happened_at, program.time_zone):%d/%m/%Y} "
            f"{money.clock_time(entry.happened_at, program)}",
            "text": history.history_line(program, entry, language),
        }
        for entry in reversed(entries[-HISTORY_LINES:])
    ]
