"""Model.save_weights and load_weights: checkpoints and Keras's HDF5 files."""

import os
import threading

import numpy as np
import pytest

import zeal as tf

layers = tf.keras.layers


def model(units=3):
    made = tf.keras.Sequential([layers.Dense(units, name="a"), layers.Flatten(name="f"),
                                layers.Dense(2, name="b")])
    made.build([None, 4])
    return made


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a.get_weights(), b.get_weights(), strict=True))


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, x):
        return self.dense(x)


def test_checkpoints(tmp_path):
    first, second = model(), model()
    assert not same(first, second)
    first.save_weights(f"{tmp_path}/deep/weights")
    assert tf.train.latest_checkpoint(tmp_path / "deep") == f"{tmp_path}/deep/weights"
    second.load_weights(tmp_path / "deep" / "weights").assert_consumed()
    assert same(first, second)


def test_layers_that_are_built_later(tmp_path):
    first, second = Net(), Net()
    want = first(tf.ones([1, 3])).numpy()
    first.save_weights(tmp_path / "weights")
    status = second.load_weights(tmp_path / "weights")
    np.testing.assert_array_equal(second(tf.ones([1, 3])).numpy(), want)
    status.assert_consumed()


def test_in_graphs_weights_come_as_they_are_made(tmp_path):
    first = Net()
    want = first(tf.ones([1, 3])).numpy()
    first.save_weights(tmp_path / "weights")
    with tf.Graph().as_default(), tf.Session() as session:
        second = Net()
        second.load_weights(tmp_path / "weights")
        y = second(tf.ones([1, 3]))
        np.testing.assert_array_equal(session.run(y), want)
        second.save_weights(tmp_path / "again")
    third = Net()
    third.load_weights(tmp_path / "again")
    np.testing.assert_array_equal(third(tf.ones([1, 3])).numpy(), want)


def test_what_is_refused(tmp_path):
    first = model()
    with pytest.raises(ValueError, match="Unknown format"):
        first.save_weights(tmp_path / "w", save_format="zip")
    with pytest.raises(ValueError, match="looks like an HDF5 file"):
        first.save_weights(tmp_path / "w.h5", save_format="tf")
    first.save_weights(tmp_path / "w")
    with pytest.raises(NotImplementedError, match="based on topology"):
        first.load_weights(tmp_path / "w", by_name=True)
    with pytest.raises(tf.errors.NotFoundError):
        first.load_weights(tmp_path / "none")
    other = tf.train.Checkpoint(x=tf.Variable(1)).write(tmp_path / "other")
    with pytest.raises(AssertionError, match="Nothing except the root object matched"):
        model().load_weights(other)
    with pytest.raises(ValueError, match="Weights for model"):
        Built().save_weights(tmp_path / "w")


class Built(tf.keras.Model):
    def build(self, input_shape):
        self.w = self.add_weight("w", [2])
        self.built = True


def test_the_user_is_asked(tmp_path, monkeypatch):
    first, second = model(), model()
    first.save_weights(tmp_path / "w")
    answers = iter(["what", "n", "Y"])
    monkeypatch.setattr("builtins.input", lambda text: next(answers))
    second.save_weights(tmp_path / "w", overwrite=False)
    third = model()
    third.load_weights(tmp_path / "w")
    assert same(first, third)
    second.save_weights(tmp_path / "w", overwrite=False)
    third.load_weights(tmp_path / "w")
    assert same(second, third)


