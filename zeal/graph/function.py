"""Traced functions: Python code that runs once per kind of arguments, and then as programs."""

import functools
import inspect
import os
import threading
import weakref
from types import MethodType, SimpleNamespace

import numpy as np

from zeal import _native, logging, nest
from zeal.graph.body import FuncGraph
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.kept_traces import KeptTraces
from zeal.graph.placeholder import sizes
from zeal.graph.trace_arguments import (
    beside,
    by_position,
    check_all_named,
    check_signature,
    fitting_all,
    in_form,
    is_plain,
    parameters_of,
    places_of,
    spec_of_argument,
    tensor_specs,
    told_apart,
    with_defaults,
)
from zeal.graph.trace_keys import (
    OBJECT,
    Handed,
    common,
    difference,
    is_handed,
    key_of,
    leaf_of,
    leaves_of,
    outline,
    ranks,
    serves,
    sizes_in,
    tensors_in,
)
from zeal.nest.composite_tensor import CompositeTensor
from zeal.public import public
from zeal.tensor_spec import TensorSpec

_TENSORS = (_native.Tensor, TensorSpec, Handed)
_CHECKS = _native.flag("ZEAL_CHECK_TRACED") == "1"
_MANY_TRACES = 10
_NONE = (None, None, None)


@public("contrib.eager.defun")
def defun(
    func=None, input_signature=None, autograph=True, experimental_autograph_options=None,
    experimental_relax_shapes=False,
):  # fmt: skip
    """Makes a function that traces `func` into a graph and runs that.

    Args:
      all: as for `tf.function`.

    Returns:
      A callable: tensors in, tensors out. Other dtypes, shapes or Python values are traced anew.

    Example:
      >>> @tf.contrib.eager.defun
      ... def double(x):
      ...     return x + x
      >>> double(tf.constant(2.0)).numpy()
      4.0
    """
    options = autograph, experimental_autograph_options, experimental_relax_shapes
    return _made(func, False, input_signature, *options)


@public("function", "contrib.eager.function")
def function(
    func=None, input_signature=None, autograph=True, experimental_autograph_options=None,
    experimental_relax_shapes=False, experimental_compile=None,
):  # fmt: skip
    """Makes a function that traces `func` into a graph and runs that; variables are made once.

    Args:
      func: a function of tensors, variables and Python values; None makes a decorator.
      input_signature: a list of `tf.TensorSpec`, one per argument, for which alone it is traced.
      autograph: whether `if`, `while` and `for` over tensors become `tf.cond` and `tf.while_loop`,
        in the function and those that it calls.
      experimental_autograph_options: a `tf.autograph.experimental.Feature`, or a tuple of them.
      experimental_relax_shapes: whether sizes in which calls differ are left open from the third
        trace on, which then serves all of them.
      experimental_compile: accepted for compatibility.

    Returns:
      A callable: tensors in, tensors out. Other dtypes, shapes or Python values are traced anew.

    Raises:
      ValueError: when it is called and makes variables in a trace other than the first.

    Example:
      >>> @tf.function
      ... def collatz(n):
      ...     steps = 0
      ...     while n > 1:
      ...         n = n // 2 if n % 2 < 1 else 3 * n + 1
      ...         steps += 1
      ...     return steps
      >>> int(collatz(tf.constant(6)))
      8
    """
    options = autograph, experimental_autograph_options, experimental_relax_shapes
    return _made(func, True, input_signature, *options)


def _made(func, keeps_variables, *options):
    """A function, or the decorator that makes one."""

    def make(func):
        return Function(func, *options, keeps_variables=keeps_variables)

    return make if func is None else make(func)


@public("config.experimental_run_functions_eagerly")
def experimental_run_functions_eagerly(run_eagerly):
    """Says whether the functions of `tf.function` run as plain Python, as debuggers want it.

    Args:
      run_eagerly: a bool.

    Example:
      >>> tf.config.experimental_run_functions_eagerly(True)
      >>> tf.function(lambda x: print(x))(1)  # which a trace would do once
      1
      >>> tf.config.experimental_run_functions_eagerly(False)
    """
    # The class gets a method of its own, so that calls of traces ask nobody.
    if run_eagerly:
        Function.__call__ = _run_eagerly
    elif "__call__" in vars(Function):
        del Function.__call__


