"""The owner's corrections of a card: what one would come to, and then the correction itself."""

from typing import Any

from flask.typing import ResponseReturnValue

from functions.journeys.correct import Correction, correct, look_ahead
from functions.journeys.writing import Outcome
from functions.web import schemas
from functions.web.operations import Call, Operations
from functions.web.owned import owning
from functions.web.problems import InvalidRequest, MissingKey
from functions.web.validation import field_words, one_line
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.correcting import SIGNS
from loyalty.entry import CREDIT, STAMPS
from loyalty.language import Language
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.wording import units
from loyalty.wording.history import correction
from loyalty.wording.money import unit_minor
from loyalty.wording.stamps import ready_rewards
from passes import short_code


def declare(owner: Operations) -> None:
    """Give the owner's function its operations."""
    owner.add(
        method="POST",
        path="/v1/owner/correction-previews",
        name="preview-correction",
        summary="Whose card it is, and what a correction would make of it; nothing is written",
        role="owner",
        body=schemas.CORRECTION,
        answers={200: ("The card before and after", schemas.CORRECTED)},
    )(_preview)
    owner.add(
        method="POST",
        path="/v1/owner/corrections",
        name="correct",
        summary="Put a card right: units more, or fewer below 0, of what the program counts",
        role="owner",
        body=schemas.CORRECTION,
        needs_key=True,
        answers={
            201: ("Written", schemas.CORRECTED),
            200: ("Written before, under the same key", schemas.CORRECTED),
        },
    )(_correct)


def counted(program: Program, language: Language) -> dict[str, Any] | None:
    """What the page calls a unit, and how many of the ledger's it is; ``None``: nothing counts."""
    account = counted_account(program)
    if account is None:
        return None
    if account == CREDIT:
        return {"name": program.currency, "minor": unit_minor(program.currency)}
    return {"name": units.said(program, account, 2, language).partition(" ")[2], "minor": 1}


def _preview(call: Call) -> ResponseReturnValue:
    return _answer(look_ahead(call.services, owning(call), _asked(call)), call.language)


def _correct(call: Call) -> ResponseReturnValue:
    if call.key is None:
        raise MissingKey()
    outcome = correct(call.services, owning(call), call.key, _asked(call))
    return _answer(outcome, call.language), 200 if outcome.replayed else 201


def _asked(call: Call) -> Correction:
    """Raise ``InvalidRequest`` for a number or a reason that says nothing."""
    count, reason = call.body["units"], call.body["reason"]
    if not count:
        raise InvalidRequest(errors=[{"pointer": "/units", "detail": field_words("zero")}])
    sign = 1 if count > 0 else -1
    if sign not in SIGNS[reason]:
        rule = "takes_away" if sign > 0 else "adds"
        raise InvalidRequest(errors=[{"pointer": "/reason", "detail": field_words(rule)}])
    return Correction(code=one_line(call.body["code"]), units=count, reason=reason)


def _answer(outcome: Outcome, language: Language) -> dict[str, Any]:
    program, held, entry = outcome.program, outcome.held, outcome.entry
    assert entry is not None
    day = local_date(entry.happened_at, program.time_zone)
    return {
        "code": short_code.shown(held.short_code),
        "first_name": held.member.first_name if held.member else None,
        "change": correction(program, entry, language),
        "before": _card(program, outcome.before.on(day), language),
        "after": _card(program, outcome.card.on(day), language),
    }


def _card(program: Program, card: Card, language: Language) -> dict[str, Any]:
    account = counted_account(program) or STAMPS
    return {
        "balance": units.said(program, account, card.balance(account), language),
        "units": card.balance(account),
        "ready": [
            Noun.of(reward.item[language], language).counted(count)
            for reward, count in ready_rewards(program, card)
        ],
    }
