"""tensorflow.python.keras.callbacks: version 2's TensorBoard, and several callbacks as one."""

from typing import Any

from zeal.keras.callbacks.tensorboard_v2 import TensorBoard

__all__ = ["CallbackList", "TensorBoard"]


class CallbackList:
    """Several callbacks as one: each `on_...` method calls those of all, in order."""

    def __init__(self, callbacks=None, queue_length=10) -> None:
        self.callbacks = list(callbacks or ())
        self.params: dict = {}
        self.model: Any = None

    def append(self, callback) -> None:
        """Adds one."""
        self.callbacks.append(callback)

    def set_params(self, params) -> None:
        """Tells all how the model is trained."""
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model) -> None:
        """Tells all the model."""
        self.model = model
        for callback in self.callbacks:
            callback.set_model(model)

    def __iter__(self):
        return iter(self.callbacks)

    def __getattr__(self, name):
        if not name.startswith("on_"):
            raise AttributeError(f"'CallbackList' object has no attribute {name!r}")

        def tell(*args, **kwargs):
            for callback in self.callbacks:
                getattr(callback, name)(*args, **kwargs)

        return tell
