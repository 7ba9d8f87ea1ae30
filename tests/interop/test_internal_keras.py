"""Names of Keras's internal modules that are zeal's own functions and classes."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import (
    input_spec,
    keras_backend,
    keras_callbacks,
    keras_conv,
    keras_generic,
    keras_kernelized,
    keras_tf,
    object_identity,
    recurrent_v2,
    rnn_cell_wrapper_v2,
    saving_saving,
)


@pytest.mark.parametrize(
    "padding, after, before", [("same", 3, 5), ("valid", 2, 7), ("full", 4, 3)]
)
def test_lengths_of_windows(padding, after, before):
    """6 elements, windows of 3, stride 2, and back from 3: as TensorFlow 1.15 counts."""
    assert keras_conv.conv_output_length(6, 3, padding, 2) == after
    assert keras_conv.conv_input_length(3, 3, padding, 2) == before
    assert keras_conv.conv_output_length(None, 3, padding, 2) is None


def test_words_of_formats():
    assert keras_conv.convert_data_format("channels_first", 5) == "NCDHW"
    with pytest.raises(ValueError, match="rank not supported"):
        keras_conv.convert_data_format("channels_last", 2)


def test_what_windows_see():
    mask = keras_conv.conv_kernel_mask((4,), 3, 2, "same")
    np.testing.assert_array_equal(mask.T, [[1, 1, 0, 0], [0, 1, 1, 1]])
    assert keras_conv.conv_kernel_mask((0, 3), 1, 1, "valid").shape == (0, 3, 0, 3)


def test_arguments_and_rows():
    assert keras_generic.has_arg(lambda x, *, y: x, "y")
    assert not keras_generic.has_arg(lambda **more: more, "y")
    assert keras_generic.has_arg(lambda **more: more, "y", accept_all=True)
    a = np.arange(4)
    assert keras_generic.slice_arrays([a, None], 1, 3)[0].tolist() == [1, 2]
    assert keras_generic.slice_arrays([a, None], [0, 3])[0].tolist() == [0, 3]
    assert keras_generic.to_snake_case("SomeLayerName") == "some_layer_name"


def test_functions_as_bytecode():
    def make(k):
        return lambda x, y=2: x * y + k

    dumped = keras_generic.func_dump(make(10))
    assert dumped[1:] == ((2,), (10,))
    assert keras_generic.func_load(dumped)(3) == 16
    assert keras_generic.func_load([dumped[0], [4], [1]])(3) == 13
    dumped = keras_generic.func_dump(lambda: scale)  # noqa: F821
    assert dumped[1:] == (None, None)
    assert keras_generic.func_load(*dumped, globs={"scale": 5})() == 5


def test_symbolic_tensors():
    assert not keras_tf.is_symbolic_tensor(tf.constant(1.0))
    assert not keras_tf.is_symbolic_tensor(tf.Variable(1.0))
    assert keras_tf.is_symbolic_tensor(tf.keras.Input((1,)))
    with tf.Graph().as_default():
        assert keras_tf.is_symbolic_tensor(tf.Variable(1.0))
        assert keras_tf.is_symbolic_tensor(tf.SparseTensor([[0]], [1.0], [2]))


def test_shapes_of_specs():
    spec = tf.keras.layers.InputSpec(ndim=3, axes={-1: 4})
    assert input_spec.to_tensor_shape(spec).as_list() == [None, None, 4]


def test_kernels():
    x, y = tf.constant([[1.0, 2.0], [0.0, 1.0]]), tf.constant([1.0, 0.0])
    np.testing.assert_allclose(
        keras_kernelized.exact_gaussian_kernel(x, y, 2.0), np.exp([[-4 / 8], [-2 / 8]]), 1e-6
    )
    np.testing.assert_allclose(
        keras_kernelized.exact_laplacian_kernel(x, y, 2.0), np.exp([[-1.0], [-1.0]]), 1e-6
    )


def test_objects_that_are_equal():
    a, b = [1], [1]
    found = object_identity.ObjectIdentitySet([a, b, a])
    assert len(found) == 2 and a in found and [1] not in found
    named = object_identity.ObjectIdentityDictionary([(a, 1), (b, 2)])
    assert named[a] == 1 and named[b] == 2 and len(named) == 2


def test_recurrent_layers_of_version_2():
    assert recurrent_v2.GRU(2).get_config()["reset_after"] is True
    assert recurrent_v2.LSTM(2).get_config()["recurrent_activation"] == "sigmoid"


@pytest.mark.parametrize("kind, more", [("Residual", 1.0), ("Dropout", 0.0)])
def test_wrappers_of_cells(kind, more):
    cell = tf.keras.layers.SimpleRNNCell(3)
    layer = tf.keras.layers.RNN(getattr(rnn_cell_wrapper_v2, f"{kind}Wrapper")(cell))
    output = layer(tf.ones([2, 1, 3]))
    expected, _ = cell(tf.ones([2, 3]), [tf.zeros([2, 3])])
    np.testing.assert_allclose(output, expected.numpy() + more, 1e-6)
    assert len(layer.cell.weights) == 3


def test_a_models_call_as_a_function():
    model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="input shapes have not been set"):
        saving_saving.trace_model_call(model)
    x = tf.keras.Input((3,))
    model = tf.keras.Model(x, tf.keras.layers.Dense(2, name="out")(x))
    found = saving_saving.trace_model_call(model)(tf.ones([4, 3]))
    np.testing.assert_allclose(found["out"], model(tf.ones([4, 3])), 1e-6)


def test_several_callbacks_as_one():
    seen = []

    class Note(tf.keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append((self.params["epochs"], epoch))

    all_of_them = keras_callbacks.CallbackList([Note()])
    all_of_them.append(Note())
    all_of_them.set_params({"epochs": 3})
    all_of_them.on_epoch_end(1)
    assert seen == [(3, 1), (3, 1)]
    with pytest.raises(AttributeError, match="no attribute 'off_epoch'"):
        all_of_them.off_epoch()


def test_what_tensors_are():
    x = tf.keras.Input((2,), sparse=True)
    y = tf.keras.layers.Lambda(lambda s: s)(tf.keras.Input((2,)))
    assert keras_backend.is_keras_tensor(x) and keras_backend.is_keras_tensor(y)
    assert keras_backend.is_placeholder(x) and not keras_backend.is_keras_tensor(tf.zeros(1))
    with pytest.raises(ValueError, match="Expected a symbolic tensor"):
        keras_backend.is_keras_tensor(1.0)


def test_what_inputs_lead_to():
    """As TensorFlow 1.15 finds it, which Keras by itself asks where layers loop."""
    with tf.Graph().as_default():
        a, v = tf.placeholder(tf.float32, name="a"), tf.get_variable("v", [], use_resource=True)
        b = tf.add(a, 1.0, name="b")
        c, other = tf.identity(b, name="c"), tf.constant(2.0) * 3.0
        found = keras_tf.get_reachable_from_inputs([a])
        assert {x.name for x in found} == {"a:0", "b", "b:0", "c", "c:0"}
        assert c in found and other not in found
        assert {x.name for x in keras_tf.get_reachable_from_inputs([a], [b])} == {"a:0", "b", "b:0"}
        assert v + 1.0 in keras_tf.get_reachable_from_inputs([v])
        with pytest.raises(TypeError, match="Expected Operation, Variable, or Tensor, got 1"):
            keras_tf.get_reachable_from_inputs([1])
