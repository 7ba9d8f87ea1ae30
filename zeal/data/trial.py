"""What a dataset's function returns, found without a run: it is traced, as TensorFlow does.

TensorFlow traces the function when the dataset is made. Eagerly it runs on the elements themselves
here, and is traced when somebody asks for types or shapes.
"""

from zeal import _native
from zeal.data.structure import Spec
from zeal.data.traced import placeholders
from zeal.tensor_shape import TensorShape


def has_sizes(spec: Spec) -> bool:
    """Whether all shapes are known to the last size."""
    return all(s.is_fully_defined() for s in spec.shapes)


def without_sizes(spec: Spec) -> Spec:
    """The same with ranks alone: what one run tells where sizes may follow from the element."""
    shapes = [s if s.ndims is None else TensorShape([None] * s.ndims) for s in spec.shapes]
    return Spec(spec.template, spec.types, shapes)


def agreed(a: Spec, b: Spec) -> Spec:
    """What two specs of one structure have in common."""
    pairs = zip(a.shapes, b.shapes, strict=True)
    return Spec(a.template, a.types, [x.most_specific_compatible_shape(y) for x, y in pairs])


def traced(given: Spec, function) -> Spec:
    """The spec that `function(an element's tensors)` returns."""
    with placeholders(given.types, given.shapes) as (_, inputs):
        return function(inputs)


def tried(given: Spec, function, element, trace=traced) -> Spec:
    """The same; where the function needs values, by what `element()` gives, if not None."""
    try:
        return trace(given, function)
    except Exception:  # of any class: what the program's code makes of a symbolic tensor
        first = element()
        if first is None:
            raise
    found = _native.FunctionStreams()(function, first)
    return found if has_sizes(given) else without_sizes(found)


class Trial:
    """Finds a dataset's spec by tracing the program's function.

    Args:
      find: takes the specs of the inputs and returns the spec.
      seen: a list in which the function's first element leaves the spec of its result.
    """

    def __init__(self, find, seen=()):
        self._find, self._seen = find, seen

    def __call__(self, *specs):
        return self._find(*specs)

    def at_rest(self, *specs):
        """What is known without that: None, or the structure and ranks of the first element."""
        return without_sizes(self._seen[0]) if self._seen else None
