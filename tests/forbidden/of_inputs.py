"""What comes from outside is never run as code, put into SQL, or shown as markup."""

import ast
import re
from collections.abc import Iterator

from tests.forbidden.reading import Source, given, is_false, is_none
from tests.forbidden.rule import EVERYTHING, Rule

_SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|PRAGMA|ATTACH|WITH)\b"
)
_EXECUTES = {"execute", "executemany", "executescript"}
_RUNS_CODE = (
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen"),
    *("pickle", "marshal", "shelve", "dill", "jsonpickle"),
    *("yaml.load", "yaml.full_load", "yaml.unsafe_load", "yaml.UnsafeLoader", "yaml.Loader"),
    *("subprocess.getoutput", "subprocess.getstatusoutput"),
    *("xml.etree.ElementTree", "xml.dom.minidom", "xml.sax", "lxml"),
)
_MARKUP = ("markupsafe.Markup", "flask.Markup", "flask.render_template_string")


def _built(node: ast.AST) -> bool:
    """Whether that text is put together: an f-string with names in it, ``+``, ``%``, ``format``."""
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "join" | "format_map" | "replace")):
            return True
    return False


def _beginning(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first):
            return _beginning(first)
        case ast.Call(func=ast.Attribute(value=value)):
            return _beginning(value)
    return ""


def _sql(source: Source) -> Iterator[int]:
    for node in source.every(ast.JoinedStr, ast.BinOp, ast.Call):
        if _built(node) and _SQL.match(_beginning(node)):
            yield node.lineno
    for name, call in source.calls():
        if name.rpartition(".")[2] in _EXECUTES and call.args and _built(call.args[0]):
            yield call.lineno


def _shell(source: Source) -> Iterator[int]:
    for _, call in source.calls():
        shell = given(call, "shell")
        if shell is not None and not is_false(shell):
            yield call.lineno


def _narrows(test: ast.AST) -> bool:
    """Whether it only tells mypy what a declaration guarantees: a name is there, or of a type."""
    match test:
        case ast.Compare(left=ast.Name() | ast.Attribute(), ops=[ast.IsNot()], comparators=[right]):
            return is_none(right)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name() | ast.Attribute(), _]):
            return True
    return False


def _asserts(source: Source) -> Iterator[int]:
    for node in source.every(ast.Assert):
        if not _narrows(node.test):
            yield node.lineno


INPUTS = (
    Rule(
        name="no SQL is put together from values",
        find=_sql,
        rooms=EVERYTHING,
        breaks=(
            'c.execute(f"SELECT body FROM items WHERE pk = {pk}")',
            'sql = "SELECT body FROM items WHERE pk = \'" + pk + "\'"',
            'sql = "DELETE FROM items WHERE pk = %s" % pk',
            'sql = "UPDATE items SET body = {}".format(body)',
            'c.execute(" ".join(parts))',
        ),
        keeps=(
            'c.execute("SELECT body FROM items WHERE pk = ?", (pk,))',
            'said = f"select a card of {shop}"',
            'text = "Updated " + name',
            "done = pool.execute(plan)",
        ),
        allowed={
            "functions/store/sqlite.py SqliteEngine.query": "terms are constants, values are bound",
            "functions/store/connections.py _wait_at_most": "a number; PRAGMA binds nothing",
        },
    ),
    Rule(
        name="nothing that comes in is run as code or parsed as XML",
        find=lambda source: source.uses(_RUNS_CODE),
        rooms=EVERYTHING,
        breaks=(
            "eval(text)",
            "exec(compile(text, name, 'exec'))",
            "import pickle\npickle.loads(body)",
            "from pickle import loads",
            "import yaml\nyaml.load(text)",
            "from yaml import load as read\nread(text)",
            "import os\nos.system('ls')",
            "from xml.etree import ElementTree",
        ),
        keeps=(
            "import yaml\nyaml.safe_load(text)",
            "import re\nre.compile('x')",
            "model.eval()",
            "connection.exec(1)",
        ),
    ),
    Rule(
        name="no process is started through a shell",
        find=_shell,
        rooms=EVERYTHING,
        breaks=(
            "import subprocess\nsubprocess.run(text, shell=True)",
            "run(text, shell=asked)",
        ),
        keeps=(
            "import subprocess\nsubprocess.run([openssl, 'version'])",
            "run(['ls'], shell=False)",
        ),
    ),
    Rule(
        name="nothing is checked by assert, which -O leaves out",
        find=_asserts,
        breaks=(
            "assert amount > 0",
            "assert body['code'] is not None",
            "assert held",
            "assert len(code) == 16",
            "assert isinstance(body['code'], str)",
        ),
        keeps=(
            "assert rule is not None",
            "assert call.key is not None, 'the operation needs one'",
            "assert isinstance(mail, EmailMessage)",
        ),
    ),
    Rule(
        name="text becomes markup by a template that escapes it",
        find=lambda source: source.uses(_MARKUP),
        breaks=(
            "from markupsafe import Markup\nMarkup(name)",
            "import flask\nflask.render_template_string(text)",
            "import markupsafe\nmarkupsafe.Markup(name)",
        ),
        keeps=("from markupsafe import escape\nescape(name)", "Markupless(name)"),
        allowed={
            "functions/web/card_routes.py": "our own drawings: stamps and a QR",
        },
    ),
)
