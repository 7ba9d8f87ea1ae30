"""tensorflow.python.ops.distributions.bijector_test_util: the checks of tests of bijectors."""

import numpy as np

from zeal._native import api
from zeal.distributions.uniform import Uniform
from zeal.graph.session import get_default_session

__all__ = [
    "assert_bijective_and_finite", "assert_finite", "assert_scalar_congruency",
    "assert_strictly_decreasing", "assert_strictly_increasing", "assert_strictly_monotonic",
]  # fmt: skip


def assert_finite(array):
    """All numbers are finite."""
    if not np.isfinite(array).all():
        raise AssertionError(f"array was not all finite. {array[:15]}")


def assert_strictly_increasing(array):
    """Each number is above the one before."""
    np.testing.assert_array_less(0.0, np.diff(array))


def assert_strictly_decreasing(array):
    """Each number is below the one before."""
    assert_strictly_increasing(np.negative(array))


def assert_strictly_monotonic(array):
    """Numbers all rise or all fall."""
    assert_strictly_increasing(array if array[0] < array[-1] else np.negative(array))


def assert_scalar_congruency(bijector, lower_x, upper_x, n=10000, rtol=0.01, sess=None):
    """A function of numbers is monotonic, has this inverse, and its slope measures intervals.

    Args:
      bijector: the bijector.
      lower_x, upper_x: an interval inside of its domain.
      n: how many numbers are drawn.
      rtol: the tolerance of the image's length by the mean slope.
      sess: the session, by default the innermost one.
    """
    sess = sess or get_default_session()
    ends = np.sort(sess.run([bijector.forward(lower_x), bijector.forward(upper_x)]))
    points = np.linspace(lower_x, upper_x, 10).astype(
        bijector.dtype.as_numpy_dtype if bijector.dtype else np.float32
    )
    x = Uniform(lower_x, upper_x).sample(n, seed=0)
    y = Uniform(*ends).sample(n, seed=1)
    inverse = api.exp(bijector.inverse_log_det_jacobian(y, event_ndims=0))
    slope = api.exp(bijector.forward_log_det_jacobian(bijector.inverse(y), event_ndims=0))
    there, back = bijector.inverse(bijector.forward(x)), bijector.forward(bijector.inverse(y))
    on_points, x, there, y, back, inverse, slope = sess.run(
        [bijector.forward(points), x, there, y, back, inverse, slope]
    )
    assert_strictly_monotonic(on_points)
    for found, expected in ((there, x), (back, y), (inverse, 1 / slope)):
        np.testing.assert_allclose(found, expected, atol=1e-5, rtol=1e-3)
    length = (ends[1] - ends[0]) * np.mean(inverse)
    np.testing.assert_allclose(upper_x - lower_x, length, rtol=rtol)


def assert_bijective_and_finite(bijector, x, y, event_ndims, atol=0, rtol=1e-5, sess=None):
    """Both directions undo each other at x and y, and Jacobians are reciprocal and finite.

    Args:
      bijector: the bijector.
      x, y: arrays of arguments of `forward` and `inverse`, best near the edges of the domains.
      event_ndims: how many of the last axes are one event.
      atol, rtol: tolerances.
      sess: the session, by default the innermost one.
    """
    f, g, how = bijector.forward(x), bijector.inverse(y), {"event_ndims": event_ndims}
    jacobian, inverse = bijector.forward_log_det_jacobian, bijector.inverse_log_det_jacobian
    found = (sess or get_default_session()).run(
        [bijector.inverse(f), bijector.forward(g), f, g]
        + [inverse(f, **how), jacobian(x, **how), inverse(y, **how), jacobian(g, **how)]
    )
    for array in (x, y, *found):
        assert_finite(array)
    x_again, y_again, _, _, at_f, at_x, at_y, at_g = found
    for ours, theirs in ((x_again, x), (y_again, y), (-at_f, at_x), (-at_y, at_g)):
        np.testing.assert_allclose(ours, theirs, atol=atol, rtol=rtol)
