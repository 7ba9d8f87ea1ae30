"""tensorflow.python.keras.models: copies of models, for other graphs too."""

from zeal.keras.functional.clone import clone_functional as _clone_functional_model
from zeal.keras.functional.clone import clone_sequential as _clone_sequential_model
from zeal.keras.functional.clone import share_weights
from zeal.keras.functional.rebuild import clone_and_build_model, restore_in_place

__all__ = [
    "_clone_functional_model", "_clone_sequential_model", "clone_and_build_model",
    "in_place_subclassed_model_state_restoration", "share_weights",
]  # fmt: skip

in_place_subclassed_model_state_restoration = restore_in_place
