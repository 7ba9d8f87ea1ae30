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


def test_base_logger_takes_means_over_examples():
    logger = tf.keras.callbacks.BaseLogger(stateful_metrics=["acc"])
    logger.set_params({"metrics": ["loss", "acc", "absent"]})
    logger.on_epoch_begin(0)
    logger.on_batch_end(0, {"size": 3, "loss": 1.0, "acc": 0.1})
    logger.on_batch_end(1, {"size": 1, "loss": 5.0, "acc": 0.2})
    logs = {}
    logger.on_epoch_end(0, logs)
    assert logs == {"loss": 2.0, "acc": 0.2}


class TestRemoteMonitor:
    @pytest.mark.parametrize("as_json", [False, True])
    def test_sends(self, as_json):
        import http.server
        import json
        import urllib.parse

        got = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                got.append((self.path, self.headers["Own"], body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            root = f"http://127.0.0.1:{server.server_port}"
            monitor = tf.keras.callbacks.RemoteMonitor(
                root, headers={"Own": "1"}, send_as_json=as_json
            )
            monitor.on_epoch_end(2, {"loss": np.float32(0.5)})
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        [(path, own, body)] = got
        text = body if as_json else urllib.parse.parse_qs(body)["data"][0]
        assert path == "/publish/epoch/end/" and own == "1"
        assert json.loads(text) == {"epoch": 2, "loss": 0.5}

    def test_a_server_that_is_away_is_no_error(self):
        tf.keras.callbacks.RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {"loss": 1.0})


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
