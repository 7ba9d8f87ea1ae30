"""Layers of contrib without variables: flatten, dropout, one_hot_encoding, softmax, maxout."""

from zeal import _native
from zeal._native import api
from zeal.contrib.framework.scoped_arguments import add_arg_scope
from zeal.contrib.layers.collecting import collect_output, published
from zeal.eager.control import behind
from zeal.effects.check import assert_rank_at_least
from zeal.keras.layers.dropout import Dropout
from zeal.keras.layers.flatten import Flatten
from zeal.ops.array.one_hot import one_hot
from zeal.sparse.shapes import sparse_reshape
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import name_scope, variable_scope
from zeal.tensor_shape import as_shape


@published("flatten")
@add_arg_scope
def flatten(inputs, outputs_collections=None, scope=None):
    """Joins all axes but the first.

    Args:
      inputs: a tensor of at least one axis.
      outputs_collections: collections of the output.
      scope: name scope of the ops; "Flatten" by default.

    Returns:
      A tensor of shape `[batch, everything else]`.

    Raises:
      ValueError: inputs is a scalar.

    Example:
      >>> tf.contrib.layers.flatten(tf.zeros([2, 3, 4])).shape
      TensorShape([Dimension(2), Dimension(12)])
    """
    with name_scope(scope, "Flatten", [inputs]) as inside:
        return collect_output(outputs_collections, inside, Flatten()(_native.convert(inputs)))


@published("dropout")
@add_arg_scope
def dropout(
    inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None,
    scope=None, seed=None,
):
    """Sets elements to zero at random while training, and scales the others up.

    Args:
      inputs: floating tensor.
      keep_prob: share of elements to keep, a float or a scalar tensor.
      noise_shape: shape of the mask, which broadcasts to the input; None entries are the input's.
      is_training: whether to drop.
      outputs_collections: collections of the output.
      scope: the variable scope; a new "Dropout" by default.
      seed: operation seed.

    Returns:
      A tensor of the shape of inputs.

    Example:
      >>> tf.contrib.layers.dropout(tf.ones([2]), is_training=False).numpy().tolist()
      [1.0, 1.0]
    """
    with variable_scope(scope, "Dropout", [inputs]) as sc:
        layer = Dropout(1 - keep_prob, noise_shape, seed)
        outputs = layer(_native.convert(inputs), training=is_training)
        return collect_output(outputs_collections, sc.name, outputs)


@published("one_hot_encoding")
@add_arg_scope
def one_hot_encoding(
    labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None
):
    """Vectors that are on_value at the label's place.

    Args:
      labels: integer tensor of shape `[...]`.
      num_classes: length of the vectors.
      on_value, off_value: numbers.
      outputs_collections: collections of the output.
      scope: name scope of the ops; "OneHotEncoding" by default.

    Returns:
      A tensor of shape `[..., num_classes]`.

    Example:
      >>> tf.contrib.layers.one_hot_encoding([1], 3).numpy().tolist()
      [[0.0, 1.0, 0.0]]
    """
    with name_scope(scope, "OneHotEncoding", [labels, num_classes]) as inside:
        outputs = one_hot(_native.convert(labels), num_classes, on_value, off_value)
        return collect_output(outputs_collections, inside, outputs)


@published("softmax")
@add_arg_scope
def softmax(logits, scope=None):
    """Softmax over the last axis.

    Args:
      logits: floating tensor of shape `[..., n]`, at least two axes.
      scope: the variable scope; a new "softmax" by default.

    Returns:
      A tensor of the shape of logits.

    Raises:
      ValueError: the last axis is unknown, or there is one axis only.

    Example:
      >>> tf.contrib.layers.softmax(tf.zeros([1, 2])).numpy().tolist()
      [[0.5, 0.5]]
    """
    with variable_scope(scope, "softmax", [logits]):
        logits = _native.convert(logits)
        classes = _classes(logits.shape)
        predictions = api.softmax(api.reshape(logits, [-1, classes]))
        predictions = api.reshape(predictions, api.shape(logits))
        if predictions._symbolic:
            predictions.set_shape(logits.shape)
        return predictions


def _classes(shape):
    if shape.ndims is None:
        raise ValueError("dims of shape must be known but is None")
    if shape.ndims < 2:
        raise ValueError(f"rank of shape must be at least 2 not: {shape.ndims}")
    if shape.as_list()[-1] is None:
        raise ValueError(f"dimension -1 of shape must be known but is None: {shape}")
    return shape.as_list()[-1]


