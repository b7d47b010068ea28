"""What a line of the log may say: an event by its name, and facts by names that are listed here.

No fact is a name, an address, a code, a token, a request's path or its body.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from tests.forbidden.reading import Source, given
from tests.forbidden.rule import Rule

FACTS: Mapping[str, str] = {
    "request_id": "drawn for the request",
    "method": "of the request",
    "operation": "the declared name of what was asked, never its path",
    "status": "of the answer",
    "ms": "how long it took",
    "cold": "whether it was a process's first",
    "_aws": "figures, by the names in functions/metrics.py",
    "line": "what an iPhone says, without anything that may identify (phone_log)",
    "program": "the shop's program",
    "card": "a card's number in the ledger, which opens nothing",
    "generation": "how often that card was replaced",
    "till": "a phone's number",
    "staff": "a number of somebody who works there",
    "logo": "the name of a file of the shop's",
    "code": "of what is missing for a wallet",
    "reason": "the code of a refusal, or what of a record cannot be read",
    "reasons": "of wallets, or of Apple's certificate",
    "new": "a count",
    "codes": "of differences, with how many",
    "found": "cards' numbers, with the code of what differs",
    "turn": "the program whose turn it was",
    "job": "the name of a job",
    "cards": "a count",
    "sent": "programs and weeks",
    "kept": "programs and weeks",
    "wrong": "settings' names and what is wrong with them, never a value",
}
WHOLE = {
    "functions/jobs.py night": "functions.journeys.night.Night",
    "functions/jobs.py _swept": "functions.journeys.tell_wallets.Swept",
}
"""Where all fields of a record are logged: each of them is in ``COUNTS``."""

COUNTS = frozenset(
    {*("ended", "birthdays", "thanked", "failed"), *("told", "waiting", "dead", "reasons")}
)
_LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
_PAST = {"warnings.warn", *(f"logging.{name}" for name in (*_LEVELS, "log", "getLogger"))}
_OURS = "logging.getLogger('poincon')"
_EVENT = re.compile(r"[a-z]+(-[a-z]+)*")
_PERSONAL = re.compile(
    r"(^|_)(first_name|names?|e?mail|to|subject|tokens?|authorization|headers|url|path|full_path|args"
    r"|query|body|json|data|form|cookies|remote_addr|short_code|scan_code|pin|birthday\w*|holder"
    r"|invitation|secrets?|keys?|password|referrer|user_agent)$"
)


def lines(source: Source) -> Iterator[tuple[ast.Call, ast.expr | None]]:
    """Every call of a logger, with its facts."""
    for name, call in source.calls():
        owner, _, level = name.rpartition(".")
        if level in _LEVELS | {"log"} and re.search(r"(^|\.|_)(log|logger|logging)$", _last(owner)):
            yield call, _facts(given(call, "extra"))


def _last(owner: str) -> str:
    return "log" if owner == "logging.getLogger()" else owner


def _facts(extra: ast.expr | None) -> ast.expr | None:
    if isinstance(extra, ast.Dict) and len(extra.keys) == 1:
        key = extra.keys[0]
        if isinstance(key, ast.Constant) and key.value == "facts":
            return extra.values[0]
    return extra


def facts(source: Source, call: ast.Call, node: ast.AST | None) -> Iterator[tuple[str, ast.AST]]:
    """The facts of that line, by name; ``?`` for one whose name nobody can read, ``*`` for all."""
    match node:
        case None:
            return
        case ast.Dict():
            yield from _written(source, call, node)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            yield from facts(source, call, left)
            yield from facts(source, call, right)
        case ast.Name(id=name):
            yield from _each(source, call, _assigned(source, call, name))
        case ast.Call(func=ast.Name(id="asdict" | "measured" as whole)):
            yield {"asdict": "*", "measured": "_aws"}[whole], node
        case ast.Call(func=ast.Name(id=name)):
            yield from _each(source, call, _returned(source, name))
        case _:
            yield "?", node


def _written(source: Source, call: ast.Call, node: ast.Dict) -> Iterator[tuple[str, ast.AST]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            yield from facts(source, call, value)
        else:
            yield str(key.value) if isinstance(key, ast.Constant) else "?", value


def _each(
    source: Source, call: ast.Call, values: Sequence[ast.expr]
) -> Iterator[tuple[str, ast.AST]]:
    if not values:
        yield "?", call
    for value in values:
        yield from facts(source, call, value)


def _assigned(source: Source, call: ast.Call, name: str) -> list[ast.expr]:
    """What that function puts under the name."""
    here = source.place(call.lineno)
    found = [
        node.value
        for node in source.every(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if node.value and source.dotted(target) == name
    ]
    return [value for value in found if source.place(value.lineno) == here]


def _returned(source: Source, name: str) -> list[ast.expr]:
    """What a function of the same file returns."""
    bodies = [one for one in source.every(ast.FunctionDef) if one.name == name]
    every = [node for body in bodies for node in ast.walk(body)]
    return [node.value for node in every if isinstance(node, ast.Return) and node.value]


def _events(source: Source) -> Iterator[int]:
    """An event is a word that is written there, or the code of an error; and nothing beside it."""
    for call, _ in lines(source):
        match call.args:
            case [ast.Constant(value=str(event))] if _EVENT.fullmatch(event):
                pass
            case [ast.Attribute(attr="code")]:
                pass
            case _:
                yield call.lineno


def _unlisted(source: Source) -> Iterator[int]:
    for call, node in lines(source):
        whole = source.place(call.lineno) in WHOLE
        listed = {*FACTS, "*"} if whole else FACTS
        if any(name not in listed for name, _ in facts(source, call, node)):
            yield call.lineno


def _personal(source: Source) -> Iterator[int]:
    for call, node in lines(source):
        for _, value in facts(source, call, node):
            if any(_PERSONAL.search(name) for name in _names(source, value)):
                yield call.lineno


def _names(source: Source, value: ast.AST) -> Iterator[str]:
    """What is read there: of ``held.card.id`` its last part, of ``body["token"]`` the token."""
    inner = {id(node.value) for node in ast.walk(value) if isinstance(node, ast.Attribute)}
    for node in ast.walk(value):
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner:
            yield source.dotted(node).rpartition(".")[2]
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            yield str(node.slice.value)


def _others(source: Source) -> Iterator[int]:
    """A logger that is not ours, by which a line gets past the rules for ours."""
    for name, call in source.calls():
        is_ours = name == "logging.getLogger" and ast.unparse(call) == _OURS
        if name in _PAST and not is_ours:
            yield call.lineno


_BEGIN = "import logging\nlog = logging.getLogger('poincon')\n"

LOG = (
    Rule(
        name="an event is a word, and its line says nothing beside it and the facts",
        find=_events,
        breaks=(
            "log.info(f'joined {name}')",
            "log.info('joined %s', name)",
            "log.warning('card ' + code)",
            "log.info(name)",
            "log.exception(str(error))",
        ),
        keeps=("log.info('card-replaced')", "log.warning(error.code)", "catalog.info(name)"),
    ),
    Rule(
        name="every fact of the log is one of those that are listed",
        find=_unlisted,
        breaks=(
            "log.info('joined', extra={'facts': {'first_name': x}})",
            "log.info('joined', extra={'name': x})",
            "log.info('joined', extra=everything)",
            "log.info('joined', extra={'facts': {key: x}})",
            "def f():\n    facts = {'card': a}\n    facts |= {'mail': b}\n"
            "    log.info('joined', extra={'facts': facts})",
            "log.info('night', extra={'facts': asdict(played)})",
            "log.info('joined', extra={'facts': {'card': a, **more}})",
            "if facts := {'mail': a}: log.info('joined', extra={'facts': facts})",
            "def said(): return {'url': 1}\nlog.info('joined', extra={'facts': said()})",
        ),
        keeps=(
            "log.info('joined')",
            "log.info('joined', extra={'facts': {'card': held.card.id}})",
            "def f():\n    facts = {'card': a}\n    log.info('joined', extra={'facts': facts})",
            "def said(): return {'status': 1}\nlog.info('joined', extra={'facts': said()})",
        ),
    ),
    Rule(
        name="no fact of the log is read from what is personal or secret",
        find=_personal,
        breaks=(
            "log.info('joined', extra={'facts': {'card': held.holder.first_name}})",
            "log.info('request', extra={'facts': {'operation': request.path}})",
            "log.info('request', extra={'facts': {'line': body['token']}})",
            "log.info('asked', extra={'facts': {'code': short_code}})",
            "log.info('asked', extra={'facts': {'reason': str(request.headers)}})",
            "def f():\n    facts = {'line': call.url}\n    log.info('a', extra={'facts': facts})",
        ),
        keeps=(
            "log.info('joined', extra={'facts': {'card': held.card.id}})",
            "log.info('request', extra={'facts': {'method': request.method}})",
            "log.info('asked', extra={'facts': {'code': refused.code}})",
        ),
    ),
    Rule(
        name="whoever logs does so as ours",
        find=_others,
        breaks=(
            "import logging\nlogging.info('x')",
            "import logging\nlogging.getLogger(__name__).info('x')",
            "import warnings\nwarnings.warn('x')",
            "import logging\nlog = logging.getLogger()",
        ),
        keeps=(_BEGIN, "import logging\nlogging.basicConfig(level=30)"),
        allowed={"functions/local/server.py Server.__init__": "silences waitress's own"},
    ),
)
