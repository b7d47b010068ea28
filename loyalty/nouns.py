"""How a shop's own words bend: "un café" gives "le café", "cafés", "offert".

A program names things with their article, as one would say them. The article tells gender
in French; everything else follows from the spelling.
"""

from dataclasses import dataclass

from loyalty.program import Language

_VOWELS = "aeiouyàâäéèêëîïôöùûüœæh"
_ARTICLES = {"un": False, "une": True, "a": False, "an": False}


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing that a shop sells or gives, in one language."""

    name: str
    feminine: bool
    language: Language

    @classmethod
    def of(cls, words: str, language: Language) -> "Noun":
        """Read "un café", "une coupe", "a coffee"; without article it is masculine."""
        article, _, rest = words.strip().partition(" ")
        if rest and article.lower() in _ARTICLES:
            return cls(rest, _ARTICLES[article.lower()], language)
        return cls(words.strip(), False, language)

    @property
    def definite(self) -> str:
        """As in "le café", "la coupe", "l’expresso"; "the coffee"."""
        if self.language == "en":
            return f"the {self.name}"
        if self.name[0].lower() in _VOWELS:
            return f"l’{self.name}"
        return f"la {self.name}" if self.feminine else f"le {self.name}"

    @property
    def possessive(self) -> str:
        """As in "votre café"; "your coffee"."""
        return f"your {self.name}" if self.language == "en" else f"votre {self.name}"

    def agree(self, participle: str) -> str:
        """As in "offert" or "offerte"; English does not bend."""
        return f"{participle}e" if self.feminine and self.language == "fr" else participle

    def counted(self, count: int) -> str:
        """As in "1 café", "9 cafés"; "9 coffees". French keeps 0 in the singular."""
        few = count < 2 if self.language == "fr" else count == 1
        return f"{count} {self.name if few else self.plural}"

    @property
    def plural(self) -> str:
        """The first word takes the plural in French ("cafés crème"), the last in English."""
        if self.language == "en":
            return self.name if self.name.endswith("s") else f"{self.name}s"
        head, space, tail = self.name.partition(" ")
        ending = "" if head[-1] in "sxz" else "x" if head.endswith(("eau", "eu")) else "s"
        return f"{head}{ending}{space}{tail}"


def ordinal(number: int, noun: Noun) -> str:
    """As in "10e", "1er" or "1re"; "1st", "2nd", "3rd", "11th"."""
    if noun.language == "fr":
        return f"{number}{'re' if noun.feminine else 'er'}" if number == 1 else f"{number}e"
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
