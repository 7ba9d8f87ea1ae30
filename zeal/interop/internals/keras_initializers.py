"""tensorflow.python.keras.initializers: those of version 2 under TensorFlow's names for them."""

from zeal.keras import initializers

_NAMES = {
    "ConstantV2": "Constant", "GlorotNormalV2": "glorot_normal",
    "GlorotUniformV2": "glorot_uniform", "IdentityV2": "Identity", "OnesV2": "Ones",
    "OrthogonalV2": "Orthogonal", "RandomNormalV2": "RandomNormal",
    "RandomUniformV2": "RandomUniform", "TruncatedNormalV2": "TruncatedNormal",
    "VarianceScalingV2": "VarianceScaling", "ZerosV2": "Zeros", "he_normalV2": "he_normal",
    "he_uniformV2": "he_uniform", "lecun_normalV2": "lecun_normal",
    "lecun_uniformV2": "lecun_uniform",
}  # fmt: skip


def __getattr__(name: str):
    if name not in _NAMES:
        raise AttributeError(name)
    return initializers.repeating(getattr(initializers, _NAMES[name]))


def __dir__():
    return sorted(_NAMES)
