"""tf.contrib.cudnn_rnn against NumPy, in three modes."""

import numpy as np
import pytest

import zeal as tf

C = tf.contrib.cudnn_rnn
_random = np.random.RandomState(0)
X = _random.normal(size=(5, 3, 4))
KINDS = {"lstm": (C.CudnnLSTM, 4), "gru": (C.CudnnGRU, 3), "rnn_tanh": (C.CudnnRNNTanh, 1),
         "rnn_relu": (C.CudnnRNNRelu, 1)}  # fmt: skip


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _step(kind, x, h, c, w, r, b, d):
    a, e = (
        [x @ k.T + v for k, v in zip(w, b, strict=True)],
        [h @ k.T + v for k, v in zip(r, d, strict=True)],
    )
    if kind == "lstm":
        i, f, j, o = (p + q for p, q in zip(a, e, strict=True))
        c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(j)
        return _sigmoid(o) * np.tanh(c), c
    if kind == "gru":
        u = _sigmoid(a[1] + e[1])
        return (1 - u) * np.tanh(a[2] + _sigmoid(a[0] + e[0]) * e[2]) + u * h, c
    s = a[0] + e[0]
    return (np.tanh(s) if kind == "rnn_tanh" else np.maximum(s, 0)), c


def expected(kind, layer, x, lengths=None):
    """Outputs and states, from the vector of weights alone."""
    n, units, at, parts = KINDS[kind][1], layer.num_units, 0, []
    flat = layer.kernel.numpy()
    for shape in [*layer.canonical_weight_shapes, *layer.canonical_bias_shapes]:
        size = int(np.prod(shape))
        parts.append(flat[at : at + size].reshape(shape))
        at += size
    kernels, biases = (
        parts[: len(layer.canonical_weight_shapes)], parts[len(layer.canonical_weight_shapes) :],
    )  # fmt: skip
    lengths = np.full(x.shape[1], len(x)) if lengths is None else lengths
    hs, cs = [], []
    for layer_number in range(layer.num_layers):
        outputs = []
        for direction in range(layer.num_dirs):
            k = 2 * n * (layer_number * layer.num_dirs + direction)
            w, r, b, d = (
                kernels[k : k + n],
                kernels[k + n : k + 2 * n],
                biases[k : k + n],
                biases[k + n : k + 2 * n],
            )
            out = np.zeros((len(x), x.shape[1], units))
            h, c = np.zeros((x.shape[1], units)), np.zeros((x.shape[1], units))
            for row, length in enumerate(lengths):
                for t in range(length)[:: -1 if direction else 1]:
                    h[row], c[row] = _step(kind, x[t, row], h[row], c[row], w, r, b, d)
                    out[t, row] = h[row]
            outputs.append(out)
            hs.append(h)
            cs.append(c)
        x = np.concatenate(outputs, 2)
    return [x, np.stack(hs), *([np.stack(cs)] if kind == "lstm" else [])]


def made(kind, direction="unidirectional", layers=2):
    return KINDS[kind][0](
        layers, 3, direction=direction, dtype=tf.float64,
        bias_initializer=tf.random_normal_initializer(dtype=tf.float64),
    )  # fmt: skip


def flat(result):
    output, states = result
    return [output, *states]


@pytest.mark.parametrize("direction", ["unidirectional", "bidirectional"])
@pytest.mark.parametrize("kind", KINDS)
def test_eagerly_and_traced(kind, direction):
    layer = made(kind, direction)
    found = flat(layer(X))
    for got, want in zip(found, expected(kind, layer, X), strict=True):
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-9, atol=1e-12)
    traced = tf.function(lambda x: flat(layer(x)))(tf.constant(X))
    np.testing.assert_allclose(traced[0].numpy(), found[0].numpy())


@pytest.mark.parametrize("kind", KINDS)
def test_in_graphs_with_lengths_and_batches_first(kind):
    lengths = np.array([5, 2, 4], np.int32)
    layer = made(kind, "bidirectional")
    layer.build(tf.TensorShape([None, None, 4]))
    weights, want = layer.kernel.numpy(), expected(kind, layer, X, lengths)
    with tf.Graph().as_default(), tf.Session() as session:
        twin = made(kind, "bidirectional")
        x = tf.placeholder(tf.float64, [None, None, 4])
        result = twin(x, sequence_lengths=lengths, time_major=False, training=False)
        session.run(tf.global_variables_initializer())
        twin.kernel.load(weights, session)
        found = session.run(flat(result), {x: X.transpose(1, 0, 2)})
    for got, wanted in zip(found, want, strict=True):
        np.testing.assert_allclose(got.transpose(1, 0, 2), wanted, rtol=1e-9, atol=1e-12)


def test_gradients_states_and_training():
    layer = made("lstm")
    first = tuple(tf.constant(_random.normal(size=(2, 3, 3))) for _ in range(2))
    layer(X, first)
    error = tf.test.compute_gradient_error(
        lambda w: _loss_of(layer, w, first), [tf.constant(layer.kernel.numpy())]
    )
    assert error < 1e-5
    dropped = C.CudnnGRU(2, 3, dropout=0.5)
    x = tf.constant(X, tf.float32)
    assert not np.allclose(dropped(x)[0], dropped(x)[0])
    still = [dropped(x, training=False)[0].numpy() for _ in range(2)]
    np.testing.assert_array_equal(*still)


def _loss_of(layer, weights, first):
    kept = layer.kernel
    layer.__dict__["kernel"] = weights
    try:
        return tf.reduce_sum(tf.sin(layer(X, first, training=False)[0]))
    finally:
        layer.__dict__["kernel"] = kept


def test_cells_that_are_compatible():
    layer = C.CudnnGRU(1, 3, dtype=tf.float64)
    output, _ = layer(X)
    parts = [p.numpy() for p in layer._parts()[0]]
    cell = C.CudnnCompatibleGRUCell(3)
    with tf.variable_scope("a_gru_that_is_compatible"):
        tf.nn.dynamic_rnn(cell, X, dtype=tf.float64, time_major=True)
    values = [
        np.concatenate([np.concatenate([parts[0], parts[1]]).T,
                        np.concatenate([parts[3], parts[4]]).T]),
        np.zeros(6), parts[2].T, np.zeros(3), parts[5].T, np.zeros(3),
    ]  # fmt: skip
    for variable, value in zip(cell.variables, values, strict=True):
        variable.assign(value)
    again, _ = tf.nn.dynamic_rnn(cell, X, dtype=tf.float64, time_major=True)
    np.testing.assert_allclose(again.numpy(), output.numpy(), rtol=1e-9)


def test_what_it_refuses():
    with pytest.raises(ValueError, match="direction"):
        C.CudnnLSTM(1, 2, direction="both")
    with pytest.raises(ValueError, match="Only support"):
        C.CudnnLSTM(1, 2, dtype=tf.int32)
    with pytest.raises(NotImplementedError, match="skip_input"):
        C.CudnnLSTM(1, 2, input_mode="skip_input")
    with pytest.raises(TypeError, match="expecting tuple"):
        made("gru")(X, [tf.zeros([2, 3, 3])])
    with pytest.raises(ValueError, match="built"):
        made("gru").input_size  # noqa: B018
