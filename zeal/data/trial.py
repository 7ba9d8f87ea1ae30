"""What a dataset's function returns, found without an element: runs on zeros.

TensorFlow traces the function once when the dataset is made. Here it runs on zeros when somebody
asks for types or shapes before the first element: once where the elements' shapes are known, and
for two lengths where some are not.
"""

from zeal import _native
from zeal.data.held import HeldLeaf
from zeal.data.pending import handle_of
from zeal.data.structure import Spec, flatten
from zeal.dtypes import variant
from zeal.errors import OpError
from zeal.ops.array.fill import zeros
from zeal.tensor_shape import TensorShape

# Stand for a length that is not known, until two of them suit the function: even and odd rows,
# and one row alone, as the last batch may have. Sizes that both runs agree on follow from neither.
_LENGTHS = (12, 1, 24)
_NOTHING = _native.dataset_range(0, 0, 1)  # what `to_variant` makes of a dataset of no elements

UNFIT = (OpError, ArithmeticError, LookupError, ValueError)
"""What a function may raise because zeros are none of the program's data; the rest is a mistake
of the program's, as in TensorFlow."""


def has_sizes(spec: Spec) -> bool:
    """Whether all shapes are known to the last size."""
    return all(s.is_fully_defined() for s in spec.shapes)


def without_sizes(spec: Spec) -> Spec:
    """The same with ranks alone: what one run tells where lengths are unknown."""
    return _without(lambda n: True, spec)


def _without(is_doubtful, spec):
    def left(shape):
        if shape.ndims is None:
            return shape
        return TensorShape([None if is_doubtful(n) else n for n in shape.as_list()])

    return Spec(spec.template, spec.types, map(left, spec.shapes))


def _sample(place, sizes, dtype):
    """A leaf of zeros; of a dataset or an optional one that has zeros."""
    if not isinstance(place, HeldLeaf):
        return zeros(sizes, dtype) if dtype is not variant else handle_of(_NOTHING)
    inner = place.spec
    sizes = [[0 if n is None else n for n in s.as_list()] for s in inner.shapes]
    return place.sample(list(map(_sample, flatten(inner.template), sizes, inner.types)))


def _run(given, function, length):
    """What a run on zeros tells; its random ops disturb no others.

    A size of 0 is left out, since mostly the zeros chose it (`tf.range(x)`, `tf.where(x)`).
    """
    sizes = [[length if n is None else n for n in s.as_list()] for s in given.shapes]
    leaves = list(map(_sample, flatten(given.template), sizes, given.types))
    return _without(lambda n: n == 0, _native.FunctionStreams()(function, leaves))


def agreed(a: Spec, b: Spec) -> Spec:
    """What two specs of one structure have in common."""
    pairs = zip(a.shapes, b.shapes, strict=True)
    return Spec(a.template, a.types, [x.most_specific_compatible_shape(y) for x, y in pairs])


def tried(given: Spec, function) -> Spec:
    """The spec that `function(an element's tensors)` returns for elements of a spec.

    Raises:
      ValueError: a rank is unknown.
      Exception: what the function raises.
    """
    if any(s.ndims is None for s in given.shapes):
        raise ValueError("elements of unknown rank have no zeros to try a function on")
    if has_sizes(given):
        return _run(given, function, None)
    return agreed_of(lambda length: _run(given, function, length), _LENGTHS)


def agreed_of(run, values) -> Spec:
    """What the first two specs of `run(value)` have in common; ranks alone if one value suits.

    Args:
      run: a function that returns a spec.
      values: what to try.

    Raises:
      Exception: what `run` raises, if no value suits.
    """
    found, error = [], None
    for value in values:
        try:
            found.append(run(value))
        except UNFIT as e:
            error = e
        if len(found) == 2:
            return agreed(*found)
    if not found:
        raise error
    return without_sizes(found[0])


class Trial:
    """Finds a dataset's spec by running the program's function, unless it has run already.

    Args:
      find: takes the specs of the inputs and returns the spec.
      seen: a list in which the function's first element leaves the spec of its result.
    """

    def __init__(self, find, seen=()):
        self._find, self._seen = find, seen

    def __call__(self, *specs):
        exact = self._seen and all(map(has_sizes, specs))
        return self._seen[0] if exact else self._find(*specs)

    def at_rest(self, *specs):
        """What is known without a run: None, or no sizes where those of the inputs are unknown."""
        if not self._seen or all(map(has_sizes, specs)):
            return self._seen[0] if self._seen else None
        return without_sizes(self._seen[0])
