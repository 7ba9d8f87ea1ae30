"""tensorflow.python.saved_model.model_utils.export_output: outputs of models as signatures."""

from zeal.estimators.outputs import (
    ClassificationOutput,
    EvalOutput,
    ExportOutput,
    PredictOutput,
    RegressionOutput,
    TrainOutput,
)
from zeal.estimators.outputs import SupervisedOutput as _SupervisedOutput

__all__ = [
    "ClassificationOutput", "EvalOutput", "ExportOutput", "PredictOutput", "RegressionOutput",
    "TrainOutput", "_SupervisedOutput",
]  # fmt: skip
