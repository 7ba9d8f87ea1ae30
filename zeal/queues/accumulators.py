"""tf.ConditionalAccumulator and kin: sums of gradients, taken once there are enough of them."""

from collections import namedtuple
from functools import partial

from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype, int32, int64
from zeal.graph.host_call import host_call, object_of, shared_object
from zeal.ops.indexed_slices import IndexedSlices
from zeal.public import public
from zeal.queues.accumulated import Accumulated, AccumulatedRows
from zeal.queues.queue import require_graph
from zeal.tensor_shape import TensorShape

Slices = namedtuple("SparseAccumulatorTakeGradient", ["indices", "values", "shape"])
_REDUCTIONS = {"MEAN": True, "SUM": False}


@public("ConditionalAccumulatorBase")
class ConditionalAccumulatorBase:
    """What accumulators of dense and of sparse gradients have in common.

    Args:
      dtype: the gradients' dtype.
      shape: their shape, or None.
      accumulator_ref: the handle, a symbolic tensor.
    """

    def __init__(self, dtype, shape, accumulator_ref):
        self._dtype, self._shape = as_dtype(dtype), TensorShape(shape)
        self._accumulator_ref = accumulator_ref
        self._name = accumulator_ref.op.name.split("/")[-1]

    _family = "Resource"  # what names of ops begin with

    def _make(self, op, dtype, shape, shared_name, name, reduction_type):
        require_graph()
        attrs = {"dtype": as_dtype(dtype), "shape": TensorShape(shape), "container": ""}
        attrs |= {"shared_name": shared_name or "", "reduction_type": reduction_type}
        ConditionalAccumulatorBase.__init__(self, dtype, shape, _handle(op, attrs, name))

    @property
    def accumulator_ref(self):
        """The handle."""
        return self._accumulator_ref

    @property
    def name(self):
        """The name of the op that makes the accumulator."""
        return self._name

    @property
    def dtype(self):
        """The gradients' DType."""
        return self._dtype

    def num_accumulated(self, name=None):
        """The number of gradients since some were taken last, an int32 scalar."""
        name = name or f"{self._name}_NumAccumulated"
        return self._op(f"{self._family}AccumulatorNumAccumulated", (), name, {})[0]

    def set_global_step(self, new_global_step, name=None):
        """An op that makes gradients of earlier steps stale.

        Args:
          new_global_step: an integer scalar.
          name: name of the op.

        Returns:
          An Operation.
        """
        step = api.cast(new_global_step, int64)
        return self._op(f"{self._family}AccumulatorSetGlobalStep", [step], name, {})

    def _op(self, op, inputs, name, attrs=None):
        attrs = {"dtype": self._dtype} if attrs is None else attrs
        return _step(op, [self._accumulator_ref, *inputs], name, attrs)


@public("ConditionalAccumulator")
class ConditionalAccumulator(ConditionalAccumulatorBase):
    """Adds up gradients of several workers; those that come too late are dropped.

    Args:
      dtype: the gradients' dtype.
      shape: their shape, or None where it is not known before the first one.
      shared_name: accumulators of one name in a graph are one.
      name: name of the op.
      reduction_type: "MEAN" or "SUM", what is taken.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: reduction_type is another.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     sums = tf.ConditionalAccumulator(tf.float32, shape=[2])
      ...     session.run([sums.apply_grad([1.0, 2.0]), sums.apply_grad([3.0, 4.0])])
      ...     print(session.run(sums.take_grad(2)))
      [None, None]
      [2. 3.]
    """

    def __init__(
        self, dtype, shape=None, shared_name=None, name="conditional_accumulator",
        reduction_type="MEAN",
    ):  # fmt: skip
        op = "ResourceConditionalAccumulator"
        self._make(op, dtype, shape, shared_name, name, reduction_type)

    def apply_grad(self, grad, local_step=0, name=None):
        """An op that adds a gradient, unless it is stale.

        Args:
          grad: a tensor of the accumulator's dtype and shape.
          local_step: the step that it belongs to; one before the accumulator's is stale.
          name: name of the op.

        Returns:
          An Operation.

        Raises:
          ValueError: the shape does not fit.
        """
        grad = _native.convert(grad, self._dtype)
        grad.shape.assert_is_compatible_with(self._shape)
        inputs = [api.cast(local_step, int64), grad]
        return self._op("ResourceAccumulatorApplyGradient", inputs, name)

    def take_grad(self, num_required, name=None):
        """The mean or sum of the gradients, for which a run waits until there are enough.

        The accumulator is empty afterwards, and its step one further.

        Args:
          num_required: how many gradients are enough, an integer scalar.
          name: name of the op.

        Returns:
          A tensor. A run raises InvalidArgumentError where num_required is below 1.
        """
        required = _native.convert(num_required, int32)
        return self._op("ResourceAccumulatorTakeGradient", [required], name)[0]


