"""tf.keras.utils.get_file: files fetched once and kept in Keras's cache."""

import gzip
import hashlib
import os
import shutil
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib

from zeal import errors
from zeal.data.fetch import fetch
from zeal.public import public

_CONNECT_SECONDS = 10
_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, tarfile.ReadError, zipfile.BadZipFile)


@public("keras.utils.get_file")
def get_file(
    fname, origin, untar=False, md5_hash=None, file_hash=None, cache_subdir="datasets",
    hash_algorithm="auto", extract=False, archive_format="auto", cache_dir=None,
):  # fmt: skip
    """The path of a file in the cache; it is downloaded where it is not there yet.

    Args:
      fname: its name in the cache; an absolute path is used as it is.
      origin: the URL it comes from.
      untar: whether `fname` is the folder that lies in the .tar.gz at `origin`.
      md5_hash: `file_hash` under its older name.
      file_hash: the MD5 or SHA-256 of what is downloaded, in hexadecimal digits. A file that is
        there already is taken as it is.
      cache_subdir: the folder in the cache.
      hash_algorithm: "md5", "sha256", or "auto" to tell by the length.
      extract: whether to unpack a tar or zip file beside itself.
      archive_format: "auto", "tar", "zip", None, or a list of them.
      cache_dir: the cache, by default KERAS_HOME or .keras in the home folder.

    Returns:
      The path.

    Raises:
      UnavailableError: it is not there and cannot be downloaded; the text says where to put it.
      DataLossError: what was downloaded has another hash, or the archive is damaged.

    Example:
      >>> path = os.path.join(tf.test.get_temp_dir(), "data.txt")
      >>> _ = open(path, "w").write("text")
      >>> tf.keras.utils.get_file(path, "https://example.org/data.txt") == path
      True
    """
    folder = os.path.join(cache_directory(cache_dir), cache_subdir)
    path = os.path.join(folder, fname)
    file = f"{path}.tar.gz" if untar else path
    if not os.path.exists(path if untar and not os.path.exists(file) else file):
        os.makedirs(os.path.dirname(file), exist_ok=True)
        _download(origin, file, file_hash or md5_hash, hash_algorithm)
    if untar:
        if not os.path.exists(path):
            _unpack(file, os.path.dirname(path), "tar")
        return path
    if extract:
        _unpack(path, os.path.dirname(path), archive_format)
    return path


def cache_directory(cache_dir=None) -> str:
    """The folder that Keras keeps files in."""
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    return os.path.expanduser(home if cache_dir is None else cache_dir)


def _download(url: str, path: str, digest, algorithm: str) -> None:
    """Fetches a file: all of it under its name, or nothing."""

    def check(came):
        if digest is not None:
            _check(url, came, digest, algorithm)

    print(f"Downloading data from {url}", file=sys.stderr)
    start = time.monotonic()
    try:
        fetch(url, path, check, _CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        if isinstance(error, errors.DataLossError):
            raise
        reason = getattr(error, "reason", None) or error
        raise errors.UnavailableError(
            f"[get_file] URL fetch failure on {url}: {reason}; put the file at {path}"
        ) from None
    print(f"  {os.path.getsize(path)} bytes, {time.monotonic() - start:.0f} s", file=sys.stderr)


def _check(url: str, path: str, digest: str, algorithm: str) -> None:
    if algorithm == "auto":
        algorithm = "sha256" if len(digest) == 64 else "md5"
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, algorithm).hexdigest()
    if found != digest:
        raise errors.DataLossError(f"[get_file] {url} has the {algorithm} {found}, not {digest}")


def _unpack(path: str, folder: str, archive_format) -> None:
    """Unpacks an archive, none of whose members may lie outside the folder."""
    kinds = ("tar", "zip") if archive_format == "auto" else archive_format or ()
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if "tar" in kinds and tarfile.is_tarfile(path):
        if not hasattr(tarfile, "data_filter"):
            raise NotImplementedError(
                f"[get_file] safe unpacking needs Python 3.11.4 or later; unpack {path} into "
                f"{folder} by hand"
            )
        _take_out(tarfile.open, path, folder, filter="data")
    elif "zip" in kinds and zipfile.is_zipfile(path):
        _take_out(zipfile.ZipFile, path, folder)


def _take_out(reader, path: str, folder: str, **how) -> None:
    """Unpacks in a folder aside first: half of an archive must not pass for all of it."""
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        try:
            with reader(path) as archive:
                archive.extractall(aside, **how)
        except _DAMAGE as error:
            raise errors.DataLossError(
                f"[get_file] {path} is damaged: {error}; get the file again"
            ) from None
        for name in os.listdir(aside):
            _put(os.path.join(aside, name), os.path.join(folder, name))


def _put(source: str, target: str) -> None:
    if os.path.isdir(target) and not os.path.islink(source):
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        os.replace(source, target)
