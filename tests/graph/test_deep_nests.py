"""Long graphs, and bodies deep in each other, on small stacks too."""

import gc
import threading

import pytest

import zeal as tf

SMALL_STACK = 256 << 10


def on_a_stack_of(size, work):
    """What `work` returns or raises in a thread with a stack of so many bytes."""
    found = []

    def run():
        try:
            found.append(work())
        except Exception as e:
            found.append(e)
        gc.collect()

    before = threading.stack_size(size)
    try:
        thread = threading.Thread(target=run)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def chain_of_nodes():
    with tf.Graph().as_default(), tf.Session() as session:
        x = y = tf.placeholder(tf.float64, [])
        for _ in range(50_000):
            y = -y
        return session.run([y, *tf.gradients(y * y, x)], {x: 3.0})


def test_graphs_of_100_000_nodes():
    assert on_a_stack_of(SMALL_STACK, chain_of_nodes) == [3.0, 6.0]


def conditions(depth, v):
    return tf.cond(v > 0, lambda: body(conditions, depth, v), lambda: -v)


def loops(depth, v):
    return tf.while_loop(lambda i, _: i < 1, lambda i, v: (i + 1, body(loops, depth, v)), [0, v])[1]


def both(depth, v):
    return (conditions if depth % 2 else loops)(depth, v)


def body(nest, depth, v):
    return nest(depth - 1, v * 2) if depth > 1 else v * v


@pytest.mark.parametrize("nest", [conditions, loops, both], ids=lambda f: f.__name__)
def test_control_flow_50_deep(nest):
    def work():
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.placeholder(tf.float64, [])
            y = nest(50, x)
            (once,) = tf.gradients(y, x)
            return session.run([y, once, *tf.gradients(once, x)], {x: 1.0})

    assert on_a_stack_of(SMALL_STACK, work) == [2.0**98, 2.0**99, 2.0**99]


def functions(depth, x):
    """Traced functions that call each other, the innermost traced first."""
    f = tf.function(lambda v: v * v, autograph=False)
    f(x)
    for _ in range(depth):
        f = tf.function(lambda v, f=f: f(v * 1.0), autograph=False)
        f(x)
    return f


def functions_and_gradients(depth):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float64, [])
        y = functions(depth, x)(x)
        return session.run([y, *tf.gradients(y, x)], {x: 3.0})


def test_functions_200_deep():
    assert functions_and_gradients(200) == [9.0, 6.0]


def only_functions(depth):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float64, [])
        return session.run(functions(depth, x)(x), {x: 3.0})


@pytest.mark.parametrize("work", [functions_and_gradients, only_functions], ids=["both", "runs"])
def test_a_stack_that_is_too_small(work):
    with pytest.raises(tf.errors.ResourceExhaustedError, match="this thread's stack of 256 KiB"):
        on_a_stack_of(SMALL_STACK, lambda: work(300))
    assert on_a_stack_of(8 << 20, lambda: work(300)) == work(2)


def test_functions_called_twice_are_written_once():
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [])
        f = tf.function(lambda v: v + 1.0)
        for _ in range(30):  # 2**30 calls
            f = tf.function(lambda v, f=f: f(v) + f(v))
            f(x)
    assert len(graph.as_graph_def().library.function) == 31
