"""tensorflow.python.saved_model.model_utils.export_utils: signatures of a model."""

from zeal.estimators.exporting import _new_folder as get_timestamped_export_dir
from zeal.estimators.outputs import (
    EvalOutput,
    TrainOutput,
    _Receiver,
    named_outputs,
    signature_defs,
)  # fmt: skip

__all__ = ["build_all_signature_defs", "export_outputs_for_mode", "get_timestamped_export_dir"]


def build_all_signature_defs(
    receiver_tensors, export_outputs, receiver_tensors_alternatives=None, serving_only=True
):
    """The signatures of outputs, for each way of feeding the model."""
    if not isinstance(export_outputs, dict):
        raise ValueError(f"export_outputs must be a dict and not {type(export_outputs)}")
    receiver = _Receiver(None, receiver_tensors, receiver_tensors_alternatives)
    return signature_defs(receiver, export_outputs, serving_only)


def export_outputs_for_mode(
    mode, serving_export_outputs=None, predictions=None, loss=None, metrics=None
):
    """The outputs of Keras's mode "train", "test" or "predict", by their signatures' names."""
    if mode == "predict":
        return named_outputs(serving_export_outputs, predictions)
    name, kind = {"train": ("train", TrainOutput), "test": ("eval", EvalOutput)}[mode]
    return {name: kind(loss, predictions, metrics)}
