"""Versions of graphs that GraphDefs were imported into, as in TensorFlow 1.15.5."""

import zeal as tf


def test_a_graph_has_the_stricter_versions_of_both():
    with tf.Graph().as_default() as graph:
        tf.constant(1.0)
        message = graph.as_graph_def()
    versions = message.versions
    versions.producer, versions.min_consumer = 20, 12
    versions.bad_consumers.append(3)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(message)
        assert graph.graph_def_versions == graph.as_graph_def().versions == versions
        versions.ClearField("bad_consumers")
        versions.producer = 30
        tf.import_graph_def(message)
        assert graph.graph_def_versions.producer == 20
        assert list(graph.graph_def_versions.bad_consumers) == [3]
