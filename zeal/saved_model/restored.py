"""Functions of a saved model: the traces that it has, found by the arguments of a call."""

import inspect

import numpy as np

from zeal import _native, nest
from zeal.graph.trace_arguments import by_position, fitting_all, places_of, with_defaults
from zeal.tensor_spec import TensorSpec


class RestoredFunction:
    """A function that was loaded, called as the one that was saved.

    Args:
      concrete_functions: its traces.
      parameters: an inspect.Signature.
      input_signature: the structure of TensorSpecs that it is for, or None.
    """

    def __init__(self, concrete_functions, parameters, input_signature):
        self.concrete_functions = list(concrete_functions)
        self.__signature__ = parameters
        self.input_signature = input_signature
        self.__name__ = "restored_function_body"

    @property
    def python_function(self):
        """The function itself: its Python code is not in a saved model."""
        return self

    def __call__(self, *args, **kwargs):
        concrete, tensors = self._find(args, kwargs)
        return concrete(*tensors)

    def get_concrete_function(self, *args, **kwargs):
        """The trace for arguments of this kind, which `tf.TensorSpec` may stand for.

        Args:
          *args, **kwargs: the arguments; none where there is an input_signature.

        Raises:
          ValueError: there is none.
        """
        if self.input_signature is not None and not args and not kwargs:
            return self.concrete_functions[0]
        return self._find(args, kwargs)[0]

    def _list_all_concrete_functions_for_serialization(self):
        return self.concrete_functions

    def _find(self, args, kwargs):
        if self.input_signature is None:
            given = with_defaults(self, args, kwargs)
        else:
            given = self._signed(by_position(places_of(self), args, kwargs, lambda *_: ()))
        for may_convert in (False, True):
            for concrete in self.concrete_functions:
                tensors = _fit(given, concrete.structured_input_signature, may_convert)
                if tensors is not None:
                    return concrete, tensors
        raise ValueError(self._no_match(*given))

    def _signed(self, given):
        args, kwargs = given
        if kwargs or len(args) < len(self.input_signature):
            return given
        args = args[: len(self.input_signature)]
        values = nest.flatten_up_to(self.input_signature, args, check_types=False)
        specs = nest.flatten(self.input_signature)
        found = fitting_all(values, specs, args, self.input_signature)
        return nest.pack_sequence_as(self.input_signature, found), {}

    def _no_match(self, args, kwargs):
        options = "\n\n".join(
            f"Option {i}:\n{_described(*c.structured_input_signature)}"
            for i, c in enumerate(self.concrete_functions, 1)
        )
        return (
            "Could not find matching function to call loaded from the SavedModel. Got:\n"
            f"{_described(args, kwargs)}\n\nExpected these arguments to match one of the following "
            f"{len(self.concrete_functions)} option(s):\n\n{options}"
        )


def _described(args, kwargs):
    places = "\n".join(f"    * {x}" for x in args)
    return f"  Positional arguments ({len(args)} total):\n{places}\n  Keyword arguments: {kwargs}"


def _fit(given, wanted, may_convert):
    """The tensors of arguments that a trace was made for; None for others."""
    try:
        values = nest.flatten_up_to(wanted, given, check_types=False)
        pairs = list(zip(values, nest.flatten(wanted), strict=True))
    except (TypeError, ValueError):
        return None
    tensors = []
    for value, spec in pairs:
        if isinstance(spec, TensorSpec):
            value = _as_tensor(value, spec, may_convert)
            if value is None or not spec.is_compatible_with(value):
                return None
            tensors.append(value)
        elif not _is_plainly(value, spec, may_convert):
            return None
    return tensors


def _is_plainly(value, wanted, may_convert):
    if isinstance(value, (_native.Tensor, np.ndarray, TensorSpec)):
        return False  # a trace for a Python value serves that one alone
    return value == wanted and (may_convert or type(value) is type(wanted))


def _as_tensor(value, spec, may_convert):
    if isinstance(value, _native.Variable):
        value = value.value()
    if isinstance(value, (_native.Tensor, TensorSpec)) or not may_convert:
        return value if isinstance(value, (_native.Tensor, TensorSpec)) else None
    try:
        return _native.convert(value, spec.dtype)
    except (TypeError, ValueError):
        return None


def signature_of(spec):
    """The parameters that a named tuple like inspect.FullArgSpec tells of."""
    kinds, found = inspect.Parameter, []
    first_default = len(spec.args) - len(spec.defaults or ())
    for i, name in enumerate(spec.args):
        default = kinds.empty if i < first_default else spec.defaults[i - first_default]
        found.append(kinds(name, kinds.POSITIONAL_OR_KEYWORD, default=default))
    if spec.varargs:
        found.append(kinds(spec.varargs, kinds.VAR_POSITIONAL))
    for name in spec.kwonlyargs or ():
        default = (spec.kwonlydefaults or {}).get(name, kinds.empty)
        found.append(kinds(name, kinds.KEYWORD_ONLY, default=default))
    if spec.varkw:
        found.append(kinds(spec.varkw, kinds.VAR_KEYWORD))
    return inspect.Signature(found)
