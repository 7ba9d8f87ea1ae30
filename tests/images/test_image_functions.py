"""Functions of tf.image against values of TensorFlow 1.15, in three modes."""

import builtins
import json
from pathlib import Path

import numpy as np
import pytest

import zeal as tf
from zeal import nest

I = tf.image
RECORDED = json.loads(Path(__file__).with_name("functions.json").read_text())


def inputs():
    """The arrays that the recorded calls read."""
    random = np.random.RandomState(0)

    def floats(*shape):
        return random.rand(*shape).astype(np.float32)

    x = floats(5, 7, 3)
    b, c, g = floats(2, 6, 5, 3), floats(2, 6, 5, 3), floats(4, 4, 1)
    big = floats(2, 24, 22, 2)
    big2 = np.clip(big + floats(2, 24, 22, 2) * np.float32(0.2), 0, 1)
    boxes = np.sort(random.rand(8, 2, 2), 1).reshape(8, 4).astype(np.float32)
    return {
        "x": x, "u": (x * 255).astype(np.uint8), "b": b, "c": c, "g": g, "big": big, "big2": big2,
        "ub": (b * 255).astype(np.uint8), "h16": x.astype(np.float16), "boxes": boxes,
        "i32": (x * 1000).astype(np.int32), "scores": floats(8),
        "inds": np.array([0, 1] * 4, np.int32),
    }  # fmt: skip


INPUTS = inputs()
every_row = pytest.mark.parametrize("row", RECORDED["values"])
rows = pytest.mark.parametrize("row", [r for r in RECORDED["values"] if "random" not in r])


def evaluated(row, values):
    return nest.flatten(eval(row, {"tf": tf, "np": np, **values}))


def names_in(row):
    return [n for n in compile(row, "row", "eval").co_names if n in INPUTS]


def check(row, got):
    want = RECORDED["values"][row]
    want = [want] if isinstance(want[0], str) else want
    assert len(got) == len(want)
    for value, (dtype, shape, numbers) in zip(got, want, strict=True):
        value = np.asarray(value)
        assert str(value.dtype) == dtype and list(value.shape) == shape
        tolerance = 2e-3 if dtype == "float16" else 2e-5
        numbers = np.reshape(np.array(numbers, np.float64), shape)
        np.testing.assert_allclose(value.astype(np.float64), numbers, tolerance, tolerance)


@every_row
def test_eager(row):
    check(row, evaluated(row, {n: tf.constant(INPUTS[n]) for n in names_in(row)}))


@rows
@pytest.mark.parametrize("known", [True, False])
def test_graph(row, known):
    if not known and row == "tf.image.resize_images(u,[5,7])":
        pytest.skip("only known sizes tell that nothing is to be done")
    with tf.Graph().as_default(), tf.Session() as session:
        values, fed = {}, {}
        for n in names_in(row):
            shape = INPUTS[n].shape
            values[n] = tf.placeholder(INPUTS[n].dtype, shape if known else [None] * len(shape))
            fed[values[n]] = INPUTS[n]
        ys = evaluated(row, values)
        got = session.run(ys, fed)
        for y, value in zip(ys, got, strict=True):
            assert y.shape.is_compatible_with(value.shape)
            assert not known or "suppression" in row or "rot90" in row or y.shape.is_fully_defined()
    check(row, got)


@rows
def test_traced(row):
    names = names_in(row)
    traced = tf.contrib.eager.defun(
        lambda *values: evaluated(row, dict(zip(names, values, strict=True)))
    )
    check(row, traced(*[tf.constant(INPUTS[n]) for n in names]))


@pytest.mark.parametrize("row", RECORDED["errors"])
def test_errors(row):
    name = RECORDED["errors"][row]
    if name == "FailedPreconditionError":  # of a wrong argument
        name = "InvalidArgumentError"
    kind = getattr(tf.errors, name, None) or getattr(builtins, name)
    with pytest.raises(kind):
        evaluated(row, INPUTS)


