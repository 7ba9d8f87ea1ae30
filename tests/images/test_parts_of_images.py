"""Glimpses, boxes of several classes, patches of volumes, crops: values of TensorFlow 1.15."""

import numpy as np
import pytest

import zeal as tf

X = np.arange(144, dtype=np.float32).reshape(2, 8, 9, 1) + 100


def in_graph(function, *values):
    with tf.Graph().as_default(), tf.Session() as session:
        places = [tf.placeholder(v.dtype, [None, *v.shape[1:]]) for v in values]
        return session.run(function(*places), dict(zip(places, values, strict=True)))


def window(first, down=3, across=4):
    return (first + 9 * np.arange(down)[:, None] + np.arange(across)).astype(np.float32)


@pytest.mark.parametrize("centered, normalized, offsets, first", [
    (True, True, [[0.1, 0.2], [0.0, 0.0]], [121, 192]),
    (True, False, [[1.0, 2.0], [-4.0, 5.5]], [130, 177]),
    (False, False, [[2.0, 3.0], [4.0, 5.5]], [101, 193]),
    (False, True, [[0.5, 0.5], [0.3, 0.7]], [120, 176]),
])  # fmt: skip
def test_glimpses(centered, normalized, offsets, first):
    def call(x, at):
        return tf.image.extract_glimpse(x, [3, 4], at, centered, normalized)

    want = np.stack([window(n) for n in first])
    offsets = np.array(offsets, np.float32)
    for found in (call(X, offsets).numpy(), tf.function(call)(X, offsets).numpy(),
                  in_graph(call, X, offsets)):  # fmt: skip
        np.testing.assert_array_equal(found[..., 0], want)


def test_what_lies_beyond_an_image_is_noise_of_its_range():
    found = tf.image.extract_glimpse(X, [60, 60], [[0.0, 0.0], [0.0, 0.0]]).numpy()
    for image, x in zip(found, X, strict=True):
        assert x.min() <= image.min() and image.max() <= x.max()
        assert abs(image.mean() - x.mean()) < 3 and len(np.unique(image)) > 3000
    with pytest.raises(tf.errors.InvalidArgumentError, match="first dimension should be batch"):
        tf.image.extract_glimpse(X, [3, 4], [[1.0, 2.0]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="must be a vector of size 2"):
        tf.image.extract_glimpse(X, [3], [[1.0, 2.0], [1.0, 2.0]])


def boxes_and_scores():
    b = np.abs(np.sin(np.arange(96) * 1.7)).reshape(2, 6, 2, 4).astype(np.float32)
    b = np.concatenate([b[..., :2] * 0.5, b[..., :2] * 0.5 + 0.3 + b[..., 2:] * 0.5], -1)
    return b, np.abs(np.cos(np.arange(24) * 2.3)).reshape(2, 6, 2).astype(np.float32)


def test_boxes_of_several_classes():
    def call(boxes, scores):
        return tf.image.combined_non_max_suppression(boxes, scores, 2, 5)

    given = boxes_and_scores()
    for boxes, scores, classes, counts in (call(*given), in_graph(call, *given)):
        want = [1.0, 0.98604, 0.97484, 0.81573, 0, 0.99835, 0.96042, 0.94457, 0.84763, 0]
        np.testing.assert_allclose(np.ravel(scores), want, atol=1e-5)
        assert np.ravel(classes).tolist() == [0, 1, 0, 1, 0, 1, 1, 0, 0, 0]
        assert np.array(counts).tolist() == [4, 4]
        np.testing.assert_allclose(boxes[0][0], [0.0, 0.49583, 0.42777, 1.0], atol=1e-5)
        np.testing.assert_allclose(boxes[1][3], [0.06091, 0.49999, 0.42884, 1.0], atol=1e-5)
    padded = tf.image.combined_non_max_suppression(*given, 2, 5, pad_per_class=True)
    assert padded.nmsed_boxes.shape.as_list() == [2, 4, 4]
    wide = tf.image.combined_non_max_suppression(*given, 2, 5, 0.2, 0.3, clip_boxes=False)
    assert round(float(wide.nmsed_boxes[0, 0, 3]), 4) == 1.2587
    with pytest.raises(tf.errors.InvalidArgumentError, match="scores has incompatible shape"):
        tf.image.combined_non_max_suppression(given[0], given[1][:, :3], 2, 5)
    with tf.Graph().as_default():
        boxes, scores = tf.placeholder(tf.float32, [None, 6, 1, 4]), tf.zeros([2, 6, 2])
        assert call(boxes, scores).nmsed_boxes.shape.as_list()[1:] == [5, 4]


@pytest.mark.parametrize("padding", ["VALID", "SAME"])
def test_patches_of_volumes(padding):
    x = np.arange(240).reshape(1, 4, 5, 6, 2)

    def call(x):
        return tf.extract_volume_patches(x, [1, 2, 2, 3, 1], [1, 1, 2, 3, 1], padding)

    around = [(0, 1), (0, 1), (0, 0)] if padding == "SAME" else [(0, 0)] * 3
    wide = np.pad(x, [(0, 0), *around, (0, 0)])
    want = np.stack([
        [[wide[0, i : i + 2, j : j + 2, k : k + 3].ravel() for k in (0, 3)] for j in places]
        for i in range(4 if padding == "SAME" else 3)
        for places in [range(0, 5 if padding == "SAME" else 4, 2)]
    ])  # fmt: skip
    np.testing.assert_array_equal(call(x).numpy()[0], want)
    np.testing.assert_array_equal(in_graph(call, x)[0], want)


@pytest.mark.parametrize("boxes, places, size, words", [
    ([[0.0, 0, 1, 1]] * 2, [0], [3, 4], "box_index has incompatible shape"),
    ([[0.0, 0, 1]], [0], [3, 4], "boxes must have 4 columns"),
    ([[0.0, 0, 1, 1]], [0], [3, 4, 5], "crop_size must have two elements"),
    ([[0.0, 0, 1, 1]], [0], [0, 4], "crop dimensions must be positive"),
])  # fmt: skip
def test_crops_that_do_not_fit(boxes, places, size, words):
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        tf.image.crop_and_resize(X, boxes, places, size)
    with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
        tf.image.crop_and_resize(tf.placeholder(tf.float32, [None, 8, 9, 1]), boxes, places, size)
