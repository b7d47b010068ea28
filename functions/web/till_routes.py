"""The till's operations: earn, redeem, undo, look."""

from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from functions.journeys import scan
from functions.journeys.writing import Outcome
from functions.web import pairing_routes, schemas
from functions.web.operations import Call, Operations
from functions.web.problems import InvalidRequest
from functions.web.till_answers import till_answer
from functions.web.validation import field_words
from loyalty.entry import OperationId, instant
from loyalty.errors import RewardReady
from loyalty.purchase import Purchase
from loyalty.wording.money import unit_minor
from loyalty.wording.rules import rule_sentence, staff_script

TILL = Operations("Poinçon: the till")
pairing_routes.declare(TILL, "till")

_OF_EVERY_SCAN = ("code", "made_at", "sent_at")
_ANSWERS = {
    201: ("Written", schemas.ANSWER),
    200: ("Written before: the first answer again", schemas.ANSWER),
}


@TILL.add(
    method="GET",
    path="/v1/till/program",
    name="till-program",
    summary="The program that this till stamps for",
    role="till",
    answers={200: ("The program", schemas.OBJECT)},
)
def program(call: Call) -> ResponseReturnValue:
    """What the till page shows before any scan."""
    current = call.services.programs.current(call.who.program)
    brand = current.brand
    shop = next((s for s in current.shops if s.id == call.who.shop), None)
    return {
        "id": current.id,
        "name": current.name,
        "version": current.version,
        "languages": list(current.languages),
        "rule": {language: rule_sentence(current, language) for language in current.languages},
        "script": {language: staff_script(current, language) for language in current.languages},
        "model": current.model,
        "currency": current.currency,
        "decimals": len(str(unit_minor(current.currency))) - 1,
        "asks_amount": current.earns_by_amount,
        "counts_items": current.stamps is not None and not current.stamps.spend_minor,
        "excluded": list(current.excluded),
        "donates": current.donation is not None,
        "brand": {
            "background": brand.background,
            "foreground": brand.foreground,
            "label": brand.label,
            "icon": brand.icon,
        },
        "max_units": current.limits.max_units_per_scan,
        "shop": {"id": call.who.shop, "name": shop.name if shop else ""},
    }


@TILL.add(
    method="GET",
    path="/v1/till/cards/{code}",
    name="look",
    summary="The card behind a code; nothing is written",
    role="till",
    answers={200: ("The card", schemas.ANSWER)},
)
def look(call: Call) -> ResponseReturnValue:
    """Show a card."""
    return _shown(call, scan.look(call.services, call.who, call.path["code"]))


@TILL.add(
    method="POST",
    path="/v1/till/earns",
    name="earn",
    summary="Stamp a card",
    role="till",
    needs_key=True,
    body=schemas.EARN,
    answers=_ANSWERS,
)
def earn(call: Call) -> ResponseReturnValue:
    """Stamp; over a ready reward only when told to."""
    try:
        outcome = scan.earn(
            call.services,
            call.who,
            _asked(call),
            Purchase(
                units=call.body.get("units", 1),
                amount_minor=call.body.get("amount_minor"),
                parts=call.body.get("parts", {}),
            ),
            over_ready=call.body.get("over_ready", False),
        )
    except RewardReady as ready:
        seen = scan.look_again(call.services, call.who, call.body["code"])
        raise RewardReady(**ready.facts, answer=_shown(call, seen)) from None
    return _answer(call, outcome)


@TILL.add(
    method="POST",
    path="/v1/till/redemptions",
    name="redeem",
    summary="Give a reward that is ready",
    role="till",
    needs_key=True,
    body=schemas.REDEMPTION,
    answers=_ANSWERS,
)
def redeem(call: Call) -> ResponseReturnValue:
    """Give a reward."""
    outcome = scan.redeem(
        call.services,
        call.who,
        _asked(call),
        reward=call.body["reward"],
        amount_minor=call.body.get("amount_minor"),
        donate=call.body.get("donate", False),
    )
    return _answer(call, outcome)


@TILL.add(
    method="POST",
    path="/v1/till/reversals",
    name="undo",
    summary="Take back the card's latest operation",
    role="till",
    needs_key=True,
    body=schemas.REVERSAL,
    answers=_ANSWERS,
)
def undo(call: Call) -> ResponseReturnValue:
    """Undo."""
    operation = OperationId(call.body["operation"])
    outcome = scan.undo(call.services, call.who, _asked(call), operation=operation)
    return _answer(call, outcome)


@TILL.add(
    method="POST",
    path="/v1/till/refunds",
    name="refund",
    summary="Goods come back, in part or whole",
    role="till",
    needs_key=True,
    body=schemas.REFUND,
    answers=_ANSWERS,
)
def refund(call: Call) -> ResponseReturnValue:
    """Take back what the goods earned, restore what was spent on them."""
    given, amount = call.body.get("units"), call.body.get("amount_minor")
    back = (
        None
        if given is None and amount is None
        else Purchase(units=given or 0, amount_minor=amount)
    )
    operation = OperationId(call.body["operation"])
    outcome = scan.refund(call.services, call.who, _asked(call), operation=operation, back=back)
    return _answer(call, outcome)


@TILL.add(
    method="POST",
    path="/v1/till/grants",
    name="grant",
    summary="A club's fee, a mission that was done, a coupon given by hand",
    role="till",
    needs_key=True,
    body=schemas.GRANT,
    answers=_ANSWERS,
)
def grant(call: Call) -> ResponseReturnValue:
    """Give what is no purchase."""
    what, told = call.body["what"], call.body.get("told", "")
    outcome = scan.grant(call.services, call.who, _asked(call), what=what, told=told)
    return _answer(call, outcome)


def _asked(call: Call) -> scan.Asked:
    assert call.key is not None
    return scan.Asked(
        operation=call.key,
        code=call.body["code"],
        made_at=_instant(call, "made_at"),
        sent_at=_instant(call, "sent_at"),
        body={name: value for name, value in call.body.items() if name not in _OF_EVERY_SCAN},
    )


def _instant(call: Call, name: str) -> datetime:
    """A time of the right form may still be the 31st of February."""
    try:
        return instant(call.body[name])
    except ValueError:
        error = {"pointer": f"/{name}", "detail": field_words("format")}
        raise InvalidRequest(errors=[error]) from None


def _answer(call: Call, outcome: Outcome) -> tuple[dict[str, Any], int, dict[str, str]]:
    status = 200 if outcome.replayed else 201
    headers = {"Idempotency-Replayed": "true"} if outcome.replayed else {}
    return _shown(call, outcome), status, headers


def _shown(call: Call, outcome: Outcome) -> dict[str, Any]:
    return till_answer(outcome, call.language, call.services.clock())