@published("maxout")
@add_arg_scope
def maxout(inputs, num_units, axis=-1, scope=None):
    """The largest of each group of features.

    Args:
      inputs: tensor of known rank.
      num_units: the number of groups, which divides the length of the axis.
      axis: axis of the features.
      scope: the variable scope; a new "MaxOut" by default.

    Returns:
      A tensor whose axis has num_units features.

    Raises:
      ValueError: num_units does not divide the number of features.

    Example:
      >>> tf.contrib.layers.maxout(tf.constant([[1.0, 5.0, 3.0, 2.0]]), 2).numpy().tolist()
      [[5.0, 3.0]]

    Source: Goodfellow et al. 2013.
    """
    with variable_scope(scope, "MaxOut", [inputs]):
        inputs = _native.convert(inputs)
        sizes = as_shape(inputs.shape).as_list()
        features = sizes[axis]
        if features % num_units:
            raise ValueError(
                f"number of features({features}) is not a multiple of num_units({num_units})"
            )
        sizes[axis] = num_units
        sizes = [api.shape(inputs)[i] if n is None else n for i, n in enumerate(sizes)]
        return api.reduce_max(api.reshape(inputs, [*sizes, features // num_units]), -1)


@published("images_to_sequence")
@add_arg_scope
def images_to_sequence(inputs, data_format="NHWC", outputs_collections=None, scope=None):
    """Images as sequences of their columns: each row of each image is a sequence of its own.

    Args:
      inputs: tensor of shape `[batch, height, width, channels]`.
      data_format: "NHWC", or "NCHW" where channels come second.
      outputs_collections: collections of the output.
      scope: the name scope; a new "ImagesToSequence" by default.

    Returns:
      A tensor of shape `[width, batch * height, channels]`.

    Raises:
      ValueError: data_format is neither.

    Example:
      >>> tf.contrib.layers.images_to_sequence(tf.ones([2, 7, 11, 5])).shape.as_list()
      [11, 14, 5]
    """
    if data_format not in ("NHWC", "NCHW"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    with name_scope(scope, "ImagesToSequence", [inputs]) as sc:
        inputs = _native.convert(inputs)
        if data_format == "NCHW":
            inputs = api.transpose(inputs, [0, 2, 3, 1])
        _, _, width, depth = inputs.shape.as_list()
        sizes = api.shape(inputs)
        columns = api.transpose(inputs, [2, 0, 1, 3])
        outputs = api.reshape(columns, [width, sizes[0] * sizes[1], depth])
        return collect_output(outputs_collections, sc, outputs)


@published("sequence_to_images")
@add_arg_scope
def sequence_to_images(
    inputs, height, output_data_format="channels_last", outputs_collections=None, scope=None
):
    """The images that `images_to_sequence` made sequences of.

    Args:
      inputs: tensor of shape `[width, batch * height, channels]`.
      height: the images' height.
      output_data_format: "channels_last" or "channels_first".
      outputs_collections: collections of the output.
      scope: the name scope; a new "SequenceToImages" by default.

    Returns:
      A tensor of rank 4.

    Example:
      >>> tf.contrib.layers.sequence_to_images(tf.ones([11, 14, 5]), 7).shape.as_list()
      [2, 7, 11, 5]
    """
    with name_scope(scope, "SequenceToImages", [inputs]) as sc:
        inputs = _native.convert(inputs)
        width, rows, depth = inputs.shape.as_list()
        number = -1 if rows is None else rows // height
        columns = api.reshape(inputs, [width, number, height, depth])
        order = [1, 3, 2, 0] if output_data_format == "channels_first" else [1, 2, 0, 3]
        return collect_output(outputs_collections, sc, api.transpose(columns, order))


@add_arg_scope
def poincare_normalize(x, axis=1, epsilon=1e-5, name=None):
    """Scales vectors that are too long to the length 1 - epsilon.

    Args:
      x: floating tensor.
      axis: the axis, or axes, of the vectors.
      epsilon: how far from 1 they stay.
      name: name of the scope.

    Returns:
      A tensor of the shape of x.

    Example:
      >>> from zeal.contrib.layers.reshaping import poincare_normalize
      >>> poincare_normalize(tf.constant([[3.0, 4.0], [0.1, 0.0]])).numpy()
      array([[0.599994, 0.799992],
             [0.1     , 0.      ]], dtype=float32)

    Source: Nickel and Kiela, 2017.
    """
    with name_scope(name, "poincare_normalize", [x]) as scope:
        x = _native.convert(x)
        inverse = api.rsqrt(api.reduce_sum(api.square(x), axis, keepdims=True))
        return api.multiply(x, api.minimum((1.0 - epsilon) * inverse, 1.0), name=scope)


def inner_flatten(inputs, new_rank, output_collections=None, scope=None):
    """The last axes as one, so that a tensor has so many.

    Args:
      inputs: a tensor, dense or sparse.
      new_rank: the number of axes.
      output_collections: collections of the output.
      scope: the name scope; a new "InnerFlatten" by default.

    Raises:
      ValueError: it has fewer.
    """
    with name_scope(scope, "InnerFlatten", [inputs, new_rank]) as sc:
        if isinstance(inputs, SparseTensor):
            rank = inputs.shape.ndims
            if rank is not None and rank < new_rank:
                raise ValueError(
                    f"Inputs has rank less than new_rank. {inputs} must have rank at least "
                    f"{new_rank}. Received rank {rank}, shape {inputs.shape}"
                )
            shape = api.concat([inputs.dense_shape[: new_rank - 1], [-1]], 0)
            return collect_output(output_collections, sc, sparse_reshape(inputs, shape))
        inputs = _native.convert(inputs)
        checks = [assert_rank_at_least(
            inputs, new_rank, message="inputs has rank less than new_rank")]  # fmt: skip
        with behind(checks):
            outer = api.shape(inputs)[: new_rank - 1]
            outputs = api.reshape(inputs, api.concat([outer, [-1]], 0))
        if outputs._symbolic and isinstance(new_rank, int) and inputs.shape.ndims is not None:
            inner = inputs.shape[new_rank - 1 :].num_elements()
            outputs.set_shape(inputs.shape[: new_rank - 1].concatenate([inner]))
        return collect_output(output_collections, sc, outputs)
