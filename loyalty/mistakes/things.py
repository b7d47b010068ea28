"""Which thing a shop's words are about: "une remise de 3 € sur les bougies" is about candles.

A thing is known by all its names, in singular and plural, without article and capitals.
"""

import re

from loyalty.language import Language
from loyalty.nouns import Noun, as_said

_ON: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\bsur (?!place\b|rendez-vous\b|présentation\b)(.+)"),
    "en": re.compile(r"\b(?:off|(?<!off )on) (?!on )(?!(?:an? |the |your )?\w+days?\b)(.+)"),
}
"""What a discount is on; no place and no time ("sur place", "on Tuesdays")."""

_BEFORE = re.compile(
    r"^(?:(?:an?|the|our|your|any|next|second"
    r"|une?|les?|la|des?|du|nos|notre|vos|votre|deuxième|seconde?|prochaine?s?|\d+(?:e|nd|rd|th))\s+"
    r"|[ld]['’](?=\w))+"
)
"""Articles and the like, in either language."""

_APART = re.compile(
    r"\s*[,;(]|\s(?:et|ou|dès|à partir|avec|pour|par|le|au choix|de votre choix"
    r"|and|or|with|for|from|over|when|on|every|of your choice)\b"
)
"""What may separate one thing from another, or from a condition."""

_RANGE = re.compile(
    r"\s*(?:tout|toute|tous|toutes|chaque|all|every|everything|anything|each)\b"
    r"|.*\b(?:achats?|addition|articles?|boutique|commande|ensemble|facture|magasin|note|panier"
    r"|passage|produits?|ticket|total|visite"
    r"|basket|bill|items?|order|products?|purchases?|shop|store|visit)\b"
)
"""No thing in particular: all of something, or whatever is bought."""


def names(words: str, language: Language) -> frozenset[str]:
    """All the names of the thing that these words are: "un café" is "café" and "cafés"."""
    noun = Noun.of(_BEFORE.sub("", " ".join(words.split()).casefold()), language)
    each = " ".join(Noun.of(word, language).plural for word in noun.name.split())
    return frozenset({noun.name, noun.plural, each})


def on(words: str, language: Language) -> frozenset[str] | None:
    """All the names of what a discount is on, "bougie" and "bougies" for "15 % sur une bougie".

    ``None`` where its words name nothing; no name at all for a whole range ("sur tout", "sur
    votre achat").
    """
    found = _ON[language].search(" ".join(as_said(words).split()).casefold())
    if found is None:
        return None
    whole = found[1].rstrip(" .!")
    parts = [part for part in _APART.split(whole) if part.strip()]
    if not parts or _RANGE.match(parts[0]):
        return frozenset()
    return frozenset().union(*(names(part, language) for part in [whole, *parts]))
