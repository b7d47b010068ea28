"""How a shop's own words bend: "un café" gives "le café", "cafés", "offert".

A program names things with their article, as one would say them. The article tells gender
in French; everything else follows from the spelling.
"""

from dataclasses import dataclass

from loyalty.language import Language

_ELIDING = "aeiouàâäéèêëîïôöùûüœæh"
_ASPIRATED = frozenset(
    [
        "hachis",
        "haddock",
        "halva",
        "hamburger",
        "hareng",
        "haricot",
        "henné",
        "héros",
        "hibou",
        "homard",
        "hot",
        "hot-dog",
        "houmous",
    ]
)
"""Words in h that keep their article whole: "le hamburger"."""

_PLURAL_IN_X = ("bijou", "caillou", "chou", "genou", "hibou", "joujou", "pou")
_PLURAL_IN_S = ("pneu", "bleu")
_PLURAL_IN_ALS = ("bal", "carnaval", "festival", "récital", "régal")
_ARTICLES = {"un": False, "une": True, "a": False, "an": False}


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing that a shop sells or gives, in one language."""

    name: str
    feminine: bool
    language: Language
    many: str = ""

    @classmethod
    def of(cls, words: str, language: Language) -> "Noun":
        """Read "un café", "une coupe", "a coffee"; without article it is masculine.

        Where the plural is not what the spelling suggests, it follows a slash: "un petit pain /
        des petits pains", "a cup of tea / cups of tea".
        """
        article, name = _parted(words)
        many = words.partition("/")[2].strip().removeprefix("des ")
        return cls(name, _ARTICLES.get(article, False), language, many)

    @property
    def definite(self) -> str:
        """As in "le café", "la coupe", "l’expresso"; "the coffee"."""
        if self.language == "en":
            return f"the {self.name}"
        if self._elides:
            return f"l’{self.name}"
        return f"la {self.name}" if self.feminine else f"le {self.name}"

    def agree(self, participle: str) -> str:
        """As in "offert" or "offerte"; English does not bend."""
        return f"{participle}e" if self.feminine and self.language == "fr" else participle

    def counted(self, count: int) -> str:
        """As in "1 café", "9 cafés"; "9 coffees". French keeps 0 in the singular."""
        return f"{count} {self.of_so_many(count)}"

    def of_so_many(self, count: int) -> str:
        """The word alone as that count bends it: "café" for 1, "cafés" for 9."""
        few = count < 2 if self.language == "fr" else count == 1
        return self.name if few else self.plural

    @property
    def plural(self) -> str:
        """As given; else the first word bends in French ("cafés crème"), the last in English."""
        if self.many:
            return self.many
        if self.language == "en":
            return _english_plural(self.name)
        head, space, tail = self.name.partition(" ")
        return f"{_french_plural(head)}{space}{tail}"

    @property
    def _elides(self) -> bool:
        first, _, _ = self.name.lower().partition(" ")
        return first[0] in _ELIDING and first not in _ASPIRATED


def as_said(words: str) -> str:
    """With its own article, if it has one, and without its plural: "un café", "10 % sur tout"."""
    article, name = _parted(words)
    return f"{article} {name}" if article else name


def the(words: str, language: Language) -> str:
    """As in "le café" for "un café"; what comes without an article stays as it is said."""
    article, name = _parted(words)
    return Noun.of(words, language).definite if article else name


def ordinal(number: int, noun: Noun) -> str:
    """As in "10e", "1er" or "1re"; "1st", "2nd", "3rd", "11th"."""
    if noun.language == "fr":
        return f"{number}{'re' if noun.feminine else 'er'}" if number == 1 else f"{number}e"
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _parted(words: str) -> tuple[str, str]:
    """The article, empty where there is none, and what follows it."""
    one = words.partition("/")[0].strip() or words.strip()
    article, *rest = one.split(maxsplit=1)
    if rest and article.lower() in _ARTICLES:
        return article.lower(), rest[0].strip()
    return "", one


def _french_plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al") and word not in _PLURAL_IN_ALS:
        return f"{word[:-1]}ux"
    in_x = word.endswith(("au", "eu")) and word not in _PLURAL_IN_S
    return f"{word}x" if in_x or word in _PLURAL_IN_X else f"{word}s"


def _english_plural(words: str) -> str:
    if words.endswith(("ss", "x", "z", "ch", "sh")):
        return f"{words}es"
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return f"{words[:-1]}ies"
    return words if words.endswith("s") else f"{words}s"
