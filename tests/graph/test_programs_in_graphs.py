"""Programs in the style of public graph programs print what TensorFlow 1.15 printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import zeal

ROOT = str(Path(next(iter(zeal.__path__))).parent)
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:e[-+]?\d+)?")


def output(path):
    search = os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "zeal", str(path)], capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": search},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def words(text):
    """What stands between the numbers, without the spaces that arrays are aligned with."""
    return [" ".join(word.split()) for word in _NUMBER.split(text)]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_prints_what_tensorflow_printed(path):
    want = path.with_suffix(".txt").read_text()
    got = output(path)
    assert words(got) == words(want)
    numbers = [[float(x) for x in _NUMBER.findall(text)] for text in (got, want)]
    np.testing.assert_allclose(*numbers, 2e-3, 2e-4)
