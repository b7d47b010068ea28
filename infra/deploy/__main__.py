"""``make deploy``, ``make undeploy``: one environment, as ``infra/stages.toml`` describes it."""

import argparse
import os
import sys
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from functions.cli import main as poincon
from functions.terminal.sentences import sentence
from infra.deploy import account
from infra.deploy.certificate import NotYet
from infra.deploy.deployment import Deployment, SmokeFailed, environment_of, surroundings
from infra.deploy.stack import StackFailed
from infra.deploy.stages import FILE, ROOT, Stage, read
from infra.deploy.undeploy import undeploy
from infra.deploy.zappa import ZappaFailed
from loyalty.errors import BadConfiguration

_STOPS = (NotYet, SmokeFailed, StackFailed, ZappaFailed)


def main(arguments: list[str] | None = None) -> int:
    """0 when all is done, 1 when a person has something to do first, 2 when it could not go on."""
    asked = _parser().parse_args(arguments)
    try:
        stage = read(asked.stages, asked.stage)
        os.environ["AWS_DEFAULT_REGION"] = stage.region
        account.refuse_another(boto3.client("sts"), stage)
        return int(asked.command(stage, asked) or 0)
    except _STOPS as stopped:
        say(f"\n{stopped}")
        return 1 if isinstance(stopped, NotYet) else 2
    except (BadConfiguration, ClientError, BotoCoreError) as error:
        say(f"\n{sentence(error)}")
        return 2


def deploy(stage: Stage, asked: argparse.Namespace) -> int:
    """Bring the environment up to date, or say what that would do."""
    deployment = Deployment(
        stage=stage,
        out=asked.out / stage.name,
        say=say,
        here=asked.this_python,
        address=asked.address,
    )
    if asked.plan:
        deployment.plan()
        return 0
    left = deployment.run()
    say(f"\n{stage.url} is deployed.")
    for line in left:
        say(f"  - {line}")
    say("\nPair the owner's phone:")
    say(f"  make terminal STAGE={stage.name} DO='pair --role owner'")
    return 0


def terminal(stage: Stage, asked: argparse.Namespace) -> int:
    """Run one of ``poincon``'s commands on the environment."""
    told = {**surroundings(), **environment_of(stage)}
    for name in set(os.environ) - set(told):
        del os.environ[name]
    os.environ.update(told)
    return poincon(["--help"] if not asked.words else asked.words)


def say(text: str) -> None:
    """Tell it at once: a step may take a minute."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument("--stage", default="production", help="which environment")
    parser.add_argument("--stages", type=Path, default=FILE, help="where it is described")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="where it is built")
    commands = parser.add_subparsers(required=True)

    doing = commands.add_parser("deploy", help="bring it up to date; may be done again")
    doing.add_argument("--plan", action="store_true", help="only say what would be done")
    doing.add_argument("--this-python", action="store_true", help="for an emulator on this machine")
    doing.add_argument("--address", default="", help="where the last step asks, else the CDN")
    doing.set_defaults(command=deploy)

    ending = commands.add_parser("undeploy", help="take it away; what was kept stays")
    ending.add_argument("--data", default="", metavar="STAGE", help="destroy its data too")
    ending.add_argument("--yes", action="store_true", help="do not ask")
    ending.set_defaults(command=lambda stage, asked: undeploy(stage, asked, say))

    working = commands.add_parser("terminal", help="one of poincon's commands, on this environment")
    working.add_argument("words", nargs=argparse.REMAINDER, help="as in: pair --role owner")
    working.set_defaults(command=terminal)
    return parser


if __name__ == "__main__":
    sys.exit(main())
