"""Tests of `python -m zeal script.py`: the script's world, its errors and exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import zeal

# Where `python -m zeal` finds the package although it runs in another directory.
ROOT = str(Path(next(iter(zeal.__path__))).parent)


def run(tmp_path, source, *arguments, cwd=None):
    script = tmp_path / "script.py"
    if source is not None:
        script.write_text(source)
    environment = dict(os.environ, PYTHONPATH=ROOT)
    command = [sys.executable, "-m", "zeal", str(script), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd or tmp_path, env=environment
    )


def test_world_of_the_script(tmp_path):
    (tmp_path / "neighbour.py").write_text("value = 42")
    done = run(
        tmp_path,
        "import sys, pickle, neighbour, zeal\n"
        "import tensorflow as tf\n"
        "from tensorflow import errors\n"
        "class C: pass\n"
        "assert __name__ == '__main__' and sys.modules['__main__'].C is C\n"
        "assert type(pickle.loads(pickle.dumps(C()))) is C\n"
        "assert tf is zeal and errors is zeal.errors\n"
        "print(neighbour.value, __file__ == sys.argv[0], sys.argv[1:], sys.path[0])\n",
        "--flag", "x y",
        cwd="/",
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout == f"42 True ['--flag', 'x y'] {tmp_path}\n"
    assert done.returncode == 0


@pytest.mark.parametrize("line", ["from . import x", "from .nn import relu", "from ..ops import x"])
def test_a_script_is_in_no_package(tmp_path, line):
    done = run(tmp_path, f"print(repr(__package__))\n{line}\n")
    assert done.stdout == "None\n"
    assert done.stderr.splitlines()[-1] == (
        "ImportError: attempted relative import with no known parent package"
    )


def test_traceback_is_the_users_alone(tmp_path):
    done = run(tmp_path, "def f():\n    return 1 / 0\n\nf()\n")
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1].endswith('script.py", line 4, in <module>')
    assert lines[-1] == "ZeroDivisionError: division by zero"
    assert "__main__.py" not in done.stderr


@pytest.mark.parametrize(
    "call, last",
    [("tf.Dimension(3).merge_with(4)", "ValueError: Dimensions 3 and 4 are not compatible"),
     ("tf.nn.quantized_relu_x", "AttributeError: tf.nn.quantized_relu_x is not built yet; it "
      "waits for zeal's quantized ops"),
     ("tf.data.Dataset.from_variant", "AttributeError: Dataset.from_variant is not built yet"),
     ("tf.errors.exception_type_from_error_code(99)", "KeyError: 99")],
)
def test_traceback_ends_in_the_users_line_unless_it_may_be_a_bug(tmp_path, call, last):
    done = run(tmp_path, f"import tensorflow as tf\n{call}\n")
    files = [line.split('"')[1] for line in done.stderr.splitlines() if line.startswith("  File")]
    assert done.stderr.splitlines()[-1] == last
    assert files[0] == str(tmp_path / "script.py")
    assert len(files) == (2 if last.startswith("KeyError") else 1)


def test_syntax_error(tmp_path):
    done = run(tmp_path, "x = = 1\n")
    assert done.returncode == 1
    assert 'script.py", line 1' in done.stderr
    assert done.stderr.splitlines()[-1] == "SyntaxError: invalid syntax"
    assert "__main__.py" not in done.stderr


@pytest.mark.parametrize("code", [0, 3])
def test_exit_code(tmp_path, code):
    done = run(tmp_path, f"import sys; print('text', end=''); sys.exit({code})")
    assert (done.returncode, done.stdout, done.stderr) == (code, "text", "")


def test_encoding_of_the_source(tmp_path):
    (tmp_path / "script.py").write_bytes(b"# coding: latin-1\nassert '\xe9' == chr(233)\n")
    assert run(tmp_path, None).returncode == 0


def test_missing_script_and_usage(tmp_path):
    done = run(tmp_path, None)
    assert done.returncode == 2
    assert "can't open file" in done.stderr
    assert "No such file" in done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "zeal"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m zeal SCRIPT")
    for argument, code in (("--help", 0), ("--nonsense", 2)):
        command = [sys.executable, "-m", "zeal", argument]
        assert subprocess.run(command, capture_output=True, cwd=ROOT).returncode == code


def test_importing_zeal_leaves_the_name_alone(tmp_path):
    code = "import zeal, sys; assert 'tensorflow' not in sys.modules; import tensorflow.nothing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert "zeal" not in done.stderr.splitlines()[-1]


def plainly(tmp_path, source, **environment):
    """The lines of standard error and the files of the traceback, under plain Python."""
    script = tmp_path / "plain.py"
    script.write_text("import zeal as tf\ntf.enable_eager_execution()\n" + source)
    environment = dict(os.environ, PYTHONPATH=str(ROOT), **environment)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    return lines, [line.split('"')[1] for line in lines if line.startswith("  File")]


def test_plain_programs_too(tmp_path):
    wrong = "tf.keras.layers.Dense(3)(tf.constant(1.0))\n"
    lines, files = plainly(tmp_path, wrong)
    assert files == [str(tmp_path / "plain.py")] and lines[-1].startswith("ValueError: ")
    assert len(plainly(tmp_path, wrong, ZEAL_FULL_TRACEBACK="1")[1]) > 1
    own = "import sys\nsys.excepthook = lambda *_: print('mine', file=sys.stderr)\n"
    assert plainly(tmp_path, own + wrong)[0] == ["mine"]
    lines, files = plainly(tmp_path, "def f():\n    raise KeyError(tf.ones([]).numpy())\nf()\n")
    assert len(files) == 2 and lines[-1].startswith("KeyError: ")


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("folder", [".", "with space and é"])
def test_children_of_multiprocessing(tmp_path, method, folder):
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "neighbour.py").write_text("value = 42")
    done = run(
        tmp_path / folder,
        "import multiprocessing, sys\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "import neighbour\n"
        "import tensorflow as tf\n"
        "from tensorflow.python.ops import math_ops\n"
        "tf.enable_eager_execution()\n"
        "def f(i):\n"
        "    x = float(math_ops.add(1.0, i))\n"
        "    return x, __file__, sys.argv[1:], __name__, neighbour.value\n"
        "if __name__ == '__main__':\n"
        f"    context = multiprocessing.get_context('{method}')\n"
        "    with context.Pool(1) as pool:\n"
        "        print(pool.apply_async(f, [1]).get(60))\n"
        "    with ProcessPoolExecutor(1, mp_context=context) as pool:\n"
        "        print(list(pool.map(f, [2.0], timeout=60))[0])\n",
        "--flag",
    )  # fmt: skip
    script = str(tmp_path / folder / "script.py")
    wanted = [(x, script, ["--flag"], "__mp_main__", 42) for x in (2.0, 3.0)]
    assert done.stderr == "" and done.stdout.splitlines() == [str(w) for w in wanted]


def test_nothing_is_written_beside_the_script(tmp_path):
    assert run(tmp_path, "x = 1").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["script.py"]
