"""The models side by side (A17): whom each one serves, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from loyalty.language import Words

Compared: TypeAlias = Literal["stamps", "points", "cashback", "club", "donation", "tiers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A model by its name, what it is good for, and its drawback."""

    name: Words
    good_for: Words
    drawback: Words


COMPARED: Mapping[Compared, Comparison] = {
    "stamps": Comparison(
        name={"fr": "carte à tampons", "en": "stamp card"},
        good_for={
            "fr": "Les achats se ressemblent et reviennent souvent\u202f: la règle se comprend "
            "d’un coup d’œil.",
            "en": "Purchases are alike and come often: the rule is understood at a glance.",
        },
        drawback={
            "fr": "Un petit achat compte autant qu’un grand.",
            "en": "A small purchase counts as much as a large one.",
        },
    ),
    "points": Comparison(
        name={"fr": "points", "en": "points"},
        good_for={
            "fr": "Les achats sont inégaux et fréquents\u202f: chacun compte à sa mesure, et le "
            "client choisit sa récompense.",
            "en": "Purchases differ and come often: each counts for what it is, and customers "
            "choose their reward.",
        },
        drawback={
            "fr": "Certains clients perdent le fil de leurs points\u202f: le solde doit rester "
            "visible.",
            "en": "Some customers lose track of their points: the balance has to stay in sight.",
        },
    ),
    "cashback": Comparison(
        name={"fr": "avoir en retour", "en": "cashback"},
        good_for={
            "fr": "Les achats sont inégaux ou espacés\u202f: le premier avoir sert dès la visite "
            "suivante.",
            "en": "Purchases differ or lie far apart: the first credit can be used at the very "
            "next visit.",
        },
        drawback={
            "fr": "C’est une remise\u202f: on regarde le prix, et chaque euro d’avoir est une "
            "recette en moins.",
            "en": "It is a discount: it draws the eye to the price, and all credit is revenue "
            "given up.",
        },
    ),
    "club": Comparison(
        name={"fr": "club payant", "en": "paid club"},
        good_for={
            "fr": "Des habitués dépensent beaucoup dans l’année\u202f: ils paient une fois pour "
            "des avantages tout de suite.",
            "en": "Regulars spend much in a year: they pay once, and have their advantages at "
            "once.",
        },
        drawback={
            "fr": "Le coût d’entrée peut freiner\u202f: un essai gratuit aide à se décider.",
            "en": "The fee can put people off: a free trial helps to decide.",
        },
    ),
    "donation": Comparison(
        name={"fr": "don à une cause", "en": "donation to a cause"},
        good_for={
            "fr": "Vos clients tiennent à une cause\u202f: chaque achat la soutient, sans rien à "
            "calculer.",
            "en": "Your customers care for a cause: every purchase supports it, with nothing to "
            "work out.",
        },
        drawback={
            "fr": "Le client n’en reçoit rien lui-même\u202f: cela n’intéresse pas tout le monde.",
            "en": "Customers get nothing for themselves: it does not interest everybody.",
        },
    ),
    "tiers": Comparison(
        name={"fr": "niveaux", "en": "tiers"},
        good_for={
            "fr": "Quelques clients dépensent bien plus que les autres\u202f: un niveau les "
            "reconnaît.",
            "en": "Some customers spend far more than others: a tier recognises them.",
        },
        drawback={
            "fr": "Les premiers niveaux motivent peu\u202f: chacun doit déjà donner quelque chose.",
            "en": "The first tiers motivate little: each has to give something already.",
        },
    ),
}
