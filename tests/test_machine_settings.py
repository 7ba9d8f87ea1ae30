"""tf.config's settings, functions run as plain Python, and libraries of ops."""

import pytest

import zeal as tf
from zeal import _native


def test_settings_are_kept():
    config = tf.config
    pairs = [
        (config.threading, "inter_op_parallelism_threads", "num_threads", 3, 0),
        (config.optimizer, "jit", "enabled", True, False),
        (config, "soft_device_placement", "enabled", True, False),
        (config.experimental, "device_policy", "device_policy", "warn", "silent"),
        (config.experimental, "synchronous_execution", "enable", False, True),
    ]  # fmt: skip
    for space, name, keyword, value, first in pairs:
        get, put = getattr(space, f"get_{name}"), getattr(space, f"set_{name}")
        assert get() == first
        put(**{keyword: value})
        assert get() == value
        put(first)
    config.optimizer.set_experimental_options({"remapping": True, "nonsense": True})
    found = config.optimizer.get_experimental_options()
    assert found["remapping"] and "nonsense" not in found
    with pytest.raises(ValueError, match="Not a valid device policy: 'x'"):
        config.experimental.set_device_policy("x")
    with pytest.raises(TypeError, match="has type str, but expected one of: int"):
        config.threading.set_intra_op_parallelism_threads("a")


def test_threads_of_ops_are_set():
    before = _native.num_threads()
    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        assert _native.num_threads() == tf.config.threading.get_intra_op_parallelism_threads()
    finally:
        tf.config.threading.set_intra_op_parallelism_threads(0)
        _native.set_num_threads(before)


def test_functions_run_eagerly():
    calls = []

    class Net:
        @tf.function
        def traced(self, x):
            calls.append(x)
            return x + 1

    net = Net()
    traced_always = tf.contrib.eager.defun(lambda x: calls.append(x) or x)
    run = tf.config.experimental_run_functions_eagerly
    net.traced(tf.constant(1.0)), traced_always(tf.constant(1.0))
    try:
        run(True)
        run(True)
        for _ in range(2):
            assert net.traced(tf.constant(1.0)).numpy() == 2
            traced_always(tf.constant(1.0))
        assert len(calls) == 4 and calls[3].numpy() == 1
    finally:
        run(False)
    run(False)
    net.traced(tf.constant(2.0))
    assert len(calls) == 4


def test_libraries_of_ops_do_not_fit(tmp_path):
    for load in (tf.load_op_library, tf.load_file_system_library):
        with pytest.raises(tf.errors.NotFoundError, match="cannot open shared object file"):
            load("/nothing.so")
    (tmp_path / "op.so").write_bytes(b"\x7fELF")
    with pytest.raises(tf.errors.NotFoundError, match="no C\\+\\+ interface for custom ops"):
        tf.load_op_library(str(tmp_path / "op.so"))
    with pytest.raises(tf.errors.NotFoundError, match="op.so"):
        tf.load_library(str(tmp_path))
    with pytest.raises(FileNotFoundError, match="does not exist"):
        tf.load_library("/nothing.so")
