"""tf.data.experimental.Optional: a value that may not be there."""

from typing import Any

from zeal import _native, errors
from zeal.data.held import OptionalLeaf, computed
from zeal.data.iterator import Iterator
from zeal.data.pending import as_tensor
from zeal.data.specs import OptionalSpec, element_spec, spec_from
from zeal.data.structure import Spec
from zeal.dtypes import bool as bool_
from zeal.dtypes import resource
from zeal.graph.host_call import host_call
from zeal.public import public


@public("data.experimental.Optional", "contrib.data.Optional")
class Optional:
    """A value, or none: what the next element of an iterator is.

    Example:
      >>> some = tf.data.experimental.Optional.from_value(37.0)
      >>> some.has_value().numpy(), some.get_value().numpy()
      (True, 37.0)
    """

    def has_value(self, name=None) -> Any:
        """Whether there is one.

        Args:
          name: name of the op.

        Returns:
          A scalar bool tensor.
        """
        raise NotImplementedError("Optional.has_value()")

    def get_value(self, name=None) -> Any:
        """The value.

        Args:
          name: name of the op.

        Returns:
          The value, in its structure.

        Raises:
          InvalidArgumentError: there is none; in graphs a run raises it.
        """
        raise NotImplementedError("Optional.get_value()")

    @property
    def value_structure(self) -> Any:
        """The specs of the value, in its structure."""
        raise NotImplementedError("Optional.value_structure")

    @staticmethod
    def from_value(value) -> "Optional":
        """An optional that has a value.

        Args:
          value: a tensor, or a tuple or dict of them.

        Returns:
          An Optional.
        """
        spec, leaves = Spec.of(value)
        return _OptionalImpl._of(computed("OptionalFromValue", list, leaves), spec)

    @staticmethod
    def none_from_structure(value_structure) -> "Optional":
        """An optional that has none.

        Args:
          value_structure: the specs of the value that it might have, in its structure.

        Returns:
          An Optional.
        """
        return _OptionalImpl._of(_native.hold_object(None), spec_from(value_structure))


class _OptionalImpl(Optional):
    """An optional by its handle.

    Args:
      variant_tensor: the handle.
      value_structure: the specs of the value.
    """

    def __init__(self, variant_tensor, value_structure):
        self._variant_tensor, self._spec = variant_tensor, spec_from(value_structure)

    @classmethod
    def _of(cls, handle, spec):
        made = cls.__new__(cls)
        made._variant_tensor, made._spec = handle, spec
        return made

    def has_value(self, name=None):
        """See Optional."""
        return self._run("OptionalHasValue", _has_value, [(bool_, [])], name)[0]

    def get_value(self, name=None):
        """See Optional."""
        outputs = list(zip(self._spec.types, self._spec.shapes, strict=True))
        return self._spec.pack(self._run("OptionalGetValue", _value, outputs, name))

    @property
    def value_structure(self):
        """See Optional."""
        return element_spec(self._spec)

    def _run(self, op, function, outputs, name):
        handle = self._variant_tensor
        if _native.executing_eagerly():
            return function([handle])
        return host_call(op, function, [handle], outputs, name)

    @property
    def _type_spec(self):
        return OptionalSpec(self.value_structure)

    def _held_leaf(self):
        return OptionalLeaf(self._spec)

    def _held_handle(self):
        return self._variant_tensor

    def __repr__(self):
        return f"<Optional of {self.value_structure!r}>"


def _has_value(inputs):
    return [as_tensor(_native.held_object(inputs[0]) is not None, bool_)]


def _value(inputs):
    found = _native.held_object(inputs[0])
    if found is None:
        raise errors.InvalidArgumentError("The given optional does not have a value.")
    return found


@public("data.experimental.get_next_as_optional", "contrib.data.get_next_as_optional")
def get_next_as_optional(iterator) -> Optional:
    """The next element of an iterator, or none at the end.

    Args:
      iterator: an Iterator.

    Returns:
      An Optional; in graphs another one at each run.

    Raises:
      TypeError: it is no Iterator.

    Example:
      >>> it = tf.data.Dataset.range(1).make_one_shot_iterator()
      >>> [bool(tf.data.experimental.get_next_as_optional(it).has_value()) for _ in range(2)]
      [True, False]
    """
    if not isinstance(iterator, Iterator):
        raise TypeError(f"`iterator` must be an Iterator, got {type(iterator)}")
    return _OptionalImpl._of(iterator._next_or_none(), iterator._spec)


def next_in_graph(handle, following):
    """The handle of an optional: of what `following(inputs)` returns, or of none at the end."""

    def run(inputs):
        try:
            found = list(following(inputs))
        except errors.OutOfRangeError:
            found = None
        return [_native.hold_object(found)]

    return host_call("IteratorGetNextAsOptional", run, [handle], [(resource, [])])[0]
