"""Queues of file names, numbers and slices: where pipelines of queues begin."""

from zeal import _native
from zeal._native import api
from zeal.dtypes import int64, string
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.queues import fullness
from zeal.queues.kinds import FIFOQueue
from zeal.state.variable_methods import count_up_to
from zeal.tensor_shape import TensorShape
from zeal.train.queue_runner import QueueRunner, add_queue_runner


def _require_graph(error=RuntimeError):
    if _native.executing_eagerly():
        raise error(
            "Input pipelines based on Queues are not supported when eager execution is enabled. "
            "Please use tf.data to ingest data into your model instead."
        )


@public("matching_files", "io.matching_files")
def matching_files(pattern, name=None):
    """The names of files that match patterns.

    Args:
      pattern: a string with `*`, `?` and `[...]`, or a vector of them.
      name: name of the op.

    Returns:
      A sorted vector of strings, empty where nothing matches.

    Example:
      >>> tf.matching_files("/nowhere*.txt").shape
      TensorShape([Dimension(0)])
    """
    pattern = _native.convert(pattern, string)
    outputs = [(string, TensorShape([None]))]
    return host_call("MatchingFiles", _matching, [pattern], outputs, name)[0]


def _matching(inputs):
    import numpy as np

    from zeal.data.text import names_of

    return [_native.convert(np.array(names_of(inputs[0]), object), string)]


@public("train.match_filenames_once", "io.match_filenames_once")
def match_filenames_once(pattern, name=None):
    """A local variable of the names of files that match patterns when it is initialised.

    Args:
      pattern: a string with `*`, `?` and `[...]`, or a vector of them.
      name: the variable's name.

    Returns:
      A Variable.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     names = tf.train.match_filenames_once("*.nowhere")
      ...     session.run(tf.local_variables_initializer())
      ...     print(len(session.run(names)))
      0
    """
    from zeal.state.variable import Variable

    return Variable(
        matching_files(pattern),
        trainable=False,
        name=name or "matching_filenames",
        collections=[GraphKeys.LOCAL_VARIABLES],
        shape=[None],
    )


@public("train.limit_epochs")
def limit_epochs(tensor, num_epochs=None, name=None):
    """The same tensor, for a number of runs.

    Args:
      tensor: a tensor.
      num_epochs: how many runs may read it; None for any number. It is counted in a local variable.
      name: name of the op.

    Returns:
      A tensor; a run beyond the limit raises OutOfRangeError.

    Raises:
      ValueError: num_epochs is not positive.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     once = tf.train.limit_epochs(tf.constant(3), 1)
      ...     session.run(tf.local_variables_initializer())
      ...     print(session.run(once))
      3
    """
    if num_epochs is None:
        return tensor
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be > 0 not {num_epochs}.")
    from zeal.state.variable import Variable

    graph = get_default_graph()
    with graph.name_scope(name or "limit_epochs") as scope:
        keys = [GraphKeys.LOCAL_VARIABLES]
        zero = _native.convert(0, int64)
        epochs = Variable(zero, name="epochs", trainable=False, collections=keys)
        with graph.control_dependencies([count_up_to(epochs, num_epochs)]):
            return api.identity(_native.convert(tensor), name=scope)


