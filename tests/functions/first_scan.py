"""One process of a till: pairs, scans, and says what it has imported.

Takes the settings as its environment, and an amount that is sent along, right or wrong.
"""

import json
import os
import sys

from werkzeug.test import Client

from functions import settings, till, wiring
from functions.journeys.join import Application, join
from functions.journeys.pair import offer
from functions.records import Member
from loyalty.entry import instant_text
from passes.card_code import seal
from tests.builders import program_data


def main() -> None:
    """One line of JSON: the statuses, and the modules."""
    house = wiring.build(settings.read(os.environ))
    services = house.services
    program = services.programs.publish(program_data(), services.clock())
    ada = Member(first_name="Ada", language="fr")
    card = join(
        services, program, Application(member=ada, accepts_terms=True, accepts_messages=False)
    )
    web, code = Client(till.create(house)), seal(services.keys, "scan", program.id, card)

    paired = web.post(
        "/v1/till/pairings", json={"code": offer(services, program.id, "till", "orfevres").code}
    )
    now = instant_text(services.clock())
    scanned = web.post(
        "/v1/till/earns",
        json={"code": code, "made_at": now, "sent_at": now, "units": json.loads(sys.argv[1])},
        headers={
            "Authorization": f"Bearer {paired.json['access_token']}",
            "Idempotency-Key": "operation-0000000001",
        },
    )

    statuses = [paired.status_code, scanned.status_code]
    modules = [name for name, module in sys.modules.items() if module]
    sys.stdout.write("\n" + json.dumps({"statuses": statuses, "modules": modules}))
