"""tf.random.experimental.Generator: random numbers whose place in their stream a variable keeps."""

import os

from zeal import _native
from zeal._native import api, raw
from zeal.dtypes import as_dtype, float32, int64, uint64
from zeal.ops.array.fill import zeros_like
from zeal.ops.array.join import stack
from zeal.ops.random.distributions import _check_uniform, _to_normal, _to_range
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.state.trackable import Trackable

_PHILOX = 1
_STATE_SIZES = {_PHILOX: 3, 2: 2}


def _state_size(algorithm):
    if algorithm not in (1, 2):
        raise ValueError(f"Unsupported algorithm id: {algorithm}")
    return _STATE_SIZES[algorithm]


def _signed(number):
    """The int64 of the same 64 bits."""
    number = int(number) & (2**64 - 1)
    return number - 2**64 if number >= 2**63 else number


@public("random.experimental.create_rng_state")
def create_rng_state(seed, algorithm):
    """Makes the state of a generator.

    Args:
      seed: an integer, or a vector of integers below 2^64.
      algorithm: 1 for Philox; 2, ThreeFry, has states, but no op draws from them.

    Returns:
      An array of int64: of 3 numbers for Philox.

    Raises:
      ValueError: there is no such algorithm, or the seed is no vector.

    Example:
      >>> tf.random.experimental.create_rng_state(1234, 1).tolist()
      [1234, 0, 0]
    """
    import numpy as np

    size = _state_size(algorithm)
    if isinstance(seed, int):
        seed = [seed >> 64 * i for i in range(size)]
    if np.ndim(seed) != 1:
        raise ValueError(f"seed should only have one dimension; got shape: {np.shape(seed)}")
    state = [_signed(number) for number in seed][:size]
    return np.array([0] * (size - len(state)) + state, np.int64)


