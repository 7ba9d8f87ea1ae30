"""Every row of every op in graphs: with full shapes, and unknown sizes, ranks and values."""

import numpy as np
import pytest
from checker import call, flat, states_of, tensors_of
from samples import COMPLEX, FLOATS, A
from test_ops import KNOWN, NAMES, drawn, dtypes_of, gradient_dtypes, wants_gradient

import zeal as tf
from zeal import _native, nest
from zeal._native import raw

# What a placeholder knows of a shape; whether shapes, axes and indices are fed too.
KNOWLEDGE = {
    "shapes": (lambda shape: shape, False),
    "sizes": (lambda shape: [None] * len(shape), False),
    "ranks": (lambda shape: None, False),
    "values": (lambda shape: [None] * len(shape), True),
}
every_knowledge = pytest.mark.parametrize("knowledge", KNOWLEDGE)


def initialized(output):
    """What a row is compared by: of a handle, whether its variable has a value."""
    return raw.VarIsInitializedOp(output) if output.dtype == tf.resource else output


class InGraph:
    """A row's inputs as placeholders, constants and handles of a graph, and what runs are fed."""

    def __init__(self, row, dtype, knowledge):
        self.known, self.feeds_all = KNOWLEDGE[knowledge]
        self.graph, self.feeds, self.inits, self.held = tf.Graph(), {}, [], []
        values = drawn(row, dtype)
        with self.graph.as_default():
            self.inputs = [self._each(s, v) for s, v in zip(row.inputs, values, strict=True)]
            self.outs = call(row, self.inputs)
            with self.graph.control_dependencies(self.outs):
                self.outs = [o for o in self.outs if not isinstance(o, tf.Operation)]
                self.outs += [raw.ReadVariableOp(h, v.dtype) for h, v in self.held]
            self.outs = [initialized(o) for o in self.outs]
        self.session = tf.Session(graph=self.graph)
        self.session.run(self.inits)

    def _each(self, spec, value):
        if value is None:
            return None
        if isinstance(value, list):
            return [self._each(s, v) for s, v in zip(spec, value, strict=True)]
        before = _native.set_graph(None)
        concrete = tensors_of([value])[0]
        if value.held:
            concrete = raw.ReadVariableOp(concrete, value.dtype) if value.held == "value" else None
        _native.set_graph(before)
        if value.held:
            return self._handle(value, concrete)
        differentiable = value.dtype in FLOATS + COMPLEX
        if not (isinstance(spec, A) or differentiable or self.feeds_all):
            return concrete
        fed = tf.placeholder(concrete.dtype, self.known(concrete.shape.as_list()))
        self.feeds[fed] = concrete
        return fed

    def _handle(self, value, concrete):
        handle = raw.VarHandleOp(tf.as_dtype(value.dtype), list(value.array.shape), "x")
        if concrete is not None:
            self.inits.append(raw.AssignVariableOp(handle, concrete))
        self.held.append((handle, value))
        return handle

    def run(self, fetches):
        return self.session.run(fetches, self.feeds)


def assert_same(got, want, where):
    assert got.dtype == want.dtype, f"{where}: {got.dtype}, eagerly {want.dtype}"
    assert got.shape == want.shape, f"{where}: shape {got.shape}, eagerly {want.shape}"
    exact = got.dtype.kind in "OSbiu"
    assert np.array_equal(got, want, equal_nan=not exact), f"{where}: {got!r}, eagerly {want!r}"




@every_knowledge
@pytest.mark.parametrize("row", KNOWN, ids=NAMES)
def test_values(row, knowledge):
    """The same bits as eagerly, in shapes that inference admits."""
    dtype = dtypes_of(row)[0]
    values = drawn(row, dtype)
    tensors = tensors_of(values)
    want = call(row, tensors) + states_of(values, tensors)
    built = InGraph(row, dtype, knowledge)
    got = built.run(built.outs)
    assert len(got) == len(want)
    for k, (g, w, out) in enumerate(zip(got, want, built.outs, strict=True)):
        assert out.shape.is_compatible_with(np.shape(g)), f"{row.op}: {out.shape} for {np.shape(g)}"
        w = initialized(w)
        if row.check is None:
            assert_same(np.asarray(g), np.asarray(w.numpy()), f"{row.op} output {k}")
        else:
            assert np.shape(g) == np.shape(w.numpy())


