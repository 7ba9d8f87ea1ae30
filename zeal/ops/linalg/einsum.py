"""Einstein's summation: products of tensors whose axes have letters."""

import functools
import math
import re
import string

from zeal._native import api, convert
from zeal.errors import InvalidArgumentError
from zeal.ops.array.join import stack
from zeal.ops.array.shape import size_along
from zeal.ops.linalg.product import trace
from zeal.ops.named import named
from zeal.public import public


class _Labeled:
    """A tensor, a letter for each of its axes, and the axes' sizes: ints or scalar tensors."""

    def __init__(self, tensor, labels):
        self.tensor, self.labels = tensor, labels

    def size(self, label):
        return size_along(self.tensor, self.labels.index(label))

    def ordered(self, labels):
        """The same with its axes in another order."""
        if labels == self.labels:
            return self
        order = [self.labels.index(a) for a in labels]
        return _Labeled(api.transpose(self.tensor, order), labels)

    def summed_to(self, labels):
        """The sum over the axes that are not among the labels."""
        gone = [i for i, a in enumerate(self.labels) if a not in labels]
        if not gone:
            return self
        kept = "".join(a for a in self.labels if a in labels)
        return _Labeled(api.reduce_sum(self.tensor, gone), kept)


def _reshaped(tensor, sizes):
    if all(isinstance(i, int) for i in sizes):
        known = tensor.shape.as_list()
        return tensor if known == [*sizes] else api.reshape(tensor, sizes)
    return api.reshape(tensor, stack(sizes))


@functools.lru_cache(1024)  # programs ask for the same few at every step
def _resolve(equation, *ranks):
    """The letters of each input and of the output; ellipses become letters that are not used."""
    match = re.fullmatch(r"([a-zA-Z,.]+)(->[a-zA-Z.]*)?", equation.replace(" ", ""))
    if not match:
        raise ValueError(f"Indices have incorrect format: {equation}")
    inputs, output = match[1].split(","), match[2] and match[2][2:]
    if len(inputs) != len(ranks):
        raise ValueError(
            f'Got {len(ranks)} arguments for equation "{equation}", expecting {len(inputs)}'
        )
    unused = "".join(a for a in string.ascii_letters if a not in match[1])
    filled = [_fill(a, rank, unused) for a, rank in zip(inputs, ranks, strict=True)]
    inputs, dots = [a for a, _ in filled], max((d for _, d in filled), key=len)
    if output is None:
        letters = sorted(set("".join(inputs)) - set(dots))
        output = dots + "".join(a for a in letters if sum(i.count(a) for i in inputs) == 1)
    output = output.replace("...", dots)
    if "." in output + "".join(inputs):
        raise ValueError('period "." found outside of ellipsis')
    return inputs, output


@functools.lru_cache(1024)
def _sorted_letters(a, b, kept):
    """Letters of two: in both and the result, summed, of the first alone, of the second alone."""
    shared = [i for i in a if i in b]
    groups = (i for i in shared if i in kept), (i for i in shared if i not in kept)
    alone = (i for i in a if i not in b), (i for i in b if i not in a)
    return tuple("".join(letters) for letters in (*groups, *alone))


def _fill(labels, rank, unused):
    """Labels with letters for an ellipsis, and these letters."""
    if "..." not in labels:
        return labels, ""
    parts = labels.split("...")
    if len(parts) != 2:
        raise ValueError("Unable to resolve ellipsis. Excess number found.")
    if rank is None:
        raise ValueError("Unable to statically infer ellipsis axes.")
    n = rank - len("".join(parts))
    if n < 0:
        raise ValueError("Ellipses lengths do not match.")
    if n > len(unused):
        raise ValueError("Unable to resolve ellipsis, too many distinct labels.")
    dots = unused[len(unused) - n :]
    return dots.join(parts), dots


