"""`tf.hessians`: second derivatives as part of the graph."""

from zeal._native import api
from zeal.graph.gradients import gradients
from zeal.graph.unit_vectors import for_unit_vectors
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
      xs: a tensor or variable, or a list of them; each element is differentiated by itself, in
        a loop where the run tells how many there are.
      name: name scope of the new ops.
      colocate_gradients_with_ops, gate_gradients, aggregation_method: accepted for compatibility.

    Returns:
      A list with a tensor of shape `x.shape + x.shape` for each x.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: ys do not depend on an x.

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
    flat = api.reshape(gradient, [-1])
    if not x.shape.is_fully_defined():
        return _hessian_of_any_size(x, flat)
    rows = [gradients(flat[i], x)[0] for i in range(flat.shape.as_list()[0])]
    rows = [zeros_like(x) if row is None else row for row in rows]
    sizes = x.shape.as_list()
    return api.reshape(stack(rows), sizes + sizes)


def _hessian_of_any_size(x, flat):
    rows = for_unit_vectors(
        lambda direction: gradients(flat, x, direction)[0], api.size(flat), flat.dtype
    )
    sizes = api.concat([api.shape(x), api.shape(x)], 0)
    found = api.fill(sizes, 0.0) if rows is None else api.reshape(rows, sizes)
    found.set_shape(x.shape.concatenate(x.shape))
    return found
