"""Traced functions: Python code that runs once per kind of arguments, and then as programs."""

import functools
import weakref

import numpy as np

from zeal import _native, nest
from zeal.dtypes import DType
from zeal.graph.body import FuncGraph
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.placeholder import sizes
from zeal.public import public
from zeal.tensor_spec import TensorSpec

_TENSORS = (_native.Tensor, TensorSpec)
_BY_VALUE = (bool, int, float, complex, str, bytes, DType, type)


@public("contrib.eager.defun")
def defun(func=None, input_signature=None, autograph=True, experimental_autograph_options=None):
    """Makes a function that traces `func` into a graph and runs that.

    Args:
      func: a function of tensors, variables and Python values; None makes a decorator.
      input_signature: a list of `tf.TensorSpec`, one per argument, for which alone it is traced.
      autograph: whether `if`, `while` and `for` over tensors become `tf.cond` and `tf.while_loop`,
        in the function and those that it calls.
      experimental_autograph_options: a `tf.autograph.experimental.Feature`, or a tuple of them.

    Returns:
      A callable: tensors in, tensors out. Other dtypes, shapes or Python values are traced anew.

    Example:
      >>> @tf.contrib.eager.defun
      ... def double(x):
      ...     return x + x
      >>> double(tf.constant(2.0)).numpy()
      4.0
    """
    if func is None:
        return functools.partial(
            defun,
            input_signature=input_signature,
            autograph=autograph,
            experimental_autograph_options=experimental_autograph_options,
        )
    return Function(func, input_signature, autograph, experimental_autograph_options)


class Function:
    """A traced function; see `tf.contrib.eager.defun`.

    Args:
      python_function: what is traced.
      input_signature: a list of TensorSpecs, or None.
      autograph: whether control flow over tensors is converted.
      features: options of that.
    """

    def __init__(self, python_function, input_signature=None, autograph=True, features=None):
        self.python_function = python_function
        self._autograph, self._features = autograph, features
        self.input_signature = input_signature
        self._name = getattr(python_function, "__name__", "function")
        self._concrete = {}
        self._keys_of = []  # the arguments that traces are known by
        self._bound = weakref.WeakKeyDictionary()
        functools.update_wrapper(self, python_function)

    def __get__(self, instance, owner):
        if instance is None:
            return self
        if instance not in self._bound:
            bound = functools.partial(self.python_function, weakref.proxy(instance))
            bound.__name__ = self._name
            self._bound[instance] = Function(
                bound, self.input_signature, self._autograph, self._features
            )
        return self._bound[instance]

    def __call__(self, *args, **kwargs):
        concrete, tensors = self._find(args, kwargs)
        return concrete(*tensors)

    def get_concrete_function(self, *args, **kwargs):
        """The trace for arguments of this kind, which `tf.TensorSpec` may stand for.

        Returns:
          A ConcreteFunction.
        """
        return self._find(args, kwargs)[0]

    def _find(self, args, kwargs):
        if self.input_signature is not None:
            return self._signed(args, kwargs)
        leaves = [_leaf(value) for value in nest.flatten((args, kwargs))]
        key = (_outline((args, kwargs)), *map(_key_of, leaves))
        concrete = self._concrete.get(key)
        if concrete is None:
            shapes = [sizes(x.shape) if isinstance(x, _TENSORS) else None for x in leaves]
            concrete = self._concrete[key] = self._trace(args, kwargs, leaves, shapes)
            self._keys_of.append(leaves)
        return concrete, [x for x in leaves if isinstance(x, _native.Tensor)]

    def _signed(self, args, kwargs):
        specs = nest.flatten(self.input_signature)
        flat = all(hasattr(spec, "dtype") for spec in self.input_signature)
        leaves = list(args) if flat else nest.flatten(args)
        if kwargs or len(leaves) != len(specs):
            raise ValueError(
                "Arguments and signature arguments do not match: got "
                f"{len(leaves)} positional and {len(kwargs)} keyword arguments for {len(specs)}"
            )
        tensors = [_fitting(x, spec) for x, spec in zip(leaves, specs, strict=True)]
        if not self._concrete:
            shapes = [sizes(spec.shape) for spec in specs]
            self._concrete[None] = self._trace(args, kwargs, tensors, shapes, flat)
        return self._concrete[None], tensors

    def _traced_result(self, args, kwargs):
        if not self._autograph:
            return self.python_function(*args, **kwargs)
        from zeal.autograph.api import call_converted

        return call_converted(self.python_function, args, kwargs, self._features)

    def _trace(self, args, kwargs, leaves, shapes, flat=False):
        graph = FuncGraph(self._name)
        with graph.as_default():
            inputs = [
                graph._placeholder(x.dtype, known, "arg") if isinstance(x, _TENSORS) else x
                for x, known in zip(leaves, shapes, strict=True)
            ]
            args, kwargs = (inputs, {}) if flat else nest.pack_sequence_as((args, kwargs), inputs)
            result = self._traced_result(args, kwargs)
        tensors = [i for i, x in zip(inputs, leaves, strict=True) if isinstance(x, _TENSORS)]
        return ConcreteFunction(graph, tensors, result)


def _fitting(value, spec):
    tensor = _native.convert(value, spec.dtype)
    if not spec.shape.is_compatible_with(tensor.shape):
        raise ValueError(
            "Python inputs incompatible with input_signature: an argument has shape "
            f"{tensor.shape}, the signature says {spec}"
        )
    return tensor


def _leaf(value):
    if isinstance(value, np.ndarray):
        return _native.convert(value)
    return value


def _key_of(value):
    if isinstance(value, _native.Tensor):
        return (value.dtype, value._shape_tuple())
    if isinstance(value, TensorSpec):
        return (value.dtype, None if value.shape.ndims is None else tuple(value.shape.as_list()))
    if value is None or isinstance(value, _BY_VALUE):
        return (type(value), value)
    return ("object", id(value))  # which the trace keeps alive


def _outline(structure):
    """What tells two structures of arguments apart, apart from their leaves."""
    if isinstance(structure, dict):
        return ("dict", *((k, _outline(structure[k])) for k in sorted(structure)))
    if isinstance(structure, (list, tuple)):
        return (type(structure).__name__, *map(_outline, structure))
    return None