@public("SparseConditionalAccumulator", "sparse.SparseConditionalAccumulator")
class SparseConditionalAccumulator(ConditionalAccumulatorBase):
    """Adds up gradients that are slices; those that come too late are dropped.

    Args:
      dtype: the gradients' dtype.
      shape: the shape of the tensor that they are slices of, or None.
      shared_name: accumulators of one name in a graph are one.
      name: name of the op.
      reduction_type: "MEAN", of those gradients that have the slice, or "SUM".

    Raises:
      RuntimeError: eager execution is on.
      ValueError: reduction_type is another.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     sums = tf.SparseConditionalAccumulator(tf.float32, shape=[3])
      ...     session.run([sums.apply_grad([0, 2], [1.0, 2.0]), sums.apply_grad([2], [4.0])])
      ...     print(session.run(sums.take_grad(2)).values)
      [None, None]
      [1. 3.]
    """

    _family = ""

    def __init__(
        self, dtype, shape=None, shared_name=None, name="sparse_conditional_accumulator",
        reduction_type="MEAN",
    ):  # fmt: skip
        op = "SparseConditionalAccumulator"
        self._make(op, dtype, shape, shared_name, name, reduction_type)

    def apply_indexed_slices_grad(self, grad, local_step=0, name=None):
        """An op that adds a `tf.IndexedSlices`, unless it is stale; see `apply_grad`."""
        return self.apply_grad(grad.indices, grad.values, grad.dense_shape, local_step, name)

    def apply_grad(self, grad_indices, grad_values, grad_shape=None, local_step=0, name=None):
        """An op that adds a gradient, unless it is stale.

        Args:
          grad_indices: a vector of the slices' places along the first axis.
          grad_values: the slices, of the accumulator's dtype.
          grad_shape: the shape of what they are slices of, or None.
          local_step: the step that it belongs to; one before the accumulator's is stale.
          name: name of the op.

        Returns:
          An Operation. A run raises InvalidArgumentError where the shapes do not fit.
        """
        inputs = [
            api.cast(local_step, int64),
            api.cast(grad_indices, int64),
            _native.convert(grad_values, self._dtype),
            api.cast([] if grad_shape is None else grad_shape, int64),
        ]
        attrs = {"dtype": self._dtype, "has_known_shape": grad_shape is not None}
        return self._op("SparseAccumulatorApplyGradient", inputs, name, attrs)

    def take_grad(self, num_required, name=None):
        """The mean or sum of the gradients, for which a run waits until there are enough.

        The accumulator is empty afterwards, and its step one further.

        Args:
          num_required: how many gradients are enough, an integer scalar.
          name: name of the op.

        Returns:
          A named tuple of the tensors `indices`, `values` and `shape`.
        """
        required = [_native.convert(num_required, int32)]
        return Slices(*self._op("SparseAccumulatorTakeGradient", required, name))

    def take_indexed_slices_grad(self, num_required, name=None):
        """The same as `take_grad`, as a `tf.IndexedSlices`."""
        found = self.take_grad(num_required, name)
        return IndexedSlices(found.values, found.indices, found.shape)


# --- kernels ---
def _count(inputs):
    return [object_of(inputs[0]).count]


def _set_step(inputs):
    object_of(inputs[0]).set_step(int(inputs[1]))
    return []


def _apply(inputs):
    object_of(inputs[0]).apply(int(inputs[1]), inputs[2].numpy())
    return []


def _apply_rows(has_shape, inputs):
    indices, values, shape = (t.numpy() for t in inputs[2:])
    shape = shape.tolist() if has_shape else None
    object_of(inputs[0]).apply(int(inputs[1]), indices, values, shape)
    return []


def _take(inputs):
    return object_of(inputs[0]).take(int(inputs[1]))


def _shape_of_sum(attrs, handle):
    noted = handle.op.graph._host_attrs.get(handle.op.name, {})
    return [(attrs["dtype"], noted.get("shape", TensorShape(None)))]


def _rows_of_sum(attrs, handle):
    # The accumulator's shape is a beginning: gradients may have more axes.
    return [(int64, [None]), (attrs["dtype"], None), (int64, [None])]


def _nothing(attrs, handle):
    return ()


# By name but for "Resource": the kernel of an op's attributes, and what it gives.
_STEPS = {
    "AccumulatorApplyGradient": (lambda attrs: _apply, _nothing),
    "AccumulatorNumAccumulated": (lambda attrs: _count, lambda attrs, handle: [(int32, [])]),
    "AccumulatorSetGlobalStep": (lambda attrs: _set_step, _nothing),
    "AccumulatorTakeGradient": (lambda attrs: _take, _shape_of_sum),
    "SparseAccumulatorApplyGradient": (
        lambda attrs: partial(_apply_rows, attrs["has_known_shape"]), _nothing,
    ),
    "SparseAccumulatorTakeGradient": (lambda attrs: _take, _rows_of_sum),
}  # fmt: skip


# --- ops, as GraphDefs tell of them ---
def _handle(op, attrs, name):
    if attrs["reduction_type"] not in _REDUCTIONS:
        raise ValueError(
            f"reduction_type is 'MEAN' or 'SUM', not {attrs['reduction_type']!r}: no way to add "
            "gradients has that name"
        )
    kind = AccumulatedRows if op.startswith("Sparse") else Accumulated
    how = attrs["dtype"], attrs["shape"], _REDUCTIONS[attrs["reduction_type"]]
    return shared_object(op, lambda _: kind(*how), attrs["shared_name"], name, attrs)


def _step(op, inputs, name, attrs):
    kernel_of, outputs_of = _STEPS[op.removeprefix("Resource")]
    return host_call(op, kernel_of(attrs), inputs, outputs_of(attrs, inputs[0]), name, attrs)


def make(op, attrs, inputs, name):
    """Adds an op that a GraphDef has to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.

    Returns:
      The Operation, or what it gives.
    """
    from zeal.graph_def.shape_proto import shape_of

    attrs = {key: v.decode() if isinstance(v, bytes) else v for key, v in attrs.items()}
    if inputs:
        return _step(op, inputs, name, attrs)
    return _handle(op, {**attrs, "shape": shape_of(attrs["shape"])}, name)
