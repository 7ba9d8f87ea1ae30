"""Hints that are given once, in fresh interpreters."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
START = "import zeal as tf\ntf.enable_eager_execution()\nx = tf.constant([3, 4])\n"


def log_of(code, *arguments):
    done = subprocess.run(
        [sys.executable, *(arguments or ("-c", code))], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("comparison", [
    "x % 3 == 0", "x == tf.constant([3, 4])", "x != 1.0", "0 == x", "tf.Variable(1) == 1",
    "tf.Variable(1) == tf.Variable(1)",
])  # fmt: skip
def test_comparisons_by_identity_are_told_once(comparison):
    log = log_of(f"{START}for i in range(3):\n  y = {comparison}")
    assert log.count("tf.equal(x, y)") == 1
    assert "<string>:5: tensors compare by identity" in log


@pytest.mark.parametrize("comparison", [
    "x == None", "x == 'a'", "x is x", "x == x", "x in [tf.constant(1), x]", "[x].index(x)",
    "[tf.constant(1), x].index(x)", "{x: 1}[x]", "x >= 3", "len({x, tf.constant(1)})",
])  # fmt: skip
def test_what_means_identity_is_silent(comparison):
    assert log_of(f"{START}y = {comparison}") == ""


@pytest.mark.parametrize("lists", ["m[[0, 1]]", "tf.Variable(m)[[0, 1]]", "m[[True, False]]"])
def test_lists_as_indices_are_told_once(lists):
    log = log_of(f"{START}m = tf.constant([[1, 2], [3, 4]])\nfor i in range(3):\n  y = {lists}")
    assert log.count("tf.gather(t, [0, 1])") == 1
    assert "<string>:6: a list in brackets is read as a tuple" in log


@pytest.mark.parametrize("key", ["0, 1", "(0, 1)", "[slice(0, 1), 0]", "[...]", "[]"])
def test_other_indices_are_silent(key):
    assert log_of(f"{START}y = tf.constant([[1, 2], [3, 4]])[{key}]") == ""


def test_the_result_is_what_tensorflow_gives():
    assert log_of(f"{START}assert (x == 3) is False and (x != 3) is True and (x == x) is True")


def test_many_containers_end_the_look():
    code = f"{START}y = tf.constant(1)\nfor i in range(200):\n  assert x not in [y]\nx == y"
    assert log_of(code) == ""


def test_a_forgotten_watch_is_told_once():
    code = f"""{START}x = tf.constant(1.0)
for i in range(2):
  with tf.GradientTape() as tape:
    y = x * x
  assert tape.gradient(y, x) is None
"""
    log = log_of(code)
    assert log.count("tape.watch(x)") == 1 and "tape.explain" in log and "<string>:8: " in log


@pytest.mark.parametrize("gradient", [
    "tape.gradient(v * 1.0, w)", "tape.gradient(v * 1.0, x, unconnected_gradients='zero')",
    "tape.gradient(x, x)",
])  # fmt: skip
def test_other_missing_gradients_are_silent(gradient):
    code = f"""{START}x, v, w = tf.constant(1.0), tf.Variable(1.0), tf.Variable(1.0)
with tf.GradientTape() as tape:
  y = v * 1.0
{gradient}
"""
    assert log_of(code) == ""


def test_programs_for_tensorflow_get_none(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import tensorflow as tf\ntf.enable_eager_execution()\nx = tf.constant(1.0)\n"
        "assert (x == 1.0) is False and tf.constant([[1, 2]])[[0, 1]].numpy() == 2\n"
        "with tf.GradientTape() as tape:\n  y = x * x\nassert tape.gradient(y, x) is None\n"
    )
    assert log_of("", "-m", "zeal", str(program)) == ""


@pytest.mark.parametrize("use", [
    "x == 3", "x[[0]]", "tf.GradientTape(persistent=True).__enter__().gradient(x * 1.0, x * 2.0)",
])  # fmt: skip
def test_an_interrupt_during_a_hint_is_heard(use):
    code = f"""{START}x = tf.constant([3.0])
import logging
class Handler(logging.Handler):
    def emit(self, record):
        raise {{}}
logging.getLogger("tensorflow").addHandler(Handler())
try:
    {use}
    print("went on")
except KeyboardInterrupt:
    print("heard")
"""
    for error, outcome in (("KeyboardInterrupt", "heard"), ("ValueError", "went on")):
        done = subprocess.run(
            [sys.executable, "-c", code.format(error)], capture_output=True, text=True, cwd=ROOT
        )
        assert done.stdout == f"{outcome}\n", done.stderr
