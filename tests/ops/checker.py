"""Compares ops with references, gradients with differences, and `infer` with what ops give."""

import itertools

import numpy as np
from samples import FLOATS, QUANTIZED, Value, to_bfloat16

import zeal
from zeal import _native
from zeal._native import raw
from zeal.ops.host_op import HOST_OPS

RTOL = {
    "float64": 1e-11,
    "complex128": 1e-11,
    "float32": 2e-6,
    "complex64": 2e-6,
    "float16": 2e-3,
    "bfloat16": 1.6e-2,
}


# --- values to tensors and back ---
def to_tensor(array, dtype: str):
    array = np.asarray(array)
    if dtype == "string":
        return (
            raw.Reshape(
                _native.convert(array.reshape(-1).tolist() or [""], "string"),
                array.shape,
            )
            if array.size
            else raw.Fill(np.array(array.shape, np.int32), "")
        )
    if dtype == "bfloat16":
        return raw.Cast(_native.convert(np.array(array, np.float32, order="C")), "bfloat16")
    if dtype in QUANTIZED:
        return _native.convert(np.array(array, QUANTIZED[dtype], order="C"), dtype)
    return _native.convert(np.array(array, dtype, order="C"))


def to_handle(tensor, held: str = "value"):
    """A handle of a new variable, which has the tensor's value unless `held` is "empty"."""
    handle = raw.VarHandleOp(dtype=tensor.dtype, shape=tensor.shape.as_list(), shared_name="x")
    if held == "value":
        raw.AssignVariableOp(handle, tensor)
    return handle


def tensor_of(v):
    tensor = to_tensor(v.array, v.dtype)
    return to_handle(tensor, v.held) if v.held else tensor


def tensors_of(values):
    """Values, lists of them and None as tensors."""
    return [
        None if v is None else tensors_of(v) if isinstance(v, list) else tensor_of(v)
        for v in values
    ]


def states_of(values, tensors) -> list:
    """What the variables among the inputs hold now."""
    pairs = zip(flat(values), flat(tensors), strict=True)
    return [raw.ReadVariableOp(t, v.dtype) for v, t in pairs if v.held]


def to_numpy(t) -> np.ndarray:
    """The value; bfloat16 becomes float32, a handle whether its variable has a value."""
    name = dtype_of(t)
    if name == "resource":
        t = raw.VarIsInitializedOp(t)
    if name == "bfloat16":
        t = raw.Cast(t, "float32")
    if name == "string":
        out = np.empty(tuple(t.shape.as_list()), object)
        out.reshape(-1)[:] = [bytes(e) for e in raw.Reshape(t, [-1]).numpy()] if out.size else []
        return out
    return np.array(t.numpy())


def dtype_of(t) -> str:
    return t.dtype.name


def flat(values) -> list:
    """List inputs are spliced in; None is dropped."""
    return [
        v
        for item in values
        if item is not None
        for v in (item if isinstance(item, list) else [item])
    ]


def op_of(name: str):
    """The callable of an op, native or a host op."""
    return getattr(raw, name, None) or HOST_OPS[name]


def call(sample, tensors):
    """Runs the row's op; returns the list of its outputs."""
    out = op_of(sample.op)(*tensors, **sample.attrs)
    return [] if out is None else list(out) if isinstance(out, (list, tuple)) else [out]


# --- values ---
def promoted(v):
    """What the reference sees: floats as float64, complex as complex128, the rest as it is."""
    if v is None or isinstance(v, list):
        return v if v is None else [promoted(e) for e in v]
    if v.dtype in FLOATS:
        return v.array.astype(np.float64)
    return v.array.astype(np.complex128) if v.dtype.startswith("complex") else v.array


def expected_outputs(sample, values) -> list[np.ndarray]:
    with np.errstate(all="ignore"):
        out = sample.ref(*[promoted(v) for v in values], **sample.attrs)
    return [
        np.asarray(e, object if isinstance(e, bytes) else None)
        for e in (out if isinstance(out, (tuple, list)) else (out,))
    ]


def assert_close(got, want: np.ndarray, tol: float, where: str):
    name = dtype_of(got)
    value = to_numpy(got)
    assert value.shape == want.shape, f"{where}: shape {value.shape}, expected {want.shape}"
    kind = "f" if name in FLOATS else value.dtype.kind
    assert kind == want.dtype.kind or want.size == 0, (
        f"{where}: dtype {name}, expected {want.dtype}"
    )
    if name not in RTOL:
        assert np.array_equal(value, want), f"{where}: {value!r}, expected {want!r}"
        return
    with np.errstate(all="ignore"):
        if name == "bfloat16":
            want = to_bfloat16(want)
        want = want.astype(value.dtype)
        r = tol * RTOL[name]
        same = (value == want) | (np.isnan(value) & np.isnan(want))
        bad = ~(same | (np.abs(value - want) <= r * (np.abs(want) + 1)))
    if bad.any():
        i = tuple(int(k) for k in np.argwhere(bad)[0])
        raise AssertionError(
            f"{where}: at {i} got {value[i]!r}, expected {want[i]!r}"
            f" ({bad.sum()} of {bad.size} differ)"
        )


