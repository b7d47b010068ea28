"""What AWS asks, in dollars.

us-east-1: AWS's own pages, for x86-64 as zappa_settings.json has it (arm64 is a fifth less).
``MIXED`` is no region's: the table's requests cost what they do in eu-west-3, by AWS's price list
of 2026-09 as quoted publicly; HTTP APIs, Lambda and the rest cost what they do in us-east-1, as
not all prices of eu-west-3 were to be had: it is up to a fifth dearer there. CloudFront's first
ten million requests of each month are free. All read 2026-11.
"""

from dataclasses import dataclass

MILLION = 1_000_000
LAMBDA_REQUEST = 0.20 / MILLION
LAMBDA_GB_SECOND = 0.0000166667


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What differs from region to region, and the name that figures carry."""

    name: str
    write_unit: float
    read_unit: float
    http_api_request: float

    @property
    def currency(self) -> str:
        """Dollars, and whose."""
        return f"USD, {self.name}"


US_EAST_1 = Prices(
    name="us-east-1",
    write_unit=0.625 / MILLION,
    read_unit=0.125 / MILLION,
    http_api_request=1.00 / MILLION,
)
MIXED = Prices(
    name="table of eu-west-3, rest of us-east-1",
    write_unit=0.7423 / MILLION,
    read_unit=0.1487 / MILLION,
    http_api_request=US_EAST_1.http_api_request,
)
READ_UNIT = MIXED.read_unit
