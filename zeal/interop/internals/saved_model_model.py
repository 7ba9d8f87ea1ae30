"""tensorflow.python.saved_model.model_utils: tags and signatures of graphs by their modes."""

from zeal.estimators.keras_export import export_name

__all__ = ["EXPORT_TAG_MAP", "SIGNATURE_KEY_MAP"]

_MODES = ("train", "eval", "test", "predict", "infer")
EXPORT_TAG_MAP = {mode: [export_name(mode)[0]] for mode in _MODES}
SIGNATURE_KEY_MAP = {mode: export_name(mode)[1] for mode in _MODES}
