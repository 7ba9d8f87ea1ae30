"""Arguments of traced functions: by position, as signatures say them, and fitted to these."""

from zeal import _native, nest
from zeal.graph.trace_keys import BY_VALUE
from zeal.tensor_spec import TensorSpec
from zeal.type_spec import TypeSpec


class UnknownArgument:
    """Stands in a trace's signature for an argument that is no tensor and no plain value."""


def check_signature(signature):
    """Raises TypeError where a signature is no sequence of specs."""
    if not isinstance(signature, (list, tuple)):
        raise TypeError(
            "input_signature must be either a tuple or a list, received "
            f"{type(signature).__name__}: {signature}"
        )
    if not all(
        hasattr(spec, "shape") and hasattr(spec, "dtype") for spec in nest.flatten(signature)
    ):
        raise TypeError(
            f"Invalid input_signature {signature}; input_signature must be a possibly nested "
            "sequence of TensorSpec objects."
        )


def check_all_named(arguments, leaves):
    """Raises ValueError where some of the specs in one argument have names, and others none.

    Args:
      arguments: for each leaf the argument in which it is.
      leaves: specs, and other values.
    """
    named = [(n, bool(x.name)) for n, x in zip(arguments, leaves, strict=True) if _is_spec(x)]
    if len(set(named)) > len({n for n, _ in named}):
        raise ValueError(
            "If specifying TensorSpec names for nested structures, either zero or all names have "
            "to be specified."
        )


def _is_spec(value):
    return isinstance(value, TensorSpec)


def tensor_specs(signature) -> list:
    """The specs of the tensors that arguments consist of."""
    specs = nest.flatten(signature)
    return [
        part
        for spec in specs
        for part in (spec._flat_tensor_specs if isinstance(spec, TypeSpec) else [spec])
    ]


def beside(inputs, signature):
    """The arguments of a call and the signature that they do not fit, as TensorFlow's errors do."""
    rows = (",\n    ".join(map(str, values)) for values in (inputs, signature))
    return "  inputs: (\n    {})\n  input_signature: (\n    {})".format(*rows)


def fitting(value, spec):
    """An argument as a tensor that fits its spec. Raises TypeError or ValueError if it does not."""
    is_spec = isinstance(value, TensorSpec) and value.dtype == spec.dtype
    tensor = value if is_spec else _native.convert(value, spec.dtype)
    if not spec.shape.is_compatible_with(tensor.shape):
        raise ValueError(f"an argument has shape {tensor.shape}, the signature says {spec}")
    return tensor


def fitting_all(values, specs, args, signature):
    """Values as tensors that fit their specs.

    Args:
      values: leaves of the arguments.
      specs: one for each.
      args, signature: the arguments and what they are to be.

    Raises:
      ValueError: one does not fit.
    """
    try:
        return [fitting(x, spec) for x, spec in zip(values, specs, strict=True)]
    except (TypeError, ValueError) as error:
        raise ValueError(
            "Python inputs incompatible with input_signature:\n"
            f"{beside(args, signature)}\n({error})"
        ) from error


def parameters_of(function):
    """The parameters of a function; none of code that does not tell."""
    import inspect

    try:
        return [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):
        return ()


def told_apart(names) -> list:
    """Names, with a number after those that were there before: x, x_1."""
    found: list = []
    for name in names:
        numbered = (f"{name}_{i}" if i else name for i in range(len(names)))
        found.append(next(n for n in numbered if n not in found))
    return found


def in_form(args, signature):
    """Arguments in the form of a signature: what stands where it has one spec becomes a tensor."""
    try:
        parts = nest.flatten_up_to(list(signature), list(args), check_types=False)
    except (TypeError, ValueError):  # of another form, which the caller says
        return args
    specs = nest.flatten(list(signature))
    at = [i for i, spec in enumerate(specs) if isinstance(spec, TensorSpec)]
    fitted = fitting_all([parts[i] for i in at], [specs[i] for i in at], args, signature)
    for i, tensor in zip(at, fitted, strict=True):
        parts[i] = tensor
    return tuple(nest.pack_sequence_as(list(signature), parts))


def places_of(function) -> list:
    """The parameters of a function that arguments without names may be for."""
    return [p for p in parameters_of(function) if p.kind in (0, 1)]


def by_position(places, args, kwargs, default_of):
    """The arguments with those by name in their places, and defaults; and the names without place.

    Args:
      places: the parameters that have places, in order.
      args, kwargs: the arguments of the call.
      default_of: gives what stands for a default, by its place and value, in a tuple; or ().
    """
    args, rest = tuple(args), dict(kwargs)
    for p in places[len(args) :]:
        if p.name in rest:
            found = (rest.pop(p.name),)
        else:
            found = () if p.default is p.empty else default_of(len(args), p.default)
        if not found:
            break
        args += found
    return args, rest


def with_defaults(function, args, kwargs):
    """The arguments of a call: those by position, defaults included, as a tuple, and the rest."""
    places = places_of(function)
    args, rest = by_position(places, args, kwargs, lambda _, value: (plain_default(value),))
    for p in parameters_of(function):
        if p.kind == p.KEYWORD_ONLY and p.default is not p.empty:
            rest.setdefault(p.name, plain_default(p.default))
    return args, rest


def is_plain(value) -> bool:
    """Whether a value is one that traces take as it is."""
    return value is None or isinstance(value, BY_VALUE)


def plain_default(value):
    """A parameter's default as signatures tell it: None for one that is no plain value."""
    return value if is_plain(value) else None


def spec_of_argument(value, name):
    """What a trace's signature says of an argument."""
    if isinstance(value, _native.Tensor):
        return TensorSpec(value.shape, value.dtype, name)
    return value if is_plain(value) else UnknownArgument()
