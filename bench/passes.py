"""What a signed pass costs, next to the one RSA signature that it must cost, and elsewhere.

All are measured in the same rounds, taking turns, in seconds of the process that works, and the
best round of each counts: whoever shares the machine only ever adds to it. A ratio can then be
compared between machines; milliseconds cannot.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from bench.pass_libraries import Make, libraries
from bench.pass_sample import Sample, sample
from passes.apple.bundle import Images

ROUNDS, PER_ROUND, PER_ROUND_ELSEWHERE = 25, 20, 2
Figure = tuple[str, float, str]


def figures() -> list[Figure]:
    """Name, value and unit of each figure; takes half a minute."""
    card = sample()
    with TemporaryDirectory() as folder, ExitStack() as until:
        others = list(libraries(card, Path(folder), until))
        for one in others:
            if one.make is None:
                print(f"# passes of {one.name} are not measured: {one.missing}", flush=True)
        makes = {one.name: one.make for one in others if one.make}
        raw, ours, *theirs = _taking_turns(_raw_signature(card), card.signed, *makes.values())
    beside = [
        (f"pass_rate_vs_{name.replace('-', '_')}", their / ours, "ratio")
        for name, their in zip(makes, theirs, strict=True)
    ]
    return [*_ours(card, raw, ours), *beside]


def _ours(card: Sample, raw: float, ours: float) -> list[Figure]:
    strip = sum(len(data) for name, data in card.pictures.items() if name.startswith("strip"))
    return [
        ("pass_build_ms", ours, "ms"),
        ("raw_rsa_sign_ms", raw, "ms"),
        ("passes_per_cpu_second", 1000 / ours, "1/s"),
        ("pass_rate_of_raw_rsa", raw / ours, "ratio"),
        ("pass_bytes", float(len(card.signed())), "bytes"),
        ("strip_set_bytes", float(strip), "bytes"),
        ("image_prepare_ms", _per_call(lambda: Images.prepare(card.pictures)), "ms"),
        ("identity_load_ms", _per_call(card.load), "ms"),
    ]


def _raw_signature(card: Sample) -> Callable[[], object]:
    key, data = card.identity.key, b"x" * 500
    assert isinstance(key, rsa.RSAPrivateKey)
    return lambda: key.sign(data, padding.PKCS1v15(), SHA256())


def _taking_turns(
    raw: Callable[[], object], ours: Callable[[], object], *others: Make
) -> list[float]:
    """Each one's milliseconds in its best round."""
    rounds = [
        (_per_call(raw), _per_call(ours), *(_elsewhere(make) for make in others))
        for _ in range(ROUNDS)
    ]
    return [min(column) for column in zip(*rounds, strict=True)]


def _per_call(action: Callable[[], object]) -> float:
    action()
    started = process_time()
    for _ in range(PER_ROUND):
        action()
    return (process_time() - started) / PER_ROUND * 1000


def _elsewhere(make: Make) -> float:
    return make(PER_ROUND_ELSEWHERE)[0] / PER_ROUND_ELSEWHERE * 1000


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name:34} {value:10.3f} {unit}")
