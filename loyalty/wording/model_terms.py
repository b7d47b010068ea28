"""What a rule sentence leaves out about what is counted: steps, prices, limits, ends."""

from collections.abc import Iterator

from loyalty.language import Language, Words
from loyalty.models.club import ClubRule
from loyalty.program import Program
from loyalty.wording import promise
from loyalty.wording.money import counted, days, money, months, round_money
from loyalty.wording.rewards import named, promised
from loyalty.wording.sentences import listed, said_of
from loyalty.wording.stamps import stamp

_LASTS: dict[str, Words] = {
    "stamps": {"fr": "Les tampons restent valables", "en": "Stamps last"},
    "points": {"fr": "Les points restent valables", "en": "Points last"},
    "cashback": {"fr": "L’avoir reste valable", "en": "Credit lasts"},
}


def earned(program: Program, language: Language) -> list[str]:
    """How something is earned and what it is worth: steps, prices, what does not count."""
    return [
        *_steps(program, language),
        *_prices(program, language),
        *_counted_purchases(program, language),
    ]


def club(program: Program, language: Language) -> list[str]:
    """The club with all it opens, how to try it, and from when it is worth its fee (O18)."""
    rule = program.club
    if rule is None:
        return []
    told = [*_opened(program, rule, language)]
    if rule.trial_days:
        trial = days(rule.trial_days, language)
        told.append(
            f"Le club s’essaie {trial}, sans rien payer."
            if language == "fr"
            else f"Try the club for {trial} without paying."
        )
    if rule.breaks_even_minor is not None:
        spend = round_money(rule.breaks_even_minor, program.currency, language)
        told.append(
            f"Le club se rembourse dès {spend} d’achats."
            if language == "fr"
            else f"The club pays for itself from {spend} spent."
        )
    return told


def _opened(program: Program, rule: ClubRule, language: Language) -> Iterator[str]:
    """All that the club opens; what its own rule sentence does not name, where that is the rule."""
    if program.model != "club":
        yield promise.club_with(program, rule, language, rule.perks)
        return
    said = promise.club(program, rule, language)
    others = [words for perk in rule.perks if (words := perk.words[language]) not in said]
    if others:
        head = "Pour les membres" if language == "fr" else "For members"
        yield f"{said_of(head, listed(others), language)}."


def donation(program: Program, language: Language) -> list[str]:
    """What goes to the cause; a reward can go there too (A25)."""
    rule = program.donation
    if rule is None:
        return []
    told = [promise.donation(program, rule, language)]
    if program.stamps or program.points or program.cashback:
        told.append(
            "Ce que vous avez gagné peut aussi aller à la cause."
            if language == "fr"
            else "What you have earned can go to the cause, too."
        )
    return told


def endings(program: Program, language: Language) -> list[str]:
    """How long what was earned lasts, where it ends at all."""
    rule = program.stamps or program.points or program.cashback
    told = []
    if rule and rule.expires_months:
        lasts = months(rule.expires_months, language)
        after = "après le mois de l’achat" if language == "fr" else "after the month of purchase"
        told.append(f"{_LASTS[program.model][language]} {lasts} {after}.")
    return [*told, *_waiting(program, language)]


def _steps(program: Program, language: Language) -> list[str]:
    """Each step of the card; the last one too where the rule only says "a full card"."""
    rule = program.stamps
    if rule is None:
        return []
    steps = [(step.at, step.reward) for step in rule.ladder]
    steps += [(rule.threshold, rule.reward)] if rule.spend_minor else []
    told = [
        f"{'À' if language == 'fr' else 'At'} {counted(at, stamp(language))}, "
        f"{promised(program.reward(reward), language)}."
        for at, reward in steps
    ]
    if not rule.carry_over:
        told.append(
            "Les tampons au-delà d’une carte pleine ne sont pas reportés."
            if language == "fr"
            else "Stamps beyond a full card are not carried over."
        )
    return told


def _prices(program: Program, language: Language) -> list[str]:
    """The rate and the catalogue, cheapest first, without what the rule has said."""
    rule = program.points
    if rule is None:
        return []
    priced = sorted(
        ((reward.points, reward) for reward in program.rewards if reward.points is not None),
        key=lambda pair: pair[0],
    )
    is_plain = promise.is_plain(program, rule)
    told = [] if is_plain else [promise.rate_of(program, rule, language)]
    told += [promise.price(at, reward, language) for at, reward in priced[is_plain:]]
    return told


def _counted_purchases(program: Program, language: Language) -> list[str]:
    rule = program.stamps or program.points or program.cashback
    told = []
    if rule and rule.minimum_minor:
        least = money(rule.minimum_minor, program.currency, language)
        told.append(
            f"Les achats comptent à partir de {least}."
            if language == "fr"
            else f"Purchases count from {least}."
        )
    if program.excluded:
        names = ", ".join(name.replace("-", " ") for name in program.excluded)
        head = "Ne comptent pas" if language == "fr" else "Not counted"
        told.append(f"{said_of(head, names, language)}.")
    return told


def _waiting(program: Program, language: Language) -> list[str]:
    """Rewards that wait for so many days once they are earned."""
    rule = program.stamps
    ids = [*(step.reward for step in rule.ladder), rule.reward] if rule else []
    waiting = [program.reward(name) for name in ids]
    return [
        f"{said_of(_within(reward.expires_days, language), named(reward, language), language)}."
        for reward in waiting
        if reward.expires_days is not None
    ]


def _within(count: int, language: Language) -> str:
    head = "À utiliser sous" if language == "fr" else "To use within"
    return f"{head} {days(count, language)}"
