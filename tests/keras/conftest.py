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


@pytest.fixture
def cleared():
    """Names are counted from the start."""
    tf.keras.backend.clear_session()


@pytest.fixture
def mode_with_session(cleared, mode):
    """Both, with a session in force for the graph."""
    if mode == "eager":
        yield
        return
    with tf.Session().as_default():
        yield
