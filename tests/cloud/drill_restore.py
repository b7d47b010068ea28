"""The ledger is damaged: frozen, restored into a new table, looked at, and only then used."""

import json
import re
import secrets

import boto3

from functions.tour.actors import Customer, Kept, answered, expect
from infra.deploy.stages import FUNCTIONS
from tests.cloud.drill_house import House
from tests.cloud.operating import say
from tests.cloud.shop import PROGRAM, STAGE

_DAMAGED, _RESTORED = f"poincon-{STAGE}", f"poincon-{STAGE}-2"
_FROZEN = "frozen"
_SHORT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


def damaged(house: House) -> None:
    """A card's entries are gone; the table of before the damage takes the place of this one.

    The emulator knows no earlier second of a table, so a backup stands for the second of before.
    """
    till = house.till()
    _, ada = house.join("Ada")
    _, cid = house.join("Cid")
    bob, _ = house.join("Bob")
    answered(till.earn(ada.code, {"units": 3}), 201)
    made = house.aws("dynamodb", "create_backup", TableName=_DAMAGED, BackupName="before")
    elsewhere = house.folder / "forgotten.jsonl"
    _forget(house, bob)
    house.terminal("forgotten", str(elsewhere))
    _lose_the_entries(str(ada.document["serialNumber"]).rpartition(".")[2])

    say(f"The job: {house.failed_job('audit').partition('failed: ')[2]}")
    expect(house.figure("AuditDiffering") == 1, "the metric says another number of cards")
    expect(house.alarm("ledger-differs") == "ALARM", "nobody hears of it")

    _freeze(house)
    kept = Kept(secrets.token_hex(16), {"code": cid.code}, house.clock())
    status = answered(till.deliver(kept), 500, 503).status_code
    say(f"Nothing is read or written there any more ({status}): tills stamp on and keep it.")

    _restore(house, str(made["BackupDetails"]["BackupArn"]))
    with (house.folder / "stages.toml").open("a", encoding="utf-8") as file:
        file.write(f'table = "{_RESTORED}"\n')
    say(f'infra/stages.toml has now: table = "{_RESTORED}"')
    house.terminal("forget", "--again", str(elsewhere))
    house.terminal("audit")
    house.deploy()
    _thaw(house)

    expect(till.look(ada.code)["card"]["balance"]["text"] == "3/9", "the card is not what it was")
    answered(till.deliver(kept), 201)
    expect("Bob" not in bob.page(), "whoever was forgotten is known again")
    expect(house.job("audit") == {"sound": [PROGRAM, "cafe-poincon"]}, "the audit is not content")
    say("Ada's card has its three stamps, the scan that was kept has arrived, Bob stays forgotten.")


def _forget(house: House, whom: Customer) -> None:
    shown = _SHORT.search(whom.page())
    expect(shown, "the web card has no short code")
    house.terminal("forget", shown[0] if shown else "")


def _lose_the_entries(card: str) -> None:
    """What somebody with too many rights does by mistake."""
    table = boto3.client("dynamodb")
    asked = {":pk": {"S": f"P#{PROGRAM}#C#{card}"}, ":entries": {"S": "E#"}}
    where = "pk = :pk AND begins_with(sk, :entries)"
    found = table.query(
        TableName=_DAMAGED, KeyConditionExpression=where, ExpressionAttributeValues=asked
    )["Items"]
    expect(found, f"{card} has no entry that could be lost")
    for item in found:
        table.delete_item(TableName=_DAMAGED, Key={"pk": item["pk"], "sk": item["sk"]})
    say(f"By mistake, {len(found)} entry of a card is deleted.")


def _freeze(house: House) -> None:
    """No function reaches the damaged table, whatever it is told; the next one it may reach."""
    table = boto3.client("dynamodb").describe_table(TableName=_DAMAGED)["Table"]["TableArn"]
    denied = {"Effect": "Deny", "Action": "dynamodb:*", "Resource": [table, f"{table}/index/*"]}
    for name in FUNCTIONS:
        house.aws(
            *("iam", "put_role_policy"),
            RoleName=f"poincon-{STAGE}-{name}",
            PolicyName=_FROZEN,
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [denied]}),
        )


def _restore(house: House, backup: str) -> None:
    """A restored table has none of these three settings of the one that it was made from."""
    house.aws(
        *("dynamodb", "restore_table_from_backup"), TargetTableName=_RESTORED, BackupArn=backup
    )
    boto3.client("dynamodb").get_waiter("table_exists").wait(TableName=_RESTORED)
    house.aws(
        *("dynamodb", "update_time_to_live"),
        TableName=_RESTORED,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"},
    )
    house.aws(
        *("dynamodb", "update_continuous_backups"),
        TableName=_RESTORED,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    house.aws("dynamodb", "update_table", TableName=_RESTORED, DeletionProtectionEnabled=True)


def _thaw(house: House) -> None:
    """The roles are the stack's own again, so that it can be taken away one day."""
    for name in FUNCTIONS:
        house.aws(
            *("iam", "delete_role_policy"),
            RoleName=f"poincon-{STAGE}-{name}",
            PolicyName=_FROZEN,
        )
