"""Every row of every op, written as a GraphDef and read again."""

import numpy as np
import pytest
from test_in_graphs import InGraph, assert_same
from test_ops import KNOWN, NAMES, dtypes_of

import zeal as tf


@pytest.mark.parametrize("row", KNOWN, ids=NAMES)
def test_a_row_written_and_read(row):
    """The same bits: nodes, attributes, constants and control inputs are all there."""
    built = InGraph(row, dtypes_of(row)[0], "sizes")
    message = tf.GraphDef.FromString(built.graph.as_graph_def().SerializeToString())
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(message, name="")
        session.run([op.name for op in built.inits])
        got = session.run([t.name for t in built.outs], {t.name: v for t, v in built.feeds.items()})
    if row.check is not None:  # of random numbers
        return
    for k, (g, w) in enumerate(zip(got, built.run(built.outs), strict=True)):
        assert_same(np.asarray(g), np.asarray(w), f"{row.op} output {k}")
