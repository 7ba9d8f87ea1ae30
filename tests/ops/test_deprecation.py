"""Deprecated names of arguments work, with one warning for each function and name."""

import logging

import pytest

import zeal as tf
from zeal.ops import deprecation


@pytest.mark.parametrize(("name", "call", "plain"), [
    ("count_nonzero", lambda: tf.count_nonzero([1, 0], keep_dims=True),
     lambda: tf.count_nonzero([1, 0], keepdims=True)),
    ("norm", lambda: tf.norm([3.0, 4.0], keep_dims=True),
     lambda: tf.norm([3.0, 4.0], keepdims=True)),
    ("l2_normalize", lambda: tf.nn.l2_normalize([3.0, 4.0], dim=0),
     lambda: tf.nn.l2_normalize([3.0, 4.0], axis=0)),
    ("cosine_distance", lambda: tf.losses.cosine_distance([[1.0]], [[0.5]], dim=1),
     lambda: tf.losses.cosine_distance([[1.0]], [[0.5]], axis=1)),
    ("decode_raw", lambda: tf.decode_raw(bytes=b"a", out_type=tf.uint8),
     lambda: tf.decode_raw(b"a", tf.uint8)),
    ("dropout", lambda: tf.nn.dropout([1.0], 1.0), lambda: tf.constant([1.0])),
    ("reduce_sum", lambda: tf.reduce_sum([1.0, 2.0], keep_dims=True),
     lambda: tf.reduce_sum([1.0, 2.0], keepdims=True)),
    ("argmax", lambda: tf.argmax([1.0, 2.0], dimension=0), lambda: tf.argmax([1.0, 2.0], axis=0)),
])  # fmt: skip
def test_old_names_warn_once(name, call, plain, caplog):
    deprecation.warned.clear()
    with caplog.at_level(logging.WARNING, logger="tensorflow"):
        for _ in range(2):
            assert call().numpy().tolist() == plain().numpy().tolist()
    assert [r.getMessage().split(" with ")[0] for r in caplog.records] == [f"calling {name}"]


def test_both_names_are_an_error():
    with pytest.raises(ValueError, match="Cannot specify both 'keep_dims' and 'keepdims'"):
        tf.norm([3.0], keepdims=False, keep_dims=True)
