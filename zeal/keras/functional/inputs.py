"""tf.keras.Input: the tensors that models are made from."""

from typing import Any

from zeal import _native
from zeal._native import Tensor
from zeal.dtypes import as_dtype
from zeal.keras.float_dtype import floatx
from zeal.keras.functional.node import Node
from zeal.keras.functional.record import keras_graph
from zeal.keras.layers import marks
from zeal.keras.layers.layer import Layer
from zeal.keras.naming import get_uid
from zeal.public import public
from zeal.ragged.factory import placeholder as ragged_placeholder
from zeal.sparse.merging import sparse_placeholder
from zeal.tensor_shape import TensorShape


def _lengths(shape) -> tuple:
    if isinstance(shape, TensorShape):
        return tuple(shape.as_list())
    return (shape,) if isinstance(shape, int) else tuple(
        None if n is None or (d := getattr(n, "value", n)) is None else int(d) for n in shape
    )


@public("keras.layers.InputLayer")
class InputLayer(Layer):
    """The place of a model's input; `tf.keras.Input` makes one and returns its tensor.

    Args:
      input_shape: the input's shape without the batch axis; None entries are open.
      batch_size: the batch axis, if it is fixed.
      dtype: the input's dtype; `floatx()` by default.
      input_tensor: a tensor of the graph that is the input; by default a placeholder.
      sparse, ragged: whether the input is a `tf.SparseTensor`, or a `tf.RaggedTensor`, whose
        rows are ragged along the first axes behind the batch's that are open.
      name: the layer's name.
      **kwargs: `batch_input_shape`, the whole shape.

    Raises:
      ValueError: an unknown keyword, or both shapes; an input that is sparse and ragged.

    Example:
      >>> model = tf.keras.Sequential([
      ...     tf.keras.layers.InputLayer(input_shape=(3,)), tf.keras.layers.Dense(2)])
      >>> model.output_shape
      (None, 2)
    """

    def __init__(
        self, input_shape=None, batch_size=None, dtype=None, input_tensor=None, sparse=False,
        name=None, ragged=False, **kwargs: Any,
    ) -> None:  # fmt: skip
        if sparse and ragged:
            raise ValueError("Cannot set both sparse and ragged to True in a Keras input.")
        whole = kwargs.pop("batch_input_shape", None)
        if kwargs:
            raise ValueError(f"Unrecognized keyword arguments: {list(kwargs)}")
        if whole is not None and input_shape is not None:
            raise ValueError(
                "Only provide the input_shape OR batch_input_shape argument to InputLayer, not "
                "both at the same time."
            )
        if whole is None and input_shape is not None:
            whole = (batch_size, *_lengths(input_shape))
        if dtype is None:
            dtype = floatx() if input_tensor is None else input_tensor.dtype
        super().__init__(dtype=as_dtype(dtype), name=name or f"input_{get_uid('input')}")
        self.sparse, self.ragged, self.batch_size = sparse, ragged, batch_size
        self.is_placeholder = input_tensor is None
        self._place(whole, input_tensor)

    def _place(self, whole, tensor):
        """Makes the tensor, whose call this layer is."""
        if tensor is None:
            self._batch_input_shape = None if whole is None else _lengths(whole)
            sizes = self._batch_input_shape and list(self._batch_input_shape)
            tensor = self._placeholder(keras_graph(), sizes)
        else:
            if isinstance(tensor, _native.Variable):
                tensor = _native.convert(tensor)
            if not getattr(tensor, "_symbolic", False):
                raise ValueError(
                    "Expected a tensor of a graph for input_tensor; values of eager programs are "
                    "what a model is called with"
                )
            self._batch_input_shape = tensor.shape.dims and _lengths(tensor.shape)
        self.built = True
        marks.in_use = True
        Node(self, (), tensor)

    def _placeholder(self, graph, sizes):
        dtype = as_dtype(self.dtype)
        if not self.sparse and not (self.ragged and None in sizes[1:2]):
            return graph._placeholder(dtype, sizes, self.name)
        with graph.as_default():
            if self.sparse:
                return sparse_placeholder(dtype, sizes, self.name)
            rank = next((i for i, n in enumerate(sizes[1:]) if n is not None), len(sizes) - 1)
            return ragged_placeholder(dtype, rank, sizes[rank + 1 :], self.name)

    def call(self, inputs) -> Tensor:
        """The input itself.

        Args:
          inputs: a tensor.

        Returns:
          The same.
        """
        return inputs

    def get_config(self) -> dict:
        return {
            "batch_input_shape": self._batch_input_shape, "dtype": self.dtype,
            "sparse": self.sparse, "ragged": self.ragged, "name": self.name,
        }  # fmt: skip


@public("keras.Input", "keras.layers.Input")
def Input(
    shape=None, batch_size=None, name=None, dtype=None, sparse=False, tensor=None, ragged=False,
    **kwargs: Any,
) -> Tensor:  # fmt: skip
    """A tensor without a value, which layers are called with, and models made from.

    Args:
      shape: the input's shape without the batch axis; None entries are open.
      batch_size: the batch axis, if it is fixed.
      name: the name of the input's layer.
      dtype: the input's dtype; `floatx()` by default.
      sparse, ragged: as of `tf.keras.layers.InputLayer`.
      tensor: a tensor of the graph that is the input.
      **kwargs: `batch_shape`, the whole shape.

    Returns:
      A symbolic tensor, or what is made of such. Eagerly it is of a graph of Keras's: ops on it,
      too, give such tensors.

    Raises:
      ValueError: there is neither shape nor tensor, or both shapes.

    Example:
      >>> x = tf.keras.Input(shape=(3,))
      >>> y = tf.keras.layers.Dense(2, kernel_initializer="ones")(x)
      >>> tf.keras.Model(x, y)(tf.ones([1, 3])).numpy()
      array([[3., 3.]], dtype=float32)
    """
    whole = kwargs.pop("batch_shape", kwargs.pop("batch_input_shape", None))
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments: {list(kwargs)}")
    if whole is not None and shape is not None:
        raise ValueError(
            "Only provide the `shape` OR `batch_input_shape` argument to Input, not both at the "
            "same time."
        )
    if whole is None and shape is None and tensor is None:
        raise ValueError(
            "Please provide to Input either a `shape` or a `tensor` argument. Note that `shape` "
            "does not include the batch dimension."
        )
    given = {"batch_input_shape": whole} if whole is not None else {"input_shape": shape}
    if tensor is not None:
        given = {}
    layer = InputLayer(
        batch_size=batch_size, name=name, dtype=dtype, sparse=sparse, ragged=ragged,
        input_tensor=tensor, **given,
    )  # fmt: skip
    return layer.inbound_nodes[0].outputs
