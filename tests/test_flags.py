"""Environment flags: their documentation, and ZEAL_ISA in fresh interpreters."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zeal import _native

ROOT = Path(__file__).resolve().parents[1]


def python(code, **flags):
    environment = {k: v for k, v in os.environ.items() if k != "ZEAL_ISA"} | flags
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment
    )


def isa_with(**flags):
    done = python("from zeal import _native; print(_native.isa())", **flags)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.fixture(scope="module")
def machine():
    return isa_with()


def test_every_flag_is_documented():
    text = (ROOT / "docs" / "flags.md").read_text()
    for name, default, meaning in _native.flags():
        assert f"| `{name}` | `{default}` | {meaning} |" in text


@pytest.mark.parametrize(
    ("value", "cap"),
    [("0", 0), ("1", 1), ("2", 2), ("x86-64", 0), ("x86-64-v3", 1), ("x86-64-v4", 2), ("", 2)],
)
def test_isa_is_capped(machine, value, cap):
    assert isa_with(ZEAL_ISA=value) == min(cap, machine)


def test_capped_kernels_compute(machine):
    """Each set that this machine has: a product, a sum and an elementwise function."""
    code = (
        "import zeal as tf; tf.enable_eager_execution(); x = tf.ones([40, 40]);"
        "print(float(tf.reduce_sum(tf.exp(x - 1.0) + tf.matmul(x, x))))"
    )
    for isa in range(machine + 1):
        assert float(python(code, ZEAL_ISA=str(isa)).stdout) == 40 * 40 * 41


@pytest.mark.parametrize("value", ["3", "avx2", "-1", "1 "])
def test_wrong_isa_stops_the_import(value):
    done = python("import zeal", ZEAL_ISA=value)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1] == (
        f"ValueError: the environment variable ZEAL_ISA is '{value}'; it must be 0, 1, 2, x86-64, "
        "x86-64-v3 or x86-64-v4, or unset"
    )
