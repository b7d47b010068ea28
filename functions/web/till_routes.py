"""The till's operations: earn, redeem, undo, look."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask.typing import ResponseReturnValue

from functions.failures import OutsideError
from functions.journeys import scan
from functions.journeys.pair import check_paired
from functions.journeys.presenting import instead_of_typed
from functions.journeys.writing import Outcome
from functions.web import (
    measure_routes,
    pairing_routes,
    replacement_routes,
    schemas,
    search_routes,
    staff_routes,
)
from functions.web.operations import Call, Operations
from functions.web.till_answers import till_answer
from functions.web.till_asked import WRITE, asked, status
from functions.web.till_program import till_program
from loyalty.entry import OperationId
from loyalty.errors import LoyaltyError, RuleRefused
from loyalty.purchase import Purchase

TILL = Operations("Poinçon: the till")
pairing_routes.declare(TILL, "till")
pairing_routes.declare_leaving(TILL)
measure_routes.declare(TILL)
search_routes.declare(TILL)
staff_routes.declare_till(TILL)
replacement_routes.declare(TILL)

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
    """What the till page shows before any scan, with who works there."""
    check_paired(call.services, call.who)
    return till_program(call.services, call.who)


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
    **WRITE,
    path="/v1/till/earns",
    name="earn",
    summary="Stamp a card",
    body=schemas.EARN,
    answers=_ANSWERS,
)
def earn(call: Call) -> ResponseReturnValue:
    """Stamp; over a ready reward only when told to."""
    with _card_beside(call):
        outcome = scan.earn(
            call.services,
            call.who,
            asked(call),
            Purchase(
                units=call.body.get("units", 1),
                amount_minor=call.body.get("amount_minor"),
                parts=call.body.get("parts", {}),
            ),
            over_ready=call.body.get("over_ready", False),
        )
    return _answer(call, outcome)


@TILL.add(
    **WRITE,
    path="/v1/till/redemptions",
    name="redeem",
    summary="Give a reward that is ready",
    body=schemas.REDEMPTION,
    answers=_ANSWERS,
)
def redeem(call: Call) -> ResponseReturnValue:
    """Give a reward."""
    offline = call.body.get("offline", False)
    with _card_beside(call):
        outcome = scan.redeem(
            call.services,
            call.who,
            asked(call, given=offline),
            reward=call.body["reward"],
            amount_minor=call.body.get("amount_minor"),
            donate=call.body.get("donate", False),
            offline=offline,
        )
    return _answer(call, outcome)


@TILL.add(
    **WRITE,
    path="/v1/till/reversals",
    name="undo",
    summary="Take back the card's latest operation",
    body=schemas.REVERSAL,
    answers=_ANSWERS,
)
def undo(call: Call) -> ResponseReturnValue:
    """Undo."""
    operation = OperationId(call.body["operation"])
    with _card_beside(call):
        outcome = scan.undo(call.services, call.who, asked(call), operation=operation)
    return _answer(call, outcome)


@TILL.add(
    **WRITE,
    path="/v1/till/refunds",
    name="refund",
    summary="Goods come back, in part or whole",
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
    with _card_beside(call):
        outcome = scan.refund(call.services, call.who, asked(call), operation=operation, back=back)
    return _answer(call, outcome)


@TILL.add(
    **WRITE,
    path="/v1/till/grants",
    name="grant",
    summary="A club's fee, a mission that was done, a coupon given by hand",
    body=schemas.GRANT,
    answers=_ANSWERS,
)
def grant(call: Call) -> ResponseReturnValue:
    """Give what is no purchase."""
    what, told = call.body["what"], call.body.get("told", "")
    with _card_beside(call):
        outcome = scan.grant(call.services, call.who, asked(call), what=what, told=told)
    return _answer(call, outcome)


@contextmanager
def _card_beside(call: Call) -> Iterator[None]:
    """What a rule refuses tells whose card it is, as a look would, wherever it can be looked at.

    Whoever may not look hears no such refusal: see ``scan``.
    """
    try:
        yield
    except RuleRefused as refused:
        with suppress(LoyaltyError, OutsideError):
            seen = scan.look_again(call.services, call.who, call.body["code"])
            refused.facts = {**refused.facts, "answer": _shown(call, seen)}
        raise


def _answer(call: Call, outcome: Outcome) -> tuple[dict[str, Any], int, dict[str, str]]:
    return _shown(call, outcome), *status(replayed=outcome.replayed)


def _shown(call: Call, outcome: Outcome) -> dict[str, Any]:
    told = till_answer(outcome, call.language, call.services.clock())
    shown = call.path.get("code") or call.body["code"]
    if code := instead_of_typed(call.services, call.who, shown, outcome.held):
        told["code"] = code
    return told