def differentiable(values):
    return [v for v in nest.flatten(values) if v is not None and v.dtype.name in FLOATS + COMPLEX]


@every_knowledge
@pytest.mark.parametrize(
    "row",
    [r for r in KNOWN if wants_gradient(r)],
    ids=[n for r, n in zip(KNOWN, NAMES, strict=True) if wants_gradient(r)],
)
def test_gradients(row, knowledge):
    """The gradients that a tape gives, to second order."""
    dtype = gradient_dtypes(row)[0]
    values = drawn(row, dtype)
    if any(v.held for v in flat(values)):
        pytest.skip("of variables")
    want = eager_gradients(row, tensors_of(values))
    built = InGraph(row, dtype, knowledge)
    symbolic = differentiable(built.inputs)
    with built.graph.as_default():
        xs = [x if x._symbolic else tf.constant(x) for x in symbolic]
        if row.op in BY_SIZES and knowledge != "shapes":
            with pytest.raises(NotImplementedError):
                gradients(row, built.outs, xs)
            return
        got = gradients(row, built.outs, xs)
    fed = [x in built.feeds for x in symbolic]
    for k, (is_fed, g, w) in enumerate(zip(fed * 2, got, want, strict=True)):
        if not is_fed:
            continue
        assert (g is None) == (w is None), f"{row.op}: gradient {k} is {g}, eagerly {w}"
        if g is not None:
            where = f"{row.op} gradient {k}"
            assert g.shape.is_compatible_with(w.shape), f"{where}: {g.shape}, eagerly {w.shape}"
            np.testing.assert_allclose(built.run(g), w.numpy(), 1e-9, 1e-12, err_msg=where)


BY_SIZES = ("Qr", "Svd")  # whose gradients want to know the sizes of matrices, as TensorFlow's


def present(gradients):
    return [g for g in gradients if g is not None]


def eager_gradients(row, inputs):
    """Those of all outputs by each differentiable input, then those of their sum."""
    xs = differentiable(inputs)
    with tf.GradientTape(persistent=True) as outer, tf.GradientTape(persistent=True) as tape:
        outer.watch(xs)
        tape.watch(xs)
        ys = differentiable(call(row, inputs))
        first = [dense(g) for g in tape.gradient(ys, xs)]
    if not row.second or not present(first):
        return first + [None] * len(xs)
    return first + [dense(g) for g in outer.gradient(present(first), xs)]


def gradients(row, outputs, xs):
    first = [dense(g) for g in tf.gradients(*seeded(differentiable(outputs), xs))]
    if not row.second or not present(first):
        return first + [None] * len(xs)
    return first + [dense(g) for g in tf.gradients(*seeded(present(first), xs))]


def seeded(ys, xs):
    """Arguments of tf.gradients, which wants to be told what flows into complex ys."""
    return ys, xs, [tf.ones_like(y) if y.dtype.is_complex else None for y in ys]


def dense(gradient):
    return gradient if gradient is None else tf.convert_to_tensor(gradient)


@pytest.mark.parametrize("fill, value", [(tf.zeros, 0), (tf.ones, 1)])
def test_a_shape_of_unknown_rank_may_be_a_scalar(fill, value):
    with tf.Graph().as_default(), tf.Session() as session:
        shape = tf.placeholder(tf.int32)
        filled = fill(shape)
        assert filled.shape.ndims is None
        assert session.run(filled, {shape: 2}).tolist() == [value] * 2
        assert session.run(filled, {shape: [1, 2]}).tolist() == [[value] * 2]
