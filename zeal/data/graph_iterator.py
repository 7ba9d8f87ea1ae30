"""Iterators of graphs: ops that make, start and step through what a session keeps."""

import itertools
import threading
import weakref
from functools import partial
from typing import Any

from zeal import _native, errors, nest
from zeal.data.by_value import factory_of, made_by, rewritten
from zeal.data.held import HeldLeaf
from zeal.data.iterator import Iterator, as_dataset, elements_of
from zeal.data.pending import handle_of
from zeal.data.position import Position, described, go_to
from zeal.data.specs import spec_of_parts
from zeal.data.structure import Spec, alike, outline
from zeal.data.traced import of_attr
from zeal.dtypes import resource, string, variant
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call, kept_object, object_of

_by_name: Any = weakref.WeakValueDictionary()  # by what string_handle() gives
_numbers = itertools.count()

ITERATORS = "iterators"  # the collection of a graph's


class Elements:
    """What a session keeps of an iterator: where in a dataset it is."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.name = b"zeal-iterator-%d" % next(_numbers)
        self._iterator = None
        self._lock = threading.Lock()
        _by_name[self.name] = self

    def start(self, node) -> None:
        """Begins with a native dataset."""
        self._iterator = elements_of(node)

    def next(self) -> list:
        """The tensors of the next element."""
        if self._iterator is None:
            raise errors.FailedPreconditionError(
                "GetNext() failed because the iterator has not been initialized. Ensure that you "
                "have run the initializer operation for this iterator before getting the next "
                "element."
            )
        element = next(self._iterator, None)
        if element is None:
            raise errors.OutOfRangeError("End of sequence")
        return element

    def position(self) -> bytes:
        """Where the session's iterator stands; empty where it has not begun."""
        return b"" if self._iterator is None else described(self._iterator._position())

    def go_to(self, state: bytes) -> None:
        """Goes where another one stood; it must have begun with the same dataset."""
        if not state:
            return
        if self._iterator is None:
            raise errors.FailedPreconditionError(
                "an iterator is restored before it has a dataset: run its initializer first"
            )
        go_to(self._iterator, state)

    def cancel(self) -> None:
        """Nobody waits for elements but who makes them."""


def _position(inputs):
    return [object_of(inputs[0]).position()]


def _go_to(inputs):
    object_of(inputs[0]).go_to(inputs[1].numpy())
    return []


def _next(inputs):
    return object_of(inputs[0]).next()


def _begun(spec, inputs):
    elements = Elements(spec)
    elements.start(object_of(inputs[0]))
    return [_native.hold_object(elements)]


def _handle(inputs):
    return [object_of(inputs[0]).name]


def _named(spec, inputs):
    elements = _by_name.get(inputs[0].numpy())
    if elements is None:
        raise errors.InvalidArgumentError(
            "Could not parse string_handle as a valid ResourceHandle: it must be what "
            "session.run(iterator.string_handle()) gave, and that session be open"
        )
    _check_alike(spec, elements.spec)
    return [_native.hold_object(elements)]


def _check_alike(spec, given):
    if len(spec.types) != len(given.types):
        raise errors.InvalidArgumentError(
            f"Number of components does not match: expected {len(spec.types)} types but got "
            f"{len(given.types)}."
        )
    parts = zip(spec.types, given.types, spec.shapes, given.shapes, strict=True)
    for i, (want, have, shape, shape_given) in enumerate(parts):
        if want is not have:
            raise errors.InvalidArgumentError(
                f"Data type mismatch at component {i}: expected {want.name} but got {have.name}."
            )
        if not shape.is_compatible_with(shape_given):
            raise errors.InvalidArgumentError(
                f"Incompatible shapes at component {i}: expected {shape} but got {shape_given}."
            )


