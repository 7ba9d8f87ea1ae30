"""tensorflow.python.keras.saving.saving_utils: a model's call as a traced function."""

from zeal import nest
from zeal.graph.function import function
from zeal.tensor_spec import TensorSpec

__all__ = ["model_input_signature", "trace_model_call"]


def model_input_signature(model):
    """The signature of a model's inputs; None where it was not told them."""
    specs = [TensorSpec(x.shape, x.dtype, n)
             for x, n in zip(model.inputs, model.input_names, strict=True)]  # fmt: skip
    if not specs:
        return None
    return specs if len(specs) == 1 else [specs]


def trace_model_call(model, input_signature=None):
    """A traced function of the model's inputs, which returns a dict of outputs by their names.

    Args:
      model: a Keras model.
      input_signature: of the inputs; by default what the model knows of them.

    Raises:
      ValueError: it knows nothing.
    """
    signature = input_signature or getattr(model.call, "input_signature", None)
    signature = signature or model_input_signature(model)
    if signature is None:
        raise ValueError(
            f"Model {model} cannot be saved because the input shapes have not been set. Usually, "
            "input shapes are automatically determined from calling .fit() or .predict(). To "
            "manually set the shapes, call model._set_inputs(inputs)."
        )

    @function(input_signature=signature, autograph=False)
    def call(*args):
        inputs = args[0] if len(signature) == 1 else list(args)
        outputs = nest.flatten(model(inputs, training=False))
        names = model.output_names or [f"output_{i + 1}" for i in range(len(outputs))]
        return dict(zip(names, outputs, strict=True))

    return call
