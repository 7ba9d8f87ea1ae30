"""What a session keeps of a conditional accumulator: the sum of gradients that are not stale."""

import numpy as np

from zeal import errors, logging
from zeal.queues.waiting import Waited
from zeal.tensor_shape import TensorShape, sizes_text


class Accumulated(Waited):
    """The sum of dense gradients.

    Args:
      dtype: their DType.
      shape: their TensorShape.
      mean: whether those who take it get the mean.
    """

    def __init__(self, dtype, shape, mean) -> None:
        super().__init__()
        self.dtype, self.shape, self.mean = dtype, shape, mean
        self.count = 0
        self._step = 0
        self._sum = None

    def set_step(self, step) -> None:
        """Gradients of steps before this one are stale from now on."""
        with self._changed:
            if step < self._step:
                logging.warning(
                    "Attempt to set current_global_step_ to smaller value: current_global_step_ = "
                    "%d >= %d = new_global_step.",
                    self._step,
                    step,
                )
            self._step = step

    def apply(self, step, *gradient) -> None:
        """Adds a gradient, unless it is stale."""
        with self._changed:
            if step < self._step:
                return
            self._check(*gradient)
            self._add(*gradient)
            self.count += 1
            self._changed.notify_all()

    def take(self, required):
        """The sum or mean of at least `required` gradients, for which it waits; it starts anew."""
        if required < 1:
            raise errors.InvalidArgumentError(
                f"Argument num_required must be positive, got {required}"
            )
        with self._turn(self._taking, "TakeGrad") as token:
            self._wait(lambda: self.count >= required, token, "TakeGrad")
            result = self._result()
            self.count, self._sum = 0, None
            self._step += 1
            return result

    # --- how gradients are kept ---
    def _check(self, gradient):
        known = self.shape if self._sum is None else TensorShape(self._sum.shape)
        if not known.is_compatible_with(gradient.shape):
            raise errors.InvalidArgumentError(
                f"Shape mismatch: expected {sizes_text(known)}, got "
                f"{sizes_text(TensorShape(gradient.shape))}"
            )

    def _add(self, gradient):
        self._sum = gradient.copy() if self._sum is None else self._sum + gradient

    def _result(self):
        return [_divided(self._sum, self.count) if self.mean else self._sum]


def _divided(values, counts):
    return (values / np.asarray(counts, values.dtype)).astype(values.dtype)


class AccumulatedRows(Accumulated):
    """The sum of gradients that are slices along the first axis, each with its own count."""

    def _check(self, indices, values, shape):
        _check_slices(indices, values)
        if shape is not None:
            self._check_shape(shape)
        self._check_limits(indices)
        if self._sum is None:
            self._check_values(values, self._known(), "at least ")
        else:
            self._check_values(values, [None, *self._row().shape], "")

    def _known(self):
        return self.shape.as_list() if self.shape.ndims else []

    def _row(self):
        return next(iter(self._sum.values()))[0]

    def _check_shape(self, shape):
        known = self._known()
        if len(known) > len(shape):
            raise _mismatch(f"expected shape rank at least {len(known)}, got {len(shape)}")
        for i, (want, size) in enumerate(zip(known, shape, strict=False)):
            if want not in (None, size):
                raise _mismatch(f"expected shape dim {i} to be {want}, got {size}")

    def _check_limits(self, indices):
        limit = (self._known() or [None])[0]
        for i, index in enumerate(indices):
            if limit is not None and index >= limit:
                raise _mismatch(
                    f"index of slice {i} exceeded limits of shape; index is {index} exceeded "
                    f"{limit}"
                )

    def _check_values(self, values, known, how):
        if len(known) > values.ndim or (not how and len(known) != values.ndim):
            raise _mismatch(f"expected values rank {how}{len(known)}, got {values.ndim}")
        for i, (want, size) in enumerate(zip(known, values.shape, strict=False)):
            if i and want not in (None, size):
                raise _mismatch(f"expected values dim {i} to be {want}, got {size}")

    def _add(self, indices, values, shape):
        rows = {} if self._sum is None else self._sum
        places, rows_of = np.unique(indices, return_inverse=True)
        sums = np.zeros((len(places), *values.shape[1:]), values.dtype)
        np.add.at(sums, rows_of, values)
        for place, row in zip(places.tolist(), sums, strict=True):
            total, count = rows.get(place, (0, 0))
            rows[place] = np.asarray(total + row, values.dtype), count + 1
        self._sum = rows

    def _result(self):
        places = sorted(self._sum)
        values = np.stack([self._sum[place][0] for place in places])
        if self.mean:
            counts = np.array([self._sum[place][1] for place in places])
            values = _divided(values, counts.reshape(-1, *[1] * (values.ndim - 1)))
        first = (self._known() or [None])[0]
        shape = [-1 if first is None else first, *values.shape[1:]]
        return [np.array(places, np.int64), values, np.array(shape, np.int64)]


def _mismatch(what):
    return errors.InvalidArgumentError(f"Shape mismatch: {what}")


def _check_slices(indices, values):
    if indices.ndim != 1:
        raise errors.InvalidArgumentError(
            f"Input indices should be vector but received shape: {sizes_text(indices.shape)}"
        )
    if not values.ndim:
        raise errors.InvalidArgumentError("Values cannot be 0-dimensional.")
    if len(indices) != len(values) or not len(indices):
        raise errors.InvalidArgumentError(
            f"Expected {len(indices)} non-empty input values, got {len(values)}"
        )
