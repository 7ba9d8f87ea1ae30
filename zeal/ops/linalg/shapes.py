"""What ops on batches of matrices share: their dtypes, and the shapes they take and give."""

from zeal.errors import InvalidArgumentError

FLOATING = ["float64", "float32", "complex64", "complex128"]
ANY = [("T", FLOATING)]


def matrix(op, shape, square=False, at=0):
    """The parts of a shape `[..., m, n]`.

    Args:
      op: the op's name, for errors.
      shape: a tuple with None for what is unknown.
      square: whether m must be n; what only one of them knows is then known of both.
      at: the number of the input.

    Returns:
      The batch sizes, m and n.

    Raises:
      InvalidArgumentError: the rank is below 2, or the matrices are not square.
    """
    if len(shape) < 2:
        raise InvalidArgumentError(
            f"[{op}] Input tensor {at} must have rank >= 2, got {len(shape)}. Shape must be at "
            f"least rank 2 but is rank {len(shape)}: input {at} is {list(shape)}; it must be a "
            "batch of matrices (..., m, n)"
        )
    *batch, m, n = shape
    if not square:
        return tuple(batch), m, n
    if None not in (m, n) and m != n:
        raise InvalidArgumentError(
            f"[{op}] Input matrix must be square. Dimensions must be equal, but are {m} and {n}: "
            f"input {at} is {list(shape)}; it must be a batch of square matrices (..., n, n)"
        )
    n = m if n is None else n
    return tuple(batch), n, n


def merged(op, what, first, second):
    """The shape that both of two partial ones can be.

    Raises:
      InvalidArgumentError: there is none.
    """
    fits = len(first) == len(second) and all(
        a == b or None in (a, b) for a, b in zip(first, second, strict=True)
    )
    if not fits:
        raise InvalidArgumentError(
            f"[{op}] Dimensions must be equal: {what} are {list(first)} and {list(second)}; "
            "nothing is broadcast"
        )
    return tuple(b if a is None else a for a, b in zip(first, second, strict=True))


def square_to(name, *outputs):
    """An inference function of one batch of square matrices.

    Args:
      name: the op's.
      *outputs: functions of the batch sizes and n that give the shapes of the outputs.
    """

    def infer(shapes, attrs):
        (shape,) = shapes
        if shape is None:
            return [None] * len(outputs)
        batch, n, _ = matrix(name, shape, square=True)
        return [output(batch, n) for output in outputs]

    return infer


def same(batch, n):
    """Matrices again."""
    return (*batch, n, n)


def vector(batch, n):
    """A vector for each matrix."""
    return (*batch, n)


def scalar(batch, n):
    """A number for each matrix."""
    return batch


def solved(name):
    """An inference function of equations: `[..., n, n]` and `[..., n, k]` give `[..., n, k]`."""

    def infer(shapes, attrs):
        a, b = shapes
        left = None if a is None else matrix(name, a, square=True)
        right = None if b is None else matrix(name, b, at=1)
        if left is None or right is None:
            known = right or left
            return [known and (*known[0], known[1], right[2] if right else None)]
        batch = merged(name, "batch sizes", left[0], right[0])
        (n,) = merged(name, "rows", left[1:2], right[1:2])
        return [(*batch, n, right[2])]

    return infer


def conj_transpose(a):
    """The conjugate transposes of arrays."""
    import numpy as np

    return np.conj(np.swapaxes(a, -1, -2))
