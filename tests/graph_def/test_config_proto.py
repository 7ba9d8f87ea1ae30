"""Messages of settings: fields, their types, and what sessions make of them."""

import pytest

import zeal as tf


def test_fields():
    config = tf.ConfigProto(
        gpu_options=tf.GPUOptions(allow_growth=True, per_process_gpu_memory_fraction=1),
        device_count={"GPU": 0},
    )
    config.allow_soft_placement = True
    config.graph_options.optimizer_options.opt_level = tf.OptimizerOptions.L0
    config.graph_options.rewrite_options.constant_folding = 2
    assert config.gpu_options.per_process_gpu_memory_fraction == 1.0
    assert config.inter_op_parallelism_threads == 0 and config.device_count["GPU"] == 0
    assert config.graph_options.optimizer_options.opt_level == -1
    assert tf.OptimizerOptions.ON_1 == 1 and tf.RunOptions.FULL_TRACE == 3
    assert tf.ConfigProto.FromString(config.SerializeToString()) == config
    assert "allow_soft_placement: true" in str(config)


def test_the_bytes_are_those_of_tensorflow():
    config = tf.ConfigProto(allow_soft_placement=True, device_count={"GPU": 1})
    config.gpu_options.allow_growth = True
    data = config.SerializeToString(deterministic=True)
    assert data == b'\n\x07\n\x03GPU\x10\x012\x02 \x018\x01'


def test_mistakes():
    with pytest.raises(ValueError, match='ConfigProto has no "foo" field'):
        tf.ConfigProto(foo=1)
    with pytest.raises(AttributeError):
        tf.ConfigProto().gpu_options.alow_growth = True
    with pytest.raises(TypeError):
        tf.ConfigProto(inter_op_parallelism_threads="a")
    with pytest.raises(TypeError):
        tf.ConfigProto(gpu_options=3)
    with pytest.raises(AttributeError):
        tf.ConfigProto().foo  # noqa: B018
