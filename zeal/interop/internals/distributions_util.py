"""tensorflow.python.ops.distributions.util: what distributions of other libraries are made with."""

import inspect

import numpy as np

from zeal import _native
from zeal._native import Tensor, api
from zeal.contrib.distributions.positive import softplus_inverse
from zeal.contrib.distributions.sample_stats import reduce_weighted_logsumexp
from zeal.contrib.distributions.triangles import fill_triangular, fill_triangular_inverse
from zeal.distributions.checking import assert_equal, assert_integer_form, check_whole
from zeal.distributions.checking import check_counts as embed_check_nonnegative_integer_form
from zeal.distributions.checking import check_event_size as embed_check_categorical_event_shape
from zeal.distributions.combinations import log_combinations
from zeal.distributions.logits import logits_and_probs
from zeal.distributions.seeds import derived_seed as gen_new_seed
from zeal.dtypes import as_dtype
from zeal.dtypes import bool as bool_type
from zeal.eager.control import get_static_value
from zeal.graph.conditions import cond
from zeal.interop.internals.control_flow_ops import with_dependencies
from zeal.ops.array.one_hot import one_hot
from zeal.ops.array.pad import pad as pad_
from zeal.ops.array.range import range as range_
from zeal.ops.array.reorder import matrix_transpose
from zeal.ops.array.shape import broadcast_dynamic_shape, broadcast_static_shape
from zeal.ops.array.where import where
from zeal.ops.linalg.diagonal import matrix_diag, matrix_diag_part, matrix_set_diag
from zeal.ops.named import named
from zeal.tensor_shape import TensorShape

__all__ = [
    "AppendDocstring", "assert_integer_form", "assert_symmetric", "dimension_size",
    "embed_check_categorical_event_shape", "embed_check_integer_casting_closed",
    "embed_check_nonnegative_integer_form", "expand_to_vector", "fill_triangular",
    "fill_triangular_inverse", "gen_new_seed", "get_logits_and_probs", "log_combinations",
    "matrix_diag_transform", "maybe_get_static_value", "pad", "parent_frame_arguments",
    "pick_vector", "prefer_static_broadcast_shape", "prefer_static_rank", "prefer_static_shape",
    "prefer_static_value", "reduce_weighted_logsumexp", "rotate_transpose", "same_dynamic_shape",
    "softplus_inverse", "tridiag", "with_dependencies",
]  # fmt: skip


def assert_symmetric(matrix):
    """A matrix behind a check that it is its own transpose."""
    return with_dependencies([assert_equal(matrix, matrix_transpose(matrix))], matrix)


def get_logits_and_probs(
    logits=None, probs=None, multidimensional=False, validate_args=False,
    name="get_logits_and_probs", dtype=None,
):  # fmt: skip
    """Both forms of probabilities, of which one is given; see `logits_and_probs`."""
    return logits_and_probs(logits, probs, validate_args, name, multidimensional, dtype)


def embed_check_integer_casting_closed(
    x, target_dtype, assert_nonnegative=True, name="embed_check_casting_closed"
):
    """A tensor behind a check that a cast to an integer dtype keeps its numbers."""
    return check_whole(_native.convert(x), as_dtype(target_dtype), assert_nonnegative)


# --- what is known before a run ---
def maybe_get_static_value(x, dtype=None):
    """The value of x as far as it is known, of a NumPy dtype if one is given; else None."""
    known = get_static_value(x) if isinstance(x, Tensor) else x
    return known if known is None or dtype is None else np.array(known, dtype)


def prefer_static_value(x):
    """An array where the value of a tensor is known, else the tensor."""
    known = get_static_value(x)
    return x if known is None else known


def prefer_static_rank(x):
    """The rank, as an array where it is known."""
    return prefer_static_value(api.rank(x))


def prefer_static_shape(x):
    """The sizes, as an array where they are known."""
    return prefer_static_value(api.shape(x))


def prefer_static_broadcast_shape(shape1, shape2, name="prefer_static_broadcast_shape"):
    """What two shapes become together: a `tf.TensorShape` where it is known, else a tensor."""
    static = [get_static_value(s) if isinstance(s, Tensor) else s for s in (shape1, shape2)]
    if all(s is not None for s in static):  # an array is not told from None by `in`
        return broadcast_static_shape(*map(TensorShape, static))
    return broadcast_dynamic_shape(*(_native.convert(s, "int32") for s in (shape1, shape2)))


def dimension_size(x, axis):
    """The size along an axis: a number where it is known."""
    known = x.shape._at(axis) if x.shape.ndims is not None else None
    return api.shape(x)[axis] if known is None else known


