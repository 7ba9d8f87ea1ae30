"""tf.keras.layers.Add and the other layers that make one tensor of several."""

from functools import reduce
from typing import Any

from zeal._native import Tensor, api
from zeal.keras.batch_dot import batch_dot
from zeal.keras.layers.layer import Layer
from zeal.ops.array.fill import ones_like
from zeal.ops.array.join import stack
from zeal.ops.array.reorder import from_front
from zeal.ops.nn.norm import l2_normalize
from zeal.public import public
from zeal.tensor_shape import TensorShape, as_shape


def _both(a, b):
    """The length of an axis that one operand has as a, the other as b, when they broadcast."""
    if a == 1 or b == 1 or a == b:
        return b if a == 1 else a
    if a is None or b is None:
        return None
    raise ValueError


def _broadcast(a, b):
    """The shape of what two shapes give, without batch axes."""
    if a is None or b is None:
        return None
    a, b = (b, a) if len(a) < len(b) else (a, b)
    try:
        rest = [_both(m, n) for m, n in zip(a[len(a) - len(b) :], b, strict=True)]
    except ValueError:
        raise ValueError(
            f"Operands could not be broadcast together with shapes {tuple(a)} {tuple(b)}"
        ) from None
    return [*a[: len(a) - len(b)], *rest]


def _checked(shapes, wanted):
    """The shapes of inputs as lists, None for an unknown one; wanted: what the error says."""
    few = not isinstance(shapes, (list, tuple)) or len(shapes) < 2
    if wanted is not None and few:
        raise ValueError(wanted)
    if not isinstance(shapes, (list, tuple)) or isinstance(shapes, TensorShape):
        raise ValueError("A merge layer should be called on a list of inputs.")
    if len(shapes) < 2:
        raise ValueError(
            "A merge layer should be called on a list of at least 2 inputs. Got "
            f"{len(shapes)} inputs."
        )
    shapes = [as_shape(s) for s in shapes]
    found = [None if s.ndims is None else s.as_list() for s in shapes]
    batches = {s[0] for s in found if s} - {None}
    if len(batches) > 1:
        raise ValueError(
            f"Can not merge tensors with different batch sizes. Got tensors with shapes : {found}"
        )
    return found


class Merge(Layer):
    """A layer of several inputs; subclasses define `_merge_function(inputs)`."""

    supports_masking = True
    _zeal_wanted = None  # what it says of fewer than two inputs, where not what all merges say

    def _merge_function(self, inputs):
        raise NotImplementedError

    def build(self, input_shape) -> None:
        """Checks the shapes of the inputs.

        Raises:
          ValueError: they are less than two, or do not fit each other.
        """
        self._merged_shape(_checked(input_shape, self._zeal_wanted))
        self.built = True

    def _merged_shape(self, shapes):
        rest = reduce(_broadcast, [None if s is None else s[1:] for s in shapes])
        if rest is None:
            return TensorShape(None)
        batches = {s[0] for s in shapes if s is not None} - {None}
        return TensorShape([batches.pop() if len(batches) == 1 else None, *rest])

    def call(self, inputs) -> Tensor:
        """The merged inputs.

        Args:
          inputs: a list of tensors; those of lower rank get axes of length 1 behind the first.

        Returns:
          A tensor.

        Raises:
          ValueError: it is no list.
        """
        if not isinstance(inputs, (list, tuple)):
            raise ValueError("A merge layer should be called on a list of inputs.")
        ranks = [x.shape.ndims for x in inputs]
        if None in ranks or len(set(ranks)) == 1:
            return self._merge_function(inputs)
        return self._merge_function([_widened(x, max(ranks)) for x in inputs])

    def compute_output_shape(self, input_shape) -> TensorShape:
        return self._merged_shape(_checked(input_shape, self._zeal_wanted))

    def compute_mask(self, inputs, mask=None) -> Any:
        """Where all masks of inputs are true.

        Raises:
          ValueError: mask is no list, or of another length.
        """
        masks = _masks(inputs, mask)
        if masks is None:
            return None
        return api.reduce_all(stack([m for m in masks if m is not None]), 0)


