"""tf.contrib.keras: where Keras stood before it became tf.keras."""

from zeal.namespace import namespace
from zeal.public import publish

_PARTS = (
    "activations", "applications", "backend", "callbacks", "constraints", "datasets",
    "initializers", "layers", "losses", "metrics", "models", "optimizers", "preprocessing",
    "regularizers", "utils",
)  # fmt: skip
for _name in _PARTS:
    publish(f"zeal.keras.{_name}", "", f"contrib.keras.{_name}")

__getattr__, __dir__ = namespace(__name__)
