"""Native composites: each serves the public function of its name, and says what it takes."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import zeal as tf
from zeal import _native
from zeal._native import composites
from zeal.public import PUBLISHED

ROOT = Path(__file__).resolve().parents[1]
NATIVE = ROOT / "native" / "composites"
FUNCTIONS = {n: f for n, f in vars(composites).items() if inspect.isbuiltin(f)}


def declared():
    """Family and topic ("nn/norm") of each composite, from the sources."""
    return {
        name: path.relative_to(NATIVE).with_suffix("").as_posix()
        for path in NATIVE.rglob("*.cc")
        for name in re.findall(r"^ZEAL_COMPOSITE\((\w+)", path.read_text(), re.MULTILINE)
    }


def calls(tree):
    """Names X of `composites.X` below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "composites":
            yield node.attr


def test_every_declaration_is_there():
    assert sorted(declared()) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_public_function_of_its_name_uses_it(name):
    topic = declared()[name]
    (path,) = [p for p in (ROOT / "zeal").rglob("*.py") if p.as_posix().endswith(f"/{topic}.py")]
    users = [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and name in calls(node)
    ]
    (user,) = users
    assert user.lower() == name
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    importlib.import_module(module)  # publishes
    assert f"{module}:{user}" in PUBLISHED.values()


def test_callers_name_composites_in_one_way():
    for path in (ROOT / "zeal").rglob("*.py"):
        text = path.read_text()
        assert not re.search(r"_native\.composites\.|from zeal\._native\.composites", text), path
        for name in calls(ast.parse(text)):
            assert name in FUNCTIONS, f"{path} calls composites.{name}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_counts_show_the_signature(name):
    function = FUNCTIONS[name]
    parameters = inspect.signature(function).parameters
    count = len(parameters)
    for n in (0, count - 1, count + 1):
        with pytest.raises(TypeError) as error:
            function(*[1.0] * n)
        text = str(error.value)
        assert text.startswith(f"{name}({next(iter(parameters))}"), text
        assert text.endswith(f") takes {count} arguments, got {n}"), text


def good(parameter, kind):
    """An argument that conversion takes; `kind` as doc strings spell it."""
    if "ints" in kind:
        return None
    special = {"seed": 1, "seed2": 2, "axis": 0, "axes": 1, "vectors": ([1.0],)}
    return special.get(parameter, [[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_types_are_refused(name):
    """Each argument in turn is an object that nothing can be made of."""
    function = FUNCTIONS[name]
    text = re.search(r"\((.*)\) ->", function.__doc__)[1]
    parameters = [p.partition(":")[::2] for p in text.split(", ")]
    arguments = [good(n.rstrip("?"), kind) for n, kind in parameters]
    for i, (parameter, _) in enumerate(parameters):
        if parameter in ("keepdims", "xy", "hard", "reset_after"):  # all objects are true or false
            continue
        wrong = [*arguments[:i], object(), *arguments[i + 1 :]]
        with pytest.raises((TypeError, ValueError), match=f"object|{parameter}"):
            function(*wrong)


def test_numbers_and_lists_are_named_when_wrong():
    x = tf.ones([2])
    with pytest.raises(TypeError, match=r"tensordot\(a, b, axes\): axes must be an int.*a str"):
        composites.tensordot(x, x, "1")
    with pytest.raises(
        TypeError, match=r"meshgrid\(vectors, xy\): vectors must be a tuple.*a list"
    ):
        composites.meshgrid([x], True)
    with pytest.raises(OverflowError):
        composites.tensordot(x, x, 1 << 70)
    with pytest.raises(ValueError, match="tensordot: 2 axes do not fit the ranks"):
        composites.tensordot(x, x, 2)
    with pytest.raises(TypeError, match="takes no keyword arguments"):
        composites.tensordot(x, x, axes=1)


def test_signatures():
    assert str(inspect.signature(composites.moments)) == "(x, axes, keepdims, /)"
    pair = "moments(x, axes: ints?, keepdims) -> tuple[Tensor, Tensor]"
    assert composites.moments.__doc__ == pair
    assert composites.dense.__doc__ == "dense(inputs, kernel, bias?) -> Tensor"
    assert composites.meshgrid.__doc__ == "meshgrid(vectors, xy) -> list[Tensor]"
    assert _native.composites is composites


def test_plain_values_take_the_dtype_of_what_they_are_like():
    logits = tf.constant([0.0, 1.0], tf.float64)
    assert composites.sigmoid_cross_entropy_with_logits([0, 1], logits).dtype is tf.float64
    assert composites.clip_by_norm(logits, 2, None).dtype is tf.float64
    with pytest.raises(tf.errors.InvalidArgumentError, match="float64"):
        composites.clip_by_norm(logits, tf.constant(2.0), None)


def test_an_empty_list_of_axes_is_one_of_integers():
    assert composites.reduce_logsumexp([[1.0, 2.0]], [], False).shape == (1, 2)
    mean, variance = composites.moments([[1.0, 2.0]], (), False)
    assert mean.shape == variance.shape == (1, 2)
