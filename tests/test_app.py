"""Tests of zeal/app.py and flags.py: programs with flags, and without absl-py."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import zeal

ROOT = str(Path(next(iter(zeal.__path__))).parent)
needs_absl = pytest.mark.skipif(not importlib.util.find_spec("absl"), reason="needs absl-py")

PROGRAM = """
import tensorflow as tf

tf.flags.DEFINE_string("name", "x", "the name")
tf.app.flags.DEFINE_boolean("flag", False, "a flag")
tf.flags.DEFINE_integer(name="n", default=3, help="a number")
tf.flags.DEFINE_float(flag_name="lr", default_value=0.5, docstring="a rate")
tf.flags.DEFINE_enum("e", "a", ["a", "b"], "one of two")
FLAGS = tf.app.flags.FLAGS


def main(argv):
    print(argv[1:], FLAGS.name, FLAGS.flag, FLAGS.n, FLAGS.lr, FLAGS.e)
    return 3


if __name__ == "__main__":
    tf.app.run()
"""


def run(tmp_path, source, *arguments, options=()):
    script = tmp_path / "program.py"
    script.write_text(source)
    path = os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, *options, "-m", "zeal", str(script), *arguments],
        capture_output=True, text=True, env=dict(os.environ, PYTHONPATH=path),
    )  # fmt: skip


@needs_absl
def test_flags_of_the_command_line(tmp_path):
    done = run(tmp_path, PROGRAM, "--name=foo", "rest", "--unknown=3", "--flag", "--n", "7")
    assert done.stdout == "['rest', '--unknown=3'] foo True 7 0.5 a\n"
    assert done.returncode == 3  # main's result


@needs_absl
def test_programs_of_eager_run_are_eager(tmp_path):
    source = (
        "import tensorflow as tf\n"
        "def main(_):\n"
        "    print(tf.constant(6.0).numpy())\n"
        "tf.contrib.eager.run()\n"
    )
    assert run(tmp_path, source).stdout == "6.0\n"


@needs_absl
def test_flags_of_absl_give_way(tmp_path):
    source = (
        "import tensorflow as tf\n"
        "tf.app.flags.DEFINE_string('log_dir', 'here', 'where to')\n"
        "def main(_):\n"
        "    print(tf.app.flags.FLAGS.log_dir)\n"
        "tf.app.run()\n"
    )
    assert run(tmp_path, source).stdout == "here\n"
    assert run(tmp_path, source, "--log_dir=there").stdout == "there\n"


@needs_absl
def test_help_lists_the_programs_flags(tmp_path):
    done = run(tmp_path, PROGRAM, "--help")
    for text in ("--name: the name", "--[no]flag: a flag", "--n: a number", "--e: <a|b>"):
        assert text in done.stdout


@needs_absl
def test_wrong_values(tmp_path):
    done = run(tmp_path, PROGRAM, "--n=abc")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(
        "flag --n=abc: invalid literal for int() with base 10: 'abc'"
    )


@needs_absl
def test_flags_are_parsed_at_their_first_use(tmp_path):
    source = (
        "import tensorflow as tf\n"
        "tf.flags.DEFINE_integer('n', 3, 'a number')\n"
        "FLAGS = tf.flags.FLAGS\n"
        "print(FLAGS.n, 'n' in FLAGS, 'm' in FLAGS)\n"
        "FLAGS.n = 8\n"
        "print(FLAGS.n, FLAGS['n'].value, FLAGS.flag_values_dict()['n'])\n"
        "assert FLAGS.__flags['n'].value == 8\n"
        "try: FLAGS.m\n"
        "except AttributeError: print('none')\n"
        "FLAGS['k'] = FLAGS['n']\n"
        "print(FLAGS['k'].value, 'a number' in str(FLAGS))\n"
    )
    assert run(tmp_path, source, "--n=5").stdout == "5 True False\n8 8 8\nnone\n8 True\n"


@needs_absl
def test_run_with_arguments_of_ones_own(tmp_path):
    source = (
        "import tensorflow as tf\n"
        "from tensorflow.python.platform import app, flags\n"
        "flags.DEFINE_string('s', '', 'text')\n"
        "app.run(main=lambda argv: print(argv, flags.FLAGS.s), argv=['p', '--s=a', 'b'])\n"
    )
    done = run(tmp_path, source)
    assert done.stdout == "['p', 'b'] a\n" and done.returncode == 0


def test_without_absl(tmp_path):
    block = "import sys\nsys.modules['absl'] = None\nimport tensorflow as tf\n"
    for line in ("tf.flags.DEFINE_string('name', 'x', 'h')", "tf.app.run(print)"):
        done = run(tmp_path, block + line)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == (
            "ImportError: tf.flags and tf.app need the package absl-py: pip install absl-py, or "
            "zeal[tf1]"
        )
    last = "print('DEFINE_string' in dir(tf.flags), tf.app.flags is tf.flags)"
    done = run(tmp_path, block + last)
    assert done.stdout == "True True\n"