def _run_eagerly(function, *args, **kwargs):
    keeps_variables = function._options[3]  # `tf.function` alone; `defun` is traced
    call = function.python_function if keeps_variables else super(Function, function).__call__
    return call(*args, **kwargs)


class Function(_native.TracedFunction):
    """A traced function; see `tf.contrib.eager.defun`.

    Args:
      python_function: what is traced.
      input_signature: a list of TensorSpecs, or None.
      autograph: whether control flow over tensors is converted.
      features: options of that.
      relax_shapes: whether sizes in which calls differ are left open.
      keeps_variables: whether a trace other than the first may make none.
    """

    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(
        self, python_function, input_signature=None, autograph=True, features=None,
        relax_shapes=False, keeps_variables=False,
    ):  # fmt: skip
        if not callable(python_function):
            raise TypeError(f"unsupported callable: {python_function!r} is no function")
        if input_signature is not None:
            check_signature(input_signature)
        self._function = python_function
        self._options = (autograph, features, relax_shapes, keeps_variables)
        self._relaxed = {}  # by ranks: a key with open sizes, the trace, its own key
        self.input_signature = input_signature
        self._name = getattr(python_function, "__name__", "function")
        self._concrete = KeptTraces(self._dropped, self._is_used)
        self._tracing, self._process = threading.RLock(), os.getpid()
        self._keys = []  # the last two keys of traces
        self._bound = {}  # by the object's id: objects that are equal have methods of their own
        functools.update_wrapper(self, python_function)

    _instance = None  # a weak reference to the object whose method it is

    @property
    def python_function(self):
        """The function that is traced; of a method of an object the bound one."""
        if self._instance is None:
            return self._function
        instance = self._instance()
        if instance is None:
            raise ReferenceError(f"{self._name}: the object whose method it is exists no more")
        return MethodType(self._function, instance)

    @functools.cached_property
    def _places(self):
        return places_of(self.python_function)

    def __get__(self, instance, owner):
        if instance is None:
            return self
        bound = self._bound.get(id(instance))
        if bound is None:
            bound = self._bound.setdefault(id(instance), self._of(instance))
        return bound

    def _of(self, instance):
        """The function as the object's method, which lives as long as the object."""
        bound = Function(self._function, self.input_signature, *self._options)
        bound._instance = weakref.ref(instance, functools.partial(self._bound.pop, id(instance)))
        bound.__signature__ = inspect.signature(bound.python_function)
        return bound

    def _call(self, *args, **kwargs):
        """A call of arguments not met before, or which native code does not look through."""
        concrete, tensors = self._find(args, kwargs)
        if _CHECKS and _native.executing_eagerly():
            from zeal.graph.check_traced import checked

            return checked(self.python_function, concrete, tensors, args, kwargs)
        kind = concrete.kind()
        if kind and not kwargs and not any(map(_needs_conversion, args)):
            self._remember(args, concrete._calls, concrete.captured_inputs, kind)
        return concrete(*tensors)

    def why(self):
        """What made the last trace a new one: which argument changed, and what it was before."""
        if len(self._keys) < 2:
            return f"{self._name} was traced once" if self._keys else f"{self._name} was not traced"
        return f"{self._name} was traced anew: {difference(*self._keys[-2:])}"

    def get_concrete_function(self, *args, **kwargs):
        """The trace for arguments of this kind, which `tf.TensorSpec` may stand for.

        Args:
          *args, **kwargs: the arguments; none where there is an input_signature.
        """
        if self.input_signature is not None and not args and not kwargs:
            args = tuple(self.input_signature)
        return self._find(args, kwargs)[0]

    def _find(self, args, kwargs):
        if self.input_signature is not None:
            return self._signed(args, kwargs)
        # Calls that mean the same have one trace, however they are written.
        args, kwargs = by_position(
            self._places, args, kwargs, lambda _, value: (value,) if is_plain(value) else ()
        )
        leaves = [leaf_of(v) for v in leaves_of((args, kwargs))]
        key = (outline((args, kwargs)), *map(key_of, leaves))
        concrete = self._known(key)
        if concrete is None:
            with self._lock():  # inline: the frames of nested traces count towards Python's limit
                if (concrete := self._known(key)) is None:
                    opened = self._opened(key)
                    shapes = [sizes_in(k) for k in opened[1:]]
                    concrete = self._trace(args, kwargs, leaves, shapes)
                    self._add(key, opened, concrete, leaves)
        return concrete, tensors_in(leaves)

    @property
    def _function_cache(self):
        """The traces by their keys, under TensorFlow's names; programs count them."""
        return SimpleNamespace(primary=self._concrete.by_key(), arg_relaxed={})

    def _lock(self):
        """Held while a function is traced: the first trace alone makes variables.

        A forked process has one of its own: the thread that held this one may not be there.
        """
        if self._process != os.getpid():
            self._tracing, self._process = threading.RLock(), os.getpid()
        return self._tracing

    def _known(self, key):
        return self._concrete.get(key) or self._find_relaxed(key)

    def _add(self, key, opened, concrete, leaves):
        self._concrete.add(key, concrete, [x for x in leaves if key_of(x)[0] == OBJECT])
        if self._options[2] and self._keys:  # as TensorFlow does, from the second trace on
            _, _, narrower = self._relaxed.get(ranks(key), _NONE)
            self._relaxed[ranks(key)] = opened, concrete, key
            if narrower is not None:
                self._concrete.drop(narrower)  # whose calls the new one serves
        self._note(key)

    def _dropped(self, concrete):
        self._relaxed = {k: v for k, v in self._relaxed.items() if v[1] is not concrete}
        self._forget(concrete._calls)

    def _is_used(self, concrete):
        return self._remembers(concrete._calls)

    def _find_relaxed(self, key):
        opened, concrete, _ = self._relaxed.get(ranks(key), _NONE) if self._relaxed else _NONE
        return concrete if concrete and all(map(serves, opened[1:], key[1:])) else None

    def _opened(self, key):
        """The key with the sizes left open in which traces for these ranks differ."""
        last = self._relaxed.get(ranks(key), (key,))[0]
        return (key[0], *map(common, last[1:], key[1:]))

    def _note(self, key):
        self._keys = [*self._keys[-1:], key]
        if self._concrete.made == _MANY_TRACES:
            logging.warning(
                "%s. It was traced %d times by now, and each time costs: pass tensors in place of "
                "Python numbers, or give an input_signature with None for sizes that change.",
                self.why(), _MANY_TRACES,
            )

    def _signed(self, args, kwargs):
        specs = tensor_specs(self.input_signature)
        flat = all(isinstance(spec, TensorSpec) for spec in self.input_signature)
        most = len(self.input_signature)
        args, kwargs = by_position(
            self._places, args, kwargs, lambda place, value: (value,) if place < most else ()
        )
        if not flat and not self._fits_signature(args):
            args = in_form(args, self.input_signature)
        leaves = self._signed_leaves(args, kwargs, flat, len(specs))
        tensors = fitting_all(leaves, specs, args, self.input_signature)
        concrete = self._concrete.get(None)
        if concrete is None:
            with self._lock():
                if (concrete := self._concrete.get(None)) is None:
                    shapes = [sizes(spec.shape) for spec in specs]
                    concrete = self._trace(args, kwargs, tensors, shapes, flat, specs)
                    self._concrete.add(None, concrete, ())
        return concrete, tensors

    def _signed_leaves(self, args, kwargs, flat, count):
        """The leaves of arguments, which must be those of the signature; flat: one each."""
        if kwargs or len(args) > len(self.input_signature):
            received = f"argument {next(iter(kwargs))}" if kwargs else f"{len(args)} argument(s)"
            raise TypeError(
                "When input_signature is provided, only pass arguments covered by it. Received "
                f"{received}."
            )
        leaves = list(args) if flat else leaves_of(args)
        if len(leaves) != count or not (flat or self._fits_signature(args)):
            raise ValueError(
                "Structure of Python function inputs does not match input_signature:\n"
                f"{beside(args, self.input_signature)}"
            )
        return leaves

    def _fits_signature(self, args):
        counts = [len(tensor_specs([spec])) for spec in self.input_signature]
        fits = counts == [len(leaves_of([value])) for value in args]
        return fits and all(map(_may_be, args, self.input_signature))

    def _traced_result(self, args, kwargs):
        autograph, features, _, _ = self._options
        if not autograph:
            return self.python_function(*args, **kwargs)
        from zeal.autograph.api import call_converted

        return call_converted(self.python_function, args, kwargs, features)

    def _names(self, args, kwargs, leaves, flat):
        """Of each leaf the name that it asks for, and its path: that of its spec, if it has any."""
        parameters = parameters_of(self.python_function)
        found = [p.name for p in parameters if p.kind in (0, 1)]
        rest = next((p.name for p in parameters if p.kind == p.VAR_POSITIONAL), "arg")
        found += [f"{rest}_{i}" for i in range(len(args) - len(found))]
        values = [*zip(found, args, strict=False), *((n, kwargs[n]) for n in sorted(kwargs))]
        paths = [
            (name.lstrip("_") or "arg", *path)
            for name, value in values
            for path in ([()] if flat else nest.yield_flat_paths(value, expand_composites=True))
        ]
        given = [x.name if isinstance(x, TensorSpec) else None for x in leaves]
        if any(given):
            check_all_named([path[0] for path in paths], leaves)
        return [
            (name or path[0], name or "/".join(map(str, path)))
            for name, path in zip(given, paths, strict=True)
        ]

    def _trace(self, args, kwargs, leaves, shapes, flat=False, specs=None):
        graph = FuncGraph(self._name)
        graph.may_make_variables = not (self._options[3] and self._concrete.made)
        named = self._names(args, kwargs, specs or leaves, flat)
        names, paths = ([pair[i] for pair in named] for i in (0, 1))
        with graph.as_default():
            inputs = [
                graph._placeholder(x.dtype, known, name) if isinstance(x, _TENSORS) else x
                for x, known, name in zip(leaves, shapes, names, strict=True)
            ]
            seen = [_seen(*pair) for pair in zip(leaves, inputs, strict=True)]
            packed = (seen, {}) if flat else _packed((args, kwargs), seen)
            before = outline(packed), list(leaves_of(packed))
            graph.arguments = list(zip(inputs, leaves, strict=True))
            try:
                result = self._traced_result(*packed)
            finally:
                graph.arguments = []
        _check_unchanged(before, packed)
        if self._options[3] and any(made() is None for made in graph.made_variables):
            raise ValueError(
                "tf.function-decorated function tried to create variables on non-first call: each "
                "call would make one anew; make it in the first call alone and keep it, or make it "
                "outside"
            )
        places = [i for i, x in enumerate(leaves) if isinstance(x, _TENSORS)]
        concrete = ConcreteFunction(graph, [inputs[i] for i in places], result)
        concrete.arg_names = told_apart([names[i] for i in places])
        graph.asked_names = {inputs[i].op.name: names[i] for i in places}
        specs = [spec_of_argument(x, n) for x, n in zip(seen, paths, strict=True)]
        self._sign(concrete, args, kwargs, specs, flat)
        return concrete

    def _sign(self, concrete, args, kwargs, specs, flat):
        """Says what a trace takes, where no argument is a composite of tensors."""
        if flat:
            concrete.structured_input_signature = tuple(specs), {}
        elif not any(isinstance(x, CompositeTensor) for x in nest.flatten((args, kwargs))):
            packed = nest.pack_sequence_as((args, kwargs), specs)
            concrete.structured_input_signature = with_defaults(self.python_function, *packed)

    def _list_all_concrete_functions_for_serialization(self):
        """All traces; with an input_signature the one that it names, made now if need be."""
        if self.input_signature is not None:
            self.get_concrete_function()
        return self._concrete.all()


