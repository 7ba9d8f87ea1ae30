"""Solutions of differential equations by steps whose sizes follow from the error."""

from typing import Any, NamedTuple

from zeal import _native
from zeal._native import Tensor, api
from zeal.contrib.integrate.arguments import check_dtypes, increasing
from zeal.eager.control import after
from zeal.effects.check import Assert
from zeal.graph.loops import while_loop
from zeal.graph.tensor_array import TensorArray
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.array.join import stack
from zeal.ops.array.where import where_v2
from zeal.ops.math.complex import imag, real
from zeal.ops.named import named
from zeal.public import public

# J. Dormand, P. Prince, "A family of embedded Runge-Kutta formulae" (1980), order 5 with 4; the
# middle by L. Shampine, "Some practical Runge-Kutta formulas" (1986).
_TIMES = [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0]
_STAGES = [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
]
_ERROR = [
    35 / 384 - 1951 / 21600, 0, 500 / 1113 - 22642 / 50085, 125 / 192 - 451 / 720,
    -2187 / 6784 - -12231 / 42400, 11 / 84 - 649 / 6300, -1.0 / 60.0,
]  # fmt: skip
_MIDDLE = [
    6025192743 / 30085553152 / 2, 0, 51252292925 / 65400821598 / 2,
    -2691868925 / 45128329728 / 2, 187940372067 / 1594534317056 / 2,
    -1776094331 / 19743644256 / 2, 11237099 / 235043384 / 2,
]  # fmt: skip


def _dot(weights, values):
    total = None
    for weight, value in zip(weights, values, strict=True):
        if isinstance(weight, Tensor) or weight:
            part = weight * value
            total = part if total is None else total + part
    return total


class _State(NamedTuple):
    y: Any  # at t1, with its derivative
    f: Any
    t0: Any  # the last step
    t1: Any
    dt: Any  # the next one's size
    fit: Any  # coefficients of the polynomial over the last step, from the fourth power on


def _stages(func, state):
    """The derivatives within a step, and the value behind it."""
    dt = api.cast(state.dt, state.y.dtype)
    slopes, y = [state.f], state.y
    for time, weights in zip(_TIMES, _STAGES, strict=True):
        y = state.y + dt * _dot(weights, slopes)
        slopes.append(func(y, state.t1 + time * state.dt))
    return slopes, y


def _fitted(y0, y1, slopes, dt):
    """The polynomial of degree 4 through both ends, with their slopes, and the middle."""
    dt = api.cast(dt, y0.dtype)
    values = [slopes[0], slopes[-1], y0, y1, y0 + dt * _dot(_MIDDLE, slopes)]
    return stack(
        [
            _dot([-2 * dt, 2 * dt, -8, -8, 16], values),
            _dot([5 * dt, -3 * dt, 18, 14, -32], values),
            _dot([-4 * dt, dt, -11, -5, 16], values),
            dt * slopes[0],
            y0,
        ]
    )


def _squared(x):
    return api.square(real(x)) + api.square(imag(x)) if x.dtype.is_complex else api.square(x)


class _Solver:
    """One step after the other, each as large as the error allows."""

    def __init__(self, func, rtol, atol, safety, ifactor, dfactor, max_num_steps):
        self.func, self.rtol, self.atol = func, rtol, atol
        self.safety, self.ifactor, self.dfactor = safety, ifactor, dfactor
        self.most = max_num_steps

    def _checked(self, state, count):
        finite = api.reduce_all(api.is_finite(abs(state.y)))
        checks = [
            Assert(state.t1 + state.dt > state.t1, ["underflow in dt", state.dt]),
            Assert(count < self.most, ["max_num_steps exceeded"]),
            Assert(finite, ["non-finite values in state `y`", state.y]),
        ]
        return state._replace(y=after(checks, state.y))

    def step(self, state, count):
        """The state behind one step, taken or not, the step's end, and its error over the bound."""
        state = self._checked(state, count)
        slopes, y1 = _stages(self.func, state)
        bound = self.atol + self.rtol * api.maximum(abs(state.y), abs(y1))
        error = api.cast(state.dt, state.y.dtype) * _dot(_ERROR, slopes)
        ratio = api.sqrt(api.reduce_mean(_squared(error) / _squared(bound)))
        taken, end = ratio <= 1.0, state.t1 + state.dt
        fit = _fitted(state.y, y1, slopes, state.dt)
        following = _State(
            where_v2(taken, y1, state.y), where_v2(taken, slopes[-1], state.f), state.t1,
            where_v2(taken, end, state.t1), self._next_size(state.dt, ratio),
            where_v2(taken, fit, state.fit),
        )  # fmt: skip
        return following, end, ratio

    def _next_size(self, dt, ratio):
        factor = api.cast(ratio, dt.dtype) ** 0.2 / self.safety
        shrink = 1 / self.dfactor
        # A step so long that its values overflow has no error to go by.
        factor = where_v2(factor < shrink, api.maximum(1 / self.ifactor, factor), shrink)
        return dt / factor