@pytest.mark.parametrize("words, call", [
    ("width must be >= target + offset.", lambda x, n: I.crop_to_bounding_box(x, 0, 0, n, 9)),
    ("target_height must be > 0.", lambda x, n: I.crop_to_bounding_box(x, 0, 0, n - 3, 1)),
    ("height must be <= target - offset", lambda x, n: I.pad_to_bounding_box(x, 4, 0, n, 9)),
    ("must be > 0.", lambda x, n: I.flip_up_down(x[:n - 3])),
])  # fmt: skip
def test_what_the_run_finds(words, call):
    with tf.Graph().as_default(), tf.Session() as session:
        x, n = tf.placeholder(tf.float32, [None, None, 3]), tf.placeholder(tf.int32, [])
        y = call(x, n)
        with pytest.raises(tf.errors.InvalidArgumentError, match=words.replace("+", r"\+")):
            session.run(y, {x: INPUTS["x"], n: 3})


@pytest.mark.parametrize("name", ["bilinear", "nearest_neighbor", "bicubic"])
@pytest.mark.parametrize("size", [[3, 4], [12, 9]])
def test_gradients_of_resizing(name, size):
    """Resizing is linear, and its gradient the transposed: <r(x), y> = <x, r'(y)>."""
    resize = getattr(tf.image, f"resize_{name}")
    x, y = tf.constant(INPUTS["b"]), tf.constant(INPUTS["c"])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(resize(x, size) ** 2)
        dx = tape.gradient(loss, x)
        along = tf.reduce_sum(dx * y)
    np.testing.assert_allclose(along, 2 * np.sum(resize(x, size) * resize(y, size)), 1e-5)
    np.testing.assert_allclose(
        tf.reduce_sum(outer.gradient(along, x) * x), along, 1e-5)


def test_gradients_of_crops():
    """By the boxes: finite differences, and TensorFlow's numbers by the images."""
    x, boxes, inds = tf.constant(INPUTS["b"]), tf.constant(INPUTS["boxes"]), INPUTS["inds"]

    def loss(boxes):
        return tf.reduce_sum(tf.image.crop_and_resize(x, boxes, inds, [3, 4]) ** 2)

    with tf.GradientTape() as tape:
        tape.watch(boxes)
        value = loss(boxes)
    slopes = tape.gradient(value, boxes).numpy()
    step = np.zeros([8, 4], np.float32)
    step[2, 1] = 1e-3
    numeric = (float(loss(boxes + step)) - float(loss(boxes - step))) / 2e-3
    np.testing.assert_allclose(slopes[2, 1], numeric, 2e-2)


def test_crops_of_a_size_that_the_run_tells():
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.placeholder(tf.int32, [2])
        y = I.crop_and_resize(INPUTS["b"], INPUTS["boxes"], INPUTS["inds"], size)
        for sizes in ([3, 4], [1, 2]):
            want = I.crop_and_resize(INPUTS["b"], INPUTS["boxes"], INPUTS["inds"], sizes)
            want = session.run(want)
            np.testing.assert_allclose(session.run(y, {size: sizes}), want, 1e-6)


def test_sampled_boxes():
    size, given = [40, 60, 3], [[[0.2, 0.2, 0.7, 0.8]]]
    for seed in range(20):
        begin, extent, box = tf.image.sample_distorted_bounding_box(
            size, given, seed=seed, min_object_covered=0.4, area_range=(0.2, 0.9))
        (y, x, _), (h, w, c) = begin.numpy(), extent.numpy()
        assert c == -1 and y + h <= 40 and x + w <= 60
        np.testing.assert_allclose(box[0, 0], [y / 40, x / 60, (y + h) / 40, (x + w) / 60], 1e-6)
        common = (min(28, y + h) - max(8, y)) * (min(48, x + w) - max(12, x))
        assert common >= 0.4 * 20 * 36
    with pytest.raises(tf.errors.InvalidArgumentError, match="No bounding boxes provided"):
        tf.image.sample_distorted_bounding_box(size, np.zeros([0, 0, 4]))


