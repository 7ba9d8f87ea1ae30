"""Tests of the programs in zeal/examples: at small sizes each learns, and says how fast it was."""

import importlib
import re

import numpy as np
import pytest

import zeal as tf
from zeal.examples import cart_pole, command_line, dates, gan, language_model, resnet50

# What `main` returns is a measure before and after training: whether it shall rise, how far it gets
# at least, and what its speed is counted in.
PROGRAMS = {
    "cart_pole": (True, 80, "steps"),
    "color_names": (False, 0.02, "names"),
    "dates": (True, 0.45, "dates"),
    "gan": (False, 0.24, "images"),
    "l2hmc": (True, 4.0, "steps"),
    "language_model": (False, 12.0, "words"),
    "mnist_cnn": (True, 0.6, "images"),
    "neural_ode": (False, 0.065, "steps"),
    "resnet50": (False, 1.3, "images"),
    "revnet": (True, 0.5, "images"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_learns(name, capsys):
    rises, limit, unit = PROGRAMS[name]
    before, after = importlib.import_module(f"zeal.examples.{name}").main(["--small"])
    assert before < limit <= after if rises else before > limit >= after
    speed = rf"^\d+ {unit} in [\d.]+ s \([\d,]+ {unit}/s\)$"
    assert re.search(speed, capsys.readouterr().out, re.M)


def test_the_seed_decides(capsys):
    def run(seed):
        return cart_pole.main(["--small", "--episodes", "8", "--seed", seed])

    assert run("3") == run("3") != run("4")


@pytest.mark.parametrize("arguments", [["--steps", "0"], ["--steps", "x"], ["--unknown"]])
def test_bad_command_lines(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        command_line.options("name", "text", arguments, steps=(2, 1))
    assert caught.value.code == 2


def test_folders_are_filled(tmp_path, capsys):
    gan.main(["--small", "--epochs", "1", "--folder", str(tmp_path / "gan")])
    (path,) = (tmp_path / "gan").glob("events.out.tfevents.*")
    tags = {v.tag for e in tf.train.summary_iterator(str(path)) for v in e.summary.value}
    assert {"generator_loss", "discriminator_loss"} < tags
    folder = str(tmp_path / "model")
    language_model.main(["--small", "--words", "500", "--folder", folder])
    names = [name for name, _ in tf.train.list_variables(tf.train.latest_checkpoint(folder))]
    assert "model/cells/1/kernel/.ATTRIBUTES/VARIABLE_VALUE" in names


def test_sizes_have_options_of_their_own():
    sizes = {"steps": (20, 2), "batch": (9, 3)}
    found = command_line.options("name", "text", ["--small", "--batch", "7"], **sizes)
    assert (found.steps, found.batch, found.small) == (2, 7, True)


def test_the_pole_falls_when_nobody_cares_and_time_runs_out():
    world = cart_pole.CartPole(0, limit=50)
    world.reset()
    steps, done = 0, False
    while not done:
        _, reward, done = world.step(1)
        steps += 1
    assert 5 < steps < 15 and reward == 1.0
    state, count, done = world.reset(), 0, False
    while not done:  # leaning right, it is pushed to the right
        state, _, done = world.step(int(state[2] + 0.5 * state[3] > 0))
        count += 1
    assert count == 50


def test_returns_are_discounted_sums():
    rewards = np.array([1.0, 0.0, 2.0], np.float32)
    np.testing.assert_allclose(cart_pole.returns(rewards, 0.5), [1.5, 1.0, 2.0])


def test_made_up_data():
    text = language_model.text(50, 0)
    words = [language_model.vocabulary()[i] for i in text]
    assert len(words) == 50 and "." in words
    source, target = dates.pairs(20, 0)
    assert all(re.fullmatch(r"\^\d{4}-\d\d-\d\d", dates._decoded(t)) for t in target)
    assert len({len(dates._decoded(s)) for s in source}) > 3
    images, labels = resnet50.images(6, 16, 4, 0)
    assert images.shape == (6, 16, 16, 3) and images.dtype == np.float32
    assert set(labels) <= set(range(4))
