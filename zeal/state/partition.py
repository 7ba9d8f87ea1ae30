"""Variables in parts along one axis."""


from zeal import _native
from zeal._native import api
from zeal.dtypes import as_dtype
from zeal.ops.conversion import register_tensor_conversion_function
from zeal.public import public
from zeal.state.slice_info import SaveSliceInfo
from zeal.tensor_shape import as_shape


class PartitionInfo:
    """What an initializer is told of the part that it fills.

    Args:
      full_shape: the whole variable's sizes.
      var_offset: where the part begins on each axis.
    """

    def __init__(self, full_shape, var_offset):
        full, offset = _sizes_of("full_shape", full_shape), _sizes_of("var_offset", var_offset)
        if len(full) != len(offset):
            raise ValueError(
                f"Expected equal length, but `var_offset` is of length {len(offset)} while "
                f"full_shape is of length {len(full)}."
            )
        for begin, whole in zip(offset, full, strict=True):
            if not 0 <= begin < whole and (begin, whole) != (0, 0):
                raise ValueError(
                    f"Expected 0 <= offset < shape but found offset={begin}, shape={whole} for "
                    f"var_offset={offset}, full_shape={full}"
                )
        self.full_shape, self.var_offset = full, offset

    def single_offset(self, shape):
        """Where a part of this shape begins on the axis that is split."""
        return self.var_offset[self.single_slice_dim(shape)]

    def single_slice_dim(self, shape):
        """The axis that is split, for a part of this shape; 0 where none is.

        Raises:
          TypeError: the shape is no sequence.
          ValueError: it is no part of the whole, or more than one axis is split.
        """
        sizes = _sizes_of("shape", shape)
        if len(sizes) != len(self.full_shape):
            raise ValueError(
                f"Expected equal length, but received shape={sizes} of length {len(sizes)} while "
                f"self.full_shape={self.full_shape} is of length {len(self.full_shape)}."
            )
        for i, (begin, size) in enumerate(zip(self.var_offset, sizes, strict=True)):
            if begin + size > self.full_shape[i]:
                raise ValueError(
                    f"With self.var_offset={self.var_offset}, a partition of shape={sizes} would "
                    f"exceed self.full_shape={self.full_shape} in dimension {i}."
                )
        pairs = enumerate(zip(sizes, self.full_shape, strict=True))
        split = [i for i, (size, whole) in pairs if size != whole]
        if len(split) > 1:
            raise ValueError(
                f"Cannot use single_slice_dim() with shape={sizes} and self.full_shape="
                f"{self.full_shape} since slice dim could be either dimension {split[1]} or "
                f"{split[0]}."
            )
        return split[0] if split else 0


def _sizes_of(name, sizes):
    """Sizes as a list; TensorShapes too."""
    if isinstance(sizes, str) or not hasattr(sizes, "__iter__"):
        raise TypeError(
            f"`{name}` must be a sequence (like tuple or list) instead of {type(sizes).__name__}"
        )
    return [int(n) for n in sizes]


