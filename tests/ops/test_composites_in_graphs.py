"""Calls of public functions in graphs: full shapes, unknown sizes and ranks; traced functions."""

import re
from types import FunctionType

import calls
import numpy as np
import pytest

import zeal as tf
from zeal import _native, nest
from zeal.index import INDEX
from zeal.public import value_of

ROWS = calls.rows(calls.OPERATORS) + calls.rows(calls.OPS) + calls.rows(calls.COMPOSITES)
KNOWLEDGE = {
    "shapes": lambda shape: shape,
    "sizes": lambda shape: [None] * len(shape),
    "ranks": lambda shape: None,
}
every_row = pytest.mark.parametrize("row", ROWS)


def names_in(row):
    """The values that a call reads."""
    return [n for n in compile(row, "row", "eval").co_names if n in calls.VALUES]


def evaluated(row, values):
    return eval(row, {"tf": tf, "np": np, **values})


def tensors(value):
    """The tensors of a result, however it is nested."""
    return [x for x in nest.flatten(value) if isinstance(x, _native.Tensor)]


def eager_values(row):
    return {n: tf.constant(calls.VALUES[n]) for n in names_in(row)}


def assert_same(got, want, row):
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype and got.shape == want.shape, f"{row}: {got!r}, eagerly {want!r}"
    if got.dtype.kind in "fc":
        np.testing.assert_allclose(got, want, 2e-6, 1e-6, err_msg=row)
    else:
        assert np.array_equal(got, want), f"{row}: {got!r}, eagerly {want!r}"


def placeholders(row, knowledge):
    return {
        n: tf.placeholder(calls.VALUES[n].dtype, KNOWLEDGE[knowledge](calls.VALUES[n].shape))
        for n in names_in(row)
    }


@every_row
@pytest.mark.parametrize("knowledge", KNOWLEDGE)
def test_values_and_gradients(row, knowledge):
    wanting = {"shapes": set(), "sizes": calls.WANT_SIZES, "ranks": calls.WANT_RANKS}
    if row in wanting[knowledge]:
        return wants_more(row, knowledge)
    eager = eager_values(row)
    xs = [x for x in eager.values() if x.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(xs)
        want = tensors(evaluated(row, eager))
    slopes = tape.gradient([y for y in want if y.dtype.is_floating], xs)
    slopes = [s if s is None else tf.convert_to_tensor(s).numpy() for s in slopes]
    with tf.Graph().as_default(), tf.Session() as session:
        values = placeholders(row, knowledge)
        got = tensors(evaluated(row, values))
        fed = {values[n]: calls.VALUES[n] for n in values}
        ys = [y for y in got if y.dtype.is_floating]
        grads = tf.gradients(ys, [x for x in values.values() if x.dtype.is_floating])
        assert [g is None for g in grads] == [s is None for s in slopes], row
        assert len(got) == len(want)
        for y, e in zip(got, want, strict=True):
            fits = y.dtype == e.dtype and y.shape.is_compatible_with(e.shape)
            assert fits, f"{row}: {y}, eagerly {e}"
        for g, w in zip(session.run(got, fed), want, strict=True):
            assert_same(g, w.numpy(), row)
        for g, s in zip(grads, slopes, strict=True):
            if g is not None:
                assert_same(*session.run([tf.convert_to_tensor(g)], fed), s, row)


def wants_more(row, knowledge):
    """Without a size or a rank it refuses, as TensorFlow does, in words that say so."""
    words = "rank|Cannot infer|mask dimensions|unknown shape|fully defined|ndims cannot be None"
    with tf.Graph().as_default(), pytest.raises((ValueError, NotImplementedError), match=words):
        evaluated(row, placeholders(row, knowledge))


@every_row
def test_traced(row):
    names, eager = names_in(row), eager_values(row)
    want = tensors(evaluated(row, eager))

    @tf.contrib.eager.defun
    def traced(*values):
        return tensors(evaluated(row, dict(zip(names, values, strict=True))))

    for g, w in zip(traced(*eager.values()), want, strict=True):
        assert_same(g.numpy(), w.numpy(), row)


@pytest.mark.parametrize("row", calls.rows(calls.RANDOM))
@pytest.mark.parametrize("knowledge", KNOWLEDGE)
def test_draws(row, knowledge):
    """Shapes and dtypes are those of eager calls, whose numbers are others."""
    [want] = tensors(evaluated(row, eager_values(row)))
    with tf.Graph().as_default(), tf.Session() as session:
        values = placeholders(row, knowledge)
        [y] = tensors(evaluated(row, values))
        assert y.dtype == want.dtype and y.shape.is_compatible_with(want.shape)
        got = session.run(y, {values[n]: calls.VALUES[n] for n in values})
    assert got.shape == tuple(want.shape.as_list())


def public_functions():
    """Functions made of ops, under each one's first name."""
    seen = set()
    for space, places in INDEX.items():
        for name, place in places.items():
            if not place.startswith(("zeal.ops.", "zeal.losses.", "zeal.keras.activations:")):
                continue
            value = value_of(place)
            kinds = (FunctionType, _native.OpFunction, _native.NamedFunction)
            if isinstance(value, kinds) and id(value) not in seen:
                seen.add(id(value))
                yield f"tf.{space}.{name}" if space else f"tf.{name}", value


def test_every_function_has_a_call():
    text = "\n".join([*ROWS, calls.RANDOM])
    called = {value_of_name(name) for name in re.findall(r"tf\.[\w.]+", text)}
    lack = {name for name, value in public_functions() if value not in called}
    assert lack == calls.NOT_OVER_TENSORS | calls.COUNT_ROWS


def value_of_name(name):
    value = tf
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    return value
