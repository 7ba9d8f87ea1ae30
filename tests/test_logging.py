"""Tests of zeal/logging.py: formats, levels, and calls that log now and then."""

import os
import subprocess
import sys

import pytest

import zeal as tf

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def lines(code):
    """What a fresh program writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", f"import zeal as tf\n{code}"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return done.stderr.splitlines()


@pytest.mark.parametrize("code, written", [
    ("tf.logging.info('hi %s', 3)", []),
    ("tf.logging.warn('hi %s', 3)", ["WARNING:tensorflow:hi 3"]),
    ("tf.logging.error('hi')", ["ERROR:tensorflow:hi"]),
    ("tf.logging.fatal('hi')", ["CRITICAL:tensorflow:hi"]),
    ("tf.logging.TaskLevelStatusMessage('x')", ["ERROR:tensorflow:x"]),
    ("tf.logging.set_verbosity(tf.logging.INFO)\ntf.logging.info('%(a)d', {'a': 1})\n"
     "tf.logging.debug('x')\ntf.logging.log(tf.logging.INFO, 'y')\ntf.logging.flush()",
     ["INFO:tensorflow:1", "INFO:tensorflow:y"]),
    ("tf.logging.set_verbosity('DEBUG')\ntf.logging.debug('x')", ["DEBUG:tensorflow:x"]),
    ("tf.logging.set_verbosity(tf.logging.ERROR)\ntf.logging.warning('x')", []),
    ("for i in range(5): tf.logging.log_first_n(tf.logging.WARN, 'n %d', 2, i)",
     ["WARNING:tensorflow:n 0", "WARNING:tensorflow:n 1"]),
    ("for i in range(5):\n  tf.logging.log_every_n(tf.logging.WARN, 'n %d', 2, i)\n"
     "  tf.logging.log_if(tf.logging.WARN, 'if %d', i == 3, i)",
     ["WARNING:tensorflow:n 0", "WARNING:tensorflow:n 2", "WARNING:tensorflow:if 3",
      "WARNING:tensorflow:n 4"]),
    ("tf.get_logger().setLevel('ERROR')\ntf.logging.warn('x')", []),
    ("import logging; logging.basicConfig(format='mine %(message)s')\ntf.logging.warn('x')",
     ["mine x"]),
])  # fmt: skip
def test_what_is_written(code, written):
    assert lines(code) == written


@pytest.mark.parametrize("call", [
    "warn('x')", "log(tf.logging.ERROR, 'x')", "vlog(40, 'x')", "fatal('x')",
    "log_if(tf.logging.ERROR, 'x', True)", "log_first_n(tf.logging.ERROR, 'x', 1)",
    "log_every_n(tf.logging.ERROR, 'x', 1)", "TaskLevelStatusMessage('x')",
])  # fmt: skip
def test_the_place_is_the_callers(call):
    code = "import logging; logging.basicConfig(format='%(filename)s:%(funcName)s')\n"
    assert lines(f"{code}def f(): tf.logging.{call}\nf()") == ["<string>:f"]


def test_levels():
    assert (tf.logging.DEBUG, tf.logging.INFO, tf.logging.WARN) == (10, 20, 30)
    assert (tf.logging.ERROR, tf.logging.FATAL) == (40, 50)
    assert lines("import sys; print(tf.logging.get_verbosity(), file=sys.stderr)") == ["30"]
