"""tf.contrib.layers.embed_sequence, as in TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

layers = tf.contrib.layers
IDS = np.array([[1, 2, 1], [0, 4, 4]])


@pytest.mark.parametrize("unique", [False, True])
def test_rows_of_a_new_matrix(unique):
    with tf.Graph().as_default(), tf.Session() as session:
        ids = tf.placeholder(tf.int32, [None, 3])
        found = layers.embed_sequence(ids, 5, 4, unique=unique)
        assert found.shape.as_list() == [None, 3, 4]
        [matrix] = tf.contrib.framework.get_model_variables()
        assert matrix.name == "EmbedSequence/embeddings:0"
        again = layers.embed_sequence(ids, 5, 4, scope="EmbedSequence", reuse=True)
        gradient = tf.gradients(tf.reduce_sum(found * found), matrix)[0]
        session.run(tf.global_variables_initializer())
        rows, same, table, flow = session.run(
            [found, again, matrix, tf.convert_to_tensor(gradient)], {ids: IDS}
        )
    np.testing.assert_array_equal(rows, table[IDS])
    np.testing.assert_array_equal(same, rows)
    np.testing.assert_allclose(flow, 2 * table * np.bincount(IDS.ravel(), minlength=5)[:, None],
                               rtol=1e-5)  # fmt: skip


def test_eagerly():
    table = np.arange(20.0, dtype="f").reshape(5, 4)
    found = layers.embedding_lookup_unique(table, IDS)
    np.testing.assert_array_equal(found, table[IDS])
    parts = layers.embedding_lookup_unique([table[:3], table[3:]], IDS, "div")
    np.testing.assert_array_equal(parts, table[IDS])


def test_sizes_are_needed():
    with pytest.raises(ValueError, match="Must specify vocab size and embedding dimension"):
        layers.embed_sequence(IDS)
