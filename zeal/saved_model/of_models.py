"""Signatures of Keras models: their predictions by the names of inputs and outputs."""

from zeal import nest
from zeal.graph.function import Function
from zeal.tensor_spec import TensorSpec


def default_signature(node):
    """The function that predicts, of a model whose inputs are known; None of anything else."""
    inputs = _inputs(node)
    if not inputs:
        return None
    names = sorted(inputs) if isinstance(inputs, dict) else [x.op.name for x in inputs]
    specs = [TensorSpec([None, *x.shape.as_list()[1:]], x.dtype, name)
             for x, name in zip(nest.flatten(inputs), names, strict=True)]  # fmt: skip
    given = nest.pack_sequence_as(inputs, specs)
    if not isinstance(given, list) or len(given) > 1:
        given = [given]  # Keras calls a model with one argument

    def _wrapped_model(*args):
        outputs = nest.flatten(node(args[0], training=False))
        return dict(zip(_output_names(node, outputs), outputs, strict=True))

    return Function(_wrapped_model, given, False)


def _inputs(node):
    from zeal.keras.model import Model

    if not isinstance(node, Model):
        return None
    return getattr(node, "inputs", None)


def _output_names(model, outputs):
    known = getattr(model, "output_names", None)
    known = known or [f"output_{i}" for i in range(1, len(outputs) + 1)]
    return [f"{n}_{known[:i].count(n)}" if n in known[:i] else n for i, n in enumerate(known)]
