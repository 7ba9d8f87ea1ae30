"""tf.data.experimental.RandomDataset: the numbers that TensorFlow 1.15 draws."""

import zeal as tf

SEVEN = [1992159687, 3200305987, 237021325, 2601514894, 1165454560, 2413105643]


def _first(n, seed):
    return tf.data.experimental.RandomDataset(seed).take(n)


def test_numbers_of_a_seed():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.data.make_one_shot_iterator(_first(6, 7)).get_next()
        assert [session.run(x) for _ in range(6)] == SEVEN
        tf.set_random_seed(3)
        x = tf.data.make_one_shot_iterator(_first(2, 7)).get_next()
        assert [session.run(x) for _ in range(2)] == [752709976, 3519827686]


def test_iterations_repeat_where_there_is_a_seed():
    many = [int(x) for x in _first(1500, 7)]
    assert many == [int(x) for x in _first(1500, 7)] and len(set(many)) == 1500
    assert [int(x) for x in _first(3, None)] != [int(x) for x in _first(3, None)]