def _value(state, t):
    """y within the last step."""
    share = api.cast((t - state.t0) / (state.t1 - state.t0), state.y.dtype)
    total = state.fit[0]
    for power in range(1, 5):
        total = total * share + state.fit[power]
    return total


@public("contrib.integrate.odeint")
@named("odeint")
def odeint(
    func, y0, t, rtol=1e-6, atol=1e-12, method=None, options=None, full_output=False, name=None
):
    """Solves dy/dt = func(y, t) by Dormand and Prince's method with steps that adapt to the error.

    Args:
      func: takes y and t and returns dy/dt.
      y0: floating or complex tensor, y at `t[0]`.
      t: floating vector of times, increasing.
      rtol, atol: how large the error of a step may be: `atol + rtol |y|`.
      method: "dopri5", or None for it.
      options: with `method`, a dict of `first_step` (1.0), `safety` (0.9), `ifactor` (10.0) and
        `dfactor` (0.2), how steps grow and shrink, and `max_num_steps` (1000) between two times.
      full_output: whether a dict of the solver's steps is returned too.
      name: its name in graphs.

    Returns:
      A tensor of y at the times, of shape `[times, *shape of y0]`; with full_output also a dict of
      `num_func_evals`, `integrate_points` and `error_ratio`.

    Raises:
      TypeError: a dtype is not floating.
      ValueError: another method, or options without a method.
      tf.errors.InvalidArgumentError: t does not increase, steps become too small or too many, or
        values are not finite.

    Example:
      >>> y = tf.contrib.integrate.odeint(lambda y, t: -y, 1.0, [0.0, 1.0, 2.0])
      >>> y.numpy().round(4)
      array([1.    , 0.3679, 0.1353], dtype=float32)
    """
    if method is not None and method != "dopri5":
        raise ValueError(f"invalid method: {method!r}")
    if options is not None and method is None:
        raise ValueError("cannot supply `options` without specifying `method`")
    y0 = _native.convert(y0, None, "y0")
    t = convert_to_tensor(t, name="t", preferred_dtype="float64")
    check_dtypes(y0, t)
    kind = abs(y0).dtype
    rtol, atol = (_native.convert(x, kind, n) for x, n in ((rtol, "rtol"), (atol, "atol")))
    return _dopri5(func, y0, increasing(t), rtol, atol, full_output, **options or {})


def _dopri5(
    func, y0, t, rtol, atol, full_output, first_step=None, safety=0.9, ifactor=10.0, dfactor=0.2,
    max_num_steps=1000,
):  # fmt: skip
    solver = _Solver(func, rtol, atol, safety, ifactor, dfactor, max_num_steps)
    size = api.size(t)
    first = _native.convert(1.0 if first_step is None else first_step, t.dtype, "first_step")
    fit = stack([y0] * 5)
    state = _State(y0, func(y0, t[0]), t[0], t[0], first, fit)
    solution = TensorArray(y0.dtype, size).write(0, y0)
    points = TensorArray(t.dtype, 0, dynamic_size=True)
    ratios = TensorArray(rtol.dtype, 0, dynamic_size=True)

    def one_step(state, points, ratios, count, at):
        state, end, ratio = solver.step(state, count)
        done = points.size()
        return state, points.write(done, end), ratios.write(done, ratio), count + 1, at

    def one_time(solution, state, points, ratios, i):
        state, points, ratios, _, _ = while_loop(
            lambda state, points, ratios, count, at: at > state.t1, one_step,
            (state, points, ratios, api.cast(0, "int32"), t[i]),
        )  # fmt: skip
        return solution.write(i, _value(state, t[i])), state, points, ratios, i + 1

    solution, _, points, ratios, _ = while_loop(
        lambda solution, state, points, ratios, i: i < size, one_time,
        (solution, state, points, ratios, api.cast(1, "int32")),
    )  # fmt: skip
    y = solution.stack()
    if y._symbolic:
        y.set_shape(t.shape.concatenate(y0.shape))
    if not full_output:
        return y
    points = points.stack()
    info = {
        "num_func_evals": 6 * api.size(points) + 1, "integrate_points": points,
        "error_ratio": ratios.stack(),
    }  # fmt: skip
    return y, info
