"""Functions of tensors applied to ragged ones: to their values, or row by row."""

import operator

from zeal.eager.control import get_static_value
from zeal.errors import InvalidArgumentError
from zeal.ops.array.constant import convert_to_tensor
from zeal.public import public
from zeal.ragged.value import RaggedTensorValue

# Functions of each element, of which all ragged arguments have the same rows; ops, as
# "ZerosLike", are called like them.
_ELEMENTWISE = frozenset(
    "AsString RegexFullMatch RegexReplace StringLength StringLower StringStrip "
    "StringToHashBucket StringUpper Substr UnicodeScript abs acos acosh add add_n angle "
    "as_string asin asinh atan atan2 atanh bitcast bitwise_and bitwise_or bitwise_xor cast "
    "ceil check_numerics clip_by_value complex conj cos cosh decode_base64 decode_compressed "
    "decode_raw digamma div div_no_nan divide elu encode_base64 equal erf erfc exp expm1 "
    "floor floor_div floordiv floormod greater greater_equal identity imag invert is_finite "
    "is_inf is_nan leaky_relu left_shift less less_equal lgamma log log1p log_sigmoid "
    "logical_and logical_not logical_or logical_xor maximum minimum mod multiply negative "
    "not_equal ones_like pow real realdiv reciprocal relu relu6 right_shift rint round rsqrt "
    "saturate_cast selu sigmoid sign sin sinh softplus softsign sqrt square "
    "squared_difference string_join string_strip string_to_hash_bucket_fast "
    "string_to_hash_bucket_strong string_to_number subtract tan tanh truediv truncatediv "
    "truncatemod unicode_script zeros_like".split()
)  # fmt: skip
# Those of two arguments, which broadcast.
_BINARY = frozenset(
    "add atan2 bitwise_and bitwise_or bitwise_xor complex div div_no_nan divide equal floor_div "
    "floordiv floormod greater greater_equal left_shift less less_equal logical_and logical_or "
    "logical_xor maximum minimum mod multiply not_equal pow realdiv right_shift "
    "squared_difference subtract truediv truncatediv truncatemod".split()
)
_ELEMENTWISE_OPS = frozenset(name.replace("_", "") for name in _ELEMENTWISE)
# The functions of the ops that some of them call.
_OF_OPS = {
    "GatherNd": "gather_nd", "Pack": "stack", "Select": "where", "Where": "where",
    **{f"UnsortedSegment{kind}": f"unsorted_segment_{kind.lower()}"
       for kind in ("Max", "Min", "Prod", "Sum")},
}  # fmt: skip


def answer(function, args, kwargs):
    """What a function of tensors gives for arguments of which one is ragged.

    Raises:
      TypeError: the function takes no ragged tensors.
    """
    result = answer_calls(function, args, kwargs)
    if result is NotImplemented:
        raise TypeError(
            f"tf.{function.__name__} takes no ragged tensors: RaggedTensor.to_tensor makes a dense "
            "one, and tf.ragged.map_flat_values applies a function to the values"
        )
    return result


def answer_calls(function, args, kwargs):
    """The same, but NotImplemented where the function takes no ragged tensors."""
    from zeal.ragged import reductions, rows

    name = function.__name__
    if name in _BINARY:
        args, kwargs = _broadcast_arguments(args, kwargs)
    if name in _ELEMENTWISE or (name[0].isupper() and name.lower() in _ELEMENTWISE_OPS):
        return map_flat_values(function, *args, **kwargs)
    name_here = f"ragged_{_OF_OPS.get(name, name)}"
    found = getattr(reductions, name_here, None) or getattr(rows, name_here, None)
    if found is None:
        return NotImplemented
    kwargs = {key: _of_run(value) for key, value in kwargs.items()}
    return found(*map(_of_run, args), **kwargs)


def _of_run(value):
    """What a run gave for a ragged tensor, as one."""
    from zeal.ragged.ragged_tensor import as_ragged

    return as_ragged(value) if isinstance(value, RaggedTensorValue) else value


@public("ragged.map_flat_values")
def map_flat_values(op, *args, **kwargs):
    """Applies a function to the innermost values of ragged tensors, which keep their rows.

    Args:
      op: a function that gives a tensor with as many values.
      *args, **kwargs: its arguments; ragged ones among them, also in lists, become their values.

    Returns:
      A RaggedTensor, or what op gives where no argument is ragged.

    Raises:
      InvalidArgumentError: rows of two arguments differ.

    Example:
      >>> rows = tf.ragged.constant([[1, 2], [3]])
      >>> tf.ragged.map_flat_values(lambda x: x * 10, rows).to_list()
      [[10, 20], [30]]
    """
    from zeal.ragged.ragged_tensor import RaggedTensor, as_ragged, is_ragged

    found: list = []

    def flat(value):
        if is_ragged(value):
            found.append(as_ragged(value))
            return found[-1].flat_values
        if isinstance(value, (list, tuple)) and any(map(is_ragged, value)):
            return [flat(v) for v in value]
        return value

    args = [flat(v) for v in args]
    kwargs = {k: flat(v) for k, v in kwargs.items()}
    if not found:
        return op(*args, **kwargs)
    _check_rows(found)
    values = op(*args, **kwargs)
    result: RaggedTensor = found[0].with_flat_values(values)
    return result


