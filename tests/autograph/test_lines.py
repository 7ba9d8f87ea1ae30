"""Converted code has the lines of the program: in tracebacks, nodes and the log."""

import inspect
import linecache
import os
import subprocess
import sys
import traceback
from pathlib import Path
from textwrap import dedent

import pytest

import zeal as tf
from zeal.autograph import convert
from zeal.autograph.frames import tidied


def fails_inside(x):
    for i in range(3):
        if i > 1:
            while x:
                helper(x and i)
    return x


def helper(x):
    if x:
        return 1 // (x - 2)
    return 0


class Chain:
    def first(self):
        return self

    def fails(self, x):
        return x / 0


def fails_in_chain(x):
    if x:
        return (
            Chain()
            .first()
            .fails(
                x,
            )
            .first()
        )


def frames(function, *args):
    with pytest.raises(ZeroDivisionError) as caught:
        function(*args)
    kept = traceback.extract_tb(tidied(caught.value.__traceback__))[1:]
    return [(f.name, f.lineno, f.line, f.filename) for f in kept]


def test_tracebacks_are_as_without_conversion():
    assert frames(convert(fails_inside), 1) == frames(fails_inside, 1)
    assert frames(convert(fails_in_chain), 1) == frames(fails_in_chain, 1)


def test_code_has_the_names_of_its_function():
    made = convert(fails_inside)
    blocks = [c for c in made.__code__.co_consts if inspect.iscode(c)]
    assert {c.co_name for c in blocks} == {"fails_inside"}
    assert made.__code__.co_filename == __file__
    assert made.__code__.co_firstlineno == fails_inside.__code__.co_firstlineno


def test_columns():
    def f(x):
        if x:
            return x + 1 // 0

    with pytest.raises(ZeroDivisionError) as caught:
        convert(f)(1)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    line = linecache.getline(last.filename, last.lineno)
    assert line[last.colno : last.end_colno] == "1 // 0"


def test_nodes_know_their_line():
    def f(x):
        if x > 0:
            y = tf.cast(tf.reshape(x, [2]), tf.float32)
        else:
            y = tf.zeros([2])
        return y

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.int32)
        line = f.__code__.co_firstlineno + 2
        with pytest.raises(tf.errors.InvalidArgumentError, match=rf"test_lines.py:{line}\)"):
            session.run(convert(f)(x), {x: 3})


PROGRAM = """
    import zeal as tf
    tf.enable_eager_execution()

    def step(x):
        if x is not None:
            for i in range(2):
                tf.reshape(x, [5, i])
        return x

    tf.autograph.to_graph(step)(tf.zeros([2]))
"""


def test_uncaught_errors_show_the_program_alone(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(dedent(PROGRAM))
    environment = dict(os.environ, PYTHONPATH=str(Path(tf.__file__).parents[1]))
    shown = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, env=environment
    ).stderr
    assert "zeal/autograph" not in shown and shown.count("File ") == 2
    assert 'line 8, in step\n    tf.reshape(x, [5, i])' in shown


def test_functions_without_source_are_called_as_they_are(caplog):
    space = {}
    exec(compile("def f(x):\n    return 1 if x else 2", "gone.py", "exec"), space)
    f = space["f"]
    assert convert(f) is f and convert(f) is f
    said = "could not be transformed and will be executed as-is. Cause: its source"
    assert caplog.text.count(said) == 1
    exec("def g(x):\n    return 1 if x else 2", space)
    assert convert(space["g"]) is space["g"] and caplog.text.count("transformed") == 1


def test_deep_code(tmp_path, caplog):
    branches = "".join(f"    elif x == {i}:\n        return {i}\n" for i in range(400))
    path = tmp_path / "deep.py"
    path.write_text(f"def f(x):\n    if x < 0:\n        return x\n{branches}")
    space = {}
    exec(compile(path.read_text(), str(path), "exec"), space)
    assert convert(space["f"])(399) == 399 and "recursion" in caplog.text


def test_changed_files(tmp_path, caplog):
    path = tmp_path / "changed.py"
    path.write_text("def f(x):\n    return 1 if x else 2\n")
    space = {}
    exec(compile(path.read_text(), str(path), "exec"), space)
    path.write_text("import sys\n\n\ndef f(x):\n    return 3 if x else 4\n")
    assert convert(space["f"]) is space["f"]
    assert "has no definition of f at line 1" in caplog.text


def test_errors_of_traces_are_tidied():
    def step(x):
        if x > 0:
            return helper(2)
        return 0

    with pytest.raises(ZeroDivisionError) as caught:
        tf.contrib.eager.defun(step)(tf.constant(1))
    shown = traceback.extract_tb(caught.value.__traceback__)
    assert [f.name for f in shown][-2:] == ["step", "helper"]
    assert not [f for f in shown if "autograph" in f.filename and f.filename != __file__]
    again = traceback.extract_tb(tidied(caught.value.__traceback__))
    assert again == shown
