"""Concrete functions called with other sizes or arguments than they were traced for."""

import numpy as np
import pytest

import zeal as tf


def test_concrete_functions_take_the_sizes_that_their_ops_take():
    """Values, errors and their words are TensorFlow 1.15.5's."""
    v, tens = tf.Variable(2.0), tf.constant([10.0])

    @tf.function
    def f(x, n):
        v.assign_add(1.0)
        for _ in tf.range(n):
            x = x * v + tens
        return {"x": x, "none": None, "n": n}

    concrete = f.get_concrete_function(tf.ones([1]), tf.constant(2))
    other = concrete.graph
    for sizes in ([2], [3], [1, 2], [1]):
        v.assign(2.0)
        x = tf.ones(sizes)
        with tf.GradientTape() as tape:
            tape.watch(x)
            found = concrete(x, tf.constant(2))
        assert np.array_equal(found["x"], np.full(sizes, 49.0)) and found["none"] is None
        assert int(found["n"]) == 2 and float(v) == 3
        dx, dv = tape.gradient(found["x"], [x, v])
        count = np.prod(sizes)
        assert np.array_equal(dx, np.full(sizes, 9.0)) and float(dv) == count * 16
    assert concrete.graph is other and concrete.inputs[0].shape.as_list() == [1]
    with pytest.raises(ValueError, match=r"'x' \(.*Expected shape \(1,\), but got shape \(2,\)"):
        tf.function(lambda: concrete(tf.ones([2]), 2))()
    with pytest.raises(tf.errors.InvalidArgumentError, match="Incompatible shapes"):
        tf.function(lambda x: x + [1.0, 2.0]).get_concrete_function(tf.ones([2]))(tf.ones([3]))


@pytest.mark.parametrize(
    "function",
    [
        lambda x: tf.keras.losses.MeanSquaredError()(x * 2, x),
        lambda x: tf.losses.softmax_cross_entropy(tf.one_hot(tf.argmax(x, 1), 3), x),
        lambda x: tf.keras.losses.BinaryCrossentropy(from_logits=True)(tf.round(x / 20), x),
        lambda x: tf.RaggedTensor.from_tensor(x).row_lengths(),
        lambda x: tf.reduce_sum(x) / tf.to_float(tf.size(x)) + tf.to_float(tf.shape(x)),
    ],
)
def test_counts_are_those_of_the_call(function):
    """TensorFlow 1.15.5 raises errors there, or divides by the count of the trace."""
    x = tf.reshape(tf.range(18.0), [6, 3])
    concrete = tf.function(function).get_concrete_function(tf.ones([4, 3]))
    assert np.allclose(concrete(x), function(x))
    assert np.allclose(concrete(x[:4]), function(x[:4]))


@pytest.mark.parametrize(
    ("given", "named", "error", "words"),
    [
        (["no"], {}, ValueError, "All inputs to `ConcreteFunction`s must be Tensors;.* 0-th input"),
        ([1, 2, 3], {}, TypeError, r"at most 2 positional arguments \(and the rest keywords, of"),
        ([1], {}, TypeError, r"\['a', 'b'\] but got values for \['a'\]. Missing: \['b'\]."),
        ([1], {"a": 1}, TypeError, r"got values for \['a', 'a'\]. Missing: \['b'\]."),
        ([1, 2], {"a": 1}, TypeError, "Got two values for keyword 'a'."),
        ([1], {"b": 1, "q": 1}, TypeError, r"arguments \['q'\] unknown. Expected \['a', 'b'\]."),
    ],
)
def test_wrong_calls_of_concrete_functions_have_tensorflows_words(given, named, error, words):
    scalar = tf.TensorSpec([])
    count = 1 if given == ["no"] else 2
    f = tf.function(lambda a, b=0: a + b)
    given = [x if isinstance(x, str) else tf.constant(float(x)) for x in given]
    with pytest.raises(error, match=words):
        f.get_concrete_function(*[scalar] * count)(*given, **named)