class GraphIterator(Iterator):
    """Steps through a dataset while a graph runs: each session is somewhere else in it.

    Args:
      handle: a symbolic tensor of dtype resource.
      spec: what elements look like.
      initializer: the op that begins, or None.
    """

    _calls, _following = 0, staticmethod(_next)

    def __new__(cls, handle, spec, initializer=None):
        it = object.__new__(cls)
        it._handle, it._known, it._initializer = handle, spec, initializer
        it._string_handle = _string_handle(handle)
        get_default_graph().add_to_collection(ITERATORS, handle)
        return it

    @property
    def initializer(self):
        """The op that begins with the dataset, for `Session.run`.

        Raises:
          ValueError: there is none; `make_initializer` makes one.
        """
        if self._initializer is None:
            raise ValueError("Iterator does not have an initializer.")
        return self._initializer

    def make_initializer(self, dataset, name=None):
        """An op that begins with a dataset.

        Args:
          dataset: a Dataset whose elements have the iterator's types and compatible shapes.
          name: name of the op.

        Raises:
          TypeError: types or shapes differ; ValueError: the structure does.
        """
        spec = as_dataset(dataset)._spec
        _check_fits(self._known, spec)
        graph = get_default_graph()
        with graph.name_scope(name or "make_initializer") as scope:
            return _start(handle_of(dataset._node), self._handle, scope)

    def get_next(self, name=None) -> Any:
        """The next element, in its structure: another one at each run.

        Returns:
          A tensor, or a tuple or dict of tensors. Runs raise OutOfRangeError at the end.
        """
        self._calls += 1
        if self._calls == 32:
            from zeal import logging

            logging.warning(
                "Iterator.get_next() was called 32 times: each call adds an op to the graph; call "
                "it once, outside the training loop, and run what it returned again and again."
            )
        spec = self._known
        outputs, attrs = list(zip(spec.types, spec.shapes, strict=True)), elements_attrs(spec)
        inputs = [self._handle]
        made = host_call("IteratorGetNext", self._following, inputs, outputs, name, attrs)
        return spec.pack(made)

    def _next_or_none(self):
        """The handle of an optional of the next element."""
        from zeal.data.optional import next_in_graph

        return next_in_graph(self._handle, self._following)

    def _reduce_while(self, start, test, reduce_func):
        """As of a Dataset, over the elements that are left; those behind the last one stay."""
        from zeal.data.optional import _OptionalImpl
        from zeal.graph.conditions import cond
        from zeal.graph.loops import while_loop

        def optional(handle):
            return _OptionalImpl._of(handle, self._known)

        def taken(state):
            if test is None:
                return self._next_or_none()
            return cond(test(*state), self._next_or_none, lambda: _native.hold_object(None))

        def go_on(handle, *state):
            state = reduce_func(state, optional(handle).get_value())
            return taken(state), *state

        first = (taken(start), *start)
        return while_loop(lambda handle, *_: optional(handle).has_value(), go_on, first)[1:]

    def string_handle(self, name=None):
        """A string that names the session's iterator, for `Iterator.from_string_handle`."""
        return self._string_handle if name is None else _string_handle(self._handle, name)

    @property
    def _spec(self) -> Spec:
        return self._known

    def _gather_saveables_for_checkpoint(self):
        return {"ITERATOR": lambda name: position_of(self._handle, name)}


class FunctionIterator(GraphIterator):
    """Steps through a dataset from its start in each call of the function that is traced."""

    def __new__(cls, dataset):
        it = object.__new__(cls)
        it._known, it._initializer = dataset._spec, None
        begun, node = partial(_begun, it._known), dataset._held_handle()
        it._handle = host_call("AnonymousIteratorV2", begun, [node], [(resource, [])])[0]
        return it

    def __next__(self):
        return self.get_next()


class EagerLeaf(HeldLeaf):
    """An eager iterator as an argument of a traced function."""

    def unpacked(self, handle):
        """What steps through the iterator of a handle, in each call of the function."""
        return HandedIterator(handle, self.spec)


class HandedIterator(FunctionIterator):
    """Steps through an eager iterator that a traced function is given, or knows.

    Args:
      handle: its handle.
      spec: what elements look like.
    """

    def __new__(cls, handle, spec):
        it = object.__new__(cls)
        it._known, it._initializer, it._handle = spec, None, handle
        it._following = partial(_next_of, spec)
        return it


def _next_of(spec, inputs):
    return spec.leaves(object_of(inputs[0]).get_next())


def position_of(handle, name):
    """What a saver saves of the iterator that a handle stands for."""
    return Position(name, lambda: _saved(handle), lambda state: _restored(handle, state))


def _saved(handle, name=None):
    return host_call("SerializeIterator", _position, [handle], [(string, [])], name, {})[0]


def _restored(handle, state, name=None):
    return host_call("DeserializeIterator", _go_to, [handle, state], (), name, {})


def _string_handle(handle, name=None):
    return host_call("IteratorToStringHandle", _handle, [handle], [(string, [])], name, {})[0]


def _check_fits(spec, given):
    if not alike(spec.template, given.template):
        nest.assert_same_structure(spec.types_like(), given.types_like())
        raise ValueError(
            f"The two structures don't have the same nested structure: {outline(spec.template)} "
            f"and {outline(given.template)}"
        )
    for want, have in zip(spec.types, given.types, strict=True):
        if want is not have:
            raise TypeError(
                f"Expected output types {spec.types_like()!r} but got dataset with output types "
                f"{given.types_like()!r}."
            )
    if not all(a.is_compatible_with(b) for a, b in zip(spec.shapes, given.shapes, strict=True)):
        raise TypeError(
            f"Expected output shapes compatible with {spec.shapes_like()!r} but got dataset with "
            f"output shapes {given.shapes_like()!r}."
        )


