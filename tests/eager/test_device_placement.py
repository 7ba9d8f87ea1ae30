"""Tests of tf.debugging.set_log_device_placement and of the execution modes."""

import pytest

import zeal as tf

tfe = tf.contrib.eager


def test_devices_are_named_while_it_is_on(capfd):
    assert not tf.debugging.get_log_device_placement()
    for _ in range(2):  # the second time changes nothing
        tf.debugging.set_log_device_placement(True)
    assert tf.debugging.get_log_device_placement()
    tf.add(tf.ones([]), 1.0)
    tf.debugging.set_log_device_placement(False)
    tf.exp(tf.ones([]))
    lines = [line for line in capfd.readouterr().err.splitlines() if " Add " in line]
    assert lines == ["Executing op Add in device /job:localhost/replica:0/task:0/device:CPU:0"]
    assert not tf.debugging.get_log_device_placement()


def test_every_execution_mode_runs_ops_at_once():
    tfe.set_execution_mode(tfe.ASYNC)
    with tfe.execution_mode(tfe.ASYNC):
        assert (tf.ones([2]) + 1).numpy().tolist() == [2, 2]
    tfe.async_wait()
    tfe.async_clear_error()
    for take in (tfe.set_execution_mode, tfe.execution_mode):
        with pytest.raises(ValueError, match="execution_mode must be one of"):
            take(7)
