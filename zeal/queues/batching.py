"""tf.train.batch and its kin: batches of what a graph computes, through a queue."""

from zeal import _native
from zeal.data.pending import known
from zeal.dtypes import bool as bool_
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import object_of
from zeal.public import public
from zeal.queues import state
from zeal.queues.producers import _require_graph
from zeal.queues.queue import FIFOQueue, PaddingFIFOQueue, RandomShuffleQueue
from zeal.train.queue_runner import QueueRunner, add_queue_runner


class _Batching:
    """One call of a function below.

    Args:
      name: the function's, for names and messages.
      tensors_list: for each thread its tensors, a list or a dict.
      batch_size, enqueue_many, shapes, allow_smaller_final_batch, keep_input: as of the functions.
    """

    def __init__(self, name, tensors_list, batch_size, enqueue_many, shapes, smaller, keep_input):
        _require_graph()
        self.name, self.batch_size, self.smaller = name, batch_size, smaller
        self.enqueue_many, self.shapes, self.keep_input = enqueue_many, shapes, keep_input
        self.first = tensors_list[0] if tensors_list else []
        self.lists = [_listed(tensors) for tensors in tensors_list]

    def run(self, scope_name, make_queue, threads=1):
        """The batches, in the structure of the tensors; `make_queue(dtypes, shapes)`."""
        with get_default_graph().name_scope(scope_name or self.name) as scope:
            lists = [[_native.convert(t) for t in tensors] for tensors in self.lists]
            if not lists or not lists[0]:
                raise ValueError(f"Expected at least one tensor in {self.name}().")
            queue = make_queue(self._dtypes(lists), self._shapes(lists))
            ops = [self._enqueue(queue, tensors) for tensors in lists]
            add_queue_runner(QueueRunner(queue, ops * threads))
            take = queue.dequeue_up_to if self.smaller else queue.dequeue_many
            found = take(self.batch_size, name=scope)
        if not isinstance(self.first, dict):
            return found
        return dict(zip(sorted(self.first), found if len(self.first) > 1 else [found], strict=True))

    def _dtypes(self, lists):
        dtypes = [t.dtype for t in lists[0]]
        for other in lists[1:]:
            if [t.dtype for t in other] != dtypes:
                raise TypeError(
                    f"Expected types to be consistent: {[t.dtype for t in other]} vs. {dtypes}."
                )
        return dtypes

    def _shapes(self, lists):
        if self.shapes is not None:
            return self.shapes
        return [self._merged(column) for column in zip(*lists, strict=True)]

    def _merged(self, tensors):
        for t in tensors:
            if t.shape.ndims is None:
                raise ValueError(f"Cannot infer Tensor's rank: {t}")
        shapes = [t.shape[1:] if self.enqueue_many else t.shape for t in tensors]
        merged = shapes[0]
        for shape in shapes[1:]:
            merged = merged.most_specific_compatible_shape(shape)
        return merged

    def _enqueue(self, queue, tensors):
        keep = _native.convert(self.keep_input, bool_)
        if keep.shape.ndims is None or keep.shape.ndims > int(bool(self.enqueue_many)):
            raise ValueError(
                "`keep_input` must be a scalar, or a vector where enqueue_many is True: "
                f"{keep.shape}"
            )
        if self.keep_input is True:
            return (queue.enqueue_many if self.enqueue_many else queue.enqueue)(tensors)
        op = "QueueEnqueueManyV2" if self.enqueue_many else "QueueEnqueueV2"
        function = _enqueue_many_kept if self.enqueue_many else _enqueue_kept
        return queue._op(op, function, [keep, *tensors], suffix="enqueue")


def _listed(tensors):
    return [tensors[k] for k in sorted(tensors)] if isinstance(tensors, dict) else list(tensors)


def _enqueue_kept(inputs):
    queue, element = object_of(inputs[0]), tuple(inputs[2:])
    if bool(inputs[1]):
        state.check_element(queue, element)
        queue.enqueue([element])
    return []


def _enqueue_many_kept(inputs):
    queue, keep = object_of(inputs[0]), inputs[1].numpy()
    rows = state.rows_of(queue, inputs[2:])
    kept = rows if keep.ndim == 0 else [r for r, k in zip(rows, keep, strict=True) if k]
    queue.enqueue(kept if keep.ndim or keep else [])
    return []


def _plain(capacity, dynamic_pad, shared_name):
    kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue
    return lambda dtypes, shapes: kind(capacity, dtypes, shapes, None, shared_name)


def _shuffling(capacity, min_after_dequeue, seed, shared_name):
    size, least = known(capacity), known(min_after_dequeue)
    if size is not None and least is not None and size <= least:
        raise ValueError(f"capacity {size} must be bigger than min_after_dequeue {least}.")

    def make(dtypes, shapes):
        return RandomShuffleQueue(
            capacity, min_after_dequeue, dtypes, shapes, None, seed, shared_name
        )

    return make


