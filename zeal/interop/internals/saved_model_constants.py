"""tensorflow.python.saved_model.constants, beside what is public."""

from zeal.estimators.keras_export import TRAIN_OP as TRAIN_OP_SIGNATURE_KEY  # noqa: F401

INIT_OP_SIGNATURE_KEY = "__saved_model_init_op"
TRAIN_OP_KEY = "saved_model_train_op"
