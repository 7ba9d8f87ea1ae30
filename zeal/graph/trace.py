"""What a traced run tells of itself: step statistics, as TensorFlow's messages."""

from contextlib import contextmanager

from zeal import _native

_DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"


@contextmanager
def traced(state, metadata):
    """Runs of a session in the `with` block are noted in a `tf.RunMetadata`.

    Args:
      state: what the session keeps.
      metadata: the message, whose step statistics are replaced.
    """
    _native.start_trace(state)
    try:
        yield
    finally:
        entries = _native.end_trace(state)
        metadata.ClearField("step_stats")
        stats = metadata.step_stats.dev_stats.add(device=_DEVICE)
        for entry in entries:
            _add(stats.node_stats.add(), *entry)


def _add(stats, name, op, inputs, fused, begin, end, outputs):
    """One instruction; of fused ops, `op` is the last."""
    stats.node_name = name
    stats.timeline_label = f"{name} = {'+'.join(fused) or op}({', '.join(inputs)})"
    _set_times(stats, begin, end - begin)
    for slot, (dtype, shape, size, address) in enumerate(outputs):
        output = stats.output.add(slot=slot)
        about = output.tensor_description
        about.dtype = dtype.as_datatype_enum
        for length in shape:
            about.shape.dim.add(size=length)
        memory = about.allocation_description
        memory.requested_bytes = memory.allocated_bytes = size
        memory.allocator_name, memory.ptr = "cpu", address
    used = stats.memory.add(allocator_name="cpu")
    used.total_bytes = used.peak_bytes = sum(output[2] for output in outputs)


def _set_times(stats, begin, took):
    stats.scheduled_nanos = stats.all_start_nanos = begin
    stats.scheduled_micros = stats.all_start_micros = begin // 1000
    stats.op_end_rel_nanos = stats.all_end_rel_nanos = took
    stats.op_end_rel_micros = stats.all_end_rel_micros = max(1, took // 1000)


def add_partition_graph(session, elements, metadata):
    """Adds the part of the graph that a run needs, as output_partition_graphs asks for."""
    from zeal.graph_def.graph_util import extract_sub_graph

    names = [getattr(element, "op", element).name for element in elements]
    part = extract_sub_graph(session.graph.as_graph_def(), names)
    metadata.ClearField("partition_graphs")
    metadata.partition_graphs.add().CopyFrom(part)