class PartitionedVariable:
    """A variable in parts, which ops read as one; iterating over it gives the parts.

    Args:
      name: its name; the parts are "name/part_0" and so on.
      shape: a full TensorShape.
      dtype: its DType.
      variable_list: the parts, in order.
      partitions: the number of parts along each axis.
    """

    def __init__(self, name, shape, dtype, variable_list, partitions):
        self._name, self._shape, self._dtype = name, shape, dtype
        self._parts, self._partitions = list(variable_list), list(partitions)

    name = property(lambda self: self._name, doc="Its name, without `:0`.")
    shape = property(lambda self: self._shape, doc="The TensorShape of the whole.")
    dtype = property(lambda self: self._dtype, doc="The DType.")
    trainable = property(lambda self: self._parts[0].trainable, doc="Whether the parts are.")
    op = property(lambda self: self, doc="Itself: there is no one op.")

    def __iter__(self):
        return iter(self._parts)

    def __len__(self):
        axes = self._partition_axes()
        if len(axes) > 1:
            raise ValueError(f"Cannot get a length for {len(axes)} > 1 partition axes")
        return len(self._parts)

    def get_shape(self):
        """The TensorShape of the whole."""
        return self.shape

    def as_tensor(self):
        """The parts joined."""
        from zeal.state.scope import name_scope

        if len(self._parts) == 1:
            with name_scope(None):
                return api.identity(self._parts[0], name=self._name)
        with name_scope(f"{self._name}/ConcatPartitions/"):
            joined = api.concat([part.value() for part in self._parts], self._partition_axes()[0])
        with name_scope(None):
            return api.identity(joined, name=self._name)

    def assign(self, value, use_locking=False, name=None, read_value=True):
        """Sets all parts; a list of what assigning to each gives."""
        return self._each("assign", value, read_value)

    def assign_add(self, value, use_locking=False, name=None, read_value=True):
        """Adds to all parts; a list of what adding to each gives."""
        return self._each("assign_add", value, read_value)

    def assign_sub(self, value, use_locking=False, name=None, read_value=True):
        """Subtracts from all parts; a list of what subtracting from each gives."""
        return self._each("assign_sub", value, read_value)

    def _each(self, method, value, read_value):
        return [
            getattr(part, method)(piece, read_value=read_value)
            for part, piece in zip(self._parts, self._split(value), strict=True)
        ]

    def _split(self, value):
        """What each part is given: of a list of tensors or another such variable, or a slice."""
        several = isinstance(value, (list, PartitionedVariable))
        if several and all(hasattr(v, "shape") for v in value):
            return [_native.convert(v, self._dtype) for v in value]
        value = _native.convert(value, self._dtype)
        return [api.slice(value, *piece) for piece in _pieces(self._shape, self._partitions)]

    def _partition_axes(self):
        axes = [i for i, n in enumerate(self._partitions) if n > 1]
        return axes or [0]

    def _get_variable_list(self):
        return self._parts

    def _get_partitions(self):
        return self._partitions

    @classmethod
    def of_store(cls, store, name, shape, partitioner, reuse, arguments):
        """What `get_variable` finds or makes under a name, where it has a partitioner."""
        known = store.partitioned.get(name)
        shape, dtype = as_shape(shape), arguments.get("dtype")
        if name in store.variables:
            raise ValueError(
                "A partitioner was provided, but an unpartitioned version of the variable was "
                f"found: {name}.  Perhaps a variable of the same name was already created without "
                "partitioning?"
            )
        if known is not None:
            return _checked(known, name, reuse, shape, dtype, partitioner)
        if reuse is True:
            raise ValueError(
                f"PartitionedVariable {name} does not exist, or was not created with "
                "tf.get_variable(). Did you mean to set reuse=False or reuse=tf.AUTO_REUSE in "
                "VarScope?"
            )
        made = cls._made(store, name, shape, partitioner, reuse, arguments)
        if store.keeps:
            store.partitioned[name] = made
        return made

    @classmethod
    def _made(cls, store, name, shape, partitioner, reuse, arguments):
        initializer = arguments.pop("initializer", None)
        value = initializer if initializer is not None and not callable(initializer) else None
        if value is not None:
            value = _native.convert(value)
            shape = shape.merge_with(value.shape)
            arguments["dtype"] = value.dtype
        if not shape.is_fully_defined():
            raise ValueError(
                "Shape of a new partitioned variable must be fully defined, but instead was "
                f"{shape}."
            )
        partitions = _partitions_of(partitioner, shape, arguments["dtype"])
        parts = []
        for i, (begin, sizes) in enumerate(_pieces(shape, partitions)):
            own = {"shape": sizes, "initializer": initializer} if value is None else {
                "initializer": api.slice(value, begin, sizes)
            }  # fmt: skip
            info = PartitionInfo(shape.as_list(), begin)
            own |= {"reuse": reuse, "partition_info": info}
            part = store.single(f"{name}/part_{i}", **own, **arguments)
            part._save_slice_info = SaveSliceInfo(name, shape.as_list(), begin, sizes)
            parts.append(part)
        return cls(name, shape, arguments["dtype"], parts, partitions)