# --- inference ---
def compatible(inferred, got) -> bool:
    """Whether an inferred shape (None, or with None in it) admits a real one."""
    if inferred is None:
        return True
    return len(inferred) == len(got) and all(
        i is None or i == g for i, g in zip(inferred, got, strict=True)
    )


def maskings(tensors, limit=48):
    """Inputs of `infer`: all ways to hide dims, ranks and values, or a fixed selection of them."""
    rng = np.random.default_rng(7)
    options = []
    for t in tensors:
        shape, name = t.shape.as_list(), dtype_of(t)
        masks = [shape, None]
        masks += [
            [None if keep else d for d, keep in zip(shape, bits, strict=True)]
            for bits in itertools.product((0, 1), repeat=min(len(shape), 5))
            if any(bits) and len(shape) <= 5
        ]
        options.append([t] + [(name, m) for m in masks])
    total = int(np.prod([float(len(o)) for o in options]))
    if total <= limit:
        yield from itertools.product(*options)
        return
    yield tuple(tensors)
    for k in (1, 2):
        yield tuple(o[k] for o in options)
    for i, o in enumerate(options):
        for choice in o[1:4]:
            yield (*tensors[:i], choice, *tensors[i + 1 :])
    for _ in range(limit):
        yield tuple(o[rng.integers(len(o))] for o in options)


def check_infer(op, inputs, attrs, outputs):
    """`infer` on every masking of the inputs must admit what the op gave."""
    for masked in maskings(flat(inputs)):
        found = _native.infer(op, masked, attrs)
        shown = [m if isinstance(m, tuple) else "value" for m in masked]
        assert len(found) == len(outputs), (
            f"{op}: {len(found)} outputs inferred of {len(outputs)} from {shown}"
        )
        for (dtype, shape), out in zip(found, outputs, strict=True):
            real = out.shape.as_list()
            assert dtype == dtype_of(out), (
                f"{op}: inferred {dtype}, got {dtype_of(out)} from {shown}"
            )
            assert compatible(shape, real), f"{op}: inferred {shape}, got {real} from {shown}"


# --- gradients ---
def _loss(outs, seeds) -> float:
    return sum(
        float(np.real(np.sum(np.conj(s) * o)))
        for s, o in zip(seeds, outs, strict=True)
        if s is not None
    )


def numeric_gradient(fn, arrays, i: int, step: float) -> np.ndarray:
    """Central differences of the real function `fn(arrays)` by arrays[i].

    A complex input is varied along both axes; the result is d/dRe + i d/dIm, which is what
    TensorFlow's rules give for holomorphic functions and others alike.
    """
    grad = np.zeros_like(arrays[i])
    for at in np.ndindex(arrays[i].shape):
        for axis in (1, 1j) if np.iscomplexobj(grad) else (1,):
            ends = []
            for sign in (1, -1):
                moved = list(arrays)
                moved[i] = np.array(arrays[i])
                moved[i][at] += sign * axis * step
                ends.append(fn(moved))
            grad[at] += axis * (ends[0] - ends[1]) / (2 * step)
    return grad


def dense(g):
    """A gradient as a dense tensor: None stays, slices are summed."""
    if g is None or isinstance(g, zeal.Tensor):
        return g
    return raw.UnsortedSegmentSum(g.values, g.indices, int(to_numpy(g.dense_shape)[0]))


def _followed(t) -> bool:
    return dtype_of(t) in FLOATS or dtype_of(t).startswith("complex")


def _seed(t, rng, k):
    if not _followed(t):
        return None
    shape = tuple(t.shape.as_list())
    s = rng.uniform(0.5, 1.5, shape) * rng.choice((-1, 1), shape)
    if dtype_of(t).startswith("complex"):
        s = s + 1j * rng.uniform(0.5, 1.5, shape)
    return np.asarray(s, dtype_of(t))


