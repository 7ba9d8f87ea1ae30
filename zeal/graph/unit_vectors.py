"""A linear function for all unit vectors, however many the run tells that there are."""

from zeal import _native
from zeal.graph.functional import map_fn
from zeal.graph.graph import get_default_graph
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.range import range as range_


def for_unit_vectors(function, count, dtype):
    """What a function gives for each unit vector, stacked.

    Args:
      function: takes a symbolic vector and returns a tensor that is made of it in the graph in
        force, such as a gradient, or None. It is called once; the ops that it makes are the body
        of a loop.
      count: length of the vectors, a symbolic integer.
      dtype: of the vectors.

    Returns:
      A tensor of shape `[count, ...]`; None where the function returned it.
    """
    graph = get_default_graph()
    vector = graph._placeholder(dtype, [None], "unit_vector")
    result = function(vector)
    if result is None:
        return None
    result = _native.convert(result)
    given = _around(graph, vector, result)
    body = _native.Body(graph, [vector, *given], [result], [])
    calls = _native.function("for_unit_vectors", body)

    def row(i):
        return calls([one_hot(i, count, dtype=dtype), *given], "Row")[1][0]

    rows = map_fn(row, range_(count), dtype=result.dtype)
    if result.shape.ndims is not None:
        rows.set_shape([None, *result.shape.as_list()])
    return rows


def _around(graph, vector, result):
    """What ops on the way from the vector to the result read besides."""
    made, way = {vector}, []
    for op in graph._operations(vector.op._id + 1):
        if not made.isdisjoint(op.inputs):
            made.update(op.outputs)
            way.append(op)
    needed, given = {result}, {} if result in made else {result: None}
    for op in reversed(way):
        if needed.isdisjoint(op.outputs):
            continue
        needed.update(op.inputs)
        given.update((t, None) for t in op.inputs if t not in made and t.op.type != "Const")
    return list(given)
