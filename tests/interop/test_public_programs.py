"""Programs in the style of public TensorFlow 1.x code run under `python -m zeal`."""

import gzip
import importlib.util
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import zeal

ROOT = str(Path(next(iter(zeal.__path__))).parent)
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
TAKES_FOLDER = {"mnist_softmax"}
NEEDS_ABSL = {"flags_program", "modes_case", "parameterized_case"}


def write_images(folder, random):
    """MNIST-like files: ten pictures, each many times with noise."""
    pictures = random.randint(0, 256, (10, 28, 28))
    labels = (np.arange(300) % 10).astype(np.uint8)
    images = np.clip(pictures[labels] + random.randint(-40, 40, (300, 28, 28)), 0, 255)
    for array, kind in ((images.astype(np.uint8), "images-idx3"), (labels, "labels-idx1")):
        head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        for part in ("train", "t10k"):
            path = folder / f"{part}-{kind}-ubyte.gz"
            path.write_bytes(gzip.compress(head + array.tobytes()))


def write_reviews(folder):
    texts = np.empty(4, object)
    texts[:] = [[1, 2], [3], [4, 5], [6, 90, 200]]
    labels = np.array([0, 1, 0, 1])
    np.savez(folder / "imdb.npz", x_train=texts, y_train=labels, x_test=texts, y_test=labels)
    (folder / "imdb_word_index.json").write_text(json.dumps({"film": 1, "good": 2}))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A folder like ~/.keras."""
    home = tmp_path_factory.mktemp("keras")
    (home / "datasets" / "fashion-mnist").mkdir(parents=True)
    write_images(home / "datasets" / "fashion-mnist", np.random.RandomState(0))
    write_reviews(home / "datasets")
    return home


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program(path, cache):
    if path.stem in NEEDS_ABSL and not importlib.util.find_spec("absl"):
        pytest.skip("needs absl-py")
    folder = str(cache / "datasets" / "fashion-mnist")
    arguments = [folder] if path.stem in TAKES_FOLDER else []
    search = os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "zeal", str(path), *arguments],
        capture_output=True, text=True, timeout=300,
        env=dict(os.environ, PYTHONPATH=search, KERAS_HOME=str(cache)),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("ok\n") or "\nOK" in done.stderr