@public("random.experimental.Generator")
class Generator(Trackable):
    """A stream of random numbers; its variable says where it stands, so checkpoints keep it.

    Numbers are those of TensorFlow 1.15's Philox generators of the same state.

    Args:
      copy_from: a generator that the new one starts beside.
      state: a vector of int64; see `tf.random.experimental.create_rng_state`.
      alg: the algorithm, 1 for Philox.

    Example:
      >>> generator = tf.random.experimental.Generator.from_seed(1234)
      >>> generator.uniform([3], 0, 100, dtype=tf.int32).numpy().tolist()
      [59, 26, 24]
      >>> generator.uniform_full_int([], tf.int32).dtype.name, generator.state.numpy().tolist()
      ('int32', [2258, 0, 0])
    """

    def __init__(self, copy_from=None, state=None, alg=None):
        if copy_from is not None:
            assert (alg or state) is None, "copy_from tells state and alg"
            state, alg = copy_from.state, copy_from.algorithm
        assert state is not None and alg is not None, "state and alg go together"
        state, self._algorithm = _as_state(state, _state_size(alg)), alg
        variable = _native.Variable(state, dtype=int64, trainable=False)
        self._state = self._track_trackable(variable, "_state_var")

    @classmethod
    def from_state(cls, state, alg):
        """A generator with a state.

        Args:
          state, alg: as for the class.
        """
        return cls(state=state, alg=alg)

    @classmethod
    def from_seed(cls, seed, alg=None):
        """A generator whose state comes from a seed; see `tf.random.experimental.create_rng_state`.

        Args:
          seed: an integer, or a vector of them.
          alg: the algorithm; None for Philox.
        """
        alg = _PHILOX if alg is None else alg
        return cls(state=create_rng_state(seed, alg), alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg=None):
        """A generator whose state nobody knows before.

        Args:
          alg: the algorithm; None for Philox.
        """
        return cls.from_seed(int.from_bytes(os.urandom(24), "little"), alg)

    @classmethod
    def from_key_counter(cls, key, counter, alg):
        """A generator with a key, and a counter of so many blocks.

        Args:
          key: an integer.
          counter: a vector, of 2 integers for Philox, the lower half first.
          alg: the algorithm.
        """
        return cls(state=_joined(key, counter), alg=alg)

    def reset(self, state):
        """Gives it another state."""
        self._state.assign(_as_state(state, _state_size(self.algorithm)))

    def reset_from_seed(self, seed):
        """Gives it the state of a seed."""
        self.reset(create_rng_state(seed, self.algorithm))

    def reset_from_key_counter(self, key, counter):
        """Gives it another key and counter."""
        self.reset(_joined(key, counter))

    state = property(lambda self: self._state, doc="Where it stands, a variable.")
    algorithm = property(lambda self: self._algorithm, doc="The number of its algorithm.")
    key = property(lambda self: self._state[-1], doc="The key, the last number of the state.")

    def skip(self, delta):
        """Moves on as drawing `delta` numbers would; an operation in graphs."""
        return raw.RngSkip(self._state.handle, self.algorithm, _native.convert(delta, int64))

    def _draw(self, op, shape, *arguments):
        empty = isinstance(shape, (list, tuple)) and not shape
        shape = _native.convert(shape, int64 if empty else None)
        return op(self._state.handle, self.algorithm, shape, *arguments)

    def normal(self, shape, mean=0.0, stddev=1.0, dtype=float32, name=None):
        """Draws normal numbers.

        Args:
          shape: the output's shape.
          mean, stddev: of `dtype`; they broadcast with `shape`.
          dtype: a float dtype.
          name: its name in graphs.
        """
        dtype = as_dtype(dtype)
        with name_scope(name, "stateful_standard_normal"):
            unit = self._draw(raw.StatefulStandardNormalV2, shape, dtype)
            return _to_normal(unit, mean, stddev)

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, dtype=float32, name=None):
        """Draws normal numbers within two standard deviations of the mean.

        Args:
          all: as for `normal`.
        """
        dtype = as_dtype(dtype)
        with name_scope(name, "truncated_normal"):
            unit = self._draw(raw.StatefulTruncatedNormal, shape, dtype)
            return _to_normal(unit, mean, stddev)

    def uniform(self, shape, minval=0, maxval=None, dtype=float32, name=None):
        """Draws uniform numbers from [minval, maxval).

        Args:
          shape: the output's shape.
          minval, maxval: bounds; 0 and 1 by default. Integers need maxval, and scalar bounds.
          dtype: a float dtype, int32 or int64.
          name: its name in graphs.
        """
        dtype = _check_uniform(dtype, maxval, "uniform")
        with name_scope(name, "stateful_uniform"):
            if dtype.is_integer:
                bounds = (_native.convert(bound, dtype) for bound in (minval, maxval))
                return self._draw(raw.StatefulUniformInt, shape, *bounds)
            return _to_range(self._draw(raw.StatefulUniform, shape, dtype), minval, maxval, dtype)

    def uniform_full_int(self, shape, dtype=uint64, name=None):
        """Draws integers, any that the dtype holds.

        Args:
          shape: the output's shape.
          dtype: int32, int64, uint32 or uint64.
          name: its name in graphs.
        """
        with name_scope(name, "stateful_uniform_full_int"):
            return self._draw(raw.StatefulUniformFullInt, shape, as_dtype(dtype))

    def binomial(self, shape, counts, probs, dtype=None, name=None):
        """Not built: raises NotImplementedError."""
        raise NotImplementedError("Generator.binomial: zeal draws no binomial numbers yet")

    def make_seeds(self, count=1):
        """Draws seeds for `tf.random.stateless_uniform` and its kin, the columns of [2, count]."""
        keys = self.uniform_full_int([count], int64)
        return stack([keys, zeros_like(keys)])

    def split(self, count=1):
        """Makes generators whose streams have nothing to do with this one, a list; eagerly."""
        keys = self.uniform_full_int([count], int64).numpy().tolist()
        zeros = [0] * (_state_size(self.algorithm) - 1)
        return [Generator(state=[*zeros, key], alg=self.algorithm) for key in keys]


def _as_state(state, size):
    if isinstance(state, list):
        state = [_signed(number) for number in state]
    state = _native.convert(state, int64)
    state.shape.assert_is_compatible_with([size])
    return state


def _joined(key, counter):
    return api.concat([_native.convert(counter, int64), [_native.convert(key, int64)]], 0)


_global = None


@public("random.experimental.get_global_generator")
def get_global_generator():
    """The generator of this process, which starts in a state that nobody knows before.

    Returns:
      A Generator.

    Example:
      >>> tf.random.experimental.get_global_generator().normal([2]).shape.as_list()
      [2]
    """
    global _global
    if _global is None:
        _global = Generator.from_non_deterministic_state()
    return _global


@public("random.experimental.set_global_generator")
def set_global_generator(generator):
    """Puts another generator in the place of the process's.

    Args:
      generator: a Generator.

    Example:
      >>> before = tf.random.experimental.get_global_generator()
      >>> tf.random.experimental.set_global_generator(before)
    """
    global _global
    _global = generator
