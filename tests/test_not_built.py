"""Names of TensorFlow that zeal lacks say so; text helpers and old module names."""


import pytest

import zeal as tf
from zeal import not_built
from zeal.interop.alias import install_as, remove_alias
from zeal.interop.lookup import lookup


@pytest.mark.parametrize("name", [
    "io.decode_proto", "io.encode_proto", "nn.quantized_relu_x",
    "nn.quantized_conv2d", "nn.quantized_max_pool",
    "layers.experimental", "tpu.experimental",
    "nn.quantized_avg_pool",
    "contrib.tensor_forest",
    "keras.experimental.terminate_keras_multiprocessing_pools",
])  # fmt: skip
def test_names_that_are_not_built_say_so(name):
    module = tf
    *parts, last = name.split(".")
    for part in parts:
        module = getattr(module, part)
    with pytest.raises(AttributeError, match=f"tf.{name} is not built yet"):
        getattr(module, last)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        module.nonsense  # noqa: B018


def test_what_is_built_is_not_called_missing():
    waiting = not_built._waiting()
    assert "quantized_relu_x" in waiting["nn"] and "relu" not in waiting["nn"]
    assert lookup("nn").relu is tf.nn.relu
    with pytest.raises(AttributeError, match="tf.nn.quantized_relu_x is not built yet; it waits"):
        tf.nn.quantized_relu_x  # noqa: B018
    name = "terminate_keras_multiprocessing_pools"
    text = str(not_built.missing("keras.experimental", name))
    waits = "is not built yet; it waits for the rest of Keras"
    assert text == f"tf.keras.experimental.{name} {waits}"


def test_compat():
    assert tf.compat.as_bytes("é") == "é".encode() and tf.compat.as_bytes(b"a") == b"a"
    assert tf.compat.as_text(b"a") == tf.compat.as_str("a") == "a"
    assert tf.compat.as_str_any(1) == "1" and tf.compat.v1 is tf
    for convert in (tf.compat.as_bytes, tf.compat.as_text):
        with pytest.raises(TypeError, match="binary or unicode"):
            convert(1)


def test_constants_of_enable_eager_execution():
    tfe = tf.contrib.eager
    assert (tfe.SYNC, tfe.ASYNC, tfe.DEVICE_PLACEMENT_SILENT) == (0, 1, 2)
    assert [tf.zeros([]).device] == tfe.list_devices()


def test_version():
    remove_alias("tensorflow")  # which the example of install_as leaves behind
    assert tf.VERSION == tf.version.VERSION == "1.15.5" and tf.GIT_VERSION.startswith("v1.15.5")
    assert tf.__version__ == tf.version.__version__ == "0.1.0"
    assert tf.__git_version__ == tf.compat.v2.__git_version__ == tf.GIT_VERSION
    assert tf.compat.v2.__version__ == tf.VERSION  # which libraries compare with TensorFlow's
    install_as("tensorflow")
    try:
        assert tf.__version__ == "1.15.5"
    finally:
        remove_alias("tensorflow")
    assert tf.__version__ == "0.1.0"


def test_manip():
    assert tf.manip.reshape([1, 2], [2, 1]).shape == [2, 1]
    assert tf.manip.gather_nd([[1, 2]], [[0, 1]]).numpy().tolist() == [2]