def _widened(x, rank):
    for _ in range(rank - x.shape.ndims):
        x = api.expand_dims(x, 1)
    return x


def _masks(inputs, mask):
    if mask is None:
        return None
    if not isinstance(mask, (list, tuple)):
        raise ValueError("`mask` should be a list.")
    if not isinstance(inputs, (list, tuple)):
        raise ValueError("`inputs` should be a list.")
    if len(mask) != len(inputs):
        raise ValueError("The lists `inputs` and `mask` should have the same length.")
    if all(m is None for m in mask):
        return None
    return [None if m is None else api.cast(m, "bool") for m in mask]


@public("keras.layers.Add")
class Add(Merge):
    """The sum of several inputs.

    Args:
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Add()([tf.constant([[1.0]]), tf.constant([[2.0]])]).numpy().tolist()
      [[3.0]]
    """

    def _merge_function(self, inputs):
        return reduce(api.add, inputs)


@public("keras.layers.Subtract")
class Subtract(Merge):
    """The difference of two inputs.

    Args:
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Subtract()([tf.constant([[1.0]]), tf.constant([[3.0]])]).numpy().tolist()
      [[-2.0]]
    """

    def build(self, input_shape) -> None:
        """Checks the shapes of the inputs.

        Raises:
          ValueError: they are not two, or do not fit each other.
        """
        super().build(input_shape)
        if len(input_shape) != 2:
            raise ValueError("A `Subtract` layer should be called on exactly 2 inputs")

    def _merge_function(self, inputs):
        if len(inputs) != 2:
            raise ValueError("A `Subtract` layer should be called on exactly 2 inputs")
        return inputs[0] - inputs[1]


@public("keras.layers.Multiply")
class Multiply(Merge):
    """The product of several inputs, element by element.

    Args:
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Multiply()([tf.constant([[2.0]]), tf.constant([[3.0]])]).numpy().tolist()
      [[6.0]]
    """

    def _merge_function(self, inputs):
        return reduce(api.multiply, inputs)


@public("keras.layers.Average")
class Average(Merge):
    """The mean of several inputs.

    Args:
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Average()([tf.constant([[1.0]]), tf.constant([[3.0]])]).numpy().tolist()
      [[2.0]]
    """

    def _merge_function(self, inputs):
        return reduce(api.add, inputs) / len(inputs)


@public("keras.layers.Maximum")
class Maximum(Merge):
    """The largest of several inputs, element by element.

    Args:
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Maximum()([tf.constant([[1.0]]), tf.constant([[3.0]])]).numpy().tolist()
      [[3.0]]
    """

    def _merge_function(self, inputs):
        return reduce(api.maximum, inputs)


@public("keras.layers.Minimum")
class Minimum(Merge):
    """The least of several inputs, element by element.

    Args:
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Minimum()([tf.constant([[1.0]]), tf.constant([[3.0]])]).numpy().tolist()
      [[1.0]]
    """

    def _merge_function(self, inputs):
        return reduce(api.minimum, inputs)


