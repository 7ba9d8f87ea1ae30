"""Runs the code of TensorFlow's eager guide as it is written, by `python -m zeal`.

The files in programs/ hold the guide's code blocks (Apache License 2.0, The TensorFlow
Authors) with a few prints added.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import zeal

HERE = Path(__file__).parent / "programs"
ROOT = str(Path(zeal.__file__).parent.parent)


def run(name: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "zeal", str(HERE / f"{name}.py")],
        capture_output=True,
        text=True,
        env=dict(os.environ, PYTHONPATH=ROOT),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def without_ids(text: str) -> str:
    return re.sub(r"id=\d+, ", "", text)


def losses(text: str) -> list:
    return [float(x) for x in re.findall(r"(?:Loss at step \d+|Final loss): ([\d.]+)", text)]


BASICS = """\
True
hello, [[4.]]
tf.Tensor(
[[1 2]
 [3 4]], shape=(2, 2), dtype=int32)
tf.Tensor(
[[2 3]
 [4 5]], shape=(2, 2), dtype=int32)
tf.Tensor(
[[ 2  6]
 [12 20]], shape=(2, 2), dtype=int32)
[[ 2  6]
 [12 20]]
[[1 2]
 [3 4]]
FizzBuzz
tf.Tensor(1, shape=(), dtype=int32)
tf.Tensor(2, shape=(), dtype=int32)
Fizz
tf.Tensor(4, shape=(), dtype=int32)
Buzz
tf.Tensor(6, shape=(), dtype=int32)
(2, 4) 1 (3, 4)
(2, 10) 4
(1, 1, 784)
tf.Tensor([[[0. 0. 0. 0. 0. 0. 0. 0. 0. 0.]]], shape=(1, 1, 10), dtype=float32)
[[784, 10], [10], [10, 10], [10]]
"""


def test_basics():
    assert run("basics") == BASICS


def test_gradients():
    lines = run("gradients").splitlines()
    tensor = "<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[2.]], dtype=float32)>"
    assert without_ids(lines[0]) == f"[{tensor}]"
    assert lines[1] == "RuntimeError"
    check_regression(lines[2:], 10)


def test_variables():
    check_regression(run("variables").splitlines(), 15)


def check_regression(lines: list, reports: int):
    assert len(lines) == reports + 3
    assert 50 < float(lines[0].removeprefix("Initial loss: ")) < 90
    found = losses("\n".join(lines))
    assert found == sorted(found, reverse=True)
    assert 0.8 < found[-1] < 1.3
    w, b = re.fullmatch(r"W = ([\d.]+), B = ([\d.]+)", lines[-1]).groups()
    assert abs(float(w) - 3) < 0.2
    assert abs(float(b) - 2) < 0.3


def test_training():
    lines = run("training").splitlines()
    assert lines[0].startswith("Initial loss: ")
    assert lines[1].startswith("Loss at step 0000: ")
    assert lines[-4] == "Global step: 180"  # 1,437 images, 4 epochs, batches of 32
    assert lines[-1] in ("Global step: 360", "Global step: 540")  # without or with a GPU
    assert float(lines[-2].split()[-1]) < float(lines[0].split()[-1])


def scalar(value: str) -> str:
    return f"[<tf.Tensor: shape=(), dtype=float32, numpy={value}>]"


def test_advanced():
    nine = "<tf.Tensor: shape=(), dtype=float32, numpy=9.0>"
    assert without_ids(run("advanced")).splitlines() == [
        "tf.Tensor([0. 0.], shape=(2,), dtype=float32) tf.Tensor(0.0, shape=(), dtype=float32)",
        "tf.Tensor(9.0, shape=(), dtype=float32)",
        scalar("6.0"),
        scalar("2.0"),
        "[None]",
        scalar("1.0"),
        scalar("-1.0"),
        f"({nine}, {scalar('6.0')})",
        "tf.Tensor([0.35355338 0.35355338], shape=(2,), dtype=float32)",
        scalar("0.5"),
        scalar("nan"),
        scalar("0.5"),
        scalar("1.0"),
    ]


def test_performance():
    lines = run("performance").splitlines()
    assert lines[0] == "Time to multiply a (100, 100) matrix by itself 20 times:"
    assert re.fullmatch(r"CPU: [\d.e-]+ secs", lines[1])
    assert lines[2:] == ["GPU: not found", "no GPU"] or lines[-1] == "gpu"