def _multiplied(a, b, kept):
    """The product of two, summed over the labels that are not kept."""
    a = a.summed_to(kept + b.labels)
    b = b.summed_to(kept + a.labels)
    both, inner, rows, columns = _sorted_letters(a.labels, b.labels, kept)
    _check_sizes(a, b, both + inner, 1 if not inner else None)
    if not inner:
        return _outer(a, b, both, rows, columns)
    left, right = a.ordered(both + rows + inner), b.ordered(both + inner + columns)
    batch = [left.size(i) for i in both]
    m, k = (math.prod(left.size(i) for i in part) for part in (rows, inner))
    n = math.prod(right.size(i) for i in columns)
    product = api.matmul(
        _reshaped(left.tensor, [*batch, m, k]), _reshaped(right.tensor, [*batch, k, n])
    )
    sizes = [*batch, *(left.size(i) for i in rows), *(right.size(i) for i in columns)]
    return _Labeled(_reshaped(product, sizes), both + rows + columns)


def _outer(a, b, both, rows, columns):
    left, right = a.ordered(both + rows).tensor, b.ordered(both + columns).tensor
    for _ in columns:
        left = api.expand_dims(left, -1)
    for _ in rows:
        right = api.expand_dims(right, len(both))
    return _Labeled(left * right, both + rows + columns)


def _check_sizes(a, b, labels, may_be):
    for i in labels:
        m, n = a.size(i), b.size(i)
        if isinstance(m, int) and isinstance(n, int) and m != n and may_be not in (m, n):
            raise InvalidArgumentError(
                f"[einsum] Incompatible shapes: {a.tensor.shape} vs. {b.tensor.shape}: axis '{i}' "
                f"has the sizes {m} and {n}"
            )


@public("einsum", "linalg.einsum")
def einsum(equation, *inputs, **kwargs):
    """Sums products of tensors, as Einstein's notation says.

    Args:
      equation: letters for the axes of each input, with commas between; then "->" and those of
        the output: "ij,jk->ik" is a matrix product. Axes that the output does not have are summed.
        Without "->", the output has the letters that appear once, in alphabetical order. "..."
        stands for any further axes, which the output has first.
      *inputs: tensors of one dtype.
      name: the name of the ops in graphs.

    Returns:
      A tensor.

    Raises:
      ValueError: the equation is wrong, does not fit the ranks, or has a letter twice in one
        input; only "ii", the trace, may.
      InvalidArgumentError: sizes of axes with the same letter differ.

    Example:
      >>> tf.einsum("ij,jk->ik", [[1, 2]], [[3], [4]]).numpy().tolist()
      [[11]]
    """
    name = kwargs.pop("name", None)
    if kwargs:
        raise TypeError(
            f"invalid keyword arguments for this function: {', '.join(sorted(kwargs))}"
        )
    first = [convert(x) for x in inputs[:1]]
    tensors = first + [convert(x, first[0].dtype) for x in inputs[1:]]
    return _einsum(equation, tensors, name=name)


@named("einsum", "MatMul")
def _einsum(equation, tensors, name=None):
    inputs, output = _resolve(equation, *[x.ndim for x in tensors])
    if len(tensors) == 1 and re.fullmatch(r"([a-zA-Z])\1", equation.replace(" ", "")):
        return trace(tensors[0])
    for labels, x in zip(inputs, tensors, strict=True):
        if len(set(labels)) != len(labels):
            raise ValueError(
                f"Subscript not supported: an axis appears more than once: {labels}"
            )
        if x.shape.ndims is None:
            x.set_shape([None] * len(labels))
        if x.shape.ndims != len(labels):
            raise ValueError(
                f"Tensor of rank {x.shape.ndims} does not match einsum reduction of length "
                f"{len(labels)}: {labels} in {equation}"
            )
    if len(set(output)) != len(output) or not set(output) <= set("".join(inputs)):
        raise ValueError(f"Invalid equation: {equation}")
    out = _Labeled(tensors[0], inputs[0])
    for i, x in enumerate(tensors[1:], 1):
        out = _multiplied(out, _Labeled(x, inputs[i]), output + "".join(inputs[i + 1 :]))
    return out.summed_to(output).ordered(output).tensor
