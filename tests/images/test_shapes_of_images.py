"""Shapes known of images before a run, and wrong ranks: what TensorFlow 1.15 says of them."""

import numpy as np
import pytest

import zeal as tf

N = None
SHAPES = [N, [N, N, N], [55, 66, N], [N, N, N, 3], [N, 66, 3]]
SAME = [[N, N, N], [N, N, N], [55, 66, N], [N, N, N, 3], [N, 66, 3]]
KNOWN = {
    "crop": [[5, 6, N], [5, 6, N], [5, 6, N], [N, 5, 6, 3], [5, 6, 3]],
    "pad": [[75, 76, N], [75, 76, N], [75, 76, N], [N, 75, 76, 3], [75, 76, 3]],
    "fit": [[55, 66, N], [55, 66, N], [55, 66, N], [N, 55, 66, 3], [55, 66, 3]],
    "letterbox": [[5, 6, N], [5, 6, N], [5, 6, N], [N, 5, 6, 3], [5, 6, 3]],
    "center": [0, [N, N, N], [29, 34, N], [N, N, N, 3], [N, 34, 3]],
    "mirror": SAME,
    "perhaps": SAME,
    "colour": [0, [N, N, 3], [55, 66, 3], 0, 0],
    "glimpse": [[1, 3, 4, N], 0, 0, [1, 3, 4, 3], 0],
    "patches": [0, 0, 0, [N, N, N, 27], 0],
}
FUNCTIONS = {
    "crop": lambda x: tf.image.crop_to_bounding_box(x, 0, 0, 5, 6),
    "pad": lambda x: tf.image.pad_to_bounding_box(x, 0, 0, 75, 76),
    "fit": lambda x: tf.image.resize_image_with_crop_or_pad(x, 55, 66),
    "letterbox": lambda x: tf.image.resize_image_with_pad(x, 5, 6),
    "center": lambda x: tf.image.central_crop(x, 0.5),
    "mirror": tf.image.flip_left_right,
    "perhaps": tf.image.random_flip_up_down,
    "colour": tf.image.grayscale_to_rgb,
    "glimpse": lambda x: tf.image.extract_glimpse(x, [3, 4], tf.zeros([1, 2])),
    "patches": lambda x: tf.image.extract_image_patches(x, [1, 3, 3, 1], *[[1] * 4] * 2, "SAME"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_shapes(name):
    with tf.Graph().as_default():
        for given, want in zip(SHAPES, KNOWN[name], strict=True):
            if want != 0:
                found = FUNCTIONS[name](tf.placeholder(tf.float32, given))
                assert found.shape.as_list() == want, given


def test_images_of_unknown_rank_run():
    image = np.arange(24, dtype=np.float32).reshape(2, 4, 3)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32)
        fitted = tf.image.resize_image_with_crop_or_pad(x, 4, 2)
        flipped = tf.image.flip_up_down(x)
        found = session.run([fitted, flipped], {x: image})
    np.testing.assert_array_equal(found[0][1:3], image[:, 1:3])
    np.testing.assert_array_equal(found[1], image[::-1])


def test_a_window_of_a_file_has_its_size():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.string, [])
        assert tf.image.decode_and_crop_jpeg(x, [1, 1, 5, 6], 3).shape.as_list() == [5, 6, 3]
        window = tf.placeholder(tf.int32, [4])
        assert tf.image.decode_and_crop_jpeg(x, window).shape.as_list() == [N, N, N]


ONE, BOX = [0.5], [[0.0, 0.0, 1.0, 1.0]]


@pytest.mark.parametrize("call, words", [
    (lambda x: FUNCTIONS["crop"](x), "'image' must have either 3 or 4 dimensions."),
    (lambda x: FUNCTIONS["fit"](x), "'image' must have either 3 or 4 dimensions."),
    (lambda x: FUNCTIONS["mirror"](x), "'image' must be at least three-dimensional."),
    (lambda x: FUNCTIONS["patches"](x), "Shape must be rank 4 but is rank 2"),
    (lambda x: FUNCTIONS["glimpse"](x), "Shape must be rank 4 but is rank 2"),
    (lambda x: tf.image.draw_bounding_boxes(x, [BOX]), "Shape must be rank 4 but is rank 2"),
    (lambda x: tf.image.crop_and_resize(x, BOX, [0], [2, 2]), "rank 4 but is rank 2"),
    (lambda x: tf.image.adjust_hue(x, 0.1), "Shape must be at least rank 3 but is rank 2"),
    (lambda x: tf.image.adjust_saturation(x, 2.0), "at least rank 3 but is rank 2"),
    (lambda x: tf.image.adjust_contrast(x, 2.0), "at least rank 3 but is rank 2"),
    (lambda x: tf.image.adjust_contrast([x], [2.0, 3.0]), "must be rank 0 but is rank 1"),
    (lambda x: tf.image.non_max_suppression(x[0], ONE, 3), "must be rank 2 but is rank 1"),
    (lambda x: tf.image.non_max_suppression(BOX, ONE, [3]), "must be rank 0 but is rank 1"),
    (lambda x: tf.image.non_max_suppression(BOX, ONE, 3, [[0.5]]), "rank 0 but is rank 2"),
    (lambda x: tf.histogram_fixed_width(x, 0.0), "Shape must be rank 1 but is rank 0"),
    (lambda x: tf.histogram_fixed_width(x, [0.0, 1.0], [5]), "must be rank 0 but is rank 1"),
    (lambda x: tf.histogram_fixed_width(x, [0.0, 1.0], -1), "Requires nbins > 0: -1"),
])  # fmt: skip
def test_wrong_ranks(call, words):
    with pytest.raises(ValueError, match=words):
        call(tf.ones([2, 3]))
    with tf.Graph().as_default(), pytest.raises(ValueError, match=words):
        call(tf.placeholder(tf.float32, [2, 3]))
