"""What a dataset's function returns, found without an element: a run on zeros.

TensorFlow traces the function once when the dataset is made. Here it runs on zeros, at most once,
and only when somebody asks for types or shapes before the first element.
"""

from zeal import _native
from zeal.data.structure import Spec
from zeal.ops.array.fill import zeros
from zeal.tensor_shape import TensorShape

# Stands for lengths that are not known: multiples of it in results are not known either.
_UNKNOWN = 13


def result_of(spec: Spec, function):
    """`function(zeros like an element's tensors)`; its random ops disturb no others.

    Raises:
      ValueError: a rank is unknown, and what the function raises.
    """
    if any(s.ndims is None for s in spec.shapes):
        raise ValueError("elements of unknown rank have no zeros to try a function on")
    sizes = [[_UNKNOWN if n is None else n for n in s.as_list()] for s in spec.shapes]
    leaves = [zeros(s, t) for s, t in zip(sizes, spec.types, strict=True)]
    return _native.FunctionStreams()(function, leaves)


class Trial:
    """Finds a dataset's spec by running the program's function, unless it has run already.

    Args:
      find: takes the specs of the inputs and returns the spec.
      has_run: says whether `find` would run nothing any more.
    """

    def __init__(self, find, has_run=lambda: False):
        self._find, self.has_run = find, has_run

    def __call__(self, *specs):
        return self._find(*specs)


def _loosened(shape, unknown_axes):
    return TensorShape([
        None if n is None or i in unknown_axes or (n and n % _UNKNOWN == 0) else n
        for i, n in enumerate(shape.as_list())
    ])


def loosened(result: Spec, spec: Spec) -> Spec:
    """The result's spec without lengths that may follow from unknown ones of the elements."""
    unknown = {i for s in spec.shapes for i, n in enumerate(s.as_list()) if n is None}
    if not unknown:
        return result
    shapes = [s if s.ndims is None else _loosened(s, unknown) for s in result.shapes]
    return Spec(result.template, result.types, shapes)
