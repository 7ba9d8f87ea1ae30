"""Signatures of saved objects: functions of named tensors that give named tensors."""

from collections.abc import Mapping

from zeal import _native, nest
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.function import Function
from zeal.saved_model import names
from zeal.state.trackable import Trackable
from zeal.tensor_spec import TensorSpec


class SignatureMap(Mapping, Trackable):
    """The signatures of an object that was loaded, by name; they cannot be changed.

    Args:
      signatures: a dict of ConcreteFunctions.
    """

    __hash__ = object.__hash__

    def __init__(self, signatures=None):
        self._signatures = dict(signatures or {})

    def __getitem__(self, key):
        return self._signatures[key]

    def __iter__(self):
        return iter(self._signatures)

    def __len__(self):
        return len(self._signatures)

    def __repr__(self):
        return f"SignatureMap({self._signatures})"


def concrete_of(function):
    """The one trace of a function that has an input_signature; None where it is not one."""
    signature = getattr(function, "input_signature", None)
    if not isinstance(function, ConcreteFunction) and signature is not None:
        function = function.get_concrete_function()
    return function if isinstance(function, ConcreteFunction) else None


def found_by_itself(functions):
    """The function that an object's signature is made of where the program names none.

    Args:
      functions: the object's own functions by name.
    """
    if "_default_save_signature" in functions:
        return functions["_default_save_signature"]
    usable = [f for f in functions.values() if _usable(concrete_of(f))]
    return usable[0] if len(usable) == 1 else None


def _usable(concrete):
    if concrete is None or not concrete.outputs and not concrete.inputs:
        return concrete is not None and _names_of_outputs(concrete) is not None
    named = concrete.arg_names is not None and len(set(concrete.arg_names)) == len(concrete.inputs)
    return named and _names_of_outputs(concrete) is not None


def _names_of_outputs(concrete):
    try:
        return _outputs(concrete.structured_outputs, concrete.name, "")
    except ValueError:
        return None


def canonical(signatures):
    """Signatures as functions of named tensors alone.

    Args:
      signatures: a function, or a dict of them.

    Returns:
      A dict of ConcreteFunctions by name.

    Raises:
      ValueError: one is no such function, or its results are no tensors.
    """
    if signatures is None:
        return {}
    if not isinstance(signatures, Mapping):
        signatures = {names.DEFAULT_SERVING_SIGNATURE_DEF_KEY: signatures}
    return {key: _wrapped(key, function) for key, function in signatures.items()}


def _wrapped(key, function):
    concrete = concrete_of(function)
    if concrete is None:
        raise ValueError(
            "Expected a TensorFlow function to generate a signature for, but got "
            f"{function}. Only `tf.functions` with an input signature or concrete functions can be "
            "used as a signature."
        )
    keywords = concrete.arg_names
    if keywords is None or len(set(keywords)) != len(concrete.inputs):
        raise ValueError(
            f"Got a signature function {concrete.name} whose tensors have no names of their own "
            f"({keywords}): name them, tf.TensorSpec(..., name=...)"
        )

    def signature_wrapper(**kwargs):
        return _outputs(concrete(**kwargs), concrete.name, key)

    specs = {
        name: TensorSpec(x.shape, x.dtype, name)
        for name, x in zip(keywords, concrete.inputs, strict=True)
    }
    wrapper = Function(signature_wrapper, None, False).get_concrete_function(**specs)
    wrapper.most_by_position = 1 if len(specs) == 1 else 0
    return wrapper


def _outputs(outputs, function_name, key):
    """Results as a dict of tensors by name."""
    is_sequence = not isinstance(outputs, Mapping)
    if is_sequence:
        values = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        values = [value for value in values if not isinstance(value, type(None))]
        outputs = {f"output_{i}": value for i, value in enumerate(values)}
    for name, value in outputs.items():
        if isinstance(value, (list, tuple, Mapping)) and is_sequence:
            raise ValueError(
                f"Got non-flat outputs {outputs} from {function_name} for SavedModel signature "
                f"{key!r}. Signatures have one Tensor per output, so to have predictable names "
                "Python functions used to generate these signatures should avoid outputting "
                "Tensors in nested structures."
            )
        if not isinstance(name, str) or not isinstance(value, _native.Tensor):
            raise ValueError(
                f"Got a dictionary containing non-Tensor value {value} for key {name} in the "
                f"output of the function {function_name} used to generate a SavedModel signature. "
                f"Dictionaries outputs for functions used as signatures should have one Tensor "
                f"output per string key."
                if isinstance(name, str)
                else f"Got a dictionary with a non-string key {name!r} in the output of the "
                f"function {function_name} used to generate the SavedModel signature {key!r}."
            )
    return dict(outputs)


def specs_of(structure):
    """A structure of tensors as one of TensorSpecs."""
    return nest.map_structure(
        lambda x: TensorSpec(x.shape, x.dtype) if isinstance(x, _native.Tensor) else x, structure
    )
