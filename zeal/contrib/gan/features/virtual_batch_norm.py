"""tf.contrib.gan.features.VBN: batch normalisation by a reference batch."""

from zeal._native import api
from zeal.ops.array.shape import size_along
from zeal.ops.nn.norm import batch_normalization
from zeal.public import public
from zeal.state.initializers import Ones, Zeros
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable import get_variable
from zeal.tensor_shape import TensorShape

_ZEROS, _ONES = Zeros(), Ones()


@public("contrib.gan.features.VBN")
class VBN:
    """Normalises each example by the moments of a reference batch and of itself.

    T. Salimans et al., "Improved Techniques for Training GANs".

    Args:
      reference_batch: a floating tensor of known rank.
      axis: whose entries are normalised each by themselves.
      epsilon: added to variances.
      center, scale: whether there are offsets `beta` and factors `gamma`.
      beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, trainable: of these.
      name: of the variable scope.
      batch_axis: the axis of examples.

    Raises:
      ValueError: the rank is unknown, or axes do not fit it or are the same.

    Example:
      >>> vbn = tf.contrib.gan.features.VBN(tf.constant([[1.0], [3.0]]), epsilon=0.0)
      >>> vbn.reference_batch_normalization().numpy().tolist()
      [[-1.0], [1.0]]
    """

    def __init__(
        self, reference_batch, axis=-1, epsilon=1e-3, center=True, scale=True,
        beta_initializer=_ZEROS, gamma_initializer=_ONES, beta_regularizer=None,
        gamma_regularizer=None, trainable=True, name=None, batch_axis=0,
    ):  # fmt: skip
        axis, self._batch_axis = (_inside(reference_batch, a) for a in (axis, batch_axis))
        if axis == self._batch_axis:
            raise ValueError("`axis` and `batch_axis` cannot be the same.")
        self._reference, self._epsilon = reference_batch, epsilon
        self._others = [i for i in range(reference_batch.shape.ndims) if i != axis]
        size, shape = reference_batch.shape[axis], [1] * reference_batch.shape.ndims
        shape[axis] = -1

        def parameter(wanted, name, initializer, regularizer):
            if not wanted:
                return None
            found = get_variable(
                name, (size,), initializer=initializer, regularizer=regularizer,
                trainable=trainable,
            )  # fmt: skip
            return api.reshape(found, shape)

        with variable_scope(name, "VBN", [reference_batch]) as self._scope:
            self._moments = _moments(reference_batch, self._others)
            count = api.cast(size_along(reference_batch, self._batch_axis), reference_batch.dtype)
            self._share = 1.0 / (count + 1.0)
            self._beta = parameter(center, "beta", beta_initializer, beta_regularizer)
            self._gamma = parameter(scale, "gamma", gamma_initializer, gamma_regularizer)

    def _normalized(self, inputs, mean, square):
        return batch_normalization(
            inputs, mean, square - api.square(mean), self._beta, self._gamma, self._epsilon
        )

    def reference_batch_normalization(self):
        """The reference batch, normalised."""
        with name_scope(self._scope.name):
            return self._normalized(self._reference, *self._moments)

    def __call__(self, inputs):
        """Normalises a batch.

        Args:
          inputs: a tensor whose shape differs from the reference batch's in the batch axis at most.

        Returns:
          A tensor of its shape.

        Raises:
          ValueError: the shapes differ otherwise.
        """
        shapes = [x.shape.as_list() for x in (inputs, self._reference)]
        for shape in shapes:
            del shape[self._batch_axis]
        TensorShape(shapes[0]).assert_is_compatible_with(shapes[1])
        with name_scope(self._scope.name, values=[inputs, self._reference]):
            own = _moments(inputs, [i for i in self._others if i != self._batch_axis])
            mixed = (
                self._share * x + (1.0 - self._share) * r
                for x, r in zip(own, self._moments, strict=True)
            )
            return self._normalized(inputs, *mixed)


def _inside(batch, axis):
    rank = batch.shape.ndims
    if rank is None:
        raise ValueError("`reference_batch` has unknown dimensions.")
    used = axis + rank if axis < 0 else axis
    if not 0 <= used < rank:
        raise ValueError(
            f"Value of `axis` argument {used} is out of range for input with rank {rank}"
        )
    return used


def _moments(x, axes):
    """Means of x and of its squares, of its rank; sums of float16 are float32's."""
    wide = api.cast(x, "float32") if x.dtype == "float16" else x
    found = (api.reduce_mean(y, axes, keepdims=True) for y in (wide, api.square(wide)))
    return [api.cast(y, x.dtype) for y in found]
