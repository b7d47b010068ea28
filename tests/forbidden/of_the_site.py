"""What pages and modules may not say, because the content security policy forbids it, or should.

Pages are made by templates that escape; what lies in ``site/`` asks no other origin for anything.
"""

import re
from collections.abc import Callable, Iterator

from tests.forbidden.reading import Source
from tests.forbidden.rule import Rule

_TEMPLATES = ("site/templates", "functions/mail/templates")
_UNESCAPED = r"\|\s*safe\b|\bMarkup\b|\{%-?\s*autoescape\s+false"
_INLINE = (
    r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|srcdoc\s*="
    r"|<script(?!\s+type=\"(?:module\"\s+src=|application/json\"))"
)
_SCRIPTED = r"<script|\son[a-z]+\s*=|javascript:|<iframe|<object|<embed|<link|<img|<form|<meta http"
_FROM_TEXT = (
    r"\b(inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdocument\.(write|cookie)|\beval\(|\bFunction\("
    r"|\bset(Timeout|Interval)\(\s*['\"`]|setAttribute\(\s*['\"](style|on\w+)|\bsrcdoc\b"
    r"|\bcreateContextualFragment\b|\bDOMParser\b"
)
_ADDRESS = r"(?<![\w:])(?:https?:)?//(?=[a-z0-9.-]+\.[a-z]{2,}|\d+\.\d+)[^\s\"'<>)`;]*"
_NAMES = {"http://www.w3.org/2000/svg": "a name of XML, which nobody fetches"}


def _says(pattern: str) -> Callable[[Source], Iterator[int]]:
    """The lines on which a text that fits begins; it may run over several."""
    wanted = re.compile(pattern, re.IGNORECASE if pattern is not _FROM_TEXT else 0)

    def find(source: Source) -> Iterator[int]:
        for found in wanted.finditer(source.text):
            yield source.text.count("\n", 0, found.start()) + 1

    return find


def _elsewhere(source: Source) -> Iterator[int]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if any(found[0] not in _NAMES for found in re.finditer(_ADDRESS, line)):
            yield number


SITE = (
    Rule(
        name="no template shows a text unescaped",
        find=_says(_UNESCAPED),
        rooms=_TEMPLATES,
        endings=(".html", ".js", ".txt"),
        breaks=("{{ name|safe }}", "{{ name | safe }}", "{% autoescape false %}{{ name }}"),
        keeps=("{{ name }}", "{{ words | tojson }}", "{{ safe_name }}", "{{ kept|safely }}"),
    ),
    Rule(
        name="no page carries a style, a script or a handler of its own",
        find=_says(_INLINE),
        rooms=("site/templates",),
        endings=(".html",),
        breaks=(
            '<p style="color:red">',
            "<style>p { color: red }</style>",
            "<script>go()</script>",
            '<script src="/other.js"></script>',
            '<button onclick="go()">',
            "<body\nonload='go()'>",
            '<a href="javascript:go()">',
        ),
        keeps=(
            '<script type="module" src="{{ assets }}/modules/till.js"></script>',
            '<script type="application/json" data-words>{{ t | tojson }}</script>',
            '<link rel="stylesheet" href="x.css">',
            "<noscript><p>Once upon = a time</p></noscript>",
        ),
    ),
    Rule(
        name="a mail runs nothing and fetches nothing",
        find=_says(_SCRIPTED),
        rooms=("functions/mail/templates",),
        endings=(".html",),
        breaks=('<img src="https://pixel.example/1.gif">', "<script>", '<td onclick="go()">'),
        keeps=('<td style="color:red">', '<a href="{{ url }}">'),
    ),
    Rule(
        name="no module makes a page, or code, out of text",
        find=_says(_FROM_TEXT),
        rooms=("site/modules", "site/templates"),
        endings=(".js",),
        breaks=(
            "place.innerHTML = name;",
            "place.insertAdjacentHTML('beforeend', name);",
            "document.write(name);",
            "eval(text);",
            "new Function(text)();",
            "setTimeout('go()', 1);",
            "one.setAttribute('onclick', text);",
            "document.cookie = 'a=b';",
        ),
        keeps=(
            "place.textContent = name;",
            "setTimeout(() => go(), 1);",
            "one.setAttribute('aria-label', text);",
            "export function settle() {}",
            "retrieval(text);",
        ),
    ),
    Rule(
        name="the site asks nobody else",
        find=_elsewhere,
        rooms=("site",),
        endings=(".html", ".js", ".css", ".json", ".svg", ".webmanifest"),
        breaks=(
            '<script type="module" src="https://cdn.example.com/x.js">',
            "@import url(//fonts.googleapis.com/css);",
            "fetch('http://collect.example.org/till');",
            "const there = 'http://www.w3.org/2000/svg/../x';",
        ),
        keeps=(
            "const SVG = 'http://www.w3.org/2000/svg';",
            "// a comment, of example.org or not",
            '<a href="{{ origin }}/owner/">',
            "const given = `https://${host}`;",
        ),
    ),
)