@public("train.input_producer")
def input_producer(
    input_tensor,
    element_shape=None,
    num_epochs=None,
    shuffle=True,
    seed=None,
    capacity=32,
    shared_name=None,
    summary_name=None,
    name=None,
    cancel_op=None,
):
    """A queue of the rows of a tensor, again and again. A QueueRunner fills it.

    Args:
      input_tensor: a tensor.
      element_shape: the shape of a row, where that of input_tensor does not tell.
      num_epochs: how many times each row comes; None for no end.
      shuffle: whether each pass has an order of its own.
      seed: operation seed of the orders.
      capacity: how many rows the queue has room for.
      shared_name: queues of one name in a graph are one.
      summary_name: name of a summary of how full the queue is, or None.
      name: name of the ops.
      cancel_op: what ends a waiting op when the coordinator stops.

    Returns:
      A FIFOQueue.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: the shape of a row is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.train.input_producer([1, 2, 3], shuffle=False)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(queue.dequeue_many(4)))
      [1 2 3 1]
    """
    _require_graph()
    with get_default_graph().name_scope(name or "input_producer") as scope:
        rows = _native.convert(input_tensor, None, "input_tensor")
        element_shape = rows.shape[1:].merge_with(element_shape)
        if not element_shape.is_fully_defined():
            raise ValueError(
                "Either `input_tensor` must have a fully defined shape or `element_shape` must be "
                "specified"
            )
        if shuffle:
            from zeal.ops.random.sample import random_shuffle

            rows = random_shuffle(rows, seed=seed)
        rows = limit_epochs(rows, num_epochs)
        queue = FIFOQueue(capacity, [rows.dtype], [element_shape], None, shared_name, scope)
        ops = [queue.enqueue_many([rows])]
        add_queue_runner(QueueRunner(queue, ops, cancel_op=cancel_op))
        if summary_name is not None:
            fullness.summarize(queue, summary_name, capacity)
        return queue


@public("train.string_input_producer")
def string_input_producer(
    string_tensor,
    num_epochs=None,
    shuffle=True,
    seed=None,
    capacity=32,
    shared_name=None,
    name=None,
    cancel_op=None,
):
    """A queue of strings, such as names of files, again and again. A QueueRunner fills it.

    Args:
      string_tensor: a list or vector of strings.
      the others: as for `tf.train.input_producer`.

    Returns:
      A FIFOQueue.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: string_tensor is an empty list. An empty tensor is an InvalidArgumentError of the
        run.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.train.string_input_producer(["a", "b"], shuffle=False)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(queue.dequeue()))
      b'a'
    """
    _require_graph()
    empty = "string_input_producer requires a non-null input tensor"
    if not isinstance(string_tensor, (_native.Tensor, _native.Variable)) and not len(string_tensor):
        raise ValueError(empty)
    with get_default_graph().name_scope(name or "input_producer") as scope:
        strings = _not_empty(_native.convert(string_tensor, string), empty)
        return input_producer(
            strings, [], num_epochs, shuffle, seed, capacity, shared_name,
            fullness.of(capacity), scope, cancel_op,
        )  # fmt: skip


def _not_empty(strings, text):
    from zeal.effects.check import Assert

    size = strings.shape.num_elements()
    if size:
        return strings
    check = Assert(api.greater(api.size(strings), 0), [text])
    with get_default_graph().control_dependencies([check]):
        return api.identity(strings)


@public("train.range_input_producer")
def range_input_producer(
    limit, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None
):
    """A queue of the integers below a limit, again and again. A QueueRunner fills it.

    Args:
      limit: an int32 scalar.
      the others: as for `tf.train.input_producer`.

    Returns:
      A FIFOQueue.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     queue = tf.train.range_input_producer(3, shuffle=False)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(queue.dequeue_many(4)))
      [0 1 2 0]
    """
    from zeal.ops.array.range import range as range_

    _require_graph()
    with get_default_graph().name_scope(name or "input_producer") as scope:
        return input_producer(
            range_(limit), [], num_epochs, shuffle, seed, capacity, shared_name,
            fullness.of(capacity), scope,
        )


@public("train.slice_input_producer")
def slice_input_producer(
    tensor_list, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None
):
    """Rows of tensors side by side, another one at each run. A QueueRunner chooses them.

    Args:
      tensor_list: tensors whose first axes are of one length.
      the others: as for `tf.train.input_producer`.

    Returns:
      A list of tensors, one row of each.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: the list is empty.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x, y = tf.train.slice_input_producer([[1, 2], ["a", "b"]], shuffle=False)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run([x, y]))
      [1, b'a']
    """
    _require_graph()
    with get_default_graph().name_scope(name or "input_producer"):
        tensors = [_native.convert(t) for t in tensor_list]
        if not tensors:
            raise ValueError("Expected at least one tensor in slice_input_producer().")
        length = api.shape(tensors[0])[0]
        queue = range_input_producer(length, num_epochs, shuffle, seed, capacity, shared_name)
        index = queue.dequeue()
        return [api.gather(t, index) for t in tensors]