class GradientCheck:
    """Gradient checks of fn(list of tensors) -> list of tensors at `arrays`, by the inputs `wrt`.

    Args:
      fn: differentiable function.
      arrays: values of its floating or complex inputs.
      tol: largest difference allowed, relative to the largest gradient (and 1).
      handles: which inputs are handles of variables of these values.
    """

    def __init__(self, fn, arrays, tol: float | None = None, handles=()):
        self.fn, self.handles = fn, handles
        self.arrays = [np.array(a) for a in arrays]
        wide = all(a.dtype in (np.float64, np.complex128) for a in self.arrays)
        self.step = 1e-6 if wide else 1e-2
        self.tol = (2e-7 if wide else 2e-2) * (tol or 1.0)
        self.rng = np.random.default_rng(3)
        outs = fn(self.tensors(self.arrays))
        self.seeds = [_seed(o, self.rng, k) for k, o in enumerate(outs)]

    def values(self, arrays) -> list[np.ndarray]:
        outs = self.fn(self.tensors(arrays))
        return [
            to_numpy(o) if s is not None else None for o, s in zip(outs, self.seeds, strict=True)
        ]

    def vjp(self, xs, seeds, n, watched=None):
        """Gradients of all outputs by the first n tensors; only `watched` are followed, or all."""
        with zeal.GradientTape() as tape:
            for x in xs if watched is None else watched:
                tape.watch(x)
            outs = self.fn(xs)
        pairs = [(o, s) for o, s in zip(outs, seeds, strict=True) if s is not None]
        return tape.gradient(
            [o for o, _ in pairs], list(xs[:n]), output_gradients=[s for _, s in pairs]
        )

    def tensors(self, arrays):
        made = [to_tensor(a, a.dtype.name) for a in arrays]
        return [to_handle(t) if i in self.handles else t for i, t in enumerate(made)]

    def compare(self, order, analytic, numeric, i):
        shape = analytic.shape
        assert shape == numeric.shape, (
            f"gradient of order {order} by input {i}: shape {shape}, input {numeric.shape}"
        )
        scale = max(1.0, float(np.max(np.abs(numeric), initial=0)))
        error = float(np.max(np.abs(analytic - numeric), initial=0))
        assert error <= self.tol * scale * (5 if order == 2 else 1), (
            f"gradient of order {order} by input {i} is wrong by {error:.2e}:\n"
            f"{analytic}\nexpected\n{numeric}"
        )

    def first(self):
        """Raises AssertionError where the first gradient is wrong."""
        xs = self.tensors(self.arrays)
        seeds = [None if s is None else to_tensor(s, s.dtype.name) for s in self.seeds]
        grads = self.vjp(xs, seeds, len(xs))
        for i, g in enumerate(grads):
            numeric = numeric_gradient(
                lambda a: _loss(self.values(a), self.seeds), self.arrays, i, self.step
            )
            analytic = np.zeros_like(self.arrays[i]) if g is None else to_numpy(dense(g))
            assert analytic.dtype == self.arrays[i].dtype, (
                f"gradient by input {i} is {analytic.dtype}"
            )
            self.compare(1, analytic, numeric, i)

    def alone(self):
        """Raises where an input's gradient is another when no other input is followed."""
        xs = self.tensors(self.arrays)
        seeds = [None if s is None else to_tensor(s, s.dtype.name) for s in self.seeds]
        together = self.vjp(xs, seeds, len(xs))
        for i, x in enumerate(xs):
            g, want = dense(self.vjp(xs, seeds, len(xs), [x])[i]), dense(together[i])
            assert (g is None) == (want is None), f"gradient by input {i} alone is {g}"
            self.compare(1, *(np.zeros(0) if t is None else to_numpy(t) for t in (g, want)), i)

    def second(self):
        """Raises AssertionError where the second gradient is wrong, by inputs and by seeds."""
        n = len(self.arrays)
        held = [s for s in self.seeds if s is not None]

        def gradients(tensors):
            given = iter(tensors[n:])
            seeds = [None if s is None else next(given) for s in self.seeds]
            return self.vjp(tensors[:n], seeds, n)

        arrays = self.arrays + held
        first = [None if g is None else to_numpy(dense(g)) for g in gradients(self.tensors(arrays))]
        weights = [
            None if g is None else self.rng.uniform(0.5, 1.5, g.shape).astype(g.dtype)
            for g in first
        ]
        if all(w is None for w in weights):
            return

        def loss(moved):
            grads = [
                None if g is None else to_numpy(dense(g)) for g in gradients(self.tensors(moved))
            ]
            return _loss(grads, weights)

        xs = self.tensors(arrays)
        with zeal.GradientTape() as tape:
            for x in xs:
                tape.watch(x)
            grads = [dense(g) for g in gradients(xs)]
        pairs = [
            (g, to_tensor(w, w.dtype.name))
            for g, w in zip(grads, weights, strict=True)
            if w is not None
        ]
        found = tape.gradient([g for g, _ in pairs], xs, output_gradients=[w for _, w in pairs])
        for i, g in enumerate(found):
            numeric = numeric_gradient(loss, arrays, i, self.step)
            self.compare(
                2,
                np.zeros_like(arrays[i]) if g is None else to_numpy(dense(g)),
                numeric,
                i,
            )


def gradient_check(sample, values: list) -> GradientCheck:
    """The check of a row at drawn values."""
    leaves = flat(values)
    chosen = sample.grad
    if chosen is None:
        chosen = [i for i, v in enumerate(leaves) if v.is_t]

    def fn(tensors):
        given = dict(zip(chosen, tensors, strict=True))
        count = itertools.count()

        def one(v):
            if v is None or isinstance(v, list):
                return v if v is None else [one(e) for e in v]
            i = next(count)
            return given[i] if i in given else tensor_of(v)

        return call(sample, [one(v) for v in values])

    handles = [k for k, i in enumerate(chosen) if leaves[i].held]
    return GradientCheck(fn, [leaves[i].array for i in chosen], sample.grad_tol, handles)


__all__ = [
    "GradientCheck",
    "Value",
    "assert_close",
    "call",
    "check_infer",
    "expected_outputs",
    "flat",
    "gradient_check",
    "numeric_gradient",
    "states_of",
    "tensors_of",
    "to_numpy",
    "to_tensor",
]
