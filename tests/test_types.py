"""What type checkers know of zeal: `typed_program.py` passes strict mypy, and runs."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PROGRAM = TESTS / "typed_program.py"

needs_mypy = pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """What mypy knows of zeal after its first run."""
    return tmp_path_factory.mktemp("mypy")


def mypy(program, cache):
    """What strict mypy says of a program; zeal's own files are only read, as an installed one's."""
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent",
               f"--cache-dir={cache}", str(program)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=TESTS.parent)
    return done.stdout + done.stderr


@needs_mypy
def test_strict_mypy_accepts_the_program(cache):
    said = mypy(PROGRAM, cache)
    assert said.startswith("Success"), said


@needs_mypy
def test_mypy_finds_what_is_wrong(cache, tmp_path):
    program = tmp_path / "wrong.py"
    program.write_text(
        "import zeal as tf\n"
        "x: int = tf.train.GradientDescentOptimizer(0.1).minimize(lambda: 1.0)\n"
        "y: int = tf.losses.mean_squared_error([1.0], [2.0])\n"
        "z: int = tf.keras.layers.Dense(3)(y)\n"
        "tf.keras.layers.Dense(units_=3)\n"
        "tf.data.Dataset.rnage(3)\n"
    )
    said = mypy(program, cache)
    for line, word in enumerate(("Operation", "Tensor", "Tensor", "units", "rnage"), start=2):
        assert any(f"wrong.py:{line}: error" in s and word in s for s in said.splitlines()), said


def test_the_program_runs():
    done = subprocess.run([sys.executable, str(PROGRAM)], capture_output=True, text=True,
                          env={"PYTHONPATH": str(TESTS.parent)})  # fmt: skip
    assert done.returncode == 0, done.stderr
