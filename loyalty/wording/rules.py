"""What a program promises: the sentence that is grasped in five seconds, and everything else."""

from loyalty.language import Language
from loyalty.program import Program
from loyalty.wording import gift_terms, level_terms, model_terms, promise
from loyalty.wording.promise import MOST_WORDS

__all__ = ["MOST_WORDS", "details", "rule_sentence", "staff_script"]


def rule_sentence(program: Program, language: Language) -> str:
    """How the program works, to be grasped in five seconds (M1).

    A customer who cannot see at once how something is earned, and what for, is not interested:
    at most ``MOST_WORDS`` words and one number to compute with.
    """
    if program.stamps:
        return promise.stamps(program, program.stamps, language)
    if program.points:
        return promise.points(program, program.points, language)
    if program.cashback:
        return promise.cashback(program.cashback, language)
    if program.club:
        return promise.club(program, program.club, language)
    assert program.donation is not None, "a program counts something"
    return promise.donation(program, program.donation, language)


def staff_script(program: Program, language: Language) -> str:
    """What the staff says in fifteen seconds: the rule, then how to join (L2)."""
    rule = rule_sentence(program, language)
    if language == "fr":
        return (
            f"Avez-vous notre carte de fidélité\u202f? {rule} Rien à installer\u202f: scannez ce "
            "code avec votre téléphone, donnez votre prénom, et la carte est à vous."
        )
    return (
        f"Do you have our loyalty card? {rule} Nothing to install: scan this code with your "
        "phone, give your first name, and the card is yours."
    )


def details(program: Program, language: Language) -> list[str]:
    """Everything that the rule sentence leaves out, one sentence each; perhaps nothing."""
    told = [
        *model_terms.earned(program, language),
        *level_terms.windows(program, language),
        *level_terms.tiers(program, language),
        *model_terms.club(program, language),
        *model_terms.donation(program, language),
        *gift_terms.gifts(program, language),
        *gift_terms.coupons(program, language),
        *model_terms.endings(program, language),
    ]
    rule = rule_sentence(program, language)
    return [text for text in told if text != rule]
