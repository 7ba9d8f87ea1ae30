"""tensorflow.python.saved_model.signature_def_utils_impl, beside what is public."""

from zeal.graph.graph import get_default_graph
from zeal.interop.internals.signature_constants import (
    SUPERVISED_EVAL_METHOD_NAME,
    SUPERVISED_TRAIN_METHOD_NAME,
)
from zeal.messages.graph import SignatureDef
from zeal.saved_model.signatures import _infos, build_signature_def

__all__ = [
    "load_op_from_signature_def", "op_signature_def", "supervised_eval_signature_def",
    "supervised_train_signature_def",
]  # fmt: skip


def supervised_train_signature_def(inputs, loss, predictions=None, metrics=None):
    """The signature of a graph that trains, from dicts of tensors by their names."""
    return _supervised(SUPERVISED_TRAIN_METHOD_NAME, inputs, loss, predictions, metrics)


def supervised_eval_signature_def(inputs, loss, predictions=None, metrics=None):
    """The same of one that evaluates."""
    return _supervised(SUPERVISED_EVAL_METHOD_NAME, inputs, loss, predictions, metrics)


def _supervised(method, inputs, *outputs):
    if not inputs:
        raise ValueError(f"{method} inputs cannot be None or empty.")
    given = {name: x for part in outputs for name, x in (part or {}).items()}
    return build_signature_def(_infos(inputs), _infos(given), method)


def op_signature_def(op, key):
    """A signature that names an operation, as its output `key`."""
    told = SignatureDef()
    told.outputs[key].name = op.name
    return told


def load_op_from_signature_def(signature_def, key, import_scope=None):
    """The operation or tensor of the default graph that such a signature names.

    Args:
      signature_def: the signature.
      key: the output's name.
      import_scope: the scope that the graph was loaded into.

    Raises:
      NotFoundError: the graph has none of that name.
    """
    from zeal.errors import NotFoundError

    name = signature_def.outputs[key].name
    name = f"{import_scope}/{name}" if import_scope else name
    try:
        return get_default_graph().as_graph_element(name)
    except KeyError as error:
        raise NotFoundError(
            f'The key "{key}" could not be found in the graph. Please make sure the SavedModel '
            f"was created by the internal _SavedModelBuilder. {error}"
        ) from None
