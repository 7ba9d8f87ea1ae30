"""tensorflow.python.eager.execute: ops by their names."""

from zeal import _native
from zeal.dtypes import as_dtype
from zeal.errors import InvalidArgumentError

__all__ = ["args_to_matching_eager", "convert_to_mixed_eager_tensors", "execute", "quick_execute"]


def execute(op_name, num_outputs, inputs, attrs, ctx=None, name=None):
    """Runs an op of the registry, or adds it to the graph in force.

    Args:
      op_name: its name there, "MatMul".
      num_outputs: how many outputs the caller knows of.
      inputs: a list of its inputs; of a list of tensors the tensors.
      attrs: names and values of attributes by turns, or None. Those that inputs tell are dropped.
      ctx: ignored.
      name: a name for graphs.

    Raises:
      InvalidArgumentError: it has more outputs than that.
      NotFoundError: there is no such op.
    """
    from zeal.graph_def.op_defs import op_def, own_attrs

    op_name = op_name.decode() if isinstance(op_name, bytes) else op_name
    definition = op_def(op_name)
    given = dict(zip((attrs or ())[::2], (attrs or ())[1::2], strict=True))
    _check_attrs(definition, given)
    own = {key: _value(definition, key, given[key]) for key in given if key in own_attrs(op_name)}
    try:
        values = _arguments(definition, inputs, given)
        result = getattr(_native.raw, op_name)(*values, **own, name=name)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"{op_name}: {error}") from error
    found = [] if result is None or isinstance(result, _native.Operation) else result
    found = list(found) if isinstance(found, (list, tuple)) else [found]
    if len(found) > num_outputs:
        raise InvalidArgumentError(f"{op_name} has {len(found)} outputs, more than {num_outputs}")
    return found


def _check_attrs(definition, given):
    unknown = sorted(set(given) - {attr.name for attr in definition.attr})
    if unknown:
        raise InvalidArgumentError(f"Op {definition.name} has no attribute {unknown[0]}")


quick_execute = execute


def _arguments(definition, inputs, attrs) -> list:
    """The inputs, with those of each list in a list."""
    left, found = list(inputs), []
    for arg in definition.input_arg:
        if not arg.number_attr and not arg.type_list_attr:
            found.append(left.pop(0))
            continue
        known = attrs.get(arg.number_attr or arg.type_list_attr)
        others = len(definition.input_arg) - len(found) - 1
        count = len(left) - others if known is None else _count(known)
        found.append([left.pop(0) for _ in range(count)])
    return found + left


def _count(value):
    return value if isinstance(value, int) else len(value)


def _value(definition, key, value):
    """An attribute as the op takes it: dtypes may be numbers."""
    [kind] = [attr.type for attr in definition.attr if attr.name == key]
    if kind == "type":
        return as_dtype(value)
    if kind == "list(type)":
        return [as_dtype(v) for v in value]
    return value.decode() if isinstance(value, bytes) else value


def convert_to_mixed_eager_tensors(values, ctx=None):
    """The dtypes of values, and them as tensors."""
    tensors = [_native.convert(value) for value in values]
    return [t.dtype.as_datatype_enum for t in tensors], tensors


def args_to_matching_eager(values, ctx=None, default_dtype=None):
    """The dtype of values that have one in common, and them as tensors of it."""
    known = next((v.dtype for v in values if isinstance(v, _native.Tensor)), default_dtype)
    tensors = []
    for value in values:
        tensors.append(_native.convert(value, known))
        known = known or tensors[-1].dtype
    return known, tensors
