"""What is fused in graphs has the bits of eager execution."""

import numpy as np
import pytest

import zeal as tf
from zeal import _native


def random_graph(rng, x, length):
    """Values of [4, 5], some by way of products, all of them small."""
    unary = [tf.tanh, tf.sin, tf.sigmoid, tf.square, tf.nn.relu, tf.abs, tf.negative]
    binary = [tf.add, tf.subtract, tf.maximum, tf.multiply]
    row = tf.constant(np.linspace(-1, 1, 5).astype("float32"))
    square = tf.constant(np.full((5, 5), 0.1, "float32"))
    values = [x]
    for _ in range(length):
        a, b = (values[-1 - int(i)] for i in np.minimum(rng.geometric(0.4, 2) - 1, len(values) - 1))
        kind = rng.random()
        if kind < 0.1:
            values.append(tf.matmul(a, square))
        elif kind < 0.2:
            values.append(a * tf.reduce_mean(b, 1, keepdims=True))
        elif kind < 0.25:
            values.append(tf.where(a > b, a, b))
        elif kind < 0.35:
            values.append(tf.nn.bias_add(a, row))
        elif kind < 0.65:
            values.append(unary[rng.integers(len(unary))](a))
        else:
            values.append(tf.clip_by_value(binary[rng.integers(len(binary))](a, b), -2.0, 2.0))
    return values


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_give_the_bits_of_eager_execution(seed):
    rng = np.random.default_rng(seed)
    value = rng.standard_normal((4, 5)).astype("float32")
    want = random_graph(np.random.default_rng(seed), tf.constant(value), 40)
    few = sorted({40, *map(int, rng.integers(1, 40, 3))})
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [[4, 5], [None, 5], [None, None], None][seed % 4])
        values = random_graph(np.random.default_rng(seed), x, 40)
        for chosen in (few, range(1, 41)):
            made = session.run([values[i] for i in chosen], {x: value})
            for i, got in zip(chosen, made, strict=True):
                assert got.tobytes() == want[i].numpy().tobytes()
        program = _native.Program(graph, [x], [values[40]], [])
    assert program.num_instructions < len(graph.get_operations()) / 2