@public("keras.layers.Concatenate")
class Concatenate(Merge):
    """The inputs one behind the other along an axis.

    Args:
      axis: the axis.
      **kwargs: those of `Layer`.

    Example:
      >>> tf.keras.layers.Concatenate()([tf.ones([2, 1]), tf.ones([2, 3])]).shape.as_list()
      [2, 4]
    """

    def __init__(self, axis=-1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    _zeal_wanted = "A `Concatenate` layer should be called on a list of at least 2 inputs"

    def _merged_shape(self, shapes):
        if None in shapes:
            return TensorShape(None)
        axis = from_front(self.axis, len(shapes[0]))
        others = [[n for i, n in enumerate(s) if i != axis] for s in shapes]
        known = [{s[i] for s in others if i < len(s)} - {None} for i in range(len(others[0]))]
        if len({len(s) for s in shapes}) > 1 or any(len(k) > 1 for k in known):
            raise ValueError(
                "A `Concatenate` layer requires inputs with matching shapes except for the concat "
                f"axis. Got inputs shapes: {[tuple(s) for s in shapes]}"
            )
        merged = [k.pop() if k else None for k in known]
        lengths = [s[axis] for s in shapes]
        length = None if None in lengths else sum(lengths)
        return TensorShape([*merged[:axis], length, *merged[axis:]])

    def call(self, inputs) -> Tensor:
        """The joined inputs.

        Args:
          inputs: a list of tensors.

        Returns:
          A tensor.

        Raises:
          ValueError: it is no list.
        """
        if not isinstance(inputs, (list, tuple)):
            raise ValueError(self._zeal_wanted)
        return api.concat(list(inputs), self.axis)

    def compute_mask(self, inputs, mask=None) -> Any:
        """The masks, joined; inputs without one count whole.

        Raises:
          ValueError: mask is no list, or of another length.
        """
        masks = _masks(inputs, mask)
        if masks is None:
            return None
        wide = [_wide_mask(x, m) for x, m in zip(inputs, masks, strict=True)]
        return api.reduce_all(api.concat(wide, self.axis), -1)

    def get_config(self) -> dict:
        return {**super().get_config(), "axis": self.axis}


def _wide_mask(x, mask):
    if mask is None:
        return ones_like(x, "bool")
    return api.expand_dims(mask, -1) if mask.shape.ndims < x.shape.ndims else mask


@public("keras.layers.Dot")
class Dot(Merge):
    """The product of two inputs over an axis of each, example by example.

    Args:
      axes: the axis of both, or a tuple of two.
      normalize: whether vectors along the axes get norm 1 first; their products are cosines then.
      **kwargs: those of `Layer`.

    Raises:
      TypeError: axes is neither.
      ValueError: axes are not two.

    Example:
      >>> x = tf.constant([[1.0, 2.0]])
      >>> tf.keras.layers.Dot(axes=1)([x, x]).numpy().tolist()
      [[5.0]]
    """

    def __init__(self, axes: Any, normalize=False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(axes, int):
            if not isinstance(axes, (list, tuple)):
                raise TypeError(
                    f"Invalid type for `axes` - should be a list or an int. Got {axes!r}"
                )
            if len(axes) != 2 or not all(isinstance(a, int) for a in axes):
                raise ValueError(f"`axes` should be two integers. Got {axes!r}")
        self.axes, self.normalize = axes, normalize

    def _axes_of(self, ranks):
        axes = [self.axes] * 2 if isinstance(self.axes, int) else self.axes
        return [from_front(axis, rank) for axis, rank in zip(axes, ranks, strict=True)]

    _zeal_wanted = "A `Dot` layer should be called on a list of 2 inputs."

    def _merged_shape(self, shapes):
        if len(shapes) != 2:
            raise ValueError(self._zeal_wanted)
        if None in shapes:
            return TensorShape(None)
        a, b = self._axes_of([len(s) for s in shapes])
        first, second = shapes
        if None not in (first[a], second[b]) and first[a] != second[b]:
            raise ValueError(
                f"Dimension incompatibility {first[a]} != {second[b]}. Layer shapes: "
                f"{tuple(first)}, {tuple(second)}"
            )
        rest = [n for i, n in enumerate(first) if i != a]
        rest += [n for i, n in enumerate(second) if i not in (0, b)]
        return TensorShape([*rest, 1] if len(rest) == 1 else rest)

    def call(self, inputs) -> Tensor:
        """The products.

        Args:
          inputs: a list of two tensors.

        Returns:
          A tensor.

        Raises:
          ValueError: they are not two.
        """
        if not isinstance(inputs, (list, tuple)) or len(inputs) != 2:
            raise ValueError(self._zeal_wanted)
        axes = self._axes_of([x.shape.ndims for x in inputs])
        if self.normalize:
            inputs = [l2_normalize(x, axis) for x, axis in zip(inputs, axes, strict=True)]
        return batch_dot(*inputs, axes)

    def compute_mask(self, inputs, mask=None) -> None:
        """None: there is no mask."""
        return None

    def get_config(self) -> dict:
        return {**super().get_config(), "axes": self.axes, "normalize": self.normalize}
