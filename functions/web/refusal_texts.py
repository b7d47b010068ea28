"""What is said when a rule of the program says no: the till reads it to a customer who waits."""

from functions.web.problem import Problem, problem

REFUSALS: dict[str, Problem] = {
    "rule-refused": problem(
        422,
        ("Refusé par la règle", "Une règle du programme s’y oppose. Rien n’a été enregistré."),
        ("Refused by a rule", "A rule of the program says no. Nothing was written."),
    ),
    "too-soon": problem(
        422,
        (
            "Trop tôt",
            "Déjà tamponnée à {last_at}. La prochaine fois à partir de {retry_at}.",
        ),
        ("Too soon", "Stamped at {last_at} already. Next from {retry_at}."),
    ),
    "daily-cap-reached": problem(
        422,
        ("Limite du jour atteinte", "Cette carte a eu ses {cap} tampons du jour. À demain."),
        ("Daily limit reached", "This card has had its {cap} stamps for the day."),
    ),
    "redemption-cap-reached": problem(
        422,
        (
            "Limite du jour atteinte",
            "Cette carte a atteint sa limite de récompenses du jour ({cap}). "
            "De nouveau possible demain. Rien n’a été enregistré.",
        ),
        (
            "Daily limit reached",
            "This card has reached its limit of rewards for the day ({cap}). "
            "Possible again tomorrow. Nothing was written.",
        ),
    ),
    "too-many-units": problem(
        422,
        ("Trop en une fois", "Pas plus de {allowed} tampons en un passage."),
        ("Too many at once", "No more than {allowed} stamps in one scan."),
    ),
    "reward-ready": problem(
        422,
        ("Récompense prête", "Une récompense attend sur cette carte. Offrez-la d’abord."),
        ("Reward ready", "A reward waits on this card. Offer it first."),
    ),
    "not-enough-balance": problem(
        422,
        ("Solde insuffisant", "Il n’y a pas assez sur cette carte. Rien n’a été enregistré."),
        ("Balance too low", "The card does not hold enough. Nothing was written."),
    ),
    "card-replaced": problem(
        422,
        (
            "Carte remplacée",
            "Cette carte a été remplacée le {replaced_at}. Demandez la nouvelle. "
            "Rien n’a été enregistré.",
        ),
        (
            "Card replaced",
            "This card was replaced on {replaced_at}. Ask for the new one. Nothing was written.",
        ),
    ),
    "replaced-today": problem(
        422,
        (
            "Déjà remplacée aujourd’hui",
            "Une carte ne se remplace qu’une fois par jour\u202f: réessayez demain. "
            "Rien n’a été enregistré.",
        ),
        (
            "Replaced today already",
            "A card is replaced once a day: try again tomorrow. Nothing was written.",
        ),
    ),
    "offline-not-allowed": problem(
        422,
        (
            "Offert sans réseau",
            "Le programme ne permet pas d’offrir sans réseau. "
            "Rien n’a été retiré de la carte\u202f; le commerçant en est informé.",
        ),
        (
            "Given without network",
            "The program does not allow giving without network. "
            "Nothing was taken off the card; the owner is told.",
        ),
    ),
    "offline-cap-reached": problem(
        422,
        (
            "Déjà offert ce jour-là",
            "Cette carte avait déjà atteint sa limite ce jour-là (sans réseau : {cap} par jour). "
            "Rien n’en a été retiré\u202f; le commerçant en est informé.",
        ),
        (
            "Given that day already",
            "This card had reached its limit that day (without network: {cap} a day). "
            "Nothing was taken off it; the owner is told.",
        ),
    ),
    "own-card": problem(
        422,
        (
            "Carte de l’équipe",
            "Cette carte est celle de quelqu’un de l’équipe\u202f: "
            "un collègue doit taper son code. Rien n’a été enregistré.",
        ),
        (
            "A colleague’s card",
            "This card belongs to somebody who works here: a colleague has to enter their PIN. "
            "Nothing was written.",
        ),
    ),
    "card-frozen": problem(
        422,
        (
            "Carte en vérification",
            "Cette carte est en cours de vérification. "
            "Rien n’a été enregistré\u202f: ce qui lui revient attend.",
        ),
        (
            "Card being checked",
            "This card is being checked. Nothing was written: what it is due waits.",
        ),
    ),
    "nothing-to-correct": problem(
        422,
        (
            "Rien à corriger à la main",
            "Ce programme ne compte ni tampons, ni points, ni avoir\u202f: un statut, une adhésion "
            "ou un don ne se corrigent pas à la main. Rien n’a été enregistré.",
        ),
        (
            "Nothing to correct by hand",
            "This program counts neither stamps nor points nor credit: a tier, a membership or a "
            "donation is not corrected by hand. Nothing was written.",
        ),
    ),
    "correction-too-large": problem(
        422,
        (
            "Trop en une correction",
            "{allowed} au plus en une correction de cette carte. Rien n’a été enregistré.",
        ),
        (
            "Too much at once",
            "{allowed} at most in one correction of this card. Nothing was written.",
        ),
    ),
    "correction-below-zero": problem(
        422,
        (
            "Pas autant à retirer",
            "Sur cette carte, on peut retirer {there} au plus\u202f; ce qui a déjà servi ne se "
            "reprend pas. Rien n’a été enregistré.",
        ),
        (
            "Not that much to take away",
            "{there} at most can be taken off this card; what has been used is not taken back. "
            "Nothing was written.",
        ),
    ),
    "undo-refused": problem(
        422,
        ("Annulation impossible", "Seule la dernière opération de la carte peut être annulée."),
        ("Cannot undo", "Only the card’s latest operation can be undone."),
    ),
    "undo-elsewhere": problem(
        422,
        (
            "Fait dans une autre boutique",
            "Cette opération vient d’une autre boutique\u202f: elle seule peut l’annuler. "
            "Un retour d’achat reste possible ici\u202f; sinon, voyez avec le commerçant.",
        ),
        (
            "Done at another shop",
            "This was done at another shop, and only that shop can undo it. Goods can still be "
            "returned here; for anything else ask the owner.",
        ),
    ),
    "undo-too-late": problem(
        422,
        ("Trop tard pour annuler", "L’annulation était possible jusqu’à {until}."),
        ("Too late to undo", "Undoing was possible until {until}."),
    ),
    "amount-missing": problem(
        422,
        ("Montant à saisir", "Ce programme compte ce qui est dépensé\u202f: saisissez le montant."),
        ("Amount needed", "This program counts what is spent: enter the amount."),
    ),
    "amount-too-large": problem(
        422,
        ("Montant trop élevé", "Pas plus de {allowed_minor} en un passage. Vérifiez la saisie."),
        ("Amount too large", "No more than {allowed_minor} in one scan. Check what was typed."),
    ),
    "amount-wrong": problem(
        422,
        ("Montant incohérent", "Ce montant ne peut pas être celui d’un achat. Vérifiez la saisie."),
        ("Amount not right", "No purchase can come to that. Check what was typed."),
    ),
    "below-minimum": problem(
        422,
        (
            "Montant insuffisant",
            "Il faut au moins {minimum_minor} d’achat. Rien n’a été enregistré.",
        ),
        ("Purchase too small", "It takes a purchase of {minimum_minor}. Nothing was written."),
    ),
    "not-offered": problem(
        422,
        ("Pas pour cette carte", "Ce n’est pas prévu pour cette carte aujourd’hui."),
        ("Not for this card", "This is not open to this card today."),
    ),
    "cap-reached": problem(
        422,
        ("Déjà donné", "Cette carte l’a eu autant de fois que la règle le permet."),
        ("Given already", "This card has had it as often as the rule allows."),
    ),
    "proof-refused": problem(
        422,
        ("Code de mission refusé", "Ce n’est pas le code de cette mission. Vérifiez la saisie."),
        ("Mission code refused", "That is not the code of this mission. Check what was typed."),
    ),
    "already-used": problem(
        422,
        (
            "Déjà utilisé",
            "Ce que cet achat a rapporté a déjà servi\u202f: il ne peut plus être repris.",
        ),
        ("Used already", "What this purchase earned has been used: it cannot be taken back."),
    ),
    "refund-refused": problem(
        422,
        ("Remboursement refusé", "Il ne reste rien, ou pas autant, à rembourser sur cet achat."),
        ("Refund refused", "Nothing, or not that much, is left to refund on that purchase."),
    ),
}
