"""One process as it is when Lambda has just made it: it answers once, and says how long that took.

Run by itself, by an interpreter without any packages: ``folders`` are all that it finds. With an
``event`` it is our function from its unpacked package, else the least that anybody could have
there: one client of DynamoDB that reads one item.
"""

import time

BEGAN, BEGAN_CPU = time.perf_counter(), time.process_time()

import json  # noqa: E402 what is imported from here on belongs to the start
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402


def main() -> None:
    """What is asked comes as JSON, and so does what is said, on the last line.

    ``init_cpu`` is what was done before there was an event: Lambda lends a whole processor for it,
    and a part of one afterwards.
    """
    asked = json.load(sys.stdin)
    sys.path[:0] = asked["folders"]
    answer = _ours() if "event" in asked else _bare()
    init_cpu = time.process_time() - BEGAN_CPU
    status = answer(asked)
    wall, cpu = time.perf_counter() - BEGAN, time.process_time() - BEGAN_CPU
    took = {"wall": wall * 1000, "cpu": cpu * 1000, "init_cpu": init_cpu * 1000}
    print(f"\n{json.dumps({'status': status, 'took': took})}")


def _ours() -> Callable[[Any], int]:
    from functions.entry import handler  # noqa: PLC0415 from the package

    return lambda asked: int(handler(asked["event"], None).get("statusCode", 200))


def _bare() -> Callable[[Any], int]:
    import boto3  # noqa: PLC0415 from Lambda's own folder

    client = boto3.client("dynamodb")
    return lambda asked: 200 if "Item" in client.get_item(**asked["item"]) else 404


if __name__ == "__main__":
    main()
