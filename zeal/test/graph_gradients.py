"""Gradients of a graph's tensors by finite differences, to compare with `tf.gradients`."""

import numpy as np

from zeal import dtypes
from zeal.graph.session import get_default_session
from zeal.ops.array.constant import constant
from zeal.test.gradient_checker import as_reals, unit_arrays

_KINDS = [dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64, dtypes.complex64,
          dtypes.complex128]  # fmt: skip


def jacobians(
    x, x_shape, y, y_shape, x_init_value=None, delta=1e-3, init_targets=None, extra_feed_dict=None
):
    """Pairs of Jacobians [size of x, size of y]: by `tf.gradients`, and by central differences.

    See `tf.test.compute_gradient`. One pair for a tensor, a list of pairs for a list.
    """
    several = isinstance(x, list)
    xs, shapes = (x, x_shape) if several else ([x], [x_shape])
    starts = x_init_value if several and x_init_value is not None else [x_init_value] * len(xs)
    feeds = extra_feed_dict or {}
    checks = [_Check(*pair, y, y_shape, feeds) for pair in zip(xs, shapes, strict=True)]
    _initialise(init_targets)
    found = [check.both(start, delta) for check, start in zip(checks, starts, strict=True)]
    return found if several else found[0]


def _initialise(targets):
    for target in targets if isinstance(targets, (list, tuple)) else [targets]:
        if target is not None:
            get_default_session().run(target)


class _Check:
    """The derivative of y by one tensor. Complex numbers count as two reals each."""

    def __init__(self, x, x_shape, y, y_shape, feeds):
        from zeal.graph.gradients import gradients

        for name, tensor in (("x", x), ("y", y)):
            if tensor.dtype.base_dtype not in _KINDS:
                raise AssertionError(f"Don't support type {tensor.dtype.name} for {name}")
        self.x, self.y, self.feeds = x, y, feeds
        self.x_shape, self.y_shape = tuple(x_shape), tuple(y_shape)
        kind = y.dtype.base_dtype
        self.seed = constant(np.ones(self.y_shape, kind.as_numpy_dtype), kind)
        [self.gradient] = gradients(y, x, grad_ys=self.seed)
        if self.gradient is None:
            raise AssertionError("x is not connected to y")

    def both(self, start, delta):
        start = self._start(start)
        return self._by_graph(start), self._by_steps(start, delta)

    def _start(self, value):
        kind = self.x.dtype.base_dtype.as_numpy_dtype
        if value is None:
            value = np.random.random_sample(self.x_shape)
            if np.dtype(kind).kind == "c":
                value = value + 1j * np.random.random_sample(self.x_shape)
        value = np.asarray(value, kind)
        if value.shape != self.x_shape:
            raise AssertionError(f"x_init_value has shape {value.shape}, x_shape is {self.x_shape}")
        return value

    def _run(self, fetch, start, **seed):
        feeds = {**self.feeds, self.x: start}
        if seed:
            feeds[self.seed] = seed["seed"]
        return get_default_session().run(fetch, feeds)

    def _by_graph(self, start):
        kind = self.y.dtype.base_dtype.as_numpy_dtype
        found = np.zeros([_width(start), _reals(self.y_shape, kind)], _real(kind))
        for column, seed in enumerate(unit_arrays(self.y_shape, kind)):
            value = self._dense(self._run(self.gradient, start, seed=seed))
            found[:, column] = as_reals(value)
        if not found.size:
            value = self._dense(self._run(self.gradient, start))
            if value.shape != self.x_shape:
                raise ValueError(
                    f"Empty gradient has wrong shape: expected {self.x_shape}, got {value.shape}"
                )
            if np.any(value):
                raise ValueError("Empty tensor with nonzero gradients")
        return found

    def _dense(self, value):
        if not hasattr(value, "indices"):
            return np.asarray(value)
        whole = np.zeros(self.x_shape, value.values.dtype)
        np.add.at(whole, value.indices, value.values)
        return whole

    def _by_steps(self, start, delta):
        kind = self.y.dtype.base_dtype.as_numpy_dtype
        found = np.zeros([_width(start), _reals(self.y_shape, kind)], _real(kind))
        step = np.asarray(delta, _real(start.dtype))
        for row, unit in enumerate(unit_arrays(self.x_shape, start.dtype)):
            ends = (self._run(self.y, start + sign * step * unit) for sign in (1, -1))
            above, below = map(as_reals, ends)
            found[row] = (above.astype(np.float64) - below) / (2 * float(delta))
        return found


def _real(kind):
    return np.zeros(0, kind).real.dtype


def _reals(shape, kind):
    return int(np.prod(shape)) * (2 if np.dtype(kind).kind == "c" else 1)


def _width(array):
    return _reals(array.shape, array.dtype)
