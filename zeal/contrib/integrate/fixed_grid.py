"""Solutions of differential equations by steps of given sizes."""

from zeal import _native
from zeal._native import api
from zeal.contrib.integrate.arguments import check_dtypes, increasing
from zeal.graph.functional import scan
from zeal.graph.loops import while_loop
from zeal.ops.array.constant import convert_to_tensor
from zeal.ops.named import named
from zeal.public import public


def _midpoint(func, t, dt, y):
    step = api.cast(dt, y.dtype)
    return step * func(y + func(y, t) * step / 2, t + dt / 2)


def _rk4(func, t, dt, y):
    step = api.cast(dt, y.dtype)
    k1 = func(y, t)
    k2 = func(y + step * k1 / 2, t + dt / 2)
    k3 = func(y + step * k2 / 2, t + dt / 2)
    k4 = func(y + step * k3, t + dt)
    return (k1 + 2 * k2 + 2 * k3 + k4) * (step / 6)


_STEPS = {"midpoint": _midpoint, "rk4": _rk4}


@public("contrib.integrate.odeint_fixed")
@named("odeint_fixed")
def odeint_fixed(func, y0, t, dt=None, method="rk4", name=None):
    """Solves dy/dt = func(y, t) by steps of given sizes.

    Args:
      dt: floating scalar, or vector of one size for each interval: the sizes of steps, made smaller
        so that a whole number fits; by default one step for each interval.
      method: "rk4" or "midpoint".
      the others: as for `tf.contrib.integrate.odeint`.

    Returns:
      A tensor of y at the times, of shape `[times, *shape of y0]`.

    Raises:
      TypeError: a dtype is not floating.
      ValueError: t or dt is no vector, their sizes do not fit, or another method.
      tf.errors.InvalidArgumentError: t does not increase.

    Example:
      >>> y = tf.contrib.integrate.odeint_fixed(lambda y, t: y, 1.0, [0.0, 1.0], 0.1)
      >>> y.numpy().round(3)
      array([1.   , 2.718], dtype=float32)
    """
    t = convert_to_tensor(t, name="t", preferred_dtype="float64")
    y0 = _native.convert(y0, None, "y0")
    intervals = t[1:] - t[:-1]
    sizes = intervals if dt is None else convert_to_tensor(dt, name="dt", preferred_dtype="float64")
    check_dtypes(y0, t, sizes)
    if method not in _STEPS:
        raise ValueError(f"method not supported: {method}")
    for x in (t, sizes):
        if x.shape.ndims not in (None, 1) and not (x is sizes and x.shape.ndims == 0):
            raise ValueError("t must be a 1D tensor")
    counts = (sizes.shape.num_elements(), intervals.shape.num_elements())
    if sizes.shape.ndims == 1 and None not in counts and counts[0] != counts[1]:
        raise ValueError("t and dt have incompatible lengths, must be N and N-1")
    t, step_of = increasing(t), _STEPS[method]
    steps = api.ceil(intervals / api.cast(sizes, t.dtype))

    def over_interval(y, interval):
        start, size, count = interval

        def one(i, y):
            at = start + api.cast(i, t.dtype) * size
            return i + 1, y + api.cast(step_of(func, at, size, y), y.dtype)

        return while_loop(lambda i, y: i < count, one, (api.cast(0, "int32"), y))[1]

    parts = (t[:-1], intervals / steps, api.cast(steps, "int32"))
    behind = scan(over_interval, parts, y0)
    return api.concat([y0[None], behind], 0)
