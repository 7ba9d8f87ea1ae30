"""Handwritten digits to train on: MNIST's files, or the small real set inside the package."""

import gzip
import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from zeal import errors
from zeal.data.fetch import fetch
from zeal.data.idx import read_idx

# File stem -> SHA-256 of the uncompressed file.
_FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
_MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
_CONNECT_SECONDS = 4
_DOWNLOAD_SECONDS = 60  # for one file, however slowly it trickles
_EMBEDDED = Path(__file__).parent.parent / "examples" / "digits"


@dataclass(frozen=True)
class Digits:
    """A set of labelled images of the digits 0 to 9.

    Attributes:
      source: one line that says which data this is and where it comes from.
      train_images: uint8 ndarray (n, height, width).
      train_labels: uint8 ndarray (n,).
      test_images: uint8 ndarray (m, height, width).
      test_labels: uint8 ndarray (m,).
      white: the value of a fully inked pixel (255 for MNIST, 16 for the embedded set).
    """

    source: str
    train_images: object
    train_labels: object
    test_images: object
    test_labels: object
    white: int

    def train(self) -> tuple:
        """Training images as float32 rows in [0, 1], and int64 labels."""
        return self._flat(self.train_images), self.train_labels.astype("int64")

    def test(self) -> tuple:
        """Test images as float32 rows in [0, 1], and int64 labels."""
        return self._flat(self.test_images), self.test_labels.astype("int64")

    def _flat(self, images):
        rows = images.reshape(len(images), -1).astype("float32")
        rows /= self.white
        return rows


def load(directory: "str | None" = None, download: bool = True) -> Digits:
    """Loads the digits: from `directory`, else the cache, else the network, else the package.

    Args:
      directory: where the four original IDX files lie, compressed or not.
      download: False never asks the network.

    Returns:
      The images and labels; `source` says which ones.

    Raises:
      NotFoundError: `directory` lacks one of the files.
      InvalidArgumentError: a file is no IDX file, or the files do not fit together.
      DataLossError: a file is truncated or damaged.

    Example:
      >>> from zeal.data import mnist
      >>> mnist.load(download=False).test_images.shape[0] >= 360
      True
    """
    if directory is not None:
        return read_directory(directory, f"MNIST from {directory}")
    cache = cache_directory()
    if all(_find(cache, stem) for stem in _FILES):
        return read_directory(cache, f"MNIST from the cache {cache}")
    reason = "downloading is off"
    if download:
        reason = _download(cache)
        if reason is None:
            return read_directory(cache, f"MNIST, downloaded into {cache}")
    return embedded(reason)


def load_or_download(directory) -> Digits:
    """Reads MNIST from a directory, into which the files that it lacks are downloaded first.

    Args:
      directory: where the four original IDX files lie, or shall lie.

    Raises:
      NotFoundError: a file is not there and cannot be downloaded.
      InvalidArgumentError, DataLossError: as for `load`.
    """
    directory = Path(directory)
    reason = None
    if not all(_find(directory, stem) for stem in _FILES):
        reason = _download(directory)
    if reason is not None:
        raise errors.NotFoundError(
            f"[MNIST] {reason}; put the four original files into {directory}: " + ", ".join(_FILES)
        )
    return read_directory(directory, f"MNIST from {directory}")


def embedded(reason: str = "asked for") -> Digits:
    """The 8x8 digits inside the package (UCI, 1,797 images); `reason` goes into `source`."""
    source = f"the embedded 8x8 UCI digits, not MNIST ({reason}; --data DIR takes MNIST's files)"
    return read_directory(_EMBEDDED, source, white=16)


def cache_directory() -> Path:
    """Where downloaded files are kept: XDG_CACHE_HOME, or .cache in the home, + zeal/mnist."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "zeal" / "mnist"


def read_directory(directory, source: str, white: int = 255) -> Digits:
    """Reads and checks the four files of a directory.

    Args:
      directory: where they lie.
      source: goes into the result.
      white: the value of a fully inked pixel.

    Raises:
      The same errors as `load`.
    """
    if not Path(directory).is_dir():
        raise errors.NotFoundError(f"[MNIST] there is no directory {directory}")
    arrays = []
    for stem in _FILES:
        path = _find(directory, stem)
        if path is None:
            raise errors.NotFoundError(
                f"[MNIST] {directory} lacks {stem}[.gz]; it must hold the four original files: "
                + ", ".join(_FILES)
            )
        arrays.append(read_idx(path))
    _check_pair(directory, "training", *arrays[:2])
    _check_pair(directory, "test", *arrays[2:])
    if arrays[0].shape[1:] != arrays[2].shape[1:]:
        raise errors.InvalidArgumentError(
            f"[MNIST] {directory}: training images are {arrays[0].shape[1:]}, test images "
            f"{arrays[2].shape[1:]}; the files are of different sets"
        )
    return Digits(source, *arrays, white)


def _find(directory, stem: str) -> "Path | None":
    """The file of a stem, under any of the names it goes by."""
    names = (stem, stem.replace("-idx", ".idx"))
    paths = [Path(directory) / (name + ending) for name in names for ending in ("", ".gz")]
    return next((path for path in paths if path.is_file()), None)


def _check_pair(directory, part: str, images, labels) -> None:
    if images.ndim != 3 or labels.ndim != 1 or images.dtype != "u1" or labels.dtype != "u1":
        raise errors.InvalidArgumentError(
            f"[MNIST] {directory}: {part} images are {images.dtype} of rank {images.ndim}, labels "
            f"{labels.dtype} of rank {labels.ndim}; uint8 of rank 3 and 1 are expected. Are the "
            "files swapped?"
        )
    if len(images) != len(labels) or images.size == 0:
        raise errors.InvalidArgumentError(
            f"[MNIST] {directory}: {len(images)} {part} images {images.shape[1:]} but "
            f"{len(labels)} labels; the files are of different sets"
        )
    if labels.max() > 9:
        raise errors.InvalidArgumentError(
            f"[MNIST] {directory}: a {part} label is {labels.max()}; labels are 0 to 9"
        )


def _download(cache: Path) -> "str | None":
    """Fetches what the cache lacks; returns None, or the reason why that failed."""
    reason = "no mirror"
    for mirror in _MIRRORS:
        try:
            cache.mkdir(parents=True, exist_ok=True)
            for stem, digest in _FILES.items():
                if _find(cache, stem) is None:
                    _fetch(mirror, cache, f"{stem}.gz", digest)
            return None
        except OSError as error:  # URLError, timeouts, DataLossError and a full disk are OSErrors
            reason = f"download failed: {getattr(error, 'reason', None) or error}"
    return reason


def _fetch(mirror: str, cache: Path, name: str, digest: str) -> None:
    def check(path):
        _check(path, name, digest)

    fetch(mirror + name, cache / name, check, _CONNECT_SECONDS, _DOWNLOAD_SECONDS)


def _check(path: str, name: str, digest: str) -> None:
    """Raises DataLossError unless the content of a compressed file has the right checksum."""
    try:
        with gzip.open(path) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (EOFError, OSError, zlib.error) as error:
        raise errors.DataLossError(f"[MNIST] {name} arrived damaged: {error}") from None
    if found != digest:
        raise errors.DataLossError(f"[MNIST] {name} arrived with a wrong checksum")