# --- HDF5 ---
def test_without_h5py(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(ImportError, match=r"pip install zeal\[hdf5\]"):
        model().save_weights(tmp_path / "w.h5")


@pytest.fixture
def h5py():
    return pytest.importorskip("h5py")


@pytest.mark.parametrize("by_name", [False, True])
def test_hdf5(tmp_path, h5py, by_name):
    first, second = model(), model()
    first.save_weights(tmp_path / "w.h5")
    assert os.listdir(tmp_path) == ["w.h5"]
    assert second.load_weights(tmp_path / "w.h5", by_name) is None
    assert same(first, second)
    first.save_weights(tmp_path / "other", save_format="h5")
    third = model()
    third.load_weights(tmp_path / "other")
    assert same(first, third)


def test_the_layout_is_keras_own(tmp_path, h5py):
    model().save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5") as file:
        assert file.attrs["layer_names"].tolist() == [b"a", b"f", b"b"]
        assert file.attrs["backend"] in ("tensorflow", b"tensorflow")
        assert file["a"].attrs["weight_names"].tolist() == [b"a/kernel:0", b"a/bias:0"]
        assert file["a/a/kernel:0"].shape == (4, 3)
        assert file["f"].attrs["weight_names"].tolist() == []


def test_hdf5_in_graphs(tmp_path, h5py):
    first = model()
    first.save_weights(tmp_path / "w.h5")
    with tf.Graph().as_default(), tf.Session() as session:
        second = model()
        session.run(tf.global_variables_initializer())
        second.load_weights(tmp_path / "w.h5")
        second.save_weights(tmp_path / "again.h5")
    third = model()
    third.load_weights(tmp_path / "again.h5")
    assert same(first, third)


def test_hdf5_files_that_do_not_fit(tmp_path, h5py):
    path = tmp_path / "w.h5"
    model().save_weights(path)
    one = tf.keras.Sequential([layers.Dense(3, name="a", input_shape=(4,))])
    with pytest.raises(ValueError, match="containing 2 layers into a model with 1 layers"):
        one.load_weights(path)
    one.load_weights(path, by_name=True)
    wide = model(5)
    before = wide.get_weights()
    with pytest.raises(ValueError, match=r"has shape \(4, 5\), but the saved weight has shape "):
        wide.load_weights(path)
    bare = tf.keras.Sequential([layers.Dense(3, use_bias=False, name="a"), layers.Dense(2)])
    bare.build([None, 4])
    with pytest.raises(ValueError, match=r"expects 1 weight\(s\), but .* 2 element"):
        bare.load_weights(path, by_name=True)
    with pytest.raises(ValueError, match="expects 1 weights, but the saved weights have 2 elem"):
        bare.load_weights(path)
    assert all(map(np.array_equal, before, wide.get_weights()))
    with pytest.raises(ValueError, match="containing 2 layers into a model with 0 layers"):
        Net().load_weights(path)
    with pytest.raises(tf.errors.NotFoundError, match="does not exist"):
        model().load_weights(tmp_path / "none.h5")


def test_hostile_hdf5_files(tmp_path, h5py):
    (tmp_path / "text.h5").write_text("no")
    with pytest.raises(tf.errors.DataLossError, match="is no HDF5 file of weights"):
        model().load_weights(tmp_path / "text.h5")
    model().save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5", "r+") as file:
        del file["a"]
        file["a"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "/")
    with pytest.raises(tf.errors.DataLossError, match="link to another file"):
        model().load_weights(tmp_path / "w.h5")
    model().save_weights(tmp_path / "v.h5")
    with h5py.File(tmp_path / "v.h5", "r+") as file:
        name = file["a"].attrs["weight_names"][0]
        shape = file["a"][name].shape
        del file["a"][name]
        layout = h5py.VirtualLayout(shape, "f4")
        layout[:] = h5py.VirtualSource(str(tmp_path / "secret.h5"), "x", shape)
        file["a"].create_virtual_dataset(name, layout)
    with pytest.raises(tf.errors.DataLossError, match="no array of numbers in this file"):
        model().load_weights(tmp_path / "v.h5")
    whole = (tmp_path / "w.h5").read_bytes()
    for cut in range(0, len(whole), 997):
        (tmp_path / "cut.h5").write_bytes(whole[:cut])
        with pytest.raises((tf.errors.DataLossError, ValueError)):
            model().load_weights(tmp_path / "cut.h5")


def test_many_long_names(tmp_path, h5py):
    steps = [layers.Dense(1, name="x" * 300 + str(i)) for i in range(300)]
    first = tf.keras.Sequential(steps)
    first.build([None, 1])
    first.save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5") as file:
        assert "layer_names1" in file.attrs
    weights = first.get_weights()
    for v in first.weights:
        v.assign(tf.zeros_like(v))
    first.load_weights(tmp_path / "w.h5")
    assert all(map(np.array_equal, weights, first.get_weights()))


def test_hdf5_files_of_several_writers_at_once(tmp_path, h5py):
    """Each is whole, whoever comes last, and nothing else stays behind."""
    path = str(tmp_path / "weights.h5")
    models = [model(50) for _ in range(3)]
    failed = []

    def save(own):
        try:
            for _ in range(5):
                own.save_weights(path)
        except Exception as e:
            failed.append(e)

    threads = [threading.Thread(target=save, args=(own,)) for own in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and [p.name for p in tmp_path.iterdir()] == ["weights.h5"]
    before = [m.get_weights()[0].tolist() for m in models]
    models[0].load_weights(path)
    assert models[0].get_weights()[0].tolist() in before
