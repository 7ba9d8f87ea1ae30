"""Enqueuers of batches, HDF5Matrix, kernels turned round, several GPUs."""

import itertools
import threading

import numpy as np
import pytest

import zeal as tf

utils = tf.keras.utils


class Numbers(utils.Sequence):
    def __init__(self, count, bad=None):
        self.count, self.bad, self.epochs, self.threads = count, bad, 0, set()

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        self.threads.add(threading.current_thread().name)
        if index == self.bad:
            raise KeyError("bad")
        return (self.epochs, index)

    def on_epoch_end(self):
        self.epochs += 1


@pytest.mark.parametrize("workers, size", [(0, 0), (1, 1), (2, 4), (4, 10)])
def test_order_and_epochs(workers, size):
    numbers = Numbers(3)
    enqueuer = utils.OrderedEnqueuer(numbers)
    assert not enqueuer.is_running()
    enqueuer.start(workers, size)
    assert enqueuer.is_running()
    found = list(itertools.islice(enqueuer.get(), 7))
    assert found == [(i // 3, i % 3) for i in range(7)]
    assert all(name.startswith("zeal-enqueuer") for name in numbers.threads)
    enqueuer.stop()
    assert not enqueuer.is_running()
    enqueuer.stop()  # again is nothing


def test_shuffled_epochs_hold_each_batch_once():
    enqueuer = utils.OrderedEnqueuer(Numbers(5), shuffle=True)
    enqueuer.start(2)
    found = list(itertools.islice(enqueuer.get(), 10))
    enqueuer.stop()
    assert sorted(found) == [(e, i) for e in range(2) for i in range(5)]


def test_an_error_reaches_who_takes():
    enqueuer = utils.OrderedEnqueuer(Numbers(4, bad=2))
    enqueuer.start()
    batches = enqueuer.get()
    assert [next(batches), next(batches)] == [(0, 0), (0, 1)]
    with pytest.raises(KeyError, match="bad"):
        next(batches)
    assert not enqueuer.is_running()


@pytest.mark.parametrize("workers", [1, 3])
def test_generators_end(workers):
    enqueuer = utils.GeneratorEnqueuer(iter(range(20)))
    enqueuer.start(workers, 5)
    assert list(enqueuer.get()) == list(range(20))  # none is lost, none too early
    assert not enqueuer.is_running()


def test_sequences_of_nothing_are_refused():
    enqueuer = utils.OrderedEnqueuer(Numbers(0))
    with pytest.raises(ValueError, match="no batches"):
        enqueuer.start()
    assert not enqueuer.is_running()


class TestHDF5Matrix:
    @pytest.fixture
    def path(self, tmp_path):
        h5py = pytest.importorskip("h5py")
        with h5py.File(tmp_path / "a.h5", "w") as file:
            file["x"] = np.arange(20.0).reshape(10, 2)
        return str(tmp_path / "a.h5")

    def test_rows(self, path):
        whole = np.arange(20.0).reshape(10, 2)
        rows = utils.HDF5Matrix(path, "x", start=2, end=8)
        assert (len(rows), rows.shape, rows.ndim, rows.size) == (6, (6, 2), 2, 12)
        assert rows.dtype == np.float64
        keys = (slice(None), slice(1, 3), slice(None, 2), 4, [0, 5], np.array([1, 2]))
        from_the_end = (-1, -6, slice(-2, None), slice(None, -1), slice(1, None, 2), [0, -1], [])
        for key in keys + from_the_end:
            np.testing.assert_array_equal(rows[key], whole[2:8][key])
        np.testing.assert_array_equal(np.array(rows), whole[2:8])
        for key in (6, -7, slice(0, 7), [0, 6], np.array([7])):
            with pytest.raises(IndexError):
                rows[key]
        for start, end in ((-3, None), (8, 20), (5, 2)):
            part = utils.HDF5Matrix(path, "x", start, end)
            assert len(part) == len(whole[start:end])
            np.testing.assert_array_equal(part, whole[start:end])

    def test_normalizer_and_training(self, path):
        rows = utils.HDF5Matrix(path, "x", normalizer=lambda x: x / 20.0)
        assert rows[1].tolist() == [0.1, 0.15]
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile(tf.train.GradientDescentOptimizer(0.1), "mse")
        model.fit(rows, np.ones([10]), batch_size=4, verbose=0, shuffle="batch")
        assert model.predict(rows).shape == (10, 1)


def test_kernels_turned_round():
    model = tf.keras.Sequential([
        tf.keras.layers.Conv2D(2, (2, 3), input_shape=[4, 4, 1]), tf.keras.layers.Dense(2),
    ])  # fmt: skip
    before = model.get_weights()
    utils.convert_all_kernels_in_model(model)
    after = model.get_weights()
    np.testing.assert_array_equal(after[0], before[0][::-1, ::-1])
    for i in (1, 2, 3):
        np.testing.assert_array_equal(after[i], before[i])


def test_several_gpus_are_not_there():
    with pytest.raises(ValueError, match=r"call `multi_gpu_model` with `gpus >= 2`"):
        utils.multi_gpu_model(None, 1)
    for gpus in (2, [0, 1]):
        with pytest.raises(ValueError, match="However this machine only has"):
            utils.multi_gpu_model(None, gpus)
