"""Tests of zeal/config_proto.py: fields, their types, and how they print."""

import pytest

import zeal as tf


def test_fields():
    config = tf.ConfigProto(
        gpu_options=tf.GPUOptions(allow_growth=True, per_process_gpu_memory_fraction=1),
        device_count={"GPU": 0},
    )
    config.allow_soft_placement = True
    config.graph_options.optimizer_options.opt_level = tf.OptimizerOptions.L0
    assert config.gpu_options.per_process_gpu_memory_fraction == 1.0
    assert config.inter_op_parallelism_threads == 0 and config.device_count["GPU"] == 0
    assert repr(config) == (
        "allow_soft_placement: true\ndevice_count: {'GPU': 0}\ngpu_options {\n"
        "  allow_growth: true\n  per_process_gpu_memory_fraction: 1.0\n}\n"
        "graph_options {\n  optimizer_options {\n    opt_level: -1\n  }\n}"
    )


def test_records_are_their_own():
    one, other = tf.ConfigProto(), tf.ConfigProto()
    one.device_count["GPU"] = 1
    one.gpu_options.allow_growth = True
    assert other.device_count == {} and not other.gpu_options.allow_growth
    assert one != other and tf.ConfigProto() == other and other != 3


def test_mistakes():
    with pytest.raises(ValueError, match='Protocol message ConfigProto has no "foo" field'):
        tf.ConfigProto(foo=1)
    with pytest.raises(ValueError, match='GPUOptions has no "alow_growth" field'):
        tf.ConfigProto().gpu_options.alow_growth = True
    with pytest.raises(TypeError, match="'a' has type str, but expected one of: int"):
        tf.ConfigProto(inter_op_parallelism_threads="a")
    with pytest.raises(TypeError, match="expected one of: GPUOptions"):
        tf.ConfigProto(gpu_options=3)
    with pytest.raises(AttributeError):
        tf.ConfigProto().foo  # noqa: B018
