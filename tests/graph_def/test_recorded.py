"""What TensorFlow 1.15 wrote runs with its numbers, and again after a round trip."""

import numpy as np
import pytest

import zeal as tf
from tests.graph_def import recorded


def check(message, record):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(message, name="")
        for have, want in recorded.replay(session, record):
            if np.asarray(want).dtype.kind == "f":
                np.testing.assert_allclose(have, want, rtol=2e-5, atol=1e-6)
            else:
                assert np.array_equal(have, want)


@pytest.mark.parametrize("name", recorded.NAMES)
def test_a_recorded_graph(name):
    message, record = recorded.load(name)
    before = message.SerializeToString(deterministic=True)
    check(message, record)
    assert message.SerializeToString(deterministic=True) == before


@pytest.mark.parametrize("name", recorded.NAMES)
def test_a_recorded_graph_written_again(name):
    message, record = recorded.load(name)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(message, name="")
    check(tf.GraphDef.FromString(graph.as_graph_def().SerializeToString()), record)


@pytest.mark.parametrize("name", recorded.NAMES)
def test_shapes_and_stripped_defaults_change_nothing(name):
    from zeal.graph_def import defaults

    message, record = recorded.load(name)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(message, name="")
    again = graph.as_graph_def(add_shapes=True)
    defaults.strip(again)
    check(again, record)


def test_freezing_what_tensorflow_wrote():
    message, record = recorded.load("mlp_refs")
    x = {"x:0": record["feeds"]["x:0"]}
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(message, name="")
        session.run(record["first"])
        want = session.run("logits:0", x)
        frozen = [
            tf.graph_util.convert_variables_to_constants(session, graph_def, ["logits"])
            for graph_def in (message, graph.as_graph_def())  # of old variables, and of zeal's
        ]
    for graph_def in frozen:
        assert not any("Var" in node.op for node in graph_def.node)
        with tf.Graph().as_default(), tf.Session() as session:
            tf.import_graph_def(graph_def, name="")
            assert np.array_equal(session.run("logits:0", x), want)


def test_gradients_of_what_tensorflow_wrote():
    message, record = recorded.load("dealt_rows")
    rows = record["feeds"]["n:0"]
    with tf.Graph().as_default(), tf.Session() as session:
        results = tf.import_graph_def(message, return_elements=["x:0", *record["fetches"]], name="")
        session.run(record["first"])
        (x, dealt, *others), feeds = results, record["feeds"]
        found = [session.run(tf.gradients(y, x)[0], feeds) for y in (dealt, *others)]
    stitched = np.array([[1.0], [1.0], [2.0], [2.0]])
    want = [np.arange(12).reshape(4, 3)[rows] + 1 + stitched, 1, 3, 0.25]
    for have, values in zip(found, want, strict=True):
        np.testing.assert_allclose(have, np.broadcast_to(values, (4, 3)), rtol=1e-6)
