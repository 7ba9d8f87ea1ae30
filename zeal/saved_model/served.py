"""Signatures of saved objects: functions of named tensors that give named tensors."""

from collections.abc import Mapping

from zeal import _native, nest
from zeal.graph.concrete import ConcreteFunction
from zeal.graph.function import Function
from zeal.saved_model import names
from zeal.state.trackable import Trackable
from zeal.tensor_spec import TensorSpec


class SignatureMap(Mapping, Trackable):
    """The signatures of an object that was loaded, by name; they cannot be changed."""

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
    """Whether a trace's tensors have names of their own, those that it takes and those it gives."""
    if concrete is None or not _has_named_inputs(concrete):
        return False
    try:
        _outputs(concrete.results, concrete.name, "")
    except ValueError:
        return False
    return True


def _has_named_inputs(concrete):
    keywords = concrete.arg_names
    return keywords is not None and len(set(keywords)) == len(concrete.inputs)


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
    if not _has_named_inputs(concrete):
        raise ValueError(
            f"Got a signature function {concrete.name} whose tensors have no names of their own "
            f"({concrete.arg_names}): name them, tf.TensorSpec(..., name=...)"
        )

    def signature_wrapper(**kwargs):
        return _outputs(concrete(**kwargs), concrete.name, key)

    specs = {
        name: TensorSpec(x.shape, x.dtype, name)
        for name, x in zip(concrete.arg_names, concrete.inputs, strict=True)
    }
    wrapper = Function(signature_wrapper, None, False).get_concrete_function(**specs)
    wrapper.most_by_position = 1 if len(specs) == 1 else 0
    return wrapper


def _outputs(outputs, function_name, key):
    """Results as a dict of tensors by name."""
    if not isinstance(outputs, Mapping):
        outputs = _numbered(outputs, function_name, key)
    for name, value in outputs.items():
        if not isinstance(name, str):
            raise ValueError(
                f"Got a dictionary with a non-string key {name!r} in the output of the function "
                f"{function_name} used to generate the SavedModel signature {key!r}."
            )
        if not isinstance(value, _native.Tensor):
            raise ValueError(
                f"Got a dictionary containing non-Tensor value {value} for key {name} in the "
                f"output of the function {function_name} used to generate a SavedModel signature. "
                "Dictionaries outputs for functions used as signatures should have one Tensor "
                "output per string key."
            )
    return dict(outputs)


def _numbered(outputs, function_name, key):
    """A sequence of results by names with their numbers, without those that are None."""
    values = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    values = [value for value in values if value is not None]
    if any(isinstance(value, (list, tuple, Mapping)) for value in values):
        raise ValueError(
            f"Got non-flat outputs {outputs} from {function_name} for SavedModel signature "
            f"{key!r}. Signatures have one Tensor per output, so to have predictable names Python "
            "functions used to generate these signatures should avoid outputting Tensors in nested "
            "structures."
        )
    return {f"output_{i}": value for i, value in enumerate(values)}


def specs_of(structure):
    """A structure of tensors as one of TensorSpecs."""
    return nest.map_structure(
        lambda x: TensorSpec(x.shape, x.dtype) if isinstance(x, _native.Tensor) else x, structure
    )