def _check_unchanged(before, arguments):
    structure, leaves = before
    after = leaves_of(arguments)
    same = len(leaves) == len(after) and all(a is b for a, b in zip(leaves, after, strict=True))
    if not same or structure != outline(arguments):
        raise ValueError(
            "Function to be traced should not modify structure of input arguments. Check if your "
            "function has list and dictionary operations that alter input arguments, such as "
            "`list.pop`, `list.append`"
        )


def _may_be(value, spec):
    """Whether a value has the dtype that a signature says of a composite."""
    wanted = None if isinstance(spec, TensorSpec) else getattr(spec, "dtype", None)
    is_composite = wanted is not None and isinstance(value, CompositeTensor)
    return not is_composite or getattr(value, "dtype", wanted) == wanted


def _needs_conversion(value):
    """Whether an argument is another thing at each call, or holds several."""
    symbolic = getattr(value, "_symbolic", False)
    several = nest.is_nested(value) or isinstance(value, CompositeTensor)
    return symbolic or several or is_handed(value) or isinstance(value, np.ndarray)


def _seen(leaf, place):
    """What a trace's program sees of an argument."""
    return leaf.leaf.unpacked(place) if isinstance(leaf, Handed) else place


def _packed(structure, leaves):
    return nest.pack_sequence_as(structure, leaves, expand_composites=True)
