"""Tests of zeal/examples/mnist.py: what it prints, that it learns, and how it refuses bad data."""

import re

import pytest

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
