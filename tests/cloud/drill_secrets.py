"""What is signed with: Apple's certificate ends, and the program's secret leaks."""

import base64
import secrets
from datetime import UTC, datetime, timedelta

import boto3

from functions.tour.actors import Wallet, answered, expect
from passes.apple.development import DevelopmentChain
from tests.cloud.drill_house import House, fails, refusal
from tests.cloud.operating import say
from tests.cloud.shop import STAGE
from tests.functions.wallets.certificate import real_looking_chain

_YEAR = timedelta(days=365)


def certificate(house: House) -> None:
    """Apple's certificate ends in ten days, then it has ended, then the renewed one is there."""
    owner, till = house.owner(), house.till()
    ada, first = house.join("Ada")

    _put(house, _ending(timedelta(days=10, hours=1)))
    house.look_now()
    house.job("night")
    expect(house.figure("CertificateDays") == 10, "the metric says another number of days")
    expect(house.alarm("certificate-ends") == "ALARM", "nobody hears that it ends")
    (told,) = owner.troubles()
    expect("in 10 days" in told, f"the owner reads {told}")
    say(f"The owner's page: {told}")

    _put(house, _ending(timedelta(days=-1)))
    house.look_now()
    path = f"{ada.card_url}/card.pkpass"
    code = refusal(house.http.get(path), 503)
    expect(code == "wallet-not-ready", f"a pass is refused as {code}")
    browser = house.http.get(path, headers={"Accept": "text/html"})
    expect(answered(browser, 303).headers["Location"] == ada.card_url, "a browser is led elsewhere")
    expect("ne peut pas être ajoutée à l’iPhone" in ada.page(), "the web card does not say so")
    answered(till.earn(first.code), 201)
    say(f"It has ended. A pass: 503 {code}, in a browser the web card. The till stamps on.")
    (told,) = owner.troubles()
    expect("ended on" in told, f"the owner reads {told}")

    _put(house, _ending(_YEAR))
    house.look_now()
    ada.download()
    expect(owner.troubles() == [], "the owner still reads of it")
    house.job("night")
    expect(house.figure("CertificateDays") >= 364, "the metric knows the old one")
    say("The renewed one is in use: passes are made, and the owner's page is quiet.")


def leaked_secret(house: House) -> None:
    """A second secret makes new codes while the first is read; then the first one is closed."""
    till = house.till()
    ada, old = house.join("Ada")
    wallet = Wallet(house.http, old)
    wallet.register()
    name = f"/poincon/{STAGE}/secrets"
    before = _secret(name)
    number = max(int(one.partition(":")[0]) for one in before.split(",")) + 1
    new = f"{number}:{secrets.token_hex(32)}"

    say("$ openssl rand -hex 32")
    _put_secret(house, name, f"{before},{new}")
    house.look_now()
    answered(till.earn(old.code), 201)
    fresh = ada.download()
    expect(_made_with(old.code) != number, "the old code is of the new secret")
    expect(_made_with(fresh.code) == number, "a new code is of the old secret")
    expect(till.look(fresh.code)["card"], "the new code is not read")
    expect(wallet.fetch() is not None, "the iPhone that has the pass cannot fetch it")
    bob, _ = house.join("Bob")
    awake = house.till()
    say(f"Both are read; what is made now carries number {number}; the iPhone fetches its pass.")

    _put_secret(house, name, new)
    house.look_now()
    lost = refusal(awake.earn(old.code), 404)
    expect(lost == "unknown-card", f"an old code is refused as {lost}")
    expect(awake.look(fresh.code)["card"], "a card's new code is refused")
    bob.page()
    say(f"The first is closed: an old code is refused as 404 {lost}, new codes are read.")
    fails(ada.page, "404")
    say("A web card's address that was made with it leads nowhere (404).")
    fails(wallet.fetch, "401")
    say("An iPhone with a pass from before is refused (401), and shows what it last showed.")
    fails(lambda: till.look(fresh.code), "401")
    say("A till that nobody used between the two steps is refused (401): pair it anew.")


def _ending(left: timedelta) -> DevelopmentChain:
    return real_looking_chain(datetime.now(UTC) + left - _YEAR)


def _put(house: House, chain: DevelopmentChain) -> None:
    for name, pem in (
        ("apple-certificate", chain.certificate),
        ("apple-key", chain.key),
        ("apple-intermediate", chain.intermediate),
    ):
        _put_secret(house, f"/poincon/{STAGE}/{name}", pem.decode())


def _put_secret(house: House, name: str, value: str) -> None:
    house.aws(
        *("ssm", "put_parameter"), Name=name, Type="SecureString", Overwrite=True, Value=value
    )


def _secret(name: str) -> str:
    found = boto3.client("ssm").get_parameter(Name=name, WithDecryption=True)
    return str(found["Parameter"]["Value"])


def _made_with(code: str) -> int:
    """The number of its secret: the second byte of a card's code."""
    return base64.b32decode(f"{code}=")[1]
