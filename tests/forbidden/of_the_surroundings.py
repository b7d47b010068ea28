"""Who asks the table, the clock, the network and the environment, and how."""

import ast
from collections.abc import Iterator

from tests.forbidden.reading import Source, given, is_none
from tests.forbidden.rule import EVERYTHING, Rule

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request", "stream")
_WAITS = {
    *("httpx.Client", "httpx.AsyncClient", "httpx.Timeout"),
    *(f"{library}.{verb}" for library in ("httpx", "requests") for verb in _VERBS),
    *("urllib.request.urlopen", "socket.create_connection", "smtplib.SMTP", "smtplib.SMTP_SSL"),
    *("http.client.HTTPConnection", "http.client.HTTPSConnection"),
}
_WALKS = ("scan", "execute_statement", "batch_execute_statement")
_TOLD = (
    *("loyalty", "passes"),
    *(f"functions/{room}" for room in ("journeys", "web", "store", "ports", "records", "mail")),
    *("functions/wallets", "functions/publishing"),
)
_NOW = ("now", "utcnow", "today")
_CLOCKS = {f"datetime.{kind}.{verb}" for kind in ("datetime", "date") for verb in _NOW}
_ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.putenv")


def _walks(source: Source) -> Iterator[int]:
    """``engine.scan`` and boto's; a ``Scan`` of a till is a class, and has a capital."""
    yield from (node.lineno for node in source.every(ast.Attribute) if node.attr in _WALKS)
    for name, call in source.calls():
        if name.endswith(".get_paginator") and any(_says(one, "scan") for one in call.args):
            yield call.lineno


