"""How secrets are made, compared and believed."""

import ast
import re
from collections.abc import Iterator

from tests.forbidden.reading import Source, given, is_false, is_none
from tests.forbidden.rule import EVERYTHING, Rule

_SECRET = re.compile(r"(^|_)(mac|hmac|token|secret|signature|pin|password|authorization)$", re.I)
_CHECKS = {"verify", "check_hostname"}
_UNVERIFIED = (
    *("jwt.get_unverified_header", "jwt.api_jws.PyJWS", "jwt.PyJWS"),
    *("ssl.CERT_NONE", "ssl._create_unverified_context"),
)


def _lax_jwt(source: Source) -> Iterator[int]:
    """A token that is believed without one of algorithms, audience, issuer and its claims."""
    for name, call in source.calls():
        if not re.search(r"\bjwt\..*\bdecode(_complete)?$", name):
            continue
        is_sound = _required(given(call, "options")) and _algorithms(given(call, "algorithms"))
        if not (is_sound and given(call, "audience") and given(call, "issuer")):
            yield call.lineno


def _algorithms(node: ast.AST | None) -> bool:
    """One that is written there; never ``none``, and never what a token says of itself."""
    match node:
        case ast.List(elts=[ast.Constant(value=str(one))]):
            return one.lower() != "none"
        case ast.List(elts=[ast.Name(id=name)]):
            return name.isupper()
    return False


def _required(node: ast.AST | None) -> bool:
    """Claims that must be there, and no signature that need not be right."""
    if not isinstance(node, ast.Dict):
        return False
    options = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if _said(k)}
    required = options.get("require")
    claims = [e.value for e in required.elts if _said(e)] if isinstance(required, ast.List) else []
    lax = {"verify_signature", "verify_aud", "verify_iss"}
    return {"aud", "iss", "iat"} <= {*claims} and not any(is_false(options.get(one)) for one in lax)


def _said(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant)


def _unverified(source: Source) -> Iterator[int]:
    yield from source.uses(_UNVERIFIED)
    for word in source.every(ast.keyword):
        if word.arg in _CHECKS and (is_false(word.value) or is_none(word.value)):
            yield word.value.lineno
    for node in source.every(ast.Assign):
        names = {source.dotted(target).rpartition(".")[2] for target in node.targets}
        if is_false(node.value) and names & _CHECKS:
            yield node.lineno


def _compared(source: Source) -> Iterator[int]:
    """``==`` tells by its time how much of a secret was right."""
    for node in source.every(ast.Compare):
        sides = [node.left, *node.comparators]
        is_equality = any(isinstance(how, ast.Eq | ast.NotEq) for how in node.ops)
        if is_equality and not any(map(_is_plain, sides)):
            names = [source.dotted(_whole(one)).removesuffix("()") for one in sides]
            if any(map(_SECRET.search, names)):
                yield node.lineno


def _whole(node: ast.AST) -> ast.AST:
    """``token`` of ``token.encode()``, of ``token[:8]`` and of ``body["token"]``."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="encode" | "hex" | "strip" | "lower")):
            return _whole(value)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return ast.Name(id=name)
        case ast.Subscript(value=value, slice=ast.Slice()):
            return _whole(value)
    return node


def _is_plain(node: ast.AST) -> bool:
    """A number, or the empty text, is no secret."""
    return isinstance(node, ast.Constant) and not (isinstance(node.value, str) and node.value)


def _random(source: Source) -> Iterator[int]:
    names = [*source.modules()]
    names += [(source.dotted(node), node.lineno) for node in source.every(ast.Attribute)]
    for name, line in names:
        if name == "random" or name.startswith(("random.", "numpy.random", "uuid.uuid1")):
            yield line


SECRETS = (
    Rule(
        name="a token is believed for one algorithm, audience, issuer and every claim",
        find=_lax_jwt,
        rooms=EVERYTHING,
        breaks=(
            "import jwt\njwt.decode(token, key)",
            "import jwt\njwt.decode(token, key, algorithms=['HS256'], audience='a')",
            "import jwt\njwt.decode(t, k, algorithms=['none'], audience='a', issuer='i', "
            "options={'require': ['aud', 'iss', 'iat']})",
            "import jwt\njwt.decode(t, k, algorithms=header['alg'], audience='a', issuer='i', "
            "options={'require': ['aud', 'iss', 'iat']})",
            "import jwt\njwt.decode(t, k, algorithms=['HS256'], audience='a', issuer='i', "
            "options={'verify_exp': False})",
            "import jwt\njwt.decode(t, k, algorithms=['HS256'], audience='a', issuer='i', "
            "options={'require': ['aud', 'iss', 'iat'], 'verify_signature': False})",
            "from jwt import decode\ndecode(token, key)",
            "import jwt\njwt.PyJWT().decode(token, key)",
        ),
        keeps=(
            "import jwt\njwt.decode(t, k, algorithms=[_ALGORITHM], audience=a, issuer=_ISSUER, "
            "options={'require': ['aud', 'exp', 'iat', 'iss', *use.claims], 'verify_exp': False})",
            "body.decode()",
            "import jwt\njwt.encode(claims, key)",
        ),
    ),
    Rule(
        name="no signature and no certificate goes unchecked",
        find=_unverified,
        rooms=EVERYTHING,
        breaks=(
            "import httpx\nhttpx.Client(verify=False)",
            "get(url, verify=None)",
            "context.check_hostname = False",
            "import ssl\ncontext.verify_mode = ssl.CERT_NONE",
            "from ssl import _create_unverified_context",
            "import jwt\njwt.get_unverified_header(token)",
        ),
        keeps=(
            "import httpx\nhttpx.Client(verify=context)",
            "get(url, verify=True)",
            "verified = False",
        ),
        allowed={"functions/web/signed.py read": "a key's number, that key, then all is checked"},
    ),
    Rule(
        name="secrets are compared in constant time",
        find=_compared,
        rooms=EVERYTHING,
        breaks=(
            "if token == known: pass",
            "if self.mac != _mac(key, body): pass",
            "ok = body['refresh_token'] == kept",
            "ok = given.encode() == signature.encode()",
            "ok = pin == '1234'",
            "ok = token[:8] == known[:8]",
        ),
        keeps=(
            "import hmac\nok = hmac.compare_digest(mac, known)",
            "if token == '': pass",
            "if tokens == 3: pass",
            "if kind == 'token': pass",
            "if response.status_code != 401: pass",
        ),
        allowed={"functions/journeys/pins.py _is_obvious": "halves of a PIN that is being drawn"},
    ),
    Rule(
        name="no secret comes from random: that is secrets'",
        find=_random,
        rooms=EVERYTHING,
        breaks=(
            "import random\ncode = random.choices(letters, k=8)",
            "from random import randbytes",
            "import random as r\nr.random()",
            "import uuid\nuuid.uuid1()",
        ),
        keeps=("import secrets\nsecrets.token_hex(16)", "x509.random_serial_number()"),
        allowed={
            "functions/store/retrying.py": "jitter between two tries",
            "functions/journeys/tell_wallets.py": "jitter of the next try",
            "functions/journeys/weekly_report.py": "jitter of the next try",
            "functions/tour/outage.py": "the order in which kept stamps happen to arrive",
        },
    ),
)
