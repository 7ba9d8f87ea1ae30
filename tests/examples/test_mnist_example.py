"""Tests of zeal/examples/mnist.py: what it prints, that it learns, and how it refuses bad data."""

import json
import os
import re
import subprocess
import sys
import time

import numpy as np
import pytest

import zeal as tf
from zeal.data import mnist as data
from zeal.examples import mnist


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(data, "_MIRRORS", ())


def test_learns_the_embedded_digits(capsys):
    accuracy = mnist.main(["--steps", "2000"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Data: the embedded 8x8 UCI digits, not MNIST")
    assert lines[1].strip() == "1437 training images, 360 test images"
    assert re.fullmatch(r"Initial loss: \d\.\d{3}", lines[2])
    reports = [re.fullmatch(r"Loss at step (\d{4}): \d\.\d{3}", line) for line in lines[3:13]]
    assert [int(r[1]) for r in reports] == list(range(0, 2000, 200))
    assert re.fullmatch(r"Final loss: \d\.\d{3}", lines[13])
    assert re.fullmatch(r"2000 steps in [\d.]+ s \(\d+ steps/s\)", lines[14])
    assert lines[15] == f"Test accuracy: {accuracy:.2%}"
    assert accuracy > 0.8


def test_a_small_run(capsys):
    mnist.main(["--small", "--no-download"])
    assert re.search(r"^200 steps in", capsys.readouterr().out, re.MULTILINE)


def test_the_same_seed_gives_the_same_numbers(capsys):
    def losses(seed):
        mnist.main(["--steps", "10", "--batch", "7", "--seed", seed])
        return re.findall("loss: .*|Loss .*|accuracy.*", capsys.readouterr().out)

    assert losses("3") == losses("3") != losses("4")


def test_epochs(capsys):
    mnist.main(["--no-download", "--epochs", "1"])
    assert "45 steps in" in capsys.readouterr().out  # 1,437 images in batches of 32


def test_bad_data(tmp_path, capsys):
    with pytest.raises(SystemExit, match=r"error: \[MNIST\] .* lacks train-images-idx3-ubyte"):
        mnist.main(["--data", str(tmp_path)])
    for stem in data._FILES:
        (tmp_path / stem).write_bytes(b"\0\0\x08\x01\0\0\0\x09")
    with pytest.raises(SystemExit, match="truncated"):
        mnist.main(["--data", str(tmp_path)])


@pytest.mark.parametrize("arguments", [["--steps", "0"], ["--steps", "1", "--epochs", "1"], ["x"]])
def test_bad_command_lines(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        mnist.main(arguments)
    assert caught.value.code == 2


def last_values(folder):
    path = tf.train.latest_checkpoint(folder)
    reader = tf.train.load_checkpoint(path)
    values = {
        key: reader.get_tensor(key) for key, _ in tf.train.list_variables(path)
        if key != "_CHECKPOINTABLE_OBJECT_GRAPH"  # names of variables count layers of the process
    }
    # A run has a seed of its own, which an iterator without random steps does not use.
    batches = "batches/.ATTRIBUTES/ITERATOR_STATE"
    values[batches] = json.loads(values[batches])["taken"]
    return os.path.basename(path), values


ARGUMENTS = ["--no-download", "--epochs", "20", "--seed", "5"]


def test_a_killed_run_goes_on_to_the_same_weights(tmp_path, capsys):
    whole, killed = str(tmp_path / "whole"), str(tmp_path / "killed")
    want = mnist.main([*ARGUMENTS, "--model-dir", whole])
    assert sorted(n for n in os.listdir(whole) if n.endswith(".index")) == [
        "ckpt-810.index", "ckpt-855.index", "ckpt-899.index"]
    command = [sys.executable, "-m", "zeal.examples.mnist", *ARGUMENTS, "--model-dir", killed]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + 60
    while run.poll() is None and time.monotonic() < limit:
        if tf.train.latest_checkpoint(killed) not in (None, f"{killed}/ckpt-45"):
            break
        time.sleep(0.001)
    run.kill()
    run.wait()
    capsys.readouterr()
    accuracy = mnist.main([*ARGUMENTS, "--model-dir", killed])
    assert "Resumed after " in capsys.readouterr().out
    name, values = last_values(killed)
    assert name == last_values(whole)[0] == "ckpt-899"
    for key, value in last_values(whole)[1].items():
        np.testing.assert_array_equal(values[key], value, key)
    assert accuracy == want
    assert any(n.startswith("events.out.tfevents.") for n in os.listdir(killed))
    assert mnist.main([*ARGUMENTS, "--model-dir", killed]) == want  # nothing is left to do
