"""Conversion of functions: their code with operators of zeal in place of control flow."""

import ast
import functools
import re
import weakref
from types import CodeType, FunctionType

from zeal.autograph import control_flow, directives, source, verbosity
from zeal.autograph.errors import NotConvertible
from zeal.autograph.expressions import Setting
from zeal.autograph.names import arguments

_OWN = "ag__function"  # not by its name: what it calls so may be another one
_BLOCKS = re.compile(r"\.<locals>\.ag__\w+")
_FUTURES = 0x1FFF000  # flags of code that `from __future__ import ...` sets


class ByCode:
    """A dict of code objects, known by identity and not kept: equal ones may be of other files."""

    def __init__(self):
        self._entries = {}

    def get(self, code):
        """What was stored for a code object, or None."""
        entry = self._entries.get(id(code))
        return entry[1] if entry else None

    def set(self, code, value):
        """Stores a value for as long as the code object lives."""
        key = id(code)
        forget = functools.partial(self._entries.pop, key, None)
        self._entries[key] = (weakref.ref(code, lambda _: forget()), value)


_converted = ByCode()  # code: {Options: converted code, or the text why there is none}
_made = ByCode()  # code that conversions made: "function", or "block" for a part of one


def kind_of(code):
    """"function" or "block" for code that a conversion made; None for other code."""
    return _made.get(code)


def converted(function, runtime):
    """A function of converted code.

    Args:
      function: a Python function; its code is looked up among those converted before.
      runtime: the Runtime that the code shall see, with the options of the conversion.

    Returns:
      A function with the original's signature, globals, defaults and closure cells.

    Raises:
      NotConvertible: it has to be called as it is.
    """
    if kind_of(function.__code__):
        return function
    code = _code(function, runtime.options)
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    cells["ag__"] = runtime.cell
    closure = tuple(cells[name] for name in code.co_freevars)
    made = FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, closure
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return functools.update_wrapper(made, function)


def _code(function, options):
    known = _converted.get(function.__code__)
    if known is None:
        known = {}
        _converted.set(function.__code__, known)
    if options not in known:
        try:
            known[options] = _compiled(function, options)
        except (NotConvertible, RecursionError) as why:
            known[options] = str(why)
    if isinstance(known[options], str):
        raise NotConvertible(known[options])
    return known[options]


def transformed(function, options):
    """The converted syntax tree of a function.

    Returns:
      A `def` node, and the name of the class around it, or None.

    Raises:
      NotConvertible: it cannot be converted; says why.
    """
    node, around = source.definition(function)
    _refuse_own_names(node)
    if isinstance(node, ast.Lambda):
        returned = ast.copy_location(ast.Return(node.body), node.body)
        made = ast.FunctionDef("lambda_", node.args, [returned], [], type_params=[])
        node = ast.copy_location(made, node)
    node.decorator_list, node.returns, node.type_params = [], None, []
    directives.collect(node)
    has_class = "__class__" in function.__code__.co_freevars
    control_flow.convert(node, Setting(options.features, around, has_class))
    return node, around


def _refuse_own_names(node):
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} | set(arguments(node))
    if own := [n for n in names if n.startswith("ag__")]:
        raise NotConvertible(f'it uses the reserved symbol "{own[0]}"')


def _compiled(function, options):
    original = function.__code__
    node, around = transformed(function, options)
    if verbosity.asked(1):
        verbosity.say(f"Converted {function}:\n\n{ast.unparse(node)}")
    module = _module(node, around, [*original.co_freevars, "ag__"])
    flags = original.co_flags & _FUTURES
    everything = compile(module, original.co_filename, "exec", flags, dont_inherit=True)
    found = _find(everything)
    return _named(found, found.co_qualname, original)


def _module(node, around, free):
    """The function inside one whose arguments are its free names, which makes them cells."""
    cells = [ast.arg(name) for name in free]
    takes = ast.arguments([], cells, None, [], [], None, [])
    node.name = _OWN
    outer = ast.FunctionDef("ag__outer", takes, [node], [], type_params=[])
    if around is not None:  # names as __x mean what they mean in that class
        outer = ast.ClassDef(around, [], [], [outer], [], type_params=[])
    return ast.fix_missing_locations(ast.Module([ast.copy_location(outer, node)], []))


def _find(code):
    """The code object of the function in what `_module` made."""
    inside = [c for c in code.co_consts if isinstance(c, CodeType)]
    return code if code.co_name == _OWN else next(filter(None, map(_find, inside)), None)


def _named(code, own, original):
    """Code with the names that tracebacks and classes show; a block has those of its function.

    Args:
      code: a code object that was compiled, or one inside it.
      own: the qualified name of the outermost one.
      original: the code object that it came from.
    """
    qualified = _BLOCKS.sub("", code.co_qualname.replace(own, original.co_qualname, 1))
    block = code.co_name.startswith("ag__") and code.co_name != _OWN
    constants = [qualified if c == code.co_qualname else c for c in code.co_consts]  # of classes
    made = code.replace(
        co_name=qualified.rpartition(".")[2],
        co_qualname=qualified,
        co_consts=tuple(
            _named(c, own, original) if isinstance(c, CodeType) else c for c in constants
        ),
    )
    _made.set(made, "block" if block else "function")
    return made
