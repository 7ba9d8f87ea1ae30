"""Words that attributes of ops may be: errors in TensorFlow's words, of graphs and of eager ops."""

import numpy as np
import pytest

import zeal as tf

CALLS = {
    ("UnicodeTranscode", "output_encoding", '"UTF-8", "UTF-16-BE", "UTF-32-BE"'):
        lambda: tf.strings.unicode_transcode(["a"], "UTF-8", "nope"),
    ("UnicodeTranscode", "errors", '"strict", "replace", "ignore"'):
        lambda: tf.strings.unicode_transcode(["a"], "UTF-8", "UTF-8", errors="nope"),
    ("UnicodeDecode", "errors", '"strict", "replace", "ignore"'):
        lambda: tf.strings.unicode_decode(["a"], "UTF-8", errors="nope"),
    ("UnicodeEncode", "errors", '"ignore", "replace", "strict"'):
        lambda: tf.strings.unicode_encode([[97]], "UTF-8", errors="nope"),
    ("StringLength", "unit", '"BYTE", "UTF8_CHAR"'): lambda: tf.strings.length(["a"], unit="nope"),
    ("Substr", "unit", '"BYTE", "UTF8_CHAR"'): lambda: tf.strings.substr(["a"], 0, 1, unit="nope"),
    ("CropAndResize", "method", '"bilinear", "nearest"'): lambda: tf.image.crop_and_resize(
        np.zeros([1, 2, 2, 1], np.float32), [[0.0, 0.0, 1.0, 1.0]], [0], [1, 1], method="nope"),
}  # fmt: skip


@pytest.mark.parametrize("op, attr, words", CALLS)
def test_words(op, attr, words):
    call = CALLS[op, attr, words]
    with tf.Graph().as_default(), pytest.raises(ValueError) as found:
        call()
    assert str(found.value) == f"Attr '{attr}' of '{op}' Op passed string 'nope' not in: {words}."
    text = f"Value for attr '{attr}' of \"nope\" is not in the list of allowed values: {words}"
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        call()
