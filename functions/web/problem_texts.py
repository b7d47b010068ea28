"""Every problem that the API can answer: its status, and its words in each language.

``{names}`` are facts of the error; times are the shop's. ``docs/problems.md`` and the page
``/problems/`` explain each of them under the same code.
"""

from functions.web.limit_texts import LIMITS
from functions.web.problem import Problem
from functions.web.problem import problem as _problem
from functions.web.refusal_texts import REFUSALS
from loyalty.language import Language, Words

PROBLEMS: dict[str, Problem] = {
    "bad-request": _problem(
        400,
        (
            "Demande illisible",
            "Le contenu envoyé n’est pas du JSON valable. Rien n’a été enregistré.",
        ),
        ("Unreadable request", "What was sent is not valid JSON. Nothing was written."),
    ),
    "missing-key": _problem(
        400,
        (
            "Clé d’opération absente",
            "L’en-tête Idempotency-Key manque ou ne convient pas. Rien n’a été enregistré.",
        ),
        (
            "Operation key missing",
            "The Idempotency-Key header is missing or is not an identifier. Nothing was written.",
        ),
    ),
    "not-allowed": _problem(
        401,
        ("Accès refusé", "Cet appareil n’est pas (ou plus) associé. Associez-le à nouveau."),
        ("Not allowed", "This device is not paired, or no longer. Pair it again."),
    ),
    "device-revoked": _problem(
        401,
        ("Appareil retiré", "Cet appareil a été retiré de la liste par la boutique."),
        ("Device removed", "The shop has taken this device off its list."),
    ),
    "pairing-refused": _problem(
        401,
        (
            "Code d’association refusé",
            "Ce code est inconnu, déjà utilisé ou périmé. Demandez-en un nouveau.",
        ),
        (
            "Pairing code refused",
            "This code is unknown, already used or too old. Ask for a new one.",
        ),
    ),
    "not-found": _problem(
        404,
        ("Introuvable", "Il n’y a rien à cette adresse."),
        ("Not found", "There is nothing at this address."),
    ),
    "unknown-program": _problem(
        404,
        ("Programme inconnu", "Aucun programme de ce nom n’est publié ici."),
        ("Unknown program", "No program of that name is published here."),
    ),
    "unknown-card": _problem(
        404,
        ("Carte inconnue", "Ce code n’est pas celui d’une carte de ce commerce."),
        ("Unknown card", "This code is not one of this shop’s cards."),
    ),
    "unknown-reward": _problem(
        404,
        ("Récompense inconnue", "Le programme n’offre pas cette récompense."),
        ("Unknown reward", "The program does not offer that reward."),
    ),
    "unknown-entry": _problem(
        404,
        ("Opération inconnue", "Cette opération n’est pas dans l’historique de la carte."),
        ("Unknown operation", "That operation is not in the card’s history."),
    ),
    "link-replaced": _problem(
        410,
        (
            "Carte remplacée",
            "Ce lien est celui d’une carte qui a été remplacée. Demandez la nouvelle à la caisse.",
        ),
        (
            "Card replaced",
            "This is the link of a card that was replaced. Ask the shop for the new one.",
        ),
    ),
    "method-not-allowed": _problem(
        405,
        ("Méthode refusée", "Cette adresse ne répond pas à cette méthode."),
        ("Method not allowed", "This address does not answer to that method."),
    ),
    "conflict": _problem(
        409,
        ("Conflit", "La situation a changé entre-temps. Recommencez."),
        ("Conflict", "Things have changed meanwhile. Start again."),
    ),
    "card-changed": _problem(
        409,
        ("Carte modifiée entre-temps", "La carte vient d’être modifiée ailleurs. Recommencez."),
        ("Card changed meanwhile", "The card was just changed elsewhere. Start again."),
    ),
    "too-large": _problem(
        413,
        ("Demande trop grande", "Le contenu envoyé est trop long. Rien n’a été enregistré."),
        ("Request too large", "What was sent is too long. Nothing was written."),
    ),
    "invalid-request": _problem(
        422,
        ("Champs à corriger", "Certains champs sont à corriger. Rien n’a été enregistré."),
        ("Fields to correct", "Some fields need correcting. Nothing was written."),
    ),
    "key-reused": _problem(
        422,
        (
            "Clé d’opération déjà utilisée",
            "Cet identifiant a déjà servi pour autre chose sur cette carte. "
            "Rien n’a été enregistré.",
        ),
        (
            "Operation key used before",
            "This identifier was used before for something else on this card. Nothing was written.",
        ),
    ),
    "consent-missing": _problem(
        422,
        ("Accord nécessaire", "Il faut accepter le règlement du programme pour avoir une carte."),
        ("Agreement needed", "A card needs your agreement to the program’s terms."),
    ),
    "staff-needed": _problem(
        422,
        (
            "Code personnel demandé",
            "Quelqu’un de l’équipe doit taper son code. Rien n’a été enregistré.",
        ),
        (
            "PIN needed",
            "Somebody of the staff has to enter their PIN. Nothing was written.",
        ),
    ),
    "pin-refused": _problem(
        422,
        ("Code incorrect", "Ce n’est pas le bon code. Essais restants\u202f: {tries_left}."),
        ("Wrong PIN", "That is not the right PIN. Tries left: {tries_left}."),
    ),
    "pin-blocked": _problem(
        422,
        (
            "Code bloqué",
            "Trop d’erreurs, ou plus aucun code\u202f: demandez-en un nouveau au commerçant.",
        ),
        (
            "PIN blocked",
            "Too many wrong tries, or no PIN any more: ask the owner for a new one.",
        ),
    ),
    **REFUSALS,
    "staff-named": _problem(
        422,
        (
            "Déjà dans l’équipe",
            "{name} est déjà dans l’équipe\u202f: son code se change dans la liste. "
            "Pour quelqu’un d’autre, ajoutez une initiale au prénom.",
        ),
        (
            "On the staff already",
            "{name} is on the staff already: change their PIN in the list. "
            "For somebody else, add an initial to the name.",
        ),
    ),
    "too-many-staff": _problem(
        422,
        ("Équipe au complet", "Pas plus de {allowed} personnes. Retirez d’abord quelqu’un."),
        ("No more people", "No more than {allowed} people. Remove somebody first."),
    ),
    "bad-configuration": _problem(
        422,
        ("Réglages à corriger", "Le programme ou les réglages contiennent des erreurs."),
        ("Settings to correct", "The program or the settings contain errors."),
    ),
    **LIMITS,
    "internal-error": _problem(
        500,
        ("Erreur du service", "Le service a rencontré une erreur. Elle est enregistrée."),
        ("Service error", "The service met an error. It has been recorded."),
    ),
    "outside-unavailable": _problem(
        503,
        ("Momentanément indisponible", "Le service ne répond pas. Réessayez dans un instant."),
        ("Unavailable for a moment", "The service does not answer. Try again in a moment."),
    ),
    "store-unavailable": _problem(
        503,
        (
            "Momentanément indisponible",
            "Le registre ne répond pas. Rien n’est perdu : réessayez dans un instant.",
        ),
        (
            "Unavailable for a moment",
            "The ledger does not answer. Nothing is lost: try again in a moment.",
        ),
    ),
    "still-counting": _problem(
        503,
        (
            "On compte encore",
            "Les chiffres de cette boutique sont en train d’être comptés. "
            "Revenez dans quelques minutes.",
        ),
        (
            "Still counting",
            "This shop’s figures are being counted. Come back in a few minutes.",
        ),
    ),
    "wallet-refused": _problem(
        503,
        (
            "Portefeuille indisponible",
            "Le portefeuille n’a pas répondu. La carte en ligne reste à jour.",
        ),
        ("Wallet unavailable", "The wallet did not answer. The card online stays up to date."),
    ),
    "wallet-not-ready": _problem(
        503,
        (
            "Apple Wallet indisponible ici",
            "La boutique doit d’abord renouveler son certificat Apple. D’ici là, la carte en ligne "
            "fait tout, et une carte déjà dans l’iPhone se scanne comme avant.",
        ),
        (
            "Apple Wallet not available here",
            "The shop has to renew its Apple certificate first. Until then the card online does it "
            "all, and a card that is in an iPhone already is scanned as before.",
        ),
    ),
    "mail-refused": _problem(
        503,
        ("Courrier refusé", "Le service de courrier n’a pas accepté le message. Il sera renvoyé."),
        ("Mail refused", "The mail service did not take the message. It will be sent again."),
    ),
}

