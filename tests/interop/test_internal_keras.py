"""Names of Keras's internal modules that are zeal's own functions and classes."""

import numpy as np
import pytest

import zeal as tf
from zeal.interop.internals import (
    conv_utils,
    generic_utils,
    input_spec,
    kernelized_utils,
    object_identity,
    recurrent_v2,
    rnn_cell_wrapper_v2,
    saving_utils,
    tf_utils,
)


@pytest.mark.parametrize(
    "padding, after, before", [("same", 3, 5), ("valid", 2, 7), ("full", 4, 3)]
)
def test_lengths_of_windows(padding, after, before):
    """6 elements, windows of 3, stride 2, and back from 3: as TensorFlow 1.15 counts."""
    assert conv_utils.conv_output_length(6, 3, padding, 2) == after
    assert conv_utils.conv_input_length(3, 3, padding, 2) == before
    assert conv_utils.conv_output_length(None, 3, padding, 2) is None


def test_words_of_formats():
    assert conv_utils.convert_data_format("channels_first", 5) == "NCDHW"
    with pytest.raises(ValueError, match="rank not supported"):
        conv_utils.convert_data_format("channels_last", 2)


def test_what_windows_see():
    mask = conv_utils.conv_kernel_mask((4,), 3, 2, "same")
    np.testing.assert_array_equal(mask.T, [[1, 1, 0, 0], [0, 1, 1, 1]])
    assert conv_utils.conv_kernel_mask((0, 3), 1, 1, "valid").shape == (0, 3, 0, 3)


def test_arguments_and_rows():
    assert generic_utils.has_arg(lambda x, *, y: x, "y")
    assert not generic_utils.has_arg(lambda **more: more, "y")
    assert generic_utils.has_arg(lambda **more: more, "y", accept_all=True)
    a = np.arange(4)
    assert generic_utils.slice_arrays([a, None], 1, 3)[0].tolist() == [1, 2]
    assert generic_utils.slice_arrays([a, None], [0, 3])[0].tolist() == [0, 3]
    assert generic_utils.to_snake_case("SomeLayerName") == "some_layer_name"


def test_symbolic_tensors():
    assert not tf_utils.is_symbolic_tensor(tf.constant(1.0))
    assert not tf_utils.is_symbolic_tensor(tf.Variable(1.0))
    assert tf_utils.is_symbolic_tensor(tf.keras.Input((1,)))
    with tf.Graph().as_default():
        assert tf_utils.is_symbolic_tensor(tf.Variable(1.0))
        assert tf_utils.is_symbolic_tensor(tf.SparseTensor([[0]], [1.0], [2]))


def test_shapes_of_specs():
    spec = tf.keras.layers.InputSpec(ndim=3, axes={-1: 4})
    assert input_spec.to_tensor_shape(spec).as_list() == [None, None, 4]


def test_kernels():
    x, y = tf.constant([[1.0, 2.0], [0.0, 1.0]]), tf.constant([1.0, 0.0])
    np.testing.assert_allclose(
        kernelized_utils.exact_gaussian_kernel(x, y, 2.0), np.exp([[-4 / 8], [-2 / 8]]), 1e-6
    )
    np.testing.assert_allclose(
        kernelized_utils.exact_laplacian_kernel(x, y, 2.0), np.exp([[-1.0], [-1.0]]), 1e-6
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
        saving_utils.trace_model_call(model)
    x = tf.keras.Input((3,))
    model = tf.keras.Model(x, tf.keras.layers.Dense(2, name="out")(x))
    found = saving_utils.trace_model_call(model)(tf.ones([4, 3]))
    np.testing.assert_allclose(found["out"], model(tf.ones([4, 3])), 1e-6)
