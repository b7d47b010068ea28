"""What each signal is called, how it counts, and what one can do about it, in each language.

Where the count decides, one and many are parted by a bar. What somebody does more often than the
others is followed by AGAINST, where the others did it at all.
"""

from loyalty.language import Words
from loyalty.signals.signal import Key

TITLES: dict[Key, Words] = {
    "given": {
        "fr": "Donné sans réseau, puis refusé par les règles",
        "en": "Given without network, then refused by the rules",
    },
    "filled": {
        "fr": "Une carte remplie et utilisée le même jour",
        "en": "A card filled and used on the same day",
    },
    "most": {
        "fr": "Une carte toujours validée au maximum",
        "en": "A card that always gets the most",
    },
    "backdated": {
        "fr": "Des achats de plusieurs jours envoyés d’un coup",
        "en": "Purchases of several days sent at once",
    },
    "again": {
        "fr": "Une carte validée autant que c’est permis",
        "en": "A card stamped as often as it may be",
    },
    "often": {
        "fr": "Une carte passe bien plus souvent que les autres",
        "en": "One card comes far more often than the others",
    },
    "share": {
        "fr": "Une seule carte fait une grande part des passages d’une caisse",
        "en": "One card makes up a large part of a till’s scans",
    },
    "presents": {
        "fr": "Plusieurs cadeaux à la main sur une carte",
        "en": "Several gifts by hand on one card",
    },
    "replaced": {
        "fr": "Une carte remplacée, puis une récompense utilisée",
        "en": "A card replaced, then a reward used",
    },
    "pins": {
        "fr": "Codes faux à la caisse",
        "en": "Wrong PINs at the till",
    },
    "burst": {
        "fr": "Beaucoup de cartes en deux minutes",
        "en": "Many cards within two minutes",
    },
    "unbought": {
        "fr": "Des récompenses sur des cartes sans achat",
        "en": "Rewards on cards without a purchase",
    },
    "rewards": {
        "fr": "Bien plus de récompenses que les autres",
        "en": "Far more rewards than the others",
    },
    "undone_late": {
        "fr": "Des annulations longtemps après le passage",
        "en": "Taken back long after the scan",
    },
    "undone": {
        "fr": "Bien plus d’annulations que les autres",
        "en": "Far more taken back than by the others",
    },
    "refunds": {
        "fr": "Bien plus de retours que les autres",
        "en": "Far more returns than the others",
    },
    "grants": {
        "fr": "Beaucoup de cadeaux à la main",
        "en": "Many gifts by hand",
    },
    "replacements": {
        "fr": "Beaucoup de cartes remplacées en une semaine",
        "en": "Many cards replaced within a week",
    },
    "hours": {
        "fr": "Des passages quand la boutique est fermée",
        "en": "Scans while the shop is closed",
    },
    "night": {
        "fr": "Des passages en pleine nuit",
        "en": "Scans in the middle of the night",
    },
    "limit": {
        "fr": "Une caisse a atteint sa limite par heure",
        "en": "A till has reached its limit an hour",
    },
    "old": {
        "fr": "Des passages envoyés plus de trois jours après",
        "en": "Scans sent more than three days later",
    },
    "late": {
        "fr": "Une caisse envoie presque tout en retard",
        "en": "A till sends nearly everything late",
    },
}
COUNTS: dict[Key, Words] = {
    "given": {
        "fr": "{n} récompense donnée|{n} récompenses données",
        "en": "{n} reward given|{n} rewards given",
    },
    "filled": {
        "fr": "{bought} dans la journée, récompense le jour même",
        "en": "{bought} on one day, with the reward on the same day",
    },
    "most": {
        "fr": "{n} passages au maximum, sur {of} en tout",
        "en": "{n} scans at the most, of {of} in all",
    },
    "backdated": {
        "fr": "{n} passages de {of} jours différents, sur une seule carte",
        "en": "{n} scans of {of} different days, on one card",
    },
    "again": {
        "fr": "{n} passages sur {of} jour|{n} passages sur {of} jours",
        "en": "{n} scans on {of} day|{n} scans on {of} days",
    },
    "often": {
        "fr": "{n} passages\u202f; 99 cartes sur 100 en ont {of} au plus",
        "en": "{n} scans; 99 cards in 100 have {of} at most",
    },
    "share": {
        "fr": "{n} des {of} passages de la caisse",
        "en": "{n} of the till’s {of} scans",
    },
    "presents": {
        "fr": "{n} cadeaux",
        "en": "{n} gifts",
    },
    "replaced": {
        "fr": "{n} récompense dans les 24 heures|{n} récompenses dans les 24 heures",
        "en": "{n} reward within 24 hours|{n} rewards within 24 hours",
    },
    "pins": {
        "fr": "{n} code faux|{n} codes faux",
        "en": "{n} wrong PIN|{n} wrong PINs",
    },
    "burst": {
        "fr": "{n} cartes en deux minutes",
        "en": "{n} cards within two minutes",
    },
    "unbought": {
        "fr": "{n} cartes",
        "en": "{n} cards",
    },
    "rewards": {
        "fr": "{n} récompenses",
        "en": "{n} rewards",
    },
    "undone_late": {
        "fr": "{n} annulations",
        "en": "{n} taken back",
    },
    "undone": {
        "fr": "{n} annulations",
        "en": "{n} taken back",
    },
    "refunds": {
        "fr": "{n} retours",
        "en": "{n} returns",
    },
    "grants": {
        "fr": "{n} cadeaux",
        "en": "{n} gifts",
    },
    "replacements": {
        "fr": "{n} cartes",
        "en": "{n} cards",
    },
    "hours": {
        "fr": "{n} passages plus d’une demi-heure hors de vos horaires",
        "en": "{n} scans more than half an hour outside your hours",
    },
    "night": {
        "fr": "{n} passages entre 1 h et 5 h, sur {of}",
        "en": "{n} scans between 1 and 5 in the morning, of {of}",
    },
    "limit": {
        "fr": "{n} heure à {of} passages|{n} heures à {of} passages",
        "en": "{n} hour of {of} scans|{n} hours of {of} scans",
    },
    "old": {
        "fr": "{n} passages",
        "en": "{n} scans",
    },
    "late": {
        "fr": "{n} passages sur {of}",
        "en": "{n} of {of} scans",
    },
}
COMPARED: tuple[Key, ...] = ("rewards", "undone_late", "undone", "refunds", "grants")
AGAINST: Words = {
    "fr": ", contre {of} pour tous les autres",
    "en": ", against {of} by all the others",
}
ADVICE: dict[Key, Words] = {
    "given": {
        "fr": (
            "La carte n’y avait pas droit quand la caisse a retrouvé le réseau\u202f: "
            "voyez si le téléphone du client était à jour, ou ne permettez plus d’offrir "
            "sans réseau (offline_redemptions, dans le programme)."
        ),
        "en": (
            "The card did not have it when the till was back on the network: see "
            "whether the customer’s phone was up to date, or allow no giving without "
            "network any more (offline_redemptions, in the program)."
        ),
    },
    "filled": {
        "fr": (
            "Une grosse commande l’explique. Sinon, comparez avec le ticket de caisse "
            "de cette heure-là."
        ),
        "en": (
            "A large order explains it. If there was none, compare with the receipt of that hour."
        ),
    },
    "most": {
        "fr": (
            "Demandez ce que ce client achète. Si ses achats sont plus petits, "
            "baissez le maximum par passage."
        ),
        "en": (
            "Ask what this customer buys. If it is less, lower the most that one scan may count."
        ),
    },
    "backdated": {
        "fr": (
            "Demandez à qui tient cette caisse pourquoi le téléphone est resté sans "
            "réseau, et pour cette carte surtout."
        ),
        "en": (
            "Ask whoever holds this till why the phone had no network, and why for "
            "this card above all."
        ),
    },
    "again": {
        "fr": (
            "Demandez à l’équipe si elle connaît ce client. Le délai entre deux "
            "passages et le plafond par jour se règlent dans le programme."
        ),
        "en": (
            "Ask the team whether they know this customer. The time between two scans "
            "and the most a day are set in the program."
        ),
    },
    "often": {
        "fr": (
            "Demandez à l’équipe si elle connaît ce client\u202f; un vrai habitué est "
            "une bonne nouvelle."
        ),
        "en": ("Ask the team whether they know this customer; a true regular is good news."),
    },
    "share": {
        "fr": "Regardez qui tient cette caisse à ces heures, et à qui est la carte.",
        "en": "See who is on this till at these hours, and whose card it is.",
    },
    "presents": {
        "fr": "Demandez à quelle occasion. Un geste commercial se fait une fois.",
        "en": "Ask on what occasion. A gesture is made once.",
    },
    "replaced": {
        "fr": (
            "Un téléphone perdu l’explique. Sinon, demandez au client s’il a lui-même "
            "fait remplacer sa carte."
        ),
        "en": "A lost phone explains it. If not, ask the customer whether they had it replaced.",
    },
    "pins": {
        "fr": (
            "Demandez à cette personne si elle avait oublié son code. Sinon, quelqu’un "
            "l’essaie\u202f: donnez-lui-en un nouveau, et voyez qui tient cette caisse."
        ),
        "en": (
            "Ask them whether they had forgotten their PIN. If not, somebody is trying it: "
            "give them a new one, and see who is on this till."
        ),
    },
    "burst": {
        "fr": "Une file ne va pas si vite. Demandez ce qui s’est passé à ce moment-là.",
        "en": "No queue moves that fast. Ask what happened at that moment.",
    },
    "unbought": {
        "fr": (
            "Tout ce qu’elles avaient venait d’un cadeau à la main. Demandez à quelle occasion."
        ),
        "en": "All that they had was given by hand. Ask on what occasion.",
    },
    "rewards": {
        "fr": "Comparez avec les articles offerts en caisse à ces dates.",
        "en": "Compare with the items given away in the cash register on these days.",
    },
    "undone_late": {
        "fr": (
            "Une erreur se voit tout de suite. Demandez ce qui s’est passé, ou "
            "réduisez le délai d’annulation."
        ),
        "en": (
            "A mistake is seen at once. Ask what happened, or shorten the time in "
            "which it can be taken back."
        ),
    },
    "undone": {
        "fr": (
            "Regardez une annulation avec la personne\u202f: souvent, il suffit de "
            "revoir ensemble comment la caisse s’utilise."
        ),
        "en": (
            "Look at one of them together: often something about the till only needs showing again."
        ),
    },
    "refunds": {
        "fr": "Comparez avec les remboursements du tiroir-caisse aux mêmes heures.",
        "en": "Compare with the refunds in the cash drawer at the same hours.",
    },
    "grants": {
        "fr": (
            "Demandez à quelle occasion\u202f; une opération de la boutique l’explique peut-être."
        ),
        "en": "Ask on what occasion; something the shop is doing may explain it.",
    },
    "replacements": {
        "fr": "Demandez à qui étaient ces cartes et ce qui leur est arrivé.",
        "en": "Ask whose cards these were and what had happened to them.",
    },
    "hours": {
        "fr": (
            "Si vos horaires ont changé, corrigez-les dans le programme. Sinon, "
            "demandez qui était là."
        ),
        "en": (
            "If your hours have changed, correct them in the program. If not, ask who was there."
        ),
    },
    "night": {
        "fr": (
            "Demandez qui était là. Le téléphone de caisse reste-t-il à la boutique la nuit\u202f?"
        ),
        "en": "Ask who was there. Does the till’s phone stay in the shop at night?",
    },
    "limit": {
        "fr": (
            "Si c’était une vraie affluence, relevez la limite. Sinon, retirez ce "
            "téléphone de la liste."
        ),
        "en": (
            "If you were truly that busy, raise the limit. If not, take this phone off the list."
        ),
    },
    "old": {
        "fr": ("Ouvrez la page de caisse sur ce téléphone, avec du réseau, une fois par jour."),
        "en": "Open the till’s page on this phone, with a network, once a day.",
    },
    "late": {
        "fr": (
            "Vérifiez le réseau à cet endroit\u202f; sans réseau, les limites sont "
            "vérifiées après coup."
        ),
        "en": ("Check the network in that place; without one, the limits are checked afterwards."),
    },
}
