"""tf.train.Coordinator and LooperThread."""

import sys
import threading
import time

import pytest

import zeal as tf


def start(target):
    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    return thread


def test_a_stop_reaches_all_threads():
    coord = tf.train.Coordinator()
    threads = [start(coord.wait_for_stop) for _ in range(3)]
    assert not coord.should_stop() and not coord.joined
    coord.request_stop()
    coord.join(threads)
    assert coord.should_stop() and coord.joined


def test_threads_that_end_by_themselves_are_joined():
    coord = tf.train.Coordinator()
    coord.register_thread(start(lambda: None))
    coord.join()
    assert not coord.should_stop()


def test_the_first_exception_is_raised_again():
    coord = tf.train.Coordinator()

    def work():
        with coord.stop_on_exception():
            raise RuntimeError("first")

    thread = start(work)
    coord.wait_for_stop()
    coord.request_stop(ValueError("second"))
    with pytest.raises(RuntimeError, match="first") as raised:
        coord.join([thread])
    assert any(entry.name == "work" for entry in raised.traceback)
    with pytest.raises(RuntimeError, match="first"):
        coord.raise_requested_exception()


def test_the_end_of_data_is_no_error():
    coord = tf.train.Coordinator()
    coord.request_stop(tf.errors.OutOfRangeError(None, None, "end"))
    coord.join([])
    coord = tf.train.Coordinator(clean_stop_exception_types=(KeyError,))
    try:
        raise KeyError("end")
    except KeyError:
        coord.request_stop(sys.exc_info())
    coord.join([])


def test_threads_that_go_on_are_an_error():
    coord, end = tf.train.Coordinator(), threading.Event()
    thread = start(end.wait)
    coord.request_stop()
    with pytest.raises(RuntimeError, match="stopped with threads still running: Thread"):
        coord.join([thread], stop_grace_period_secs=0.05)
    coord.join([thread], stop_grace_period_secs=0.05, ignore_live_threads=True)
    end.set()


def test_a_coordinator_can_be_used_again():
    coord = tf.train.Coordinator()
    coord.request_stop(ValueError("old"))
    coord.clear_stop()
    assert not coord.should_stop()
    coord.join([])


def test_what_comes_after_the_join_is_raised_at_once():
    coord = tf.train.Coordinator()
    coord.join([])
    with pytest.raises(ValueError, match="late"):
        coord.request_stop(ValueError("late"))


def test_loopers_call_until_the_stop():
    coord, calls = tf.train.Coordinator(), []
    looper = tf.train.LooperThread.loop(coord, 0.01, calls.append, args=(1,))
    while len(calls) < 3:
        time.sleep(0.01)
    coord.request_stop()
    coord.join()
    assert not looper.is_alive() and looper.daemon


def test_loopers_hand_on_what_they_raise():
    coord = tf.train.Coordinator()

    class Looper(tf.train.LooperThread):
        def run_loop(self):
            raise ValueError("in the loop")

    Looper(coord, None).start()
    with pytest.raises(ValueError, match="in the loop"):
        coord.join()
    with pytest.raises(ValueError, match="'coord' argument must be a Coordinator"):
        tf.train.LooperThread(None, 1)