def _start(dataset, handle, name):
    return host_call("MakeIterator", _begin, [dataset, handle], (), name, {})


def _begin(inputs):
    object_of(inputs[1]).start(object_of(inputs[0]))
    return []


def _require_no_function():
    if get_default_graph().building_function:
        raise NotImplementedError(
            "this iterator is not built inside traced functions, where iter(dataset) begins anew "
            "in each call: make the iterator outside, and call its get_next() inside"
        )


def _new(spec):
    _require_no_function()
    return kept_object("IteratorV2", lambda _: Elements(spec), attrs=iterator_attrs(spec))


def initializable(dataset) -> GraphIterator:
    """See Dataset.make_initializable_iterator."""
    spec = dataset._spec
    node = rewritten(handle_of(dataset._node), spec, dataset.options())
    handle = _new(spec)
    return GraphIterator(handle, spec, _start(node, handle, None))


class _OneShot(Elements):
    """Begins by itself."""

    def __init__(self, spec: Spec, factory) -> None:
        super().__init__(spec)
        self._factory = factory

    def next(self) -> list:
        if self._iterator is None:
            self._begin()
        return super().next()

    def position(self) -> bytes:
        """Where the session's iterator stands, which begins now at the latest."""
        self._begin()
        return super().position()

    def go_to(self, state: bytes) -> None:
        """Goes where another one stood."""
        self._begin()
        super().go_to(state)

    def _begin(self):
        with self._lock:
            if self._iterator is None:
                self.start(made_by(self._factory))


def one_shot(dataset) -> GraphIterator:
    """See Dataset.make_one_shot_iterator."""
    _require_no_function()
    return _one_shot(dataset._spec, factory_of(dataset), None)


def _one_shot(spec, factory, name):
    attrs = {**iterator_attrs(spec), "dataset_factory": factory}
    handle = kept_object("OneShotIterator", lambda _: _OneShot(spec, factory), (), name, attrs)
    return GraphIterator(handle, spec)


def from_structure(output_types, output_shapes=None, output_classes=None) -> GraphIterator:
    """See Iterator.from_structure."""
    spec = spec_of_parts(output_types, output_shapes, output_classes)
    return GraphIterator(_new(spec), spec)


def from_string_handle(
    handle, output_types, output_shapes=None, output_classes=None
) -> GraphIterator:
    """See Iterator.from_string_handle."""
    handle = _native.convert(handle, string)
    spec = spec_of_parts(output_types, output_shapes, output_classes)

    return GraphIterator(_found(spec, handle, None), spec)


def _found(spec, handle, name):
    def find(inputs):
        return _named(spec, inputs)

    op, attrs = "IteratorFromStringHandleV2", elements_attrs(spec)
    return host_call(op, find, [handle], [(resource, [])], name, attrs)[0]


# --- GraphDefs ---
def elements_attrs(spec) -> dict:
    """The attributes that tell what elements look like."""
    return {"output_types": list(spec.types), "output_shapes": list(spec.shapes)}


def iterator_attrs(spec) -> dict:
    """The attributes of an iterator."""
    return {"shared_name": "", "container": "", **elements_attrs(spec)}


_PLAIN = {
    "IteratorToStringHandle": _string_handle, "MakeIterator": _start, "SerializeIterator": _saved,
    "DeserializeIterator": _restored,
}  # fmt: skip


def make(op, attrs, inputs, name):
    """Adds an op of iterators that a GraphDef has to the graph in force.

    Args:
      op: its type.
      attrs: its attributes, Python values.
      inputs: the tensors that it reads.
      name: its name within the present scope.

    Returns:
      The Operation, or what it gives.
    """
    if op in _PLAIN:
        return _PLAIN[op](*inputs, name)
    from zeal.graph_def.shape_proto import shape_of

    shapes = [shape_of(proto) for proto in attrs["output_shapes"]]
    spec = spec_of_parts(tuple(attrs["output_types"]), tuple(shapes))
    if op == "IteratorV2":
        attrs = {**iterator_attrs(spec), "shared_name": attrs["shared_name"]}
        return kept_object(op, lambda _: Elements(spec), (), name, attrs)
    if op == "OneShotIterator":
        factory = of_attr(name, attrs["dataset_factory"], (), [variant]).calls
        return _one_shot(spec, factory, name)._handle
    if op == "IteratorFromStringHandleV2":
        return _found(spec, *inputs, name)
    outputs = list(zip(spec.types, spec.shapes, strict=True))
    return host_call(op, _next, inputs, outputs, name, elements_attrs(spec))
