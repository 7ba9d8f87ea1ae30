"""What networks get and give: images as they were trained on, and names of classes."""

import json
from typing import Any

from zeal._native import api
from zeal.keras.applications.pretrained import fetched
from zeal.keras.layers.window_arguments import format_word
from zeal.public import public

_HOST = "https://storage.googleapis.com/download.tensorflow.org/data/"
_DIGEST = "c2c37ea517e94d9795004a39431a14cb"
_BLUE_FIRST = (103.939, 116.779, 123.68)  # means over ImageNet
_MEANS, _DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@public("keras.applications.imagenet_utils.preprocess_input")
def preprocess_input(x, data_format=None, mode="caffe") -> Any:
    """Images as a network was trained on them.

    Args:
      x: an array or tensor of RGB values in [0, 255], of rank 3 or 4. An array of floats is
        changed in place.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.
      mode: "tf": values in [-1, 1]; "torch": each channel with ImageNet's mean and deviation;
        "caffe": blue first, and ImageNet's means taken off.

    Returns:
      An array or tensor of x's shape.

    Raises:
      ValueError: the format or mode is unknown.

    Example:
      >>> x = np.array([[[0.0, 127.5, 255.0]]])
      >>> tf.keras.applications.imagenet_utils.preprocess_input(x, mode="tf").tolist()
      [[[-1.0, 0.0, 1.0]]]
    """
    import numpy as np

    if data_format not in (None, "channels_first", "channels_last"):
        raise ValueError(f"Unknown data_format {data_format}")
    if mode not in ("caffe", "tf", "torch"):
        raise ValueError(f"Unknown mode {mode}; known are caffe, tf, torch")
    if isinstance(x, np.ndarray) and not np.issubdtype(x.dtype, np.floating):
        from zeal.keras.float_dtype import floatx

        x = x.astype(floatx())
    if mode == "tf":
        x /= 127.5
        x -= 1.0
        return x
    first = format_word(data_format) == "channels_first"
    if mode == "torch":
        x /= 255.0
        x -= _per_channel(_MEANS, x, first)
        x /= _per_channel(_DEVIATIONS, x, first)
        return x
    x = _reversed(x, first)
    x -= _per_channel(_BLUE_FIRST, x, first)
    return x


def _reversed(x, first):
    return x[..., ::-1] if not first else x[::-1] if len(x.shape) == 3 else x[:, ::-1]


def _per_channel(values, x, first):
    """Numbers that broadcast along the axis of channels."""
    import numpy as np

    values = np.array(values).reshape((3, 1, 1) if first else (3,))
    return values.astype(x.dtype) if isinstance(x, np.ndarray) else api.cast(values, x.dtype)


def _published(mode, *modules):
    """Publishes the function of a mode as `preprocess_input` of networks' modules."""
    return public(*(f"keras.applications.{module}.preprocess_input" for module in modules))


@_published("caffe", "resnet", "resnet50", "vgg16", "vgg19")
def preprocess_blue_first(x, data_format=None) -> Any:
    """Images with blue first, and ImageNet's means taken off.

    Args:
      x: an array or tensor of RGB values in [0, 255]. An array of floats is changed in place.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.

    Returns:
      An array or tensor of x's shape.

    Example:
      >>> x = np.array([[[123.68, 116.779, 105.939]]])
      >>> tf.keras.applications.vgg16.preprocess_input(x).tolist()
      [[[2.0, 0.0, 0.0]]]
    """
    return preprocess_input(x, data_format, "caffe")


@_published(
    "tf", "inception_resnet_v2", "inception_v3", "mobilenet", "mobilenet_v2", "resnet_v2",
    "xception",
)  # fmt: skip
def preprocess_symmetric(x, data_format=None) -> Any:
    """Images with values in [-1, 1].

    Args:
      x: an array or tensor of RGB values in [0, 255]. An array of floats is changed in place.
      data_format: accepted for compatibility.

    Returns:
      An array or tensor of x's shape.

    Example:
      >>> tf.keras.applications.inception_v3.preprocess_input(np.array([0, 255])).tolist()
      [-1.0, 1.0]
    """
    return preprocess_input(x, data_format, "tf")


@_published("torch", "densenet")
def preprocess_normalized(x, data_format=None) -> Any:
    """Images with each channel of ImageNet's mean and deviation.

    Args:
      x: an array or tensor of RGB values in [0, 255]. An array of floats is changed in place.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.

    Returns:
      An array or tensor of x's shape.

    Example:
      >>> x = np.array([[[123.675, 116.28, 103.53]]])
      >>> abs(tf.keras.applications.densenet.preprocess_input(x)).max() < 1e-6
      True
    """
    return preprocess_input(x, data_format, "torch")


@public(*(f"keras.applications.{module}.decode_predictions" for module in (
    "imagenet_utils", "densenet", "inception_resnet_v2", "inception_v3", "mobilenet",
    "mobilenet_v2", "resnet", "resnet50", "resnet_v2", "vgg16", "vgg19", "xception",
)))  # fmt: skip
def decode_predictions(preds, top=5) -> list[Any]:
    """The most probable classes of ImageNet.

    Args:
      preds: an array (examples, 1000) of probabilities.
      top: how many classes to tell for each example.

    Returns:
      A list for each example: of (identifier, name, probability), the most probable first.

    Raises:
      ValueError: preds has another shape.
      UnavailableError: the names, `imagenet_class_index.json`, are neither in Keras's cache nor
        downloaded; the text says where to put them.
    """
    if len(preds.shape) != 2 or preds.shape[1] != 1000:
        raise ValueError(
            "`decode_predictions` expects a batch of predictions (i.e. a 2D array of shape "
            f"(samples, 1000)). Found array with shape: {tuple(preds.shape)}"
        )
    with open(fetched("imagenet_class_index.json", _HOST, _DIGEST)) as file:
        names = json.load(file)
    return [
        [(*names[str(i)], row[i]) for i in row.argsort()[::-1][:top]]
        for row in getattr(preds, "numpy", lambda: preds)()
    ]
