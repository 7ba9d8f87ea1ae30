"""`tf.TensorArray`: tensors by index, for loops; a Python list eagerly, a value in graphs."""

from zeal import _native
from zeal._native import raw
from zeal.dtypes import as_dtype
from zeal.eager.control import no_op
from zeal.errors import InvalidArgumentError, OutOfRangeError
from zeal.graph import tensor_lists as lists
from zeal.graph.placeholder import sizes
from zeal.nest.walk import sure_leaf
from zeal.ops.array.constant import constant
from zeal.ops.array.fill import zeros
from zeal.ops.array.join import split, stack, unstack
from zeal.ops.array.range import range as indices_below
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape

api = _native.api


@public("TensorArray")
@sure_leaf
class TensorArray:
    """Tensors of one dtype by index, which loops write one after another.

    Args:
      dtype: of the tensors.
      size: how many places.
      dynamic_size: whether writing beyond the last place makes more.
      clear_after_read: whether a tensor can be read once only (eagerly; in graphs it stays).
      tensor_array_name, handle, colocate_with_first_write_call, name: accepted for compatibility.
      flow: an array's value in a graph, to make another object of it.
      infer_shape: whether all tensors must have one shape.
      element_shape: the shape of the tensors, as far as it is known.

    Example:
      >>> array = tf.TensorArray(tf.float32, size=2)
      >>> array = array.write(0, 1.0).write(1, 2.0)
      >>> array.stack().numpy().tolist()
      [1.0, 2.0]
    """

    def __init__(
        self, dtype, size=None, dynamic_size=None, clear_after_read=None, tensor_array_name=None,
        handle=None, flow=None, infer_shape=True, element_shape=None,
        colocate_with_first_write_call=True, name=None,
    ):  # fmt: skip
        if handle is not None and flow is None:
            raise ValueError("Cannot construct with a handle alone: give the array's flow")
        if flow is None and size is None:
            raise ValueError("Cannot set both or neither of flow and size: size is not provided")
        self._dtype = as_dtype(dtype)
        self._dynamic = bool(dynamic_size)
        self._infer = infer_shape
        self._clears = True if clear_after_read is None else clear_after_read
        self._shape = as_shape(element_shape)
        concrete = flow is None and not getattr(size, "_symbolic", False)
        eager = concrete and _native.executing_eagerly()
        self._store = _Eager(self, int(size)) if eager else None
        self._flow = flow
        if not eager and flow is None:
            name = name or "TensorArray"
            self._flow = lists.tensor_list_reserve(self._shape, size, self._dtype, name)

    # --- what it is ---
    @property
    def dtype(self):
        """The dtype of the tensors."""
        return self._dtype

    @property
    def element_shape(self):
        """The shape of the tensors, as far as it is known."""
        return self._shape

    @property
    def dynamic_size(self):
        """Whether writing beyond the last place makes more."""
        return self._dynamic

    @property
    def handle(self):
        """The array's value in a graph; None while executing eagerly."""
        return self._flow

    @property
    def flow(self):
        """The array's value in a graph; while executing eagerly, a placeholder for one."""
        return zeros([]) if self._store else self._flow

    def identity(self):
        """The same array."""
        return self if self._store else self._with_flow(api.identity(self._flow))

    def size(self, name=None):
        """How many places there are, an int32 scalar."""
        return self._store.size() if self._store else lists.tensor_list_length(self._flow, name)

    # --- one place ---
    def read(self, index, name=None):
        """The tensor at an index.

        Raises:
          OutOfRangeError, InvalidArgumentError: there is no such place, or nothing in it.
        """
        if self._store:
            return self._store.read(int(index))
        where = _index(index)
        found = lists.tensor_list_get_item(self._flow, where, self._dtype, self._shape, name)
        return _with_shape(found, self._shape)

    def write(self, index, value, name=None):
        """The array with a tensor at an index: go on with what this returns."""
        value = self._converted(value)
        if self._store:
            self._store.write(int(index), value)
            return self
        self._check_shape(value.shape)
        where, flow = _index(index), self._written()
        return self._gone_on(lists.tensor_list_set_item(flow, where, value, self._dynamic, name))

    # --- all places ---
    def stack(self, name=None):
        """The tensors along a new first axis."""
        if self._store:
            return self._store.stack()
        name = name or "TensorArrayStack"
        shape = self._shape
        found = lists.tensor_list_stack(self._flow, self._dtype, element_shape=shape, name=name)
        return _with_shape(found, TensorShape([None]).concatenate(self._shape))

    def gather(self, indices, name=None):
        """The tensors at some indices along a new first axis."""
        if self._store:
            return self._store.gather(indices)
        where = _index(indices)
        found = lists.tensor_list_gather(self._flow, where, self._dtype, self._shape, name)
        return _with_shape(found, TensorShape([None]).concatenate(self._shape))

    def concat(self, name=None):
        """The tensors after one another along their first axis."""
        if self._store:
            return self._store.concat()
        found = lists.tensor_list_concat(self._flow, self._dtype, self._shape, name)
        known = self._shape
        shape = TensorShape([None]).concatenate(known[1:]) if known.ndims else known
        return _with_shape(found, shape)

    def unstack(self, value, name=None):
        """The array with the rows of a tensor from place 0 on."""
        value = self._converted(value)
        if value.ndim == 0:
            raise ValueError("Shape must be at least rank 1 but is rank 0 for TensorArray.unstack")
        if self._store:
            self._store.unstack(value)
            return self
        return self.scatter(indices_below(api.shape(value)[0]), value, name)

    def scatter(self, indices, value, name=None):
        """The array with the rows of a tensor at some indices."""
        value = self._converted(value)
        if self._store:
            self._store.scatter(indices, value)
            return self
        if value.shape.ndims is not None:
            self._check_shape(value.shape[1:])
        indices, flow = _index(indices), self._written()
        if self._dynamic:
            flow = lists.tensor_list_grow(flow, api.reduce_max(indices))
        flow = lists.tensor_list_scatter(value, indices, None, flow, name)
        return self._gone_on(flow)

    def split(self, value, lengths, name=None):
        """The array with pieces of a tensor along its first axis."""
        value = self._converted(value)
        if self._store:
            self._store.split(value, lengths)
            return self
        return self._gone_on(lists.tensor_list_split(value, None, lengths, name))

    def grad(self, source, flow=None, name=None):
        """An array of as many places, without tensors, whose writes to one place are summed.

        `tf.gradients` does without: gradients flow through an array's values themselves.

        Args:
          source: names the gradient computation; accepted for compatibility.
          flow: the flow of what an earlier call returned, behind its writes, to go on with these.
          name: name of the op.

        Returns:
          A TensorArray.

        Raises:
          NotImplementedError: eager execution is on.
          ValueError: this is such an array itself.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     array = tf.TensorArray(tf.float32, size=2).unstack([1.0, 2.0])
          ...     sums = array.grad("gradients").write(1, 3.0).write(1, 4.0)
          ...     print(session.run(sums.stack()).tolist())
          [0.0, 7.0]
        """
        if self._store:
            raise NotImplementedError(
                "TensorArray.grad is not supported when executing eagerly; eager's gradient "
                "implementation does not use/need this function to compute gradients of "
                "operations that use TensorArrays."
            )
        if self._sums:
            raise ValueError(f"{self._flow.name} is an array of gradients, which has no grad()")
        goes_on = flow is not None and flow.op.type == "AddVariants"  # as writes of sums alone are
        array = self._with_flow(flow if goes_on else self._without_tensors(name))
        array._sums, array._dynamic = True, False
        return array

    def close(self, name=None):
        """Lets go of the tensors; an operation in graphs, where runs do so by themselves."""
        if not self._store:
            return no_op(name)
        self._store = _Eager(self, 0)
        return None

    # --- parts ---
    _sums = False  # whether what is written is added

    def _without_tensors(self, name=None):
        size = lists.tensor_list_length(self._flow)
        return lists.tensor_list_reserve(self._shape, size, self._dtype, name)

    def _written(self):
        """Into what a write goes."""
        return self._without_tensors() if self._sums else self._flow

    def _gone_on(self, flow):
        """The array behind a write."""
        return self._with_flow(raw.AddVariants(self._flow, flow) if self._sums else flow)

    def _with_flow(self, flow):
        array = TensorArray.__new__(TensorArray)
        array.__dict__.update(self.__dict__)
        array._flow = flow
        return array

    def _converted(self, value):
        if isinstance(value, _native.Variable):
            value = value.value()
        if not isinstance(value, _native.Tensor):
            value = _native.convert(value, self._dtype)
        if value.dtype != self._dtype:
            raise InvalidArgumentError(
                f"TensorArray dtype is {self._dtype.name} but Op is trying to write dtype "
                f"{value.dtype.name}"
            )
        return value

    def _check_shape(self, shape):
        """Notes what one tensor tells of the shape of all."""
        if not self._shape.is_compatible_with(shape):
            raise ValueError(
                f"Inconsistent shapes: saw {shape} but expected {self._shape} "
                "(and infer_shape=True)"
            )
        if self._infer:
            self._shape = self._shape.merge_with(shape)


