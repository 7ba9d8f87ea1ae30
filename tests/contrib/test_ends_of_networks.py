"""tf.contrib.slim.utils, against TensorFlow 1.15."""

import pytest

import zeal as tf

slim = tf.contrib.slim
utils = slim.utils


def test_outputs_of_a_network_by_name():
    with tf.Graph().as_default(), tf.variable_scope("net"):
        with slim.arg_scope([slim.conv2d, slim.fully_connected], outputs_collections="ends"):
            net = slim.repeat(tf.ones([1, 4, 4, 2]), 2, slim.conv2d, 3, [3, 3], scope="conv")
            slim.fully_connected(slim.flatten(net), 2, scope="logits")
        ends = utils.convert_collection_to_dict("ends", clear_collection=True)
        assert list(ends) == ["net/conv/conv_1", "net/conv/conv_2", "net/logits"]
        assert ends["net/conv/conv_2"] is net and tf.get_collection("ends") == []
        utils.collect_named_outputs("more", "alias/", net)
        assert utils.convert_collection_to_dict("more")["alias"] is net


def test_sizes_of_known_shapes():
    shape = tf.TensorShape([2, 5, 3])
    assert utils.last_dimension(shape) == utils.channel_dimension(shape, "NCHW") == 3
    assert utils.channel_dimension(shape, "channels_first", 3) == 5
    assert utils.two_element_tuple(3) == (3, 3) and utils.two_element_tuple([1, 2]) == (1, 2)
    assert utils.two_element_tuple(tf.TensorShape([1, 2])) == (1, 2)


WRONG = [
    (lambda: utils.last_dimension(tf.TensorShape([3]), 4), "rank of shape must be at least 4"),
    (lambda: utils.last_dimension(tf.TensorShape(None)), "dims of shape must be known but is None"),
    (
        lambda: utils.last_dimension(tf.TensorShape([2, None])),
        r"dimension -1 of shape must be known but is None: \(2, \?\)",
    ),
    (lambda: utils.two_element_tuple([1, 2, 3]), r"Must be a list with 2 elements: \[1, 2, 3\]"),
    (lambda: utils.two_element_tuple(1.5), "Must be an int, a list with 2 elements or a TensorSha"),
]


@pytest.mark.parametrize(("call", "words"), WRONG)
def test_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
