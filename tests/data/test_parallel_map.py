"""Maps of several elements at the same time, where their order is given up."""

import gc
import threading
import time

import pytest

import zeal as tf

Dataset = tf.data.Dataset


def unordered(dataset, function, calls=4):
    options = tf.data.Options()
    options.experimental_deterministic = False
    return dataset.map(function, num_parallel_calls=calls).with_options(options)


def threads():
    return [t for t in threading.enumerate() if t.name == "zeal-map"]


@pytest.mark.parametrize("calls", [1, 3, 2**31, 2**62])
def test_any_number_of_calls(calls):
    found = [int(i) for i in unordered(Dataset.range(40), lambda x: x + 1, calls)]
    assert sorted(found) == list(range(1, 41))


def test_an_iterator_that_its_own_function_asks():
    found = []

    def ask(x):
        with pytest.raises(tf.errors.FailedPreconditionError, match="asked the iterator"):
            next(found[0])
        return x

    numbers = unordered(Dataset.range(6), lambda x: tf.py_function(ask, [x], tf.int64))
    found.append(iter(numbers))
    assert sorted(int(i) for i in found[0]) == list(range(6))


def test_the_collector_takes_iterators_that_threads_are_at():
    class Holder:
        pass

    def make():
        holder = Holder()

        def same(x):
            assert holder is not None
            return x

        holder.iterator = iter(unordered(Dataset.range(100), same))
        next(holder.iterator)

    for _ in range(20):
        make()
    deadline = time.monotonic() + 20
    while gc.collect() >= 0 and threads():
        assert time.monotonic() < deadline
        time.sleep(0.001)