@public("train.batch")
def batch(
    tensors,
    batch_size,
    num_threads=1,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """Batches of what runs of the tensors give, one after the other.

    Args:
      tensors: a list or dict of tensors: one element, or with enqueue_many several.
      batch_size: how many elements a batch has.
      num_threads: how many threads run the tensors.
      capacity: how many elements the queue has room for.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      dynamic_pad: whether elements of different sizes are padded with zeros.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.batch([x], 2)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, _plain(capacity, dynamic_pad, shared_name), num_threads)


@public("train.maybe_batch")
def maybe_batch(
    tensors,
    keep_input,
    batch_size,
    num_threads=1,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.batch`, of the elements that a bool keeps.

    Args:
      tensors: a list or dict of tensors: one element, or with enqueue_many several.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.
      batch_size: how many elements a batch has.
      num_threads: how many threads run the tensors.
      capacity: how many elements the queue has room for.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      dynamic_pad: whether elements of different sizes are padded with zeros.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.maybe_batch([x], True, 2)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, _plain(capacity, dynamic_pad, shared_name), num_threads)


@public("train.batch_join")
def batch_join(
    tensors_list,
    batch_size,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.batch`, of several lists of tensors, each run by a thread of its own.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      batch_size: how many elements a batch has.
      capacity: how many elements the queue has room for.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      dynamic_pad: whether elements of different sizes are padded with zeros.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.batch_join([[x], [x]], 2)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, _plain(capacity, dynamic_pad, shared_name))


@public("train.maybe_batch_join")
def maybe_batch_join(
    tensors_list,
    keep_input,
    batch_size,
    capacity=32,
    enqueue_many=False,
    shapes=None,
    dynamic_pad=False,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.batch_join`, of the elements that a bool keeps.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.
      batch_size: how many elements a batch has.
      capacity: how many elements the queue has room for.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      dynamic_pad: whether elements of different sizes are padded with zeros.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.maybe_batch_join([[x], [x]], True, 2)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, _plain(capacity, dynamic_pad, shared_name))


@public("train.shuffle_batch")
def shuffle_batch(
    tensors,
    batch_size,
    capacity,
    min_after_dequeue,
    num_threads=1,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """Batches of what runs of the tensors give, mixed.

    Args:
      tensors: a list or dict of tensors: one element, or with enqueue_many several.
      batch_size: how many elements a batch has.
      capacity: how many elements the queue has room for.
      min_after_dequeue: how many stay in the queue, for others to be mixed with.
      num_threads: how many threads run the tensors.
      seed: operation seed of the order.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.shuffle_batch([x], 2, 10, 0)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "shuffle_batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, _shuffling(capacity, min_after_dequeue, seed, shared_name), num_threads)


@public("train.maybe_shuffle_batch")
def maybe_shuffle_batch(
    tensors,
    batch_size,
    capacity,
    min_after_dequeue,
    keep_input,
    num_threads=1,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.shuffle_batch`, of the elements that a bool keeps.

    Args:
      tensors: a list or dict of tensors: one element, or with enqueue_many several.
      batch_size: how many elements a batch has.
      capacity: how many elements the queue has room for.
      min_after_dequeue: how many stay in the queue, for others to be mixed with.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.
      num_threads: how many threads run the tensors.
      seed: operation seed of the order.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of tensors; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.maybe_shuffle_batch([x], 2, 10, 0, True)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "shuffle_batch", [tensors], batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, _shuffling(capacity, min_after_dequeue, seed, shared_name), num_threads)


@public("train.shuffle_batch_join")
def shuffle_batch_join(
    tensors_list,
    batch_size,
    capacity,
    min_after_dequeue,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.shuffle_batch`, of several lists of tensors with a thread each.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      batch_size: how many elements a batch has.
      capacity: how many elements the queue has room for.
      min_after_dequeue: how many stay in the queue, for others to be mixed with.
      seed: operation seed of the order.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.shuffle_batch_join([[x], [x]], 2, 10, 0)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "shuffle_batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, True,
    )
    return call.run(name, _shuffling(capacity, min_after_dequeue, seed, shared_name))


@public("train.maybe_shuffle_batch_join")
def maybe_shuffle_batch_join(
    tensors_list,
    batch_size,
    capacity,
    min_after_dequeue,
    keep_input,
    seed=None,
    enqueue_many=False,
    shapes=None,
    allow_smaller_final_batch=False,
    shared_name=None,
    name=None,
):
    """As `tf.train.shuffle_batch_join`, of the elements that a bool keeps.

    Args:
      tensors_list: a list of those, one per thread, all of one kind.
      batch_size: how many elements a batch has.
      capacity: how many elements the queue has room for.
      min_after_dequeue: how many stay in the queue, for others to be mixed with.
      keep_input: a bool: whether the element counts; with enqueue_many also a vector of them.
      seed: operation seed of the order.
      enqueue_many: whether the tensors are several elements, along their first axes.
      shapes: the elements' shapes, where those of the tensors do not tell.
      allow_smaller_final_batch: whether the last batch may have fewer elements.
      shared_name: queues of one name in a graph are one.
      name: name of the ops.

    Returns:
      Tensors in the structure of one of the lists; one tensor where there is a single one.

    Raises:
      RuntimeError: eager execution is on.
      ValueError: there are no tensors, or a rank is not known.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(3.0)
      ...     batch = tf.train.maybe_shuffle_batch_join([[x], [x]], 2, 10, 0, True)
      ...     threads = tf.train.start_queue_runners()
      ...     print(session.run(batch))
      [3. 3.]
    """
    call = _Batching(
        "shuffle_batch_join", tensors_list, batch_size, enqueue_many, shapes,
        allow_smaller_final_batch, keep_input,
    )
    return call.run(name, _shuffling(capacity, min_after_dequeue, seed, shared_name))
