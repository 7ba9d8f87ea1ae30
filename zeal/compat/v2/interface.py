"""Namespaces of tf.compat.v2: TensorFlow 1's names, with TensorFlow 2's parameters."""

import functools
import inspect
import re
import sys
from importlib.resources import files

from zeal._native import Namespace
from zeal.index import INDEX
from zeal.interop.lookup import lookup
from zeal.not_built import missing
from zeal.ops.hooks import default_value
from zeal.public import value_of

_ROOT = "compat.v2"
OF_KERAS = ("initializers", "losses", "metrics", "optimizers")  # TensorFlow 2's are Keras's
_ONLY_OF_1, _NOT_BUILT = 1, 2  # columns of names in the table "absent"
_WORD = re.compile(r"(?P<name>\w+)(:(?P<behind>\w+))?(=(?P<default>.+))?(?P<optional>\?)?")


def open_as_interface(module, space: str):
    """Makes a namespace find TensorFlow 2's names.

    Args:
      module: the namespace.
      space: its path below tf.compat.v2; "" is that itself.

    Returns:
      The `__getattr__` and `__dir__` that it shall have.
    """
    own = INDEX.get(_below(_ROOT, space), {})

    def __getattr__(name):
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        if name == "__all__":
            return __dir__()
        value = value_of(own[name]) if name in own else _find(space, name)
        setattr(module, name, value)
        return value

    def __dir__():
        first = lookup(_first_interface(space))
        names = {*own, *(dir(first) if first else ()), *(() if space else OF_KERAS)}
        rows = map(_split, _rows("signatures"))
        names.update(name for where, name in rows if where == space)
        return sorted(names - _absent(_ONLY_OF_1, space) - _absent(_NOT_BUILT, space))

    return __getattr__, __dir__


def _split(path: str) -> "tuple[str, str]":
    """The space of a path, and the name in it."""
    return path.rpartition(".")[::2]


def _below(space: str, name: str) -> str:
    return f"{space}.{name}".strip(".")


def _first_interface(path: str) -> str:
    """Where TensorFlow 1 keeps what lies at a path of TensorFlow 2."""
    return _below("keras", path) if path.split(".")[0] in OF_KERAS else path


def _find(space: str, name: str):
    path = _below(space, name)
    if name in _absent(_NOT_BUILT, space):
        raise AttributeError(
            f"tf.{_ROOT}.{path} is not built yet: TensorFlow 2 means something else by it than "
            f"tf.{path}"
        )
    value = None
    if name not in _absent(_ONLY_OF_1, space) and not name.startswith("_"):
        value = _respelled(path) or lookup(f"{path}_v2") or lookup(_first_interface(path))
    if value is None and _below(_ROOT, path) not in INDEX:
        raise missing(_below(_ROOT, space), name)
    if _is_initializer(space, name):
        from zeal.keras.initializers import repeating

        return repeating(value)
    is_space = value is None or isinstance(value, Namespace)
    if is_space and path != "compat":  # in which are the interfaces themselves
        return _namespace(path)
    return value


def _is_initializer(space, name):
    """Whether a name is an initializer's, in spaces where functions look them up by names, too."""
    if space.endswith("initializers"):
        return name not in ("deserialize", "get", "serialize")
    return not space and name.endswith("_initializer")


def _namespace(path: str) -> Namespace:
    name = f"zeal.{_ROOT}.{path}"
    found = Namespace(name)
    found.__path__ = []  # imports below it arrive at the alias
    found.__getattr__, found.__dir__ = open_as_interface(found, path)
    return sys.modules.setdefault(name, found)


@functools.cache
def _rows(name: str) -> "dict[str, list[str]]":
    """A table's rows by each of the names in their first columns."""
    text = files(__package__).joinpath(f"{name}.tsv").read_text()
    rows = (line.split("\t") for line in text.splitlines())
    return {key: [*row, "", "", ""] for row in rows for key in row[0].split() or [""]}


def _absent(column: int, space: str) -> "set[str]":
    """What only TensorFlow 1 has in a namespace, or what TensorFlow 2 has otherwise there."""
    return set(_rows("absent").get(space, ("",) * 3)[column].split())


def _respelled(path: str):
    """TensorFlow 1's function under TensorFlow 2's parameters; None where it is used as it is."""
    if path not in _rows("signatures"):
        return None
    _, parameters, target, fixed, *_ = _rows("signatures")[path]
    function = lookup(target or path)
    return _with_parameters(function, parameters, fixed) if function and parameters else function


def _with_parameters(function, text: str, fixed: str):
    """Calls a function by keywords.

    Args:
      function: one of TensorFlow 1.
      text: names in TensorFlow 2's order: `name`, `name:name behind`, `name=default`, `name?`
        whose default is None, which leaves the function its own.
      fixed: `name=value` that the function always gets.
    """
    words = [_WORD.fullmatch(word) for word in text.split()]
    pairs = map(_WORD.fullmatch, fixed.split())
    scope = {word["name"]: default_value(word["default"]) for word in pairs}
    source = _source(words, inspect.signature(function).parameters, scope)
    exec(compile(source, __file__, "exec"), scope := {**scope, "function": function})
    call = functools.update_wrapper(scope["call"], function)
    del call.__wrapped__  # whose signature is another
    call.__defaults__ = tuple(map(_default, (w for w in words if w["optional"] or w["default"])))
    return call


def _source(words, own, always) -> str:
    """A function that only passes on: `Signature.bind` takes 30 times as long as small ops."""
    behind = {word["name"]: word["behind"] or word["name"] for word in words}
    optional = [word["name"] for word in words if word["optional"]]
    left_out = [name for name in optional if own[behind[name]].default is not None]
    passed = [f"{behind[name]}={name}" for name in behind if name not in left_out]
    passed += [f"{name}={name}" for name in always]
    if left_out:
        pairs = ", ".join(f"({behind[name]!r}, {name})" for name in left_out)
        passed.append(f"**{{name: value for name, value in [{pairs}] if value is not None}}")
    return f"def call({', '.join(behind)}):\n    return function({', '.join(passed)})"


def _default(word: "re.Match"):
    return None if word["optional"] else default_value(word["default"])