FIELD_WORDS: dict[str, Words] = {
    "required": {"fr": "À remplir.", "en": "Please fill this in."},
    "type": {
        "fr": "Cette valeur ne convient pas.",
        "en": "This is the wrong kind of value.",
    },
    "minLength": {"fr": "À remplir.", "en": "Please fill this in."},
    "letters": {
        "fr": "Deux lettres au moins, ou quatre chiffres.",
        "en": "At least two letters, or four digits.",
    },
    "digits": {
        "fr": "Quatre chiffres, ou seulement des lettres.",
        "en": "Four digits, or letters alone.",
    },
    "last_four": {
        "fr": "Quatre chiffres seulement : les derniers de votre mobile.",
        "en": "Four digits only: the last ones of your mobile.",
    },
    "zero": {"fr": "Un nombre, plus ou moins.", "en": "A number, more or fewer."},
    "adds": {"fr": "Cette raison ajoute seulement.", "en": "This reason only adds."},
    "takes_away": {"fr": "Cette raison retire seulement.", "en": "This reason only takes away."},
    "maxLength": {
        "fr": "{limit} caractères au plus.",
        "en": "At most {limit} characters.",
    },
    "pattern": {"fr": "Le format ne convient pas.", "en": "The form is not right."},
    "enum": {"fr": "Ce choix n’existe pas.", "en": "There is no such choice."},
    "const": {
        "fr": "Cochez cette case pour avoir une carte.",
        "en": "Tick this box to have a card.",
    },
    "minimum": {"fr": "Au moins {limit}.", "en": "At least {limit}."},
    "maximum": {"fr": "Au plus {limit}.", "en": "At most {limit}."},
    "additionalProperties": {"fr": "Champ inconnu.", "en": "Unknown field."},
    "dependentRequired": {
        "fr": "Le jour et le mois vont ensemble.",
        "en": "Day and month go together.",
    },
    "format": {"fr": "La date n’existe pas.", "en": "There is no such date."},
}


def catalogue(language: Language) -> list[dict[str, str | int]]:
    """All problems in one language, for the page that explains them."""
    return [
        {
            "code": code,
            "status": problem.status,
            "title": problem.title[language],
            "detail": problem.detail[language],
        }
        for code, problem in PROBLEMS.items()
    ]
