"""Tests of event files: frames, names, when they are written, what a kill or a fork leaves."""

import glob
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

import zeal as tf
from zeal import _native
from zeal.summary.event_file import EventFile


def files(folder):
    return sorted(glob.glob(f"{folder}/*"))


def events(path):
    return list(tf.train.summary_iterator(path))


def record(step):
    return _native.summary_record(1.5, step, b"")


def steps(path):
    return [event.step for event in events(path)[1:]]


def test_a_file_as_tensorflow_writes_it(tmp_path):
    """Bytes that TensorFlow 1.15 wrote for a summary of a scalar at step 300."""
    summary = tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=0.5)])
    message = summary.SerializeToString()
    assert _native.summary_record(1234567890.25, 300, message) == bytes.fromhex(RECORD)
    event = tf.Event(wall_time=1234567890.25, step=300, summary=summary)
    assert _native.record_frame(event.SerializeToString()) == bytes.fromhex(RECORD)
    for step in (0, 1, 127, 128, 2**40, -1):
        event.step = step
        expected = _native.record_frame(event.SerializeToString())
        assert _native.summary_record(1234567890.25, step, message) == expected


RECORD = (
    "1b000000000000001a0d9e1309000090b48065d24110ac022a0d0a0b0a046c6f7373150000003f9a3c7bf5"
)


@pytest.mark.parametrize("call, error", [
    (lambda: _native.summary_record(1.5, 1), TypeError),
    (lambda: _native.summary_record("a", 1, b""), TypeError),
    (lambda: _native.summary_record(1.5, 1 << 63, b""), OverflowError),
    (lambda: _native.summary_record(1.5, 1, "text"), TypeError),
    (lambda: _native.record_frame("text"), TypeError),
])  # fmt: skip
def test_bad_records(call, error):
    with pytest.raises(error):
        call()


def test_names_and_the_first_event(tmp_path):
    file = EventFile(tmp_path / "a" / "b", suffix=".v2")
    assert files(tmp_path / "a" / "b") == []
    before = time.time()
    file.add(record(1))
    [path] = files(tmp_path / "a" / "b")
    name = re.fullmatch(r"events\.out\.tfevents\.(\d{10})\..+\.v2", os.path.basename(path))
    assert abs(int(name[1]) - before) < 100
    first, second = events(path)
    assert first.file_version == "brain.Event:2" and abs(first.wall_time - before) < 100
    assert second.step == 1


def test_two_writers_in_one_folder_have_files_of_their_own(tmp_path):
    writers = [EventFile(tmp_path) for _ in range(5)]
    for step in range(3):
        for writer in writers:
            writer.add(record(step))
    for writer in writers:
        writer.close()
    assert [steps(path) for path in files(tmp_path)] == [[0, 1, 2]] * 5


def test_what_waits(tmp_path):
    """The first record is written at once, others when more than max_queue wait."""
    file = EventFile(tmp_path, max_queue=2)
    seen = []
    for step in range(7):
        file.add(record(step))
        seen.append(len(steps(files(tmp_path)[0])))
    assert seen == [1, 1, 1, 4, 4, 4, 7]
    file.add(record(7))
    file.flush()
    assert steps(files(tmp_path)[0]) == list(range(8))
    file.flush()


def test_time_writes_what_waits(tmp_path):
    file = EventFile(tmp_path, max_queue=100, flush_secs=0.05)
    file.add(record(0))
    file.add(record(1))
    deadline = time.time() + 20
    while steps(files(tmp_path)[0]) != [0, 1]:
        assert time.time() < deadline
        time.sleep(0.01)
    file.close()


def test_closing_and_going_on(tmp_path):
    file = EventFile(tmp_path)
    file.close()
    assert files(tmp_path) == []
    file.add(record(0))
    file.add(record(1))
    file.close()
    file.close()
    file.add(record(2))
    file.close()
    assert sorted(steps(path) for path in files(tmp_path)) == [[0, 1], [2]]


def test_a_writer_that_is_forgotten_writes_what_waits(tmp_path):
    before = set(threading.enumerate())
    file = EventFile(tmp_path)
    file.add(record(0))
    file.add(record(1))
    [writing] = set(threading.enumerate()) - before
    del file
    assert steps(files(tmp_path)[0]) == [0, 1]
    writing.join(20)
    assert not writing.is_alive()


