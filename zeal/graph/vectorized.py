"""tf.vectorized_map: a function of each row."""

from zeal import _native, nest
from zeal._native import api
from zeal.graph.body import branch_graph
from zeal.graph.functional import map_fn
from zeal.graph.placeholder import placeholder
from zeal.ops.array.range import range as row_numbers
from zeal.public import public


@public("vectorized_map")
def vectorized_map(fn, elems):
    """Stacks fn of each row of elems, like `tf.map_fn`, but fn's results may have any dtypes.

    The rows are worked one after the other (TensorFlow works them at once): each run of fn is
    cheap here.

    Args:
      fn: function of a row of elems (a structure where elems is one).
      elems: tensor, or nested structure of tensors with equal first axes.

    Returns:
      A tensor, or structure of tensors, whose first axis is that of elems.

    Raises:
      TypeError: fn cannot be called.
      ValueError: first axes differ, or elems holds a scalar.

    Example:
      >>> x = tf.constant([[1.0, 2.0], [3.0, 5.0]])
      >>> tf.vectorized_map(lambda row: tf.cast(tf.reduce_sum(row), tf.int32), x).numpy().tolist()
      [3, 8]
    """
    elems = nest.map_structure(_native.convert, elems)
    dtypes = _dtypes_of_results(fn, elems)
    if _native.executing_eagerly():
        return map_fn(fn, elems, dtype=dtypes)
    # Each row is taken inside: fn may ask for gradients of it by what elems come from.
    rows = row_numbers(api.shape(nest.flatten(elems)[0])[0])
    return map_fn(lambda i: fn(_row(elems, i)), rows, dtype=dtypes)


def _row(elems, i):
    return nest.map_structure(lambda t: t[i], elems)


def _dtypes_of_results(fn, elems):
    """The dtypes of what fn gives for a row: it is called once, in a graph that is thrown away."""
    graph = branch_graph("vectorized_map")  # whose collections tell fn the variables
    with graph.as_default():
        row = _row(elems, placeholder("int32", []))
        return nest.map_structure(lambda t: _native.convert(t).dtype, fn(row))