def test_the_best_of_overlapping_rows():
    overlaps = np.array([[1, 0.6, 0.1], [0.6, 1, 0.2], [0.1, 0.2, 1]], np.float32)
    picked = tf.image.non_max_suppression_overlaps(overlaps, [0.5, 0.9, 0.7], 3, 0.5)
    assert picked.numpy().tolist() == [1, 2]


@pytest.mark.parametrize("arguments, kind", [
    (([1, 5, 5, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID"), "InvalidArgumentError"),
    (([1, 0, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID"), "OutOfRangeError"),
    (([1, 2, 2, 1], [1, 0, 1, 1], [1, 1, 1, 1], "VALID"), "OutOfRangeError"),
    (([1, 2, 2, 1], [1, -1, 1, 1], [1, 1, 1, 1], "VALID"), "OutOfRangeError"),
    (([1, 2, 2, 1], [1, 1, 1, 1], [1, 0, 1, 1], "SAME"), "OutOfRangeError"),
    (([1, 2, 2, 1], [1, 1, 1, 1], [2, 1, 1, 1], "SAME"), "UnimplementedError"),
])  # fmt: skip
def test_patches_that_there_are_not(arguments, kind):
    with pytest.raises(getattr(tf.errors, kind)):
        tf.image.extract_image_patches(np.zeros([1, 3, 3, 1], np.float32), *arguments)


@pytest.mark.parametrize("size, stride", [(4, 1), (5, 2), (6, 3)])
def test_no_patch_fits(size, stride):
    windows, steps = [1, size, size, 1], [1, stride, stride, 1]
    y = tf.image.extract_image_patches(np.zeros([1, 3, 3, 1]), windows, steps, [1] * 4, "VALID")
    assert y.shape.as_list() == [1, 0, 0, size * size]


@pytest.mark.parametrize("height", [1, 3, 7, 40])
def test_areas_of_many_rows(height):
    x = np.random.RandomState(0).rand(2, 120, 3, 2).astype(np.float32)
    whole = np.repeat(x, height, 1).reshape(2, height, 120, 3, 2).mean(2)
    np.testing.assert_allclose(tf.image.resize_area(x, [height, 3]), whole, rtol=1e-5)


@pytest.mark.parametrize("size, stride, rate, padding, error, words", [
    (7, 1, 1, "VALID", tf.errors.InvalidArgumentError, "output size would be negative: -1"),
    (2, 0, 1, "VALID", tf.errors.OutOfRangeError, "strides is out of range"),
    (2, 1, -1, "SAME", tf.errors.OutOfRangeError, "rates is out of range"),
    (0, 1, 1, "SAME", tf.errors.OutOfRangeError, "ksizes is out of range"),
    (2**31, 1, 1, "SAME", tf.errors.ResourceExhaustedError, "are too large"),
    (1.5, 1, 1, "SAME", TypeError, "integer"),
])  # fmt: skip
def test_patches_of_no_or_endless_pixels(size, stride, rate, padding, error, words):
    grids = [[1, n, n, 1] for n in (size, stride, rate)]
    with pytest.raises(error, match=words):
        I.extract_image_patches(tf.ones([1, 5, 5, 1]), *grids, padding)


def test_patches_of_images_that_are_too_small():
    ones = [1, 1, 1, 1]
    with pytest.raises(tf.errors.InvalidArgumentError, match="input must be 4-dimensional"):
        I.extract_image_patches(tf.ones([5, 5]), ones, ones, ones, "VALID")
    x = I.extract_image_patches(tf.ones([1, 5, 5, 1]), [1, 6, 6, 1], ones, ones, "VALID")
    assert x.shape == [1, 0, 0, 36]


def test_boxes_of_huge_corners():
    x = I.draw_bounding_boxes(tf.zeros([1, 3, 3, 1]), [[[-1e38, 0.0, 3e38, 3e38]]])
    assert x.numpy().ravel().tolist() == [1.0, 0.0, 0.0] * 3
