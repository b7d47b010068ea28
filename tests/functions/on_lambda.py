"""One process as Lambda runs it: its own log handler first, then our entry and Zappa's.

Takes the app's module, or nothing for the jobs, and the events as JSON on standard input.
"""

import json
import logging
import sys
from types import ModuleType, SimpleNamespace


def main() -> None:
    """Answer each event; what Lambda would answer or see raised comes last, behind a mark."""
    root = logging.getLogger()
    root.addHandler(logging.StreamHandler(sys.stdout))  # as Lambda's runtime does
    sys.modules["zappa_settings"] = _settings(sys.argv[1] if len(sys.argv) > 1 else "")
    from functions.entry import handler  # noqa: PLC0415 Lambda's log handler is there before

    answers = []
    for event in json.load(sys.stdin):
        try:
            answers.append(handler(event, SimpleNamespace()))
        except Exception as raised:
            answers.append({"raised": type(raised).__name__})
    sys.stdout.write("ANSWERS " + json.dumps(answers) + "\n")


def _settings(module: str) -> ModuleType:
    """What Zappa generates from ``zappa_settings.json``."""
    made = ModuleType("zappa_settings")
    app = {"APP_MODULE": module, "APP_FUNCTION": "app"} if module else {}
    for name, value in app.items():
        setattr(made, name, value)
    made.__dict__.update(
        LOG_LEVEL="WARNING",
        DEBUG=False,
        ENVIRONMENT_VARIABLES={},
        PROJECT_NAME="poincon",
        API_STAGE="production_public",
        DJANGO_SETTINGS=None,
        EXCEPTION_HANDLER=None,
        BINARY_SUPPORT=True,
        CONTEXT_HEADER_MAPPINGS={},
        DOMAIN=None,
        AWS_EVENT_MAPPING={},
    )
    return made


if __name__ == "__main__":
    main()
