"""Files of weights: those that Keras offers, and the program's own."""

import os
from typing import Any

from zeal import errors
from zeal.eager.context import executing_eagerly
from zeal.keras.utils.downloads import cache_directory, get_file

_HOST = "https://github.com/"
_CHOLLET = _HOST + "fchollet/deep-learning-models/releases/download/"
_TEAM = _HOST + "keras-team/keras-applications/releases/download/"
_ORDER = "_weights_tf_dim_ordering_tf_kernels"

# What names begin with: where the files are, and the MD5 of the whole and the one without top.
FILES = {
    "vgg16": (
        _CHOLLET + "v0.1/", "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc",
    ),
    "vgg19": (
        _CHOLLET + "v0.1/", "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6",
    ),
    "resnet50": (
        _TEAM + "resnet/", "2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626",
    ),
    "resnet101": (
        _TEAM + "resnet/", "f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21",
    ),
    "resnet152": (
        _TEAM + "resnet/", "100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c",
    ),
    "resnet50v2": (
        _TEAM + "resnet/", "3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917",
    ),
    "resnet101v2": (
        _TEAM + "resnet/", "6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5",
    ),
    "resnet152v2": (
        _TEAM + "resnet/", "a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33",
    ),
    "densenet121": (
        _TEAM + "densenet/", "9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738",
    ),
    "densenet169": (
        _TEAM + "densenet/", "d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b",
    ),
    "densenet201": (
        _TEAM + "densenet/", "1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1",
    ),
    "inception_v3": (
        _CHOLLET + "v0.5/", "9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63",
    ),
    "inception_resnet_v2": (
        _CHOLLET + "v0.7/", "e693bd0210a403b3192acc6073ad2e96", "d19885ff4a710c122648d3b5c3b684e4",
    ),
    "xception": (
        _CHOLLET + "v0.4/", "0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97",
    ),
}  # fmt: skip


def file_of(stem, whole) -> str:
    """The path of weights of ImageNet in Keras's cache, downloaded if need be.

    Args:
      stem: what the file's name begins with, in `FILES`.
      whole: whether the network has its top.

    Returns:
      The path of an HDF5 file.

    Raises:
      UnavailableError: it is not there and cannot be downloaded.
    """
    folder, *digests = FILES[stem]
    return fetched(stem + _ORDER + ("" if whole else "_notop") + ".h5", folder, digests[not whole])


def fetched(name, folder, digest=None) -> str:
    """The path of a file in Keras's cache, downloaded if need be; see `file_of`.

    Args:
      name: the file's name.
      folder: the URL of what it lies in.
      digest: its MD5, if it is known.
    """
    try:
        return get_file(name, folder + name, cache_subdir="models", file_hash=digest)
    except errors.UnavailableError as error:
        path = os.path.join(cache_directory(), "models", name)
        raise errors.UnavailableError(
            f"the weights of ImageNet cannot be downloaded: {error}. Put Keras's HDF5 file {name} "
            f"at {path}, or give `weights=None` or the path of an HDF5 or safetensors file"
        ) from None


def load(model, path) -> Any:
    """Loads weights of a file: HDF5 in order, safetensors by the variables' names.

    Raises:
      ValueError: the file holds others.
    """
    from zeal.checkpoint.safetensors_file import load_weights
    from zeal.keras.session import get_session

    if not os.fspath(path).endswith(".safetensors"):
        return model.load_weights(path)
    session = None if executing_eagerly() else get_session()
    return load_weights(path, model.weights, session=session)
