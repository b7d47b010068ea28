"""One deployment, step by step: each can be done again, and says what it does."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from functions import settings as reading
from functions import wiring
from functions.local.run import publish_file, told
from infra.deploy import account, certificate, made, secrets, smoke
from infra.deploy.build import builder
from infra.deploy.certificate import NotYet
from infra.deploy.environment import environment, terminal
from infra.deploy.smoke import questions
from infra.deploy.stack import Stack
from infra.deploy.stages import FUNCTIONS, ROOT, SERVED, Stage
from infra.deploy.wanted import ORIGINS, parameters
from infra.deploy.wanted import served as served_before
from infra.deploy.wheels import lambda_target
from infra.deploy.zappa import Zappa, settings, shared
from loyalty.errors import BadConfiguration

Say = Callable[[str], None]
_WAIT_SECONDS, _WAITS = 5.0, 36


class SmokeFailed(Exception):
    """It is deployed, and does not answer as it should."""


@dataclass(kw_only=True)
class Deployment:
    """Brings one environment up to date, below ``out`` on this machine.

    ``here`` builds for this machine's own Python, as an emulator runs it. ``address`` is where the
    last step asks, else the CDN's own name.
    """

    stage: Stage
    out: Path
    say: Say
    here: bool = False
    address: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    programs: list[tuple[str, str]] = field(default_factory=list)

    def run(self) -> list[str]:
        """All of it; gives what is left for a person to do. Raises what stops it."""
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("The account", self._account),
            ("Table, buckets, roles, mail, alarms", self._stack),
            ("Secrets", self._secrets),
            ("The functions' packages", self._build),
            ("The functions", self._functions),
            ("The one address", self._serve),
            ("Programs and pages", self._publish),
            ("Does it answer?", self._smoke),
        )
        for number, (name, step) in enumerate(steps, start=1):
            began = time.monotonic()
            self.say(f"{number}/{len(steps)} {name}")
            step()
            self.say(f"    {time.monotonic() - began:.1f} s")
        topic = partial(self._stack_of().resource, "Attention")
        ses, sns = self._client("sesv2"), self._client("sns")
        return list(account.still_to_do(ses, sns, topic, self.stage, self.known))

    def plan(self) -> None:
        """Say what ``run`` would do; nothing is made or changed."""
        self.say(f"Account {account.number(self._client('sts'))}, {self.stage.region}")
        stack = self._stack_of()
        for change in stack.plan(self.wanted(stack)):
            self.say(f"    {change.action.lower():<8} {change.kind:<44} {change.resource}")
        known = secrets.known(self._client("ssm"), self.stage)
        for name in secrets.SETTINGS:
            told = "is there" if name in known else "is missing"
            made = ": it is made" if name == secrets.PROGRAM and name not in known else ""
            self.say(f"    {self.stage.parameter(name)} {told}{made}")
        for name in FUNCTIONS:
            done = "update" if self.exists(name) else "deploy"
            self.say(f"    {done:<8} {self.stage.function(name)}")
        for file in self.stage.programs:
            self.say(f"    publish  {file}")

    def _account(self) -> None:
        self.say(f"    {account.number(self._client('sts'))}, {self.stage.region}")
        self._target()
        try:
            certificate.ask(self._client("acm", certificate.REGION), self.stage)
        except NotYet:
            self.say("    the certificate is asked for; step 6 tells what it waits for")

    def _stack(self) -> None:
        stack = self._stack_of()
        self.outputs = dict(stack.make(self.wanted(stack)))
        made.protect(self._client("dynamodb"), self.stage.table_in_use, self.say)

    def _secrets(self) -> None:
        client = self._client("ssm")
        secrets.make(client, self.stage)
        self.known = secrets.known(client, self.stage)
        for name in sorted(self.known):
            self.say(f"    {self.stage.parameter(name)}")

    def _build(self) -> None:
        told = environment(self.stage, self.outputs, self.known)
        self._zappa().write(settings(self.stage, self.outputs, told))
        building = builder(ROOT, self.out, self._target(), here=self.here)
        for name in FUNCTIONS:
            package = building.build(name, self._zappa().module(name))
            self.say(f"    {name:<8} {package.stat().st_size / 2**20:.1f} MiB")

    def _functions(self) -> None:
        for name in FUNCTIONS:
            package = (self.out / f"{name}.zip").resolve()
            if self._was_broken_off(name):
                self._zappa().undeploy(name)
            self._zappa().deploy(name, package, exists=self.exists(name))

    def _serve(self) -> None:
        issued = certificate.ask(self._client("acm", certificate.REGION), self.stage)
        if self.outputs["UrlSetting"] != self.stage.url:
            raise NotYet("The certificate has been issued meanwhile: deploy again, for all of it.")
        stack = self._stack_of()
        origins = {
            ORIGINS[name]: made.api_host(self._client("cloudformation"), self.stage, name)
            for name in SERVED
        }
        wanted = {**self.wanted(stack), **origins, "CertificateArn": issued}
        self.outputs = dict(stack.make(wanted))
        self.say(
            f"    {self.stage.domain} is to be a CNAME of {self.outputs['DistributionDomain']}"
        )

    def _publish(self) -> None:
        told = {**surroundings(), **terminal(self.stage, self.outputs, self.known)}
        house = wiring.build(reading.read(told))
        house.services.design.begin()
        for file in self.stage.programs:
            published = publish_file(house, file)
            program = published.program
            self.programs.append((program.id, program.language))
            self.say(f"    {program.id}, version {program.version}. {told_of(published)}".rstrip())

    def _smoke(self) -> None:
        program, language = self.programs[0]
        domain = self.outputs["DistributionDomain"]
        wrong = ["not asked yet"]
        for _ in range(_WAITS):
            asked = smoke.ask(
                self.address or f"https://{domain}", domain, questions(program, language)
            )
            answers = list(asked)
            wrong = [f"{one.path} {one.wrong}" for one in answers if one.wrong]
            if not wrong:
                self.say(f"    {len(answers)} questions, all answered as they should be")
                return
            time.sleep(_WAIT_SECONDS)
        raise SmokeFailed("\n    ".join(["it does not answer as it should:", *wrong]))

    def wanted(self, stack: Stack, *, served: bool = True) -> dict[str, str]:
        """The stack's parameters; where it is to be served, what was found out before stays."""
        wanted = parameters(stack, self.stage, self._client("sesv2"))
        if served:
            acm = self._client("acm", certificate.REGION)
            wanted |= served_before(stack.parameters(), self.stage, acm)
        return wanted

    def exists(self, function: str) -> bool:
        """Whether Lambda has it."""
        return made.exists(self._client("lambda"), self.stage, function)

    def _was_broken_off(self, function: str) -> bool:
        if function not in SERVED or not self.exists(function):
            return False
        return made.was_broken_off(self._client("cloudformation"), self.stage, function)

    def _target(self) -> Any:
        told = shared()["shared"]
        target = lambda_target(told["runtime"], told["architecture"])
        builder(ROOT, self.out, target, here=self.here)
        return target

    def _zappa(self) -> Zappa:
        return Zappa(self.stage, self.out, self.say)

    def _stack_of(self) -> Stack:
        return Stack(self._client("cloudformation"), self.stage, self.say)

    def _client(self, service: str, region: str = "") -> Any:
        return boto3.client(service, region_name=region or self.stage.region)  # type: ignore[call-overload]


def surroundings() -> dict[str, str]:
    """This machine's variables without Poinçon's own, which may be another environment's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("POINCON_")}


def told_of(published: Any) -> str:
    """How many wallets will hear of it."""
    return told(published).strip()


def environment_of(stage: Stage) -> Mapping[str, str]:
    """What the terminal is to be told so that it works on this environment."""
    outputs = dict(Stack(boto3.client("cloudformation", stage.region), stage, print).outputs())
    if not outputs:
        reason, hint = "is not deployed", f"make deploy STAGE={stage.name}"
        raise BadConfiguration(errors=[{"path": stage.name, "reason": reason, "hint": hint}])
    known = secrets.known(boto3.client("ssm", stage.region), stage)
    return {"AWS_DEFAULT_REGION": stage.region, **terminal(stage, outputs, known)}