def _says(node: ast.AST | None, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _tables(source: Source) -> Iterator[int]:
    for name, call in source.calls():
        asked = [*call.args[:1], given(call, "service_name")]
        if name.endswith(".client") and any(_says(one, "dynamodb") for one in asked):
            yield call.lineno


def _resources(source: Source) -> Iterator[int]:
    for name, call in source.calls():
        if name.startswith("boto3.") and name.endswith(".resource"):
            yield call.lineno
    for module, line in source.modules():
        if module.startswith(("boto3.dynamodb", "boto3.s3")):
            yield line


def _patient(source: Source) -> Iterator[int]:
    """Without a limit of its own, or with none at all; ``httpx.Timeout`` takes it as first."""
    for name, call in source.calls():
        limit = given(call, "timeout")
        if name == "httpx.Timeout":
            limit = call.args[0] if call.args else limit
        if name in _WAITS and (limit is None or is_none(limit)):
            yield call.lineno


def _unconfigured(source: Source) -> Iterator[int]:
    for name, call in source.calls():
        if name.startswith("boto3.") and name.endswith("client") and not given(call, "config"):
            yield call.lineno


def _zoneless(source: Source) -> Iterator[int]:
    for name, call in source.calls():
        where = call.args[0] if call.args else given(call, "tz")
        if name in _CLOCKS and (where is None or is_none(where) or not name.endswith(".now")):
            yield call.lineno


def _clocks(source: Source) -> Iterator[int]:
    for node in source.every(ast.Attribute):
        if source.dotted(node) in _CLOCKS | {"time.time", "time.localtime", "time.gmtime"}:
            yield node.lineno


SURROUNDINGS = (
    Rule(
        name="the table is walked by its engine, through one walk",
        find=_walks,
        rooms=EVERYTHING,
        breaks=(
            "client.scan(TableName='poincon')",
            "client.get_paginator('scan')",
            "ask(self._client.scan, after)",
            "client.execute_statement(Statement=text)",
        ),
        keeps=("from loyalty.scan import Scan\nScan(till=1)", "scan.earn(call)", "self.scanned(1)"),
        allowed={
            "functions/store/dynamodb.py": "the engine",
            "functions/store/walking.py": "the one walk over an engine",
        },
    ),
    Rule(
        name="DynamoDB is asked by one file",
        find=_tables,
        breaks=(
            "import boto3\nboto3.client('dynamodb')",
            "a.client(service_name='dynamodb')",
        ),
        keeps=("import boto3\nboto3.client('s3')", "dynamodb.client()"),
        allowed={
            "functions/store/dynamodb.py client": "the engine's client",
            "functions/terminal/doctor_table.py examine": "the table's settings, from a terminal",
            "functions/terminal/doctor_table.py _described": "the same",
        },
    ),
    Rule(
        name="nothing of boto's resources, which wait and retry as they like",
        find=_resources,
        rooms=EVERYTHING,
        breaks=(
            "import boto3\nboto3.resource('dynamodb')",
            "import boto3\nboto3.Session().resource('s3')",
            "from boto3 import resource\nresource('s3')",
            "from boto3.dynamodb.conditions import Key",
        ),
        keeps=("import boto3\nboto3.client('s3')", "passes.resource(card)"),
    ),
    Rule(
        name="who asks the network waits for so long and no longer",
        find=_patient,
        rooms=EVERYTHING,
        breaks=(
            "import httpx\nhttpx.Client()",
            "from httpx import AsyncClient\nAsyncClient(base_url=url)",
            "import httpx\nhttpx.get(url)",
            "import httpx\nhttpx.Client(timeout=None)",
            "import httpx\nhttpx.Client(timeout=httpx.Timeout(None))",
            "import requests\nrequests.post(url)",
            "from urllib.request import urlopen\nurlopen(url)",
        ),
        keeps=(
            "import httpx\nhttpx.Client(timeout=httpx.Timeout(4, connect=3))",
            "import httpx\nhttpx.get(url, timeout=2)",
            "requested.get(url)",
        ),
        allowed={"passes/apple/push.py PushClient._connect": "each push brings its own limits"},
    ),
    Rule(
        name="a client of AWS waits no longer than a function lives",
        find=_unconfigured,
        breaks=("import boto3\nboto3.client('s3')", "from boto3 import client\nclient('ssm')"),
        keeps=("import boto3\nboto3.client('s3', config=IMPATIENCE)", "app.test_client()"),
    ),
    Rule(
        name="no time without its zone",
        find=_zoneless,
        rooms=EVERYTHING,
        breaks=(
            "from datetime import datetime\ndatetime.now()",
            "from datetime import datetime\ndatetime.utcnow()",
            "from datetime import datetime\ndatetime.now(tz=None)",
            "from datetime import date\ndate.today()",
            "import datetime\ndatetime.datetime.now()",
        ),
        keeps=(
            "from datetime import UTC, datetime\ndatetime.now(UTC)",
            "from datetime import UTC, datetime\ndatetime.now(tz=UTC)",
            "clock.now()",
        ),
    ),
    Rule(
        name="the rules, the journeys and the store are told the time",
        find=_clocks,
        rooms=_TOLD,
        breaks=(
            "from datetime import UTC, datetime\ndatetime.now(UTC)",
            "from datetime import datetime\nclock = datetime.now",
            "import time\ntime.time()",
        ),
        keeps=(
            "services.clock()",
            "import time\ntime.sleep(1)",
            "import time\ntime.perf_counter()",
        ),
        allowed={
            "passes/apple/signature.py sign": "when it was signed, by this machine",
            "functions/web/app.py create_app.finish": "when a request was measured",
        },
    ),
    Rule(
        name="settings are read from the environment where a process begins",
        find=lambda source: source.uses(_ENVIRONMENT),
        breaks=(
            "import os\nos.environ['POINCON_URL']",
            "from os import environ\nenviron.get('HOME')",
            "import os\nos.getenv('HOME')",
            "import os\nread(os.environ)",
        ),
        keeps=("import os\nos.fsync(1)", "def read(environ): return environ['PATH_INFO']"),
        allowed={
            "functions/entry.py _note_error": "a function could not begin, and says which stage's",
            "functions/wiring.py": "a function begins",
            "functions/cli.py": "a command begins",
            "functions/terminal/": "a command's own settings, and the terminal's language",
        },
    ),
    Rule(
        name="no function prints",
        find=lambda source: source.uses(("print", "pprint.pprint", "traceback.print_exc")),
        breaks=("print(card)", "import traceback\ntraceback.print_exc()", "done = print"),
        keeps=("_print(text)", "shop.print()"),
    ),
)
