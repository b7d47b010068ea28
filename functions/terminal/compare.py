"""``poincon program diff``: who would gain and who would lose, on the real ledger."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from functions.records import HeldCard
from functions.terminal.fates import reason_text
from functions.terminal.files import as_published, kept, read
from loyalty.calendar import local_date
from loyalty.difference import VERDICTS, Fate, fate
from loyalty.errors import BadConfiguration
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.program_change import check_change
from loyalty.rule_changes import Changed, changed_rules
from loyalty.wording.sentences import said_of
from passes import short_code

_NOTHING = "–"
_WORDS: dict[str, Words] = {
    "rules": {"fr": "Règles changées", "en": "Rules changed"},
    "cards": {"fr": "Cartes", "en": "Cards"},
    "gain": {"fr": "y gagnent", "en": "gain"},
    "same": {"fr": "pareil", "en": "same"},
    "lose": {"fr": "y perdent", "en": "lose"},
    "losing": {"fr": "Cartes qui y perdent", "en": "Cards that lose"},
    "refused": {
        "fr": "La publication serait refusée\u202f:",
        "en": "Publishing it would be refused:",
    },
    "other": {
        "fr": "ne peut pas changer\u202f: les cartes sont celles de {id}",
        "en": "cannot change: the cards are those of {id}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both versions, one after the other."""

    old: Program
    new: Program
    language: Language

    def word(self, key: str) -> str:
        """A word of the report in its language."""
        return _WORDS[key][self.language]


def compare(before: Path, after: Path, folder: Path, given: Language | None, now: datetime) -> int:
    """Print what changes and for whom; raises ``BadConfiguration`` for a file of no use."""
    first, second = read(before, now), read(after, now)
    language = given or second.language
    if first.id != second.id:
        why = _WORDS["other"][language].format(id=first.id)
        raise BadConfiguration(errors=[{"path": "id", "reason": why, "hint": second.id}])
    held = kept(folder, first.id)
    old = as_published(first, held.current)
    new = replace(second, version=old.version + 1).following(old)
    compared = Compared(old=old, new=new, language=language)
    fates = [(card, _fate(compared, card, now)) for card in held.cards]
    for part in (_rules(compared), _refusal(compared), _counts(compared, fates)):
        sys.stdout.writelines(f"{line}\n" for line in part)
    sys.stdout.writelines(f"{line}\n" for line in _losing(compared, fates))
    return 0


def _fate(compared: Compared, held: HeldCard, now: datetime) -> Fate:
    today = local_date(now, compared.new.time_zone)
    return fate(compared.old, compared.new, held.card.on(today))


def _rules(compared: Compared) -> Iterator[str]:
    changed = changed_rules(compared.old, compared.new)
    yield f"{compared.word('rules')} ({len(changed)})"
    wide = max((len(rule.path) for rule in changed), default=0)
    yield from (f"  {_rule(rule, wide)}" for rule in changed)


def _rule(rule: Changed, wide: int) -> str:
    return f"{rule.path:{wide}}  {rule.before or _NOTHING} -> {rule.after or _NOTHING}"


def _refusal(compared: Compared) -> Iterator[str]:
    """What publishing would say, before anybody counts on it."""
    try:
        check_change([compared.old], compared.new)
    except BadConfiguration as refused:
        yield compared.word("refused")
        yield from (f"  {line}" for line in str(refused).splitlines())


def _counts(compared: Compared, fates: list[tuple[HeldCard, Fate]]) -> Iterator[str]:
    numbers = Counter(fate.verdict for _, fate in fates)
    parts = [f"{numbers[verdict]} {compared.word(verdict)}" for verdict in VERDICTS]
    head = f"{compared.word('cards')} ({len(fates)})"
    yield said_of(head, ", ".join(parts), compared.language)


def _losing(compared: Compared, fates: list[tuple[HeldCard, Fate]]) -> Iterator[str]:
    losing = [(card, fate) for card, fate in fates if fate.verdict == "lose"]
    if losing:
        yield f"{compared.word('losing')} ({len(losing)})"
    for card, fate_ in sorted(losing, key=lambda pair: pair[0].short_code):
        reasons = (
            reason_text(reason, compared.old, compared.new, compared.language)
            for reason in fate_.reasons
            if not reason.better
        )
        yield f"  {short_code.shown(card.short_code)}  {', '.join(reasons)}"