def test_a_folder_that_is_deleted_is_made_again(tmp_path):
    folder = tmp_path / "logs"
    file = EventFile(folder, max_queue=0)
    file.add(record(0))
    os.unlink(files(folder)[0])
    folder.rmdir()
    file.add(record(1))
    assert steps(files(folder)[0]) == [1]


def test_threads(tmp_path):
    file = EventFile(tmp_path, max_queue=3)

    def work(first):
        for step in range(first, first + 200):
            file.add(record(step))

    threads = [threading.Thread(target=work, args=(1000 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.close()
    found = steps(files(tmp_path)[0])
    assert sorted(found) == [1000 * i + k for i in range(4) for k in range(200)]
    for i in range(4):
        mine = [step for step in found if step // 1000 == i]
        assert mine == sorted(mine)


def test_forked_children_write_files_of_their_own(tmp_path):
    file = EventFile(tmp_path, max_queue=100)
    file.add(record(0))
    file.add(record(1))  # waits
    child = os.fork()
    if not child:
        try:
            file.add(record(9))
            file.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    file.add(record(2))
    file.close()
    assert sorted(steps(path) for path in files(tmp_path)) == [[0, 1, 2], [9]]


WRITES = """
import sys
from zeal import _native
from zeal.summary.event_file import EventFile
file = EventFile(sys.argv[1], max_queue=10)
step = 0
while sys.argv[2] == "forever" or step < int(sys.argv[2]):
    file.add(_native.summary_record(1.5, step, b""))
    step += 1
    if sys.argv[2] == "forever":
        print(step, flush=True)
"""


def start(folder, count, **kwargs):
    code = [sys.executable, "-c", WRITES, str(folder), count]
    root = os.path.dirname(os.path.dirname(tf.__file__))
    return subprocess.Popen(code, cwd=root, stdout=subprocess.PIPE, text=True, **kwargs)


def test_the_end_of_a_program_writes_what_waits(tmp_path):
    with start(tmp_path, "15") as program:
        assert program.wait(60) == 0
    [path] = files(tmp_path)
    assert steps(path) == list(range(15))


def test_a_killed_program_loses_what_waits_alone(tmp_path):
    with start(tmp_path, "forever") as program:
        for line in program.stdout:
            if int(line) == 500:
                break
        program.send_signal(signal.SIGKILL)
        told = [int(line) for line in program.stdout.read().split("\n")[:-1]] or [500]
    found = steps(files(tmp_path)[0])
    assert found == list(range(len(found))) and len(found) >= told[-1] - 10


# --- trouble ---
def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(tf.errors.OpError, match="file"):
        EventFile(tmp_path / "file" / "logs")
    with pytest.raises(tf.errors.OpError, match="file"):
        EventFile(tmp_path / "file")


def test_a_full_disk(tmp_path):
    """Nothing is half written, and what waits is written when there is room again."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    file = EventFile(tmp_path, max_queue=0)
    file.add(record(0))
    kept = os.dup(file._file)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, file._file)
    with pytest.raises(tf.errors.ResourceExhaustedError, match="events.out.tfevents.*No space"):
        file.add(record(1))
    os.dup2(kept, file._file)
    os.close(full)
    os.close(kept)
    file.add(record(2))
    file.close()
    assert steps(files(tmp_path)[0]) == [0, 1, 2]


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_trouble_in_the_middle_of_the_first_write(tmp_path, monkeypatch, trouble):
    """The file begins as it must, and each event is in it once."""
    write, calls = os.write, []

    def half(fd, data):
        calls.append(len(data))
        if len(calls) == 2:
            raise trouble
        return write(fd, data[: len(data) // 2] if len(calls) == 1 else data)

    file = EventFile(tmp_path, max_queue=0)
    monkeypatch.setattr(os, "write", half)
    with pytest.raises((tf.errors.ResourceExhaustedError, KeyboardInterrupt)):
        file.add(record(0))
    file.add(record(1))
    file.close()
    [name] = files(tmp_path)
    assert steps(name) == [0, 1]
    assert next(tf.train.summary_iterator(name)).file_version == "brain.Event:2"
