"""tf.device: names, scopes and their nesting, against TensorFlow 1.15's eager rules."""

import threading

import pytest

import zeal as tf

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


@pytest.mark.parametrize("name", [
    "", None, "/job:localhost", "/replica:0", "/job:localhost/task:0", "cpu", "/cpu", "/cpu:0",
    "CPU:0", "/device:CPU:0", "/device:CPU:*", CPU,
])
def test_names_of_the_cpu(name):
    with tf.device(name):
        assert (tf.constant(1.0) + 1.0).device == CPU


@pytest.mark.parametrize("name, error, text", [
    ("foo", ValueError, "Unknown attribute: 'foo' in 'foo'"),
    ("/foo:0", ValueError, "Unknown attribute: 'foo' in '/foo:0'"),
    ("/tpu:0", ValueError, "Unknown attribute: 'tpu'"),
    ("/device:", ValueError, "Unknown attribute: 'device'"),
    ("/cpu:x", ValueError, "invalid literal"),
    (3, ValueError, r"Expecting a string device name. Got <class 'int'>\(3\)"),
    (lambda op: "/cpu:0", RuntimeError, "does not support functions when eager execution"),
    ("/job:worker", RuntimeError, "/job:worker/replica:0/task:0/device:CPU:0 unknown device"),
    ("/task:1", RuntimeError, "/job:localhost/replica:0/task:1/device:CPU:0 unknown device"),
    ("/cpu:1", RuntimeError, "/job:localhost/replica:0/task:0/device:CPU:1 unknown device"),
    ("/cpu:-1", RuntimeError, "CPU:-1 unknown device"),
    ("/gpu:999", RuntimeError, "GPU:999 unknown device"),
])
def test_names_of_nothing(name, error, text):
    with pytest.raises(error, match=text):
        tf.device(name)


def test_ops_miss_the_gpu():
    x = tf.constant(1.0)
    with tf.device("/gpu:1"):  # TensorFlow lets programs open it
        with pytest.raises(RuntimeError, match="/task:0/device:GPU:1 unknown device"):
            x + 1.0
        for unsaid in ("", "/job:localhost"):
            with pytest.raises(RuntimeError, match="GPU:1"), tf.device(unsaid):
                x + 1.0
        for said in ("/cpu:0", None):
            with tf.device(said):
                assert float(x + 1.0) == 2
        with pytest.raises(RuntimeError, match="GPU:1"):
            x + 1.0
    assert float(x + 1.0) == 2


def test_scopes_nest():
    outer, inner = tf.device("/cpu:0"), tf.device("")
    outer.__enter__()
    inner.__enter__()
    with pytest.raises(RuntimeError, match="Exiting device scope without proper scope nesting"):
        outer.__exit__(None, None, None)
    inner.__exit__(None, None, None)
    outer.__exit__(None, None, None)
    with pytest.raises(RuntimeError, match="proper scope nesting"):
        outer.__exit__(None, None, None)
    with outer, outer, inner:
        pass
    errors = []

    def leave():
        try:
            outer.__exit__(None, None, None)
        except RuntimeError as e:
            errors.append(e)

    with outer:
        thread = threading.Thread(target=leave)
        thread.start()
        thread.join()
    assert len(errors) == 1


def test_copies_and_colocation():
    x = tf.constant(1.0)
    assert x.device == CPU and float(x.cpu()) == 1
    for index in ((), (1,)):
        with pytest.raises(RuntimeError, match="unknown device"):
            x.gpu(*index)
    for op in (x, tf.Variable(1.0), None):
        with tf.colocate_with(op):
            assert (x + 1.0).device == CPU
    assert tf.contrib.eager.num_gpus() == 0
