"""Objects whose attributes are their edges: tf.contrib.checkpoint.Checkpointable and tf.Module."""

import functools
import re
from typing import Any

from zeal._native import Variable
from zeal.keras import tracking
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.state.trackable import NoDependency, Noted, Trackable, is_trackable


@public("contrib.checkpoint.Checkpointable", "contrib.eager.Checkpointable")
class AutoTrackable(Trackable):
    """Base class of objects that checkpoints save by their attributes.

    Variables, layers, optimizers, other such objects, and lists, tuples and dicts of them that are
    set as attributes are found by checkpoints under the attributes' names. A
    `tf.contrib.checkpoint.NoDependency` keeps one out.

    Example:
      >>> import tempfile
      >>> folder = tempfile.mkdtemp()
      >>> class Counter(tf.contrib.checkpoint.Checkpointable):
      ...     def __init__(self):
      ...         self.counts = [tf.Variable(0), tf.Variable(0)]
      >>> path = tf.train.Checkpoint(counter=Counter()).save(folder + "/counter")
      >>> [name for name, _ in tf.train.list_variables(path)][1:3]
      ['counter/counts/0/.ATTRIBUTES/VARIABLE_VALUE', 'counter/counts/1/.ATTRIBUTES/VARIABLE_VALUE']
    """

    def __setattr__(self, name, value):
        if isinstance(value, (Noted, Variable, list, dict, tuple)) or name in self._zeal_edges():
            value = self._note(name, value)
        try:
            object.__setattr__(self, name, value)
        except AttributeError:
            # A property without a setter may be "set" to what it is already, as in TensorFlow; the
            # shape of a graph's tensor is an object of its own each time.
            place = getattr(type(self), name, None)
            fixed = isinstance(place, property) and place.fset is None
            if not fixed or repr(getattr(self, name)) != repr(value):
                raise

    def _note(self, name, value):
        """Looks at the value of an attribute; returns what the attribute is to be."""
        if isinstance(value, NoDependency) or not self.__dict__.get("_setattr_tracking", True):
            self._untrack(name)
            return value.value if isinstance(value, NoDependency) else value
        value = tracking.wrap(value)
        node = tracking.tuple_node(value) if isinstance(value, tuple) else value
        if is_trackable(node):
            self._track_trackable(node, name, overwrite=True)
        else:
            self._untrack(name)
        return value

    def __delattr__(self, name):
        self._untrack(name)
        object.__delattr__(self, name)


_FIRST_IN_WORD = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


@functools.lru_cache(1024)  # linear operators and distributions are made at every step
def _in_words(name: str) -> str:
    return _FIRST_IN_WORD.sub(r"_\1", name).lower()


@public("Module")
class Module(AutoTrackable):
    """Base class of objects that hold variables, other modules and functions of tensors.

    Args:
      name: the module's name, a Python identifier; by default the class name in snake case.

    Raises:
      ValueError: the name is no identifier.

    Example:
      >>> class Scale(tf.Module):
      ...     def __init__(self, factor):
      ...         super().__init__()
      ...         self.factor = tf.Variable(factor, name="factor")
      ...     def __call__(self, x):
      ...         return x * self.factor
      >>> scale = Scale(2.0)
      >>> float(scale(3.0)), [v.name for v in scale.trainable_variables]
      (6.0, ['factor:0'])
    """

    # Attributes not walked into; classes add names to it.
    _TF_MODULE_IGNORED_PROPERTIES = frozenset(("_self_unconditional_checkpoint_dependencies",))

    def __init__(self, name=None):
        if name is None:
            name = _in_words(type(self).__name__)
        if not str(name).isidentifier():
            raise ValueError(f"{name!r} is not a valid module name. Module names must be valid "
                             "Python identifiers (e.g. a valid class name).")
        self._name = name
        with name_scope(name) as scope:
            self._scope_name = scope

    @property
    def name(self) -> str:
        """The module's name."""
        return self._name

    @property
    def name_scope(self) -> Any:
        """A `tf.name_scope` of the module, to be entered."""
        return name_scope(self._scope_name)

    @property
    def variables(self) -> tuple:
        """The variables of this module and of those inside, each once."""
        return tuple(self._flatten(predicate=lambda v: isinstance(v, Variable)))

    @property
    def trainable_variables(self) -> tuple:
        """Those of its variables that training changes."""
        return tuple(self._flatten(predicate=lambda v: isinstance(v, Variable) and v.trainable))

    @property
    def submodules(self) -> tuple:
        """The modules and layers inside, each once."""
        return tuple(self._flatten(predicate=lambda m: isinstance(m, Module)))

    @classmethod
    def with_name_scope(cls, method):
        """Decorates a method that shall run in the module's name scope.

        Args:
          method: a method of a Module.

        Returns:
          The method.

        Example:
          >>> class Named(tf.Module):
          ...     @tf.Module.with_name_scope
          ...     def make(self):
          ...         return tf.Variable(1.0, name="v").name
          >>> Named().make()
          'named/v:0'
        """
        import functools

        @functools.wraps(method)
        def scoped(self, *args, **kwargs):
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped

    def _flatten(
        self, recursive=True, predicate=None, attribute_traversal_key=None, with_path=False
    ):
        """What attributes hold, by name, then what the modules among that hold, one by one.

        Args:
          recursive: whether to go into modules.
          predicate: a function that says of a value whether to give it; all by default.
          attribute_traversal_key: what attributes' names are sorted by.
          with_path: whether to give pairs (path, value), and a value under each path.

        Returns:
          A generator.
        """
        options = recursive, predicate or (lambda value: True), attribute_traversal_key, with_path
        return _found(self, options, (), {id(self)})

    def _zeal_attributes(self):
        """What `_flatten` looks at, by name."""
        ignored = self._TF_MODULE_IGNORED_PROPERTIES
        return {
            name: value
            for name, value in vars(self).items()
            if name not in ignored and not name.startswith(("_declared", "_waiting", "_zeal"))
        }


def _found(module, options, path, seen):
    recursive, predicate, order, with_path = options
    inside, held = [], module._zeal_attributes()
    for name in sorted(held, key=order):
        for way, value in _leaves(held[name], (*path, name)):
            if not with_path and id(value) in seen:
                continue
            seen.add(id(value))
            if predicate(value):
                yield (way, value) if with_path else value
            if recursive and isinstance(value, Module):
                inside.append((way, value))
    for way, value in inside:
        yield from _found(value, options, way, seen)


def _leaves(value, path):
    """What lists, tuples and dicts hold, at any depth, with paths; dicts in order of their keys."""
    if isinstance(value, (list, tuple)):
        items = enumerate(value)
    elif isinstance(value, dict):
        items = tracking.sorted_items(value)
    else:
        yield path, value
        return
    for key, item in items:
        yield from _leaves(item, (*path, key))
