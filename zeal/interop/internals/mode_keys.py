"""tensorflow.python.saved_model.model_utils.mode_keys: what a graph of a saved model is for."""

from zeal.estimators.spec import ModeKeys as EstimatorModeKeys

__all__ = ["EstimatorModeKeys", "KerasModeKeys", "ModeKeys"]


class KerasModeKeys:
    """The names of Keras's modes."""

    TRAIN, TEST, PREDICT = "train", "test", "predict"


ModeKeys = KerasModeKeys
