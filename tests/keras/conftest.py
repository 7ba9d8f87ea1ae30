"""Fixtures of the tests of Keras."""

import pytest

import zeal as tf


@pytest.fixture(params=["eager", "graph"])
def mode(request):
    """Runs the test eagerly, and while a graph is built."""
    if request.param == "eager":
        yield request.param
        return
    with tf.Graph().as_default():
        yield request.param
