"""`tf.hessians`: second derivatives as part of the graph."""

from zeal._native import api
from zeal.graph.gradients import gradients
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.named import named
from zeal.public import public


@public("hessians")
@named("hessians")
def hessians(
    ys,
    xs,
    name="hessians",
    colocate_gradients_with_ops=False,
    gate_gradients=False,
    aggregation_method=None,
):
    """Adds the second derivatives of the sum of ys by each x, taken twice, to the graph.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or variable, or a list of them, whose sizes must be known: each element is
        differentiated by itself.
      name: name scope of the new ops.
      colocate_gradients_with_ops, gate_gradients, aggregation_method: accepted for compatibility.

    Returns:
      A list with a tensor of shape `x.shape + x.shape` for each x.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: ys do not depend on an x.
      NotImplementedError: sizes of an x are not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant([1.0, 2.0])
      ...     print(session.run(tf.hessians(tf.reduce_sum(x * x * x), x)[0]).tolist())
      [[6.0, 0.0], [0.0, 12.0]]
    """
    xs = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    return [_hessian(x, g) for x, g in zip(xs, gradients(ys, xs), strict=True)]


def _hessian(x, gradient):
    if gradient is None:
        raise ValueError(f"None values not supported: the ys of tf.hessians do not depend on {x}")
    if not x.shape.is_fully_defined():
        raise NotImplementedError(
            f"tf.hessians: the sizes of x must be known, it has shape {x.shape}; give it a shape "
            "with x.set_shape"
        )
    flat = api.reshape(gradient, [-1])
    rows = [gradients(flat[i], x)[0] for i in range(flat.shape.as_list()[0])]
    rows = [zeros_like(x) if row is None else row for row in rows]
    sizes = x.shape.as_list()
    return api.reshape(stack(rows), sizes + sizes)
