"""Names that losses have in graphs: TensorFlow 1.15's, by reduction."""

import pytest

import zeal as tf

LAST = {"weighted_sum": "Sum", "weighted_mean": "value", "weighted_sum_over_batch_size": "value"}


@pytest.mark.parametrize("reduction, last", LAST.items())
def test_reductions(reduction, last):
    with tf.Graph().as_default():
        x = tf.placeholder("float32", [None, 3])
        kind = {"reduction": reduction}
        assert tf.losses.mean_squared_error(x, x, **kind).name == f"mean_squared_error/{last}:0"
        assert tf.losses.compute_weighted_loss(x, **kind).name == f"weighted_loss/{last}:0"
        assert tf.losses.hinge_loss(x, x, scope="h", **kind).name == f"h/{last}:0"