def _check_rows(ragged):
    """Refuses tensors whose rows are known to differ."""
    first, *others = (r.nested_row_splits for r in ragged)
    for splits in others:
        if len(splits) != len(first):
            raise ValueError("Inputs must have identical ragged splits")
        for a, b in zip(first, splits, strict=True):
            known, other = get_static_value(a), get_static_value(b)
            if a is b or known is None or other is None:
                continue
            if known.tolist() != other.tolist():
                raise InvalidArgumentError("Inputs must have identical ragged splits")


def _binary(function, swapped=False):
    def operate(x, y):
        x, y = _broadcast(x, y)
        return map_flat_values(function, y, x) if swapped else map_flat_values(function, x, y)

    return operate


def _broadcast_arguments(args, kwargs):
    """The arguments of a function of two tensors, by position or name, with these broadcast."""
    names = [name for name in kwargs if name != "name"]
    operands = [*args[:2], *(kwargs[name] for name in names)]
    if len(operands) < 2:
        return args, kwargs
    operands[:2] = _broadcast(*operands[:2])
    count = min(len(args), 2)
    return (*operands[:count], *args[2:]), kwargs | dict(
        zip(names, operands[count:], strict=True)
    )


def _broadcast(x, y):
    """Two operands, of which one is ragged, so that their flat values fit each other."""
    from zeal.ragged import shape
    from zeal.ragged.ragged_tensor import as_ragged, is_ragged

    ragged = [as_ragged(v) for v in (x, y) if is_ragged(v)]
    dtype = ragged[0].row_splits.dtype
    if len(ragged) == 2:
        if ragged[1].row_splits.dtype != dtype:
            raise ValueError(
                "Input RaggedTensors have mismatched row_splits dtypes; use "
                "RaggedTensor.with_row_splits_dtype() to convert them to compatible dtypes."
            )
        if _same_rows(*ragged):
            return x, y
    x, y = (_operand(v, ragged[0]) for v in (x, y))
    dense = [v for v in (x, y) if not is_ragged(v)]
    if dense and ragged[0].flat_values.shape.ndims > dense[0].shape.ndims:
        return x, y  # the op on the flat values broadcasts
    sizes = (shape.RaggedTensorDynamicShape.from_tensor(v, dtype) for v in (x, y))
    wanted = shape.broadcast_dynamic_shape(*sizes)
    return tuple(shape.broadcast_to(v, wanted, False) for v in (x, y))


def _operand(value, ragged):
    """An operand as a tensor; a plain one takes the other's dtype if it can."""
    from zeal.ragged.ragged_tensor import as_ragged, is_ragged

    if is_ragged(value):
        return as_ragged(value)
    return convert_to_tensor(value, preferred_dtype=ragged.dtype)


def _same_rows(x, y):
    """Whether two tensors of one rank are known to have the same rows, which most have."""
    own, other = x.nested_row_splits, y.nested_row_splits
    return (x.shape.ndims, len(own)) == (y.shape.ndims, len(other)) and all(
        a is b or _known_equal(get_static_value(a), get_static_value(b))
        for a, b in zip(own, other, strict=True)
    )


def _known_equal(a, b):
    return a is not None and b is not None and a.tolist() == b.tolist()


OPERATORS = {
    f"__{prefix}{name}__": _binary(getattr(operator, function), bool(prefix))
    for name, function in {
        "add": "add", "sub": "sub", "mul": "mul", "truediv": "truediv", "floordiv": "floordiv",
        "mod": "mod", "pow": "pow", "and": "and_", "or": "or_", "xor": "xor",
    }.items()
    for prefix in ("", "r")
}  # fmt: skip
OPERATORS |= {
    f"__{name}__": _binary(getattr(operator, name)) for name in ("lt", "le", "gt", "ge")
}
OPERATORS |= {
    "__neg__": lambda x: map_flat_values(operator.neg, x),
    "__abs__": lambda x: map_flat_values(abs, x),
    "__invert__": lambda x: map_flat_values(operator.invert, x),
}
