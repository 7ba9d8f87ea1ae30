"""Networks of tf.keras.applications in a few numbers: `run(tf, *case)`."""

import hashlib

import numpy as np

# Function, arguments.
CASES = [
    ("VGG16", {"input_shape": (32, 32, 3), "include_top": False}),
    ("VGG19", {"input_shape": (32, 32, 3), "include_top": False, "pooling": "max"}),
    ("ResNet50", {"input_shape": (40, 40, 3), "classes": 7}),
    ("ResNet101", {"input_shape": (32, 32, 3), "include_top": False}),
    ("ResNet152", {"input_shape": (32, 32, 3), "include_top": False}),
    ("ResNet50V2", {"input_shape": (40, 40, 3), "include_top": False, "pooling": "avg"}),
    ("ResNet101V2", {"input_shape": (32, 32, 3), "include_top": False}),
    ("ResNet152V2", {"input_shape": (32, 32, 3), "include_top": False}),
    ("DenseNet121", {"input_shape": (32, 32, 1), "classes": 5}),
    ("DenseNet169", {"input_shape": (32, 32, 3), "include_top": False}),
    ("DenseNet201", {"input_shape": (32, 32, 3), "include_top": False}),
    ("InceptionV3", {"input_shape": (80, 75, 3), "include_top": False}),
    ("InceptionResNetV2", {"input_shape": (75, 75, 3), "include_top": False, "pooling": "max"}),
    ("MobileNet", {"input_shape": (32, 40, 3), "alpha": 0.5, "classes": 6}),
    ("MobileNetV2", {"input_shape": (32, 40, 3), "alpha": 0.35, "include_top": False}),
    ("MobileNetV2", {"input_shape": (33, 32, 3), "alpha": 1.4, "classes": 6}),
    ("Xception", {"input_shape": (71, 71, 3), "include_top": False}),
]


def values(shape, name, number) -> np.ndarray:
    """Weights that keep activations of one size."""
    random = np.random.RandomState(number)
    if "gamma" in name or "variance" in name:
        return random.uniform(0.5, 1.5, shape).astype("float32")
    if len(shape) < 2:
        return (random.randn(*shape) / 10).astype("float32")
    fan_in = np.prod(shape[:-2]) if "depthwise" in name else np.prod(shape[:-1])
    return (random.randn(*shape) * np.sqrt(2.0 / fan_in)).astype("float32")


def digest(lines) -> str:
    return hashlib.sha1("\n".join(lines).encode()).hexdigest()


def run(tf, name, arguments, computes=True) -> dict:
    """What a network is made of and, if it computes, what it gives."""
    tf.keras.backend.clear_session()
    with tf.Graph().as_default():
        model = getattr(tf.keras.applications, name)(weights=None, **arguments)
        layers = [f"{type(layer).__name__} {layer.name}" for layer in model.layers]
        weights = [f"{w.name} {w.shape.as_list()}" for w in model.weights]
        told = {
            "name": model.name, "layers": [len(layers), digest(layers)],
            "weights": [len(weights), digest(weights)],
        }
        return {**told, **outputs(model, arguments["input_shape"])} if computes else told


def outputs(model, shape) -> dict:
    model.set_weights([values(w.shape.as_list(), w.name, i) for i, w in enumerate(model.weights)])
    y = model.predict(np.random.RandomState(0).randn(1, *shape).astype("float32"))
    wave = np.sin(np.arange(y.size)).reshape(y.shape)
    size = float(np.abs(y).sum())
    return {
        "shape": list(y.shape), "output": [size / y.size, float((y * wave).sum()) / size],
    }
