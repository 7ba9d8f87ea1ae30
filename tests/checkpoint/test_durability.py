"""Saving that ends in the middle: killed, on a full disk, in a folder that cannot be written."""

import contextlib
import os
import resource
import threading

import numpy as np
import pytest

import zeal as tf
from tools.break_checkpoints import break_checkpoints
from tools.kill_saves import kill_saves
from zeal.checkpoint.bundle_reader import BundleReader
from zeal.checkpoint.bundle_writer import BundleWriter
from zeal.checkpoint.file_ops import restore_v2
from zeal.graph.graph import outside_graphs

DATA = os.path.join(os.path.dirname(__file__), "data")


@pytest.fixture(autouse=True)
def eagerly():
    with outside_graphs():
        yield


def write(prefix, number, size=50_000):
    with BundleWriter(prefix) as writer:
        writer.add("w", np.full(size, number, np.float32))
        writer.add("t", np.array([b"%d" % number] * 100, object))
        writer.finish()


def read(prefix):
    reader = BundleReader(prefix)
    return reader.get("w").numpy()[-1], reader.get("t").numpy()[0]


def test_kills_lose_nothing(tmp_path):
    kill_saves(str(tmp_path), 20)


@pytest.mark.parametrize("step", range(12))
def test_an_end_behind_each_step_of_a_commit(tmp_path, monkeypatch, step):
    """What was there or what is new is there, wherever the program ends; saving again works."""
    prefix = str(tmp_path / "model")
    write(prefix, 1, 4)
    left = [step]

    class End(BaseException):
        pass

    def counted(function):
        def call(*args, **kwargs):
            if not left[0]:
                raise End
            left[0] -= 1
            return function(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in ("replace", "link", "unlink", "fsync"):
            patch.setattr(os, name, counted(getattr(os, name)))
        with contextlib.suppress(End):
            write(prefix, 2, 4)
    assert read(prefix) in ((1.0, b"1"), (2.0, b"2"))
    write(prefix, 3, 4)
    assert read(prefix) == (3.0, b"3")
    assert sorted(os.listdir(tmp_path)) == ["model.data-00000-of-00001", "model.index"]


def test_where_there_are_no_links(tmp_path, monkeypatch):
    def refuse(*args):
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    prefix = str(tmp_path / "model")
    for number in (1, 2, 3):
        write(prefix, number)
        assert read(prefix) == (number, b"%d" % number)


@pytest.fixture()
def full_disk():
    """No file can grow beyond 100,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("large", ["numbers", "texts"])
def test_a_full_disk(tmp_path, full_disk, large):
    prefix = str(tmp_path / "model")
    write(prefix, 1, 100)
    value = np.zeros(100_000) if large == "numbers" else np.array([b"x" * 1000] * 200, object)
    with pytest.raises(tf.errors.ResourceExhaustedError, match=r"model.data-00000.*File too large"):
        tf.train.Saver({"v": tf.Variable(value)}).save(None, prefix)
    assert read(prefix) == (1.0, b"1")
    assert sorted(os.listdir(tmp_path)) == ["model.data-00000-of-00001", "model.index"]


def test_folders_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    saver = tf.train.Saver({"v": tf.Variable(1.0)})
    with pytest.raises((tf.errors.FailedPreconditionError, ValueError), match="file"):
        saver.save(None, str(tmp_path / "file" / "model"))
    if os.geteuid():  # to root all folders are open
        (tmp_path / "closed").mkdir(mode=0o555)
        with pytest.raises(tf.errors.PermissionDeniedError, match="closed"):
            saver.save(None, str(tmp_path / "closed" / "model"))


def test_a_file_that_is_gone(tmp_path):
    prefix = str(tmp_path / "model")
    write(prefix, 1, 4)
    os.unlink(f"{prefix}.data-00000-of-00001")
    with pytest.raises(tf.errors.NotFoundError, match="model.data-00000-of-00001"):
        read(prefix)


def test_broken_checkpoints_raise_errors_of_zeal(tmp_path):
    with open(f"{DATA}/tf1_old.ckpt", "rb") as file:
        break_checkpoints(str(tmp_path), 300, old=file.read())


@pytest.mark.parametrize("way", ["//model", "/./model", "///model", "/sub/../model", "/[a]*?"])
def test_however_a_prefix_is_written(tmp_path, way):
    """The data of a checkpoint are not taken for what an earlier one left there."""
    (tmp_path / "sub").mkdir()
    prefix = f"{tmp_path}{way}"
    for number in (1, 2):
        write(prefix, number, 4)
        assert read(prefix) == (number, b"%d" % number)
    name = os.path.basename(prefix)
    assert sorted(os.listdir(tmp_path)) == [f"{name}.data-00000-of-00001", f"{name}.index", "sub"]


def test_a_prefix_below_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.data-00000-of-00007").write_bytes(b"of an earlier one")
    (tmp_path / "model.data-of-somebody").write_bytes(b"none of ours")
    for number in (1, 2):
        write("model", number, 4)
        assert read("model") == (number, b"%d" % number)
    assert sorted(os.listdir()) == [
        "model.data-00000-of-00001", "model.data-of-somebody", "model.index"
    ]  # fmt: skip


def _write_at_once(write_one, prefix):
    """Three threads write to one prefix, from one moment on."""
    start, failures = threading.Barrier(3), []

    def run(number):
        try:
            with outside_graphs():
                start.wait()
                write_one(prefix, number)
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_several_that_save_to_one_prefix(tmp_path):
    """The last one stands, whole: never one's index over another's data."""
    for _ in range(20):
        _write_at_once(write, str(tmp_path / "model"))
        number, text = read(str(tmp_path / "model"))
        assert text == b"%d" % number
    assert sorted(os.listdir(tmp_path)) == ["model.data-00000-of-00001", "model.index"]


def test_processes_that_save_to_one_prefix(tmp_path):
    prefix = str(tmp_path / "model")
    for _ in range(10):
        children = []
        for number in range(3):
            child = os.fork()
            if not child:
                with contextlib.suppress(BaseException):
                    write(prefix, number)
                    os._exit(0)
                os._exit(1)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        number, text = read(prefix)
        assert text == b"%d" % number


@pytest.mark.parametrize("step", range(12))
def test_a_signal_whose_handler_saves(tmp_path, monkeypatch, step):
    """What the handler has saved is newer than what it interrupted, and stands, whole."""
    prefix = str(tmp_path / "model")
    write(prefix, 1, 4)
    left, handled = [step], []

    def interrupted(function):
        def call(*args, **kwargs):
            result = function(*args, **kwargs)
            left[0] -= 1
            if left[0] == -1:
                handled.append(write(prefix, 3, 4))
            return result

        return call

    with monkeypatch.context() as patch:
        for name in ("replace", "link", "unlink", "fsync"):
            patch.setattr(os, name, interrupted(getattr(os, name)))
        write(prefix, 2, 4)
    number, text = read(prefix)
    assert text == b"%d" % number
    assert number == 3 or step == 0 or not handled
    assert sorted(os.listdir(tmp_path)) == ["model.data-00000-of-00001", "model.index"]


def test_a_lock_does_not_outlive_its_holder_in_a_forked_child(tmp_path, monkeypatch):
    """A process that is forked while a checkpoint is saved keeps nobody from saving."""
    import signal

    prefix, children, replace = str(tmp_path / "model"), [], os.replace

    def forking(*args):
        if not children:
            children.append(os.fork())
            if not children[0]:
                signal.pause()
        replace(*args)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", forking)
        write(prefix, 1, 4)
    try:
        write(prefix, 2, 4)
    finally:
        os.kill(children[0], signal.SIGKILL)
        os.waitpid(children[0], 0)
    assert read(prefix) == (2.0, b"2")


def test_a_reader_whose_prefix_is_saved_to(tmp_path):
    """It turns to the new checkpoint."""
    prefix = str(tmp_path / "model")
    write(prefix, 1, 4)
    reader = BundleReader(prefix)
    write(prefix, 2, 5)
    assert reader.get("w").numpy().tolist() == [2] * 5
    write(prefix, 3, 4)
    assert reader.get("t").numpy()[0] == b"3"
    with open(f"{prefix}.data-00000-of-00001", "r+b") as file:
        file.write(b"broken")
    with pytest.raises(tf.errors.DataLossError):
        reader.get("w")


def test_reading_while_another_thread_saves(tmp_path):
    prefix, done = str(tmp_path / "model"), threading.Event()
    write(prefix, 0, 2000)

    def save():
        for number in range(1, 40):
            write(prefix, number, 2000)
        done.set()

    thread = threading.Thread(target=save)
    thread.start()
    seen = set()
    while not done.is_set():
        w, t = restore_v2(prefix, ["w", "t"], ["", ""], [tf.float32, tf.string])
        assert b"%d" % w.numpy()[-1] == t.numpy()[0]
        seen.add(float(w.numpy()[0]))
    thread.join()
    assert len(seen) > 1


def test_weights_in_hdf5_on_a_full_disk(tmp_path, full_disk):
    """HDF5's library crashes where it cannot write."""
    pytest.importorskip("h5py")
    path = str(tmp_path / "weights.h5")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="File too large"):
        tf.keras.Sequential([tf.keras.layers.Dense(200, input_shape=(200,))]).save_weights(path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("graph", [False, True])
def test_small_files_on_a_full_disk(graph):
    """What is noticed as late as the file is closed."""
    with tf.Graph().as_default() if graph else contextlib.nullcontext():
        run = tf.Session().run if graph else (lambda x: x)
        for act in (
            lambda: tf.write_file("/dev/full", "text"),
            lambda: tf.print("text", output_stream="file:///dev/full"),
        ):
            with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left"):
                run(act())
