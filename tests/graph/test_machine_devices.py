"""Tests of tf.config: the one device of this machine, listed and chosen."""

import pytest

import zeal as tf

config = tf.config.experimental


def test_the_devices_that_there_are():
    [cpu] = config.list_physical_devices()
    assert (cpu.name, cpu.device_type) == ("/physical_device:CPU:0", "CPU")
    assert config.list_physical_devices("CPU") == config.get_visible_devices() == [cpu]
    assert config.list_physical_devices("GPU") == config.list_logical_devices("GPU") == []
    [logical] = config.list_logical_devices("CPU")
    assert tf.config.experimental_list_devices() == [logical.name]
    with tf.device(logical.name):
        assert tf.constant(1).numpy() == 1


def test_what_cannot_be_chosen():
    [cpu] = config.list_physical_devices()
    config.set_visible_devices(cpu, "CPU")
    config.set_visible_devices([], "GPU")
    for devices, kind, words in (
        (["gpu"], None, "Unrecognized device: 'gpu'"),
        ([cpu], "GPU", "is no GPU"),
        ([], "CPU", "cannot be left out"),
    ):
        with pytest.raises(ValueError, match=words):
            config.set_visible_devices(devices, kind)
    for function in (config.get_memory_growth, lambda d: config.set_memory_growth(d, True)):
        with pytest.raises(ValueError, match="non-GPU devices"):
            function(cpu)
        with pytest.raises(ValueError, match="Unrecognized device"):
            function("gpu")


def test_parts_of_the_cpu():
    [cpu] = config.list_physical_devices()
    part = config.VirtualDeviceConfiguration()
    config.set_virtual_device_configuration(cpu, [part, part])
    assert config.get_virtual_device_configuration(cpu) == [part, part]
    with pytest.raises(RuntimeError, match="this machine has only CPU:0"), tf.device("/cpu:1"):
        tf.constant(1) + 1
    with pytest.raises(ValueError, match="memory limit"):
        config.set_virtual_device_configuration(cpu, [config.VirtualDeviceConfiguration(10)])
    with pytest.raises(ValueError, match="Unrecognized device"):
        config.get_virtual_device_configuration("gpu")