register_tensor_conversion_function(
    PartitionedVariable, lambda value, dtype=None, name=None, as_ref=False: value.as_tensor()
)


def _checked(known, name, reuse, shape, dtype, partitioner):
    """A variable that is there already, as what it was asked for."""
    if not reuse:
        raise ValueError(
            f"Partitioned variable with name {name} already exists. Did you mean to set reuse=True "
            "or reuse=tf.AUTO_REUSE in VarScope?"
        )
    if not shape.is_compatible_with(known.shape):
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified shape {shape} and found "
            f"shape {known.shape}."
        )
    if dtype is not None and not as_dtype(dtype).is_compatible_with(known.dtype):
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified dtype "
            f"{as_dtype(dtype).name} and found dtype {known.dtype.name}."
        )
    wanted = partitioner and _partitions_of(partitioner, known.shape, known.dtype)
    if wanted and wanted != known._get_partitions():
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified partitions {wanted} and "
            f"found partitions {known._get_partitions()}."
        )
    return known


def _partitions_of(partitioner, shape, dtype):
    """What a partitioner says, checked."""
    partitions = partitioner(shape=shape, dtype=dtype)
    if not isinstance(partitions, (list, tuple)):
        raise ValueError(f"Partitioner must return a sequence, but saw: {partitions}")
    if len(partitions) != shape.ndims:
        raise ValueError(
            "Partitioner returned a partition list that does not match the Variable's rank: "
            f"{partitions} vs. {shape}"
        )
    if any(n < 1 for n in partitions):
        raise ValueError(f"Partitioner returned zero partitions for some axes: {partitions}")
    if sum(n > 1 for n in partitions) > 1:
        raise ValueError(
            f"Can only slice a variable along one dimension: shape: {shape}, partitioning: "
            f"{list(partitions)}"
        )
    if any(n > max(size, 1) for n, size in zip(partitions, shape.as_list(), strict=True)):
        raise ValueError(
            f"Cannot slice a variable into more parts than it has rows: shape: {shape}, "
            f"partitioning: {list(partitions)}"
        )
    return list(partitions)


def _pieces(shape, partitions):
    """Begin and sizes of each part: where it does not come out, the first ones are longer."""
    sizes = shape.as_list()
    split = [i for i, n in enumerate(partitions) if n > 1]
    if not split:
        return [([0] * len(sizes), sizes)]
    axis, parts, begin = split[0], partitions[split[0]], 0
    found = []
    for i in range(parts):
        length = sizes[axis] // parts + (i < sizes[axis] % parts)
        at = [begin if k == axis else 0 for k in range(len(sizes))]
        found.append((at, [length if k == axis else n for k, n in enumerate(sizes)]))
        begin += length
    return found


@public("create_partitioned_variables")
def create_partitioned_variables(
    shape, slicing, initializer, dtype=None, trainable=True, collections=None, name=None, reuse=None
):
    """Makes the parts of a variable.

    Args:
      shape: the whole variable's sizes.
      slicing: the number of parts along each axis, all but one of them 1.
      initializer: as in `tf.get_variable`.
      dtype: its type; float32 by default.
      trainable, collections: as in `tf.get_variable`.
      name: name of the variable scope; "PartitionedVariable" by default.
      reuse: as in `tf.variable_scope`.

    Returns:
      A list of Variables.

    Raises:
      ValueError: slicing does not fit the shape.

    Example:
      >>> parts = tf.create_partitioned_variables([7, 2], [3, 1], tf.ones_initializer())
      >>> [p.shape.as_list() for p in parts]
      [[3, 2], [2, 2], [2, 2]]
    """
    from zeal.state.scope import variable_scope
    from zeal.state.variable import get_variable

    if len(shape) != len(slicing):
        raise ValueError(
            f"The `shape` and `slicing` must have the same length - shape: {shape}, slicing: "
            f"{slicing}"
        )
    with variable_scope(name, "PartitionedVariable", reuse=reuse):
        whole = get_variable(
            None, shape=shape, dtype=dtype, initializer=initializer, trainable=trainable,
            partitioner=lambda **_: list(slicing), collections=collections,
        )  # fmt: skip
        return list(whole)