def same_dynamic_shape(a, b):
    """Whether two tensors have one shape, as a boolean scalar."""
    a, b = _native.convert(a, None, "a"), _native.convert(b, None, "b")
    if None not in (a.shape.ndims, b.shape.ndims):
        if a.shape.ndims != b.shape.ndims:
            return _native.convert(False)
        return api.reduce_all(api.equal(api.shape(a), api.shape(b)))
    alike = api.equal(api.rank(a), api.rank(b))
    return cond(
        alike,
        lambda: api.reduce_all(api.equal(api.shape(a), api.shape(b))),
        lambda: _native.convert(False),
    )


# --- tensors moved about ---
@named("rotate_transpose")
def rotate_transpose(x, shift, name="rotate_transpose"):
    """x with its axes moved `shift` places to the right, those at the end to the front."""
    x = _native.convert(x, None, "x")
    rank = api.rank(x)
    axes = (range_(rank) - _native.convert(shift, "int32")) % rank
    known = get_static_value(axes)
    return api.transpose(x, axes if known is None else known.tolist())


@named("pick_vector")
def pick_vector(cond, true_vector, false_vector, name="pick_vector"):
    """One of two vectors, which may differ in length. Raises TypeError where cond is no bool."""
    cond = _native.convert(cond, None, "cond")
    if cond.dtype is not bool_type:
        raise TypeError(f"{cond}.dtype={cond.dtype} which is not {bool_type}")
    chosen, other = _native.convert(true_vector), _native.convert(false_vector)
    known = get_static_value(cond)
    if known is not None:
        return chosen if known else other
    count = api.shape(chosen)[0]
    return api.slice(
        api.concat([chosen, other], 0),
        [where(cond, 0, count)], [where(cond, count, -1)],
    )  # fmt: skip


@named("matrix_diag_transform")
def matrix_diag_transform(matrix, transform=None, name=None):
    """A matrix whose diagonal went through a function; None leaves it."""
    if transform is None:
        return matrix
    return matrix_set_diag(matrix, transform(matrix_diag_part(matrix)))


@named("tridiag")
def tridiag(below=None, diag=None, above=None, name=None):
    """A matrix of three diagonals, of which any may be None: of n - 1, n and n - 1 numbers.

    Raises:
      ValueError: all are None.
    """
    parts = [p if p is None else _native.convert(p) for p in (below, diag, above)]
    if all(p is None for p in parts):
        raise ValueError("Must specify at least one of `below`, `diag`, `above`.")
    made = [matrix_diag(p, k=k) for k, p in zip((-1, 0, 1), parts, strict=True) if p is not None]
    return sum(made[1:], made[0])


@named("pad")
def pad(x, axis, front=False, back=False, value=0, count=1, name=None):
    """x with `count` values more along an axis, at its front, its back or both.

    Raises:
      ValueError: neither end is asked for.
    """
    if not (front or back):
        raise ValueError("At least one of {front, back} must be True.")
    x = _native.convert(x, None, "x")
    rank = api.rank(x)
    ends = [count if front else 0, count if back else 0]
    pads = api.expand_dims(one_hot(axis % rank, rank, dtype="int32"), 1) * [ends]
    known = get_static_value(pads)
    return pad_(x, pads if known is None else known, constant_values=value)


@named("expand_to_vector")
def expand_to_vector(x, tensor_name=None, op_name=None, validate_args=False):
    """A scalar as a vector of one element; a vector as it is. Raises ValueError for more axes."""
    x = _native.convert(x, None, "x")
    if x.shape.ndims is None:
        return api.reshape(x, api.concat([[-1], api.shape(x)[1:]], 0))
    if x.shape.ndims > 1:
        raise ValueError("Parameter is neither scalar nor vector.")
    return x if x.shape.ndims else api.expand_dims(x, 0)


# --- signatures and texts ---
def parent_frame_arguments():
    """The arguments of the function that calls this, by name, those of `**kwargs` among them."""
    names, _, rest, values = inspect.getargvalues(inspect.currentframe().f_back)
    return {**{name: values[name] for name in names}, **(values[rest] if rest else {})}


class AppendDocstring:
    """A decorator that adds a note, and a list of keyword arguments, to a function's docstring.

    Args:
      additional_note: text.
      kwargs_dict: texts by the arguments' names.

    Raises:
      ValueError: a text breaks the line.
    """

    def __init__(self, additional_note="", kwargs_dict=None):
        lines = [f"*  `{key}`: {text}" for key, text in (kwargs_dict or {}).items()]
        if any("\n" in line for line in lines):
            raise ValueError("Parameter description contains newline characters.")
        self._more = "\n\n" + additional_note if additional_note else ""
        if lines:
            self._more += "\n\n##### `kwargs`:\n\n" + "\n".join(lines)

    def __call__(self, fn):
        fn.__doc__ = inspect.cleandoc(fn.__doc__ or "") + self._more + "\n"
        return fn
