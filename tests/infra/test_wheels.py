"""Which wheels run on Lambda, by their tags, and which are refused by name."""

from pathlib import Path

import pytest

from infra.deploy.wheels import Target, foreign, lambda_target

LAMBDA = lambda_target("python3.13", "x86_64")


@pytest.mark.parametrize(
    "tag",
    [
        "py3-none-any",
        "py2.py3-none-any",
        "cp313-none-any",
        "cp313-cp313-manylinux_2_34_x86_64",
        "cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64",
        "cp311-abi3-manylinux_2_34_x86_64",
        "cp37-abi3-manylinux2014_x86_64",
        "cp313-abi3-manylinux_2_5_x86_64.manylinux1_x86_64",
        "cp38-abi3-manylinux_2_12_x86_64.manylinux2010_x86_64",
        "py3-none-manylinux_2_28_x86_64",
        "cp313-cp313-musllinux_1_2_x86_64.manylinux_2_28_x86_64",
    ],
)
def test_a_wheel_for_lambda_is_taken(tag: str) -> None:
    assert LAMBDA.takes(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "cp312-cp312-manylinux_2_17_x86_64",
        "cp314-cp314-manylinux_2_17_x86_64",
        "cp313-cp313t-manylinux_2_17_x86_64",
        "cp314-abi3-manylinux_2_17_x86_64",
        "py3-abi3-manylinux_2_17_x86_64",
        "cp313-cp313-manylinux_2_35_x86_64",
        "cp313-cp313-manylinux_3_1_x86_64",
        "cp313-cp313-manylinux_2_17_aarch64",
        "cp313-cp313-manylinux2014_aarch64",
        "cp313-cp313-musllinux_1_2_x86_64",
        "cp313-cp313-linux_x86_64",
        "cp313-cp313-macosx_11_0_arm64",
        "cp313-cp313-win_amd64",
        "pp311-pypy311_pp73-manylinux_2_17_x86_64",
        "py2-none-any",
        "py314-none-any",
    ],
)
def test_a_wheel_for_anything_else_is_refused(tag: str) -> None:
    assert not LAMBDA.takes(tag)


def test_the_other_processor_takes_its_own_wheels_and_not_these() -> None:
    arm = lambda_target("python3.13", "arm64")

    assert arm.takes("cp313-cp313-manylinux_2_17_aarch64")
    assert arm.takes("py3-none-any")
    assert not arm.takes("cp313-cp313-manylinux_2_17_x86_64")


def test_a_wheel_that_does_not_run_there_is_named_with_its_tags(tmp_path: Path) -> None:
    _installed(tmp_path, "fits-1.0", "py2-none-any", "py3-none-any")
    _installed(tmp_path, "newer-2.0", "cp313-cp313-manylinux_2_35_x86_64")
    _installed(tmp_path, "untagged-3.0")

    assert foreign(tmp_path, LAMBDA) == [
        "newer-2.0 (cp313-cp313-manylinux_2_35_x86_64)",
        "untagged-3.0 ()",
    ]


def test_no_folder_has_nothing_foreign(tmp_path: Path) -> None:
    assert foreign(tmp_path / "nothing", LAMBDA) == []


def test_a_runtime_is_named_as_lambda_names_it() -> None:
    target = Target(python=(3, 13), machine="x86_64", glibc=(2, 34))

    assert target.name == "python3.13"
    assert target == LAMBDA


def _installed(folder: Path, name: str, *tags: str) -> None:
    wheel = folder / f"{name}.dist-info" / "WHEEL"
    wheel.parent.mkdir()
    wheel.write_text("\n".join(["Wheel-Version: 1.0", *(f"Tag: {tag}" for tag in tags)]))
