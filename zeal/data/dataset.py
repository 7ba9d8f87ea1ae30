"""tf.data.Dataset: input pipelines; the work is native, structures of elements are put on here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from zeal import _native
from zeal.data.functions import Functions
from zeal.data.held import DatasetLeaf
from zeal.data.iterator import EagerIterator, Iterator, elements_of
from zeal.data.nested import Nesting
from zeal.data.options import WithOptions, inherited
from zeal.data.padded import Padding
from zeal.data.pending import handle_of, is_symbolic, step, tell_elements
from zeal.data.sources import Sources
from zeal.data.steps import Steps
from zeal.data.structure import Spec, same
from zeal.data.texts import dataset_html, dataset_repr
from zeal.data.trial import Trial
from zeal.graph.graph import get_default_graph
from zeal.public import public

_NOT_BUILT = frozenset(("from_variant",))


def _missing(name: str) -> AttributeError:
    if name in _NOT_BUILT:
        return AttributeError(f"Dataset.{name} is not built yet")
    return AttributeError(f"'Dataset' object has no attribute '{name}'")


class _Class(type):
    """The class of Dataset: what Dataset itself lacks, such as `from_generator`, says so."""

    if not TYPE_CHECKING:  # checkers would take every name for one

        def __getattr__(cls, name):
            raise _missing(name)


@public("data.Dataset")
class Dataset(Sources, Steps, Functions, Nesting, Padding, WithOptions, metaclass=_Class):
    """A sequence of elements: tensors, or tuples and dicts of them.

    Datasets never change; each iteration is independent of others. Make them with the `from_...`
    and `range` functions and transform them with the methods below.

    Example:
      >>> ds = tf.data.Dataset.from_tensor_slices([1, 2, 3]).repeat(2).batch(4)
      >>> [batch.numpy().tolist() for batch in ds]
      [[1, 2, 3, 1], [2, 3]]
    """

    _told_by_elements = None

    def __init__(self, node, spec, sources=()) -> None:
        self._node = node
        self._known = spec  # a Spec, or datasets and the function of theirs that finds it out
        self._sources = spec[0] if type(spec) is tuple else sources
        options = inherited(self._sources)
        if options is not None:
            self._options = options
        if is_symbolic(node):
            tell_elements(node, self._spec)

    @property
    def _spec(self) -> Spec:
        waiting = [self]  # no recursion: loops build pipelines of thousands of steps
        while waiting:
            dataset = waiting[-1]
            known = dataset._known
            if isinstance(known, Spec):
                waiting.pop()
                continue
            sources, find = known
            unknown = [s for s in sources if not isinstance(s._known, Spec)]
            waiting += unknown
            if not unknown:
                dataset._known = find(*(s._known for s in sources))
        return self._known

    @property
    def _outline(self) -> Spec:
        """A spec whose structure alone counts: elements that came have told it without a trace."""
        if self._told_by_elements is None:
            self._told_by_elements = self._spec_at_rest or self._spec
        return self._told_by_elements

    @property
    def _spec_at_rest(self) -> "Spec | None":
        """What is known of the spec if no function of the program runs; None if there is nothing.

        Sizes that a trace would tell are left unknown.
        """
        waiting, found = [self], {}
        while waiting:
            dataset = waiting[-1]
            if isinstance(dataset._known, Spec) or id(dataset) in found:
                found.setdefault(id(dataset), dataset._known)
                waiting.pop()
                continue
            sources = dataset._known[0]
            unknown = [s for s in sources if id(s) not in found]
            waiting += unknown
            if unknown:
                continue
            try:
                spec = dataset._told([found[id(s)] for s in sources])
            except (TypeError, ValueError):  # what does not fit together: iterating says so
                return None
            if spec is None:
                return None
            found[id(dataset)] = spec
        return found[id(self)]

    def _told(self, specs):
        """What specs of the sources tell without a run; kept where a run would tell no more."""
        sources, find = self._known
        if isinstance(find, Trial):
            return find.at_rest(*specs)
        spec = find(*specs)
        if all(isinstance(s._known, Spec) for s in sources):
            self._known = spec
        return spec

    def _derive(self, node, change=None) -> "Dataset":
        """A dataset of another node whose shapes follow from this one's."""
        find = same if change is None else lambda spec: spec.with_shapes(change)
        return Dataset(node, ((self,), find))

    def _passing_options(self, derived) -> "Dataset":
        """A dataset that has this one's options where it has none."""
        if self._options is not None:
            derived._options = derived._options or self._options
        return derived

    def _inputs(self) -> list:
        """The datasets that this one is made of."""
        return list(self._sources)

    @staticmethod
    def _of(node, spec, *sources) -> "Dataset":
        return Dataset(node, spec, sources)

    @staticmethod
    def _generated(walk, spec, *inputs) -> "Dataset":
        """A dataset of the lists of tensors that `walk(*iterators over such lists)` yields.

        `spec` is a Spec, or a function that makes it of those of the inputs.
        """
        node = step(lambda *nodes: _native.dataset_generate(nodes, walk), [d._node for d in inputs])
        return Dataset(node, spec if isinstance(spec, Spec) else (inputs, spec))

    # --- iterating ---
    def __iter__(self) -> Iterator:
        if not _native.executing_eagerly() and get_default_graph().building_function:
            from zeal.data.graph_iterator import FunctionIterator

            return FunctionIterator(self)
        return EagerIterator(self)

    def _held_leaf(self):
        return DatasetLeaf(self._spec)

    def _held_handle(self):
        return handle_of(self._node)

    def _handed(self):
        return self._held_handle(), self._held_leaf()

    _variant_tensor = property(_held_handle, doc="What stands for it in graphs and elements.")

    def _raw(self):
        """Iterates over lists of tensors."""
        return elements_of(self._native_node())

    def _native_node(self):
        """What its elements come from, also where that is an op of constants."""
        if not is_symbolic(self._node):
            return self._node
        from zeal.data.by_value import factory_of, made_by

        return made_by(factory_of(self))

    def make_one_shot_iterator(self) -> Iterator:
        """The same as `iter(dataset)`; in a graph an iterator that begins by itself.

        Returns:
          An Iterator.

        Raises:
          ValueError: in a graph: the dataset is made of what a run must be fed, or of state.

        Example:
          >>> tf.data.Dataset.range(3).make_one_shot_iterator().get_next().numpy()
          0
        """
        if _native.executing_eagerly():
            return EagerIterator(self)
        from zeal.data.graph_iterator import one_shot

        return one_shot(self)

    def make_initializable_iterator(self, shared_name=None) -> Iterator:
        """An iterator of a graph, which begins whenever `iterator.initializer` runs.

        Args:
          shared_name: accepted for compatibility.

        Returns:
          An Iterator.

        Raises:
          RuntimeError: eager execution is on.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     size = tf.placeholder(tf.int64, [])
          ...     it = tf.data.Dataset.range(5).batch(size).make_initializable_iterator()
          ...     session.run(it.initializer, {size: 3})
          ...     print(session.run(it.get_next()))
          [0 1 2]
        """
        if _native.executing_eagerly():
            raise RuntimeError(
                "dataset.make_initializable_iterator is not supported when eager execution is "
                "enabled; iterate with `for element in dataset`"
            )
        from zeal.data.graph_iterator import initializable

        return initializable(self)

    def apply(self, transformation_func: "Callable[[Dataset], Dataset]") -> "Dataset":
        """`transformation_func(self)`.

        Args:
          transformation_func: takes a Dataset and returns one.

        Returns:
          A Dataset.

        Raises:
          TypeError: it returns no Dataset.

        Example:
          >>> [int(i) for i in tf.data.Dataset.range(5).apply(lambda ds: ds.take(2))]
          [0, 1]
        """
        result = transformation_func(self)
        if not isinstance(result, Dataset):
            raise TypeError(f"`transformation_func` must return a Dataset. Got {result}.")
        return result

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            raise _missing(name)

    # --- what elements look like ---
    @property
    def output_types(self) -> Any:
        """DTypes of an element, in its structure."""
        return self._spec.types_like()

    @property
    def output_shapes(self) -> Any:
        """TensorShapes of an element, in its structure."""
        return self._spec.shapes_like()

    @property
    def output_classes(self) -> Any:
        """Classes of an element's parts, in its structure."""
        return self._spec.classes_like()

    @property
    def element_spec(self) -> Any:
        """Specs of an element's parts, in its structure."""
        from zeal.data.specs import element_spec

        return element_spec(self._spec)

    __repr__, _repr_html_ = dataset_repr, dataset_html