def _index(value):
    value = _native.convert(value)
    return value if value.dtype == "int32" else api.cast(value, "int32")


def _with_shape(tensor, shape):
    if tensor._symbolic:
        tensor.set_shape(shape)
    return tensor


class _Eager:
    """The tensors of an array of eager programs, whose methods change it."""

    def __init__(self, array, size):
        self.array, self.tensors, self.read_before = array, [None] * size, set()

    def size(self):
        return constant(len(self.tensors), "int32")

    def read(self, index):
        if index in self.read_before and self.tensors[index] is None:
            raise InvalidArgumentError(
                f"Could not read index {index} twice because it was cleared after a previous read "
                "(perhaps try setting clear_after_read = false?)"
            )
        tensor = self._at(index)
        if self.array._clears:
            self.tensors[index] = None
            self.read_before.add(index)
        return tensor

    def _at(self, index):
        """The tensor at a place; zeros where there is none, also where one was taken out."""
        if index < 0:
            raise OutOfRangeError(f"Reading from negative indices (index {index}) is not allowed.")
        if index >= len(self.tensors):
            raise OutOfRangeError(
                f"Tried to read from index {index} but array size is: {len(self.tensors)}"
            )
        tensor = self.tensors[index]
        return self._zeros(index) if tensor is None else tensor

    def _zeros(self, index):
        shape = self.array._shape
        if not shape.is_fully_defined():
            known = next((t.shape for t in self.tensors if t is not None), None)
            if known is None:
                raise InvalidArgumentError(
                    f"Could not read from TensorArray index {index}: it was never written to, and "
                    "the element shape is not fully defined"
                )
            shape = known
        return zeros(shape, self.array._dtype)

    def write(self, index, value):
        n = len(self.tensors)
        if index < 0:
            raise OutOfRangeError(f"Writing to negative indices (index {index}) is not allowed.")
        if index >= n:
            if not self.array._dynamic:
                raise OutOfRangeError(
                    f"Tried to write to index {index} but array is not resizeable and size is: {n}"
                )
            self.tensors += [None] * (index + 1 - n)
        self._check(value.shape)
        self.tensors[index] = value

    def _check(self, shape):
        array = self.array
        if not array._shape.is_compatible_with(shape):
            raise ValueError(f"Incompatible shape for value ({shape}), expected ({array._shape})")
        if array._infer:
            array._shape = array._shape.merge_with(shape)

    def all(self):
        return [self._at(i) for i in range(len(self.tensors))]

    def stack(self):
        tensors = self.all()
        if not tensors:
            return zeros([0, *(sizes(self.array._shape) or [])], self.array._dtype)
        return stack(tensors)

    def gather(self, indices):
        return stack([self._at(int(i)) for i in _native.convert(indices).numpy()])

    def concat(self):
        return api.concat(self.all(), 0)

    def unstack(self, value):
        rows = unstack(value)
        if len(rows) > len(self.tensors) and not self.array._dynamic:
            raise ValueError(
                f"Cannot unstack {len(rows)} tensors into a TensorArray of static size "
                f"{len(self.tensors)}"
            )
        for row in rows[:1]:  # the others have its shape
            self._check(row.shape)
        self.tensors = [*rows, *[None] * (len(self.tensors) - len(rows))]

    def scatter(self, indices, value):
        for i, row in zip(_native.convert(indices).numpy(), unstack(value), strict=True):
            self.write(int(i), row)

    def split(self, value, lengths):
        lengths = _native.convert(lengths).numpy()
        total = int(lengths.sum())
        if lengths.ndim != 1 or value.ndim < 1 or total != value.shape._at(0):
            raise InvalidArgumentError(
                "Expected sum of lengths to be equal to values.shape[0], but sum of lengths is "
                f"{total} and value's shape is: {value.shape}"
            )
        pieces = split(value, lengths)
        self.tensors = [None] * max(len(pieces), len(self.tensors))
        self.array._infer = False
        for i, piece in enumerate(pieces):
            self.write(i, piece)
