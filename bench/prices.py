"""What AWS asks, in dollars.

DynamoDB on demand in eu-west-3: AWS's price list of 2026-09 as quoted publicly (in us-east-1 it is
0.625 and 0.125). Lambda for x86-64, as zappa_settings.json has it (arm64 is a fifth less), and HTTP
APIs: AWS's pages for us-east-1. CloudFront's first ten million requests of each month are free. All
read 2026-11.
"""

MILLION = 1_000_000
WRITE_UNIT = 0.7423 / MILLION
READ_UNIT = 0.1487 / MILLION
LAMBDA_REQUEST = 0.20 / MILLION
LAMBDA_GB_SECOND = 0.0000166667
HTTP_API_REQUEST = 1.00 / MILLION
