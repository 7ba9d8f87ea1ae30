"""What tf.train.batch and its kin have in common: batches of what a graph computes, by a queue."""

from zeal import _native
from zeal.data.pending import known
from zeal.dtypes import bool as bool_
from zeal.graph.graph import get_default_graph
from zeal.graph.host_call import host_call, object_of
from zeal.queues import fullness, state
from zeal.queues.kinds import FIFOQueue, PaddingFIFOQueue, RandomShuffleQueue
from zeal.queues.producers import _require_graph
from zeal.records.tensors import (
    deserialize_many_sparse,
    serialize_many_sparse,
    serialize_sparse,
)
from zeal.sparse.sparse_tensor import is_sparse
from zeal.train.queue_runner import QueueRunner, add_queue_runner


class Batching:
    """One call of a function below.

    Args:
      name: the function's, for names and messages.
      tensors_list: for each thread its tensors, a list or a dict.
      batch_size, enqueue_many, shapes, allow_smaller_final_batch, keep_input: as of the functions.
    """

    def __init__(self, name, tensors_list, batch_size, enqueue_many, shapes, smaller, keep_input):
        _require_graph(ValueError)
        self.name, self.batch_size, self.smaller = name, batch_size, smaller
        self.enqueue_many, self.shapes, self.keep_input = enqueue_many, shapes, keep_input
        self.first = tensors_list[0] if tensors_list else []
        if isinstance(self.first, dict) and any(set(t) != set(self.first) for t in tensors_list):
            raise ValueError("Dictionaries must have the same keys")
        self.lists = [_listed(tensors) for tensors in tensors_list]

    def run(self, scope_name, kind, threads=1):
        """The batches, in the structure of the tensors.

        Args:
          scope_name: the call's `name`.
          kind: functions that make the queue, of dtypes and shapes, and summarise it.
          threads: how many fill it.
        """
        make_queue, summarize = kind
        with get_default_graph().name_scope(scope_name or self.name) as scope:
            sparse, lists = self.prepared()
            queue = make_queue(self.dtypes(lists), self.shapes_of(lists))
            ops = [self.enqueue(queue, tensors, self.keep_input) for tensors in lists]
            add_queue_runner(QueueRunner(queue, ops * threads))
            summarize(queue)
            take = queue.dequeue_up_to if self.smaller else queue.dequeue_many
            taken = take(self.batch_size, name=scope)
            return self.restored(taken if len(sparse) > 1 else [taken], sparse)

    def prepared(self):
        """What is known of sparse tensors, and the lists with dense ones for them."""
        if not self.lists or not self.lists[0]:
            raise ValueError(f"Expected at least one tensor in {self.name}().")
        sparse = self._sparse()
        return sparse, [[self._dense(t) for t in tensors] for tensors in self.lists]

    def restored(self, parts, sparse):
        """What was taken from a queue, in the structure of the tensors; one alone is no list."""
        found = [_batch(part, s) for part, s in zip(parts, sparse, strict=True)]
        if isinstance(self.first, dict):
            return dict(zip(sorted(self.first), found, strict=True))
        return found if len(found) > 1 else found[0]

    def _sparse(self):
        """Of each place in the lists what is known of its sparse tensors, None of others."""
        return [self._of_column(column) for column in zip(*self.lists, strict=True)]

    def _of_column(self, column):
        if not any(map(is_sparse, column)):
            return None
        if not all(map(is_sparse, column)):
            raise TypeError(f"{self.name}: some of {list(column)} are sparse, some are not")
        if len({x.dtype for x in column}) > 1:
            raise TypeError(f"Expected types to be consistent: {[x.dtype for x in column]}.")
        ranks = {x.shape.ndims for x in column}
        rank = ranks.pop() if len(ranks) == 1 else None
        return column[0].dtype, rank if rank is None else rank - bool(self.enqueue_many)

    def _dense(self, x):
        """A tensor as queues hold it: a sparse one as the strings of its parts."""
        if not is_sparse(x):
            return _native.convert(x)
        return serialize_many_sparse(x) if self.enqueue_many else serialize_sparse(x)

    def dtypes(self, lists):
        """The dtypes of an element's parts."""
        dtypes = [t.dtype for t in lists[0]]
        for other in lists[1:]:
            if [t.dtype for t in other] != dtypes:
                raise TypeError(
                    f"Expected types to be consistent: {[t.dtype for t in other]} vs. {dtypes}."
                )
        return dtypes

    def shapes_of(self, lists):
        """The shapes of an element's parts."""
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

    def enqueue(self, queue, tensors, keep_input):
        """An op that puts tensors into a queue, or those whose `keep_input` is true."""
        keep = _native.convert(keep_input, bool_)
        if keep.shape.ndims is None:
            raise ValueError("`keep_input` dimensions must be known at graph construction.")
        if keep.shape.ndims == 1 and not self.enqueue_many:
            raise ValueError("`keep_input` cannot be a vector when `enqueue_many=False`.")
        if keep.shape.ndims > 1:
            raise ValueError(f"`keep_input` must be 0 or 1 dimensions: {keep.shape}")
        if keep_input is True:
            return (queue.enqueue_many if self.enqueue_many else queue.enqueue)(tensors)
        op = "QueueEnqueueManyV2" if self.enqueue_many else "QueueEnqueueV2"
        function = _enqueue_many_kept if self.enqueue_many else _enqueue_kept
        inputs = [queue.queue_ref, keep, *tensors]
        return host_call(op, function, inputs, (), f"{queue._name}_enqueue")


def _batch(taken, sparse):
    """What was taken from the queue; sparse tensors of a dtype and rank if it held those."""
    return taken if sparse is None else deserialize_many_sparse(taken, *sparse)


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


def in_order(capacity, dynamic_pad, shared_name):
    """What makes, and summarises, the queue of batches in order."""
    kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue
    return (
        lambda dtypes, shapes: kind(capacity, dtypes, shapes, None, shared_name),
        lambda queue: fullness.summarize(queue, fullness.of(capacity), capacity),
    )


def mixed(capacity, min_after_dequeue, seed, shared_name):
    """What makes, and summarises, the queue of mixed batches."""
    size, least = known(capacity), known(min_after_dequeue)
    if size is not None and least is not None and size <= least:
        raise ValueError(f"capacity {size} must be bigger than min_after_dequeue {least}.")

    def make(dtypes, shapes):
        return RandomShuffleQueue(
            capacity, min_after_dequeue, dtypes, shapes, None, seed, shared_name
        )

    return make, lambda queue: fullness.summarize_over(queue, capacity, min_after_dequeue)
