"""Runs a function of arrays eagerly, in a session and traced, with sizes unknown: one result."""

import numpy as np

import zeal as tf


def in_three_modes(function, *arrays, ranks_known=True, rtol=1e-6):
    """The result as arrays, after all modes were seen to agree.

    Args:
      function: of tensors, that returns a tensor.
      *arrays: its arguments; in graphs they are fed, of unknown sizes.
      ranks_known: whether graphs know how many axes they have.
      rtol: how far results may lie apart.

    Returns:
      An array.
    """
    arrays = [np.asarray(a) for a in arrays]
    eager = function(*[tf.constant(a) for a in arrays]).numpy()
    shapes = [[None] * a.ndim if ranks_known else None for a in arrays]
    with tf.Graph().as_default(), tf.Session() as session:
        fed = [tf.placeholder(a.dtype, s) for a, s in zip(arrays, shapes, strict=True)]
        result = function(*fed)
        in_graph = session.run(result, dict(zip(fed, arrays, strict=True)))
    assert result.shape.is_compatible_with(in_graph.shape)
    specs = [tf.TensorSpec(s, a.dtype) for a, s in zip(arrays, shapes, strict=True)]
    traced = tf.function(function, input_signature=specs)(*arrays).numpy()
    for other in (in_graph, traced):
        np.testing.assert_allclose(other, eager, rtol=rtol, atol=1e-12)
        assert other.dtype == eager.dtype
    return eager
