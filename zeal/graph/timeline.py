"""Step statistics of a run as a trace for Chrome (chrome://tracing) and Perfetto."""

import json


class Timeline:
    """Turns the step statistics of a traced run into a trace that browsers show.

    The format is Chrome's "Trace Event Format".

    Args:
      step_stats: `tf.RunMetadata().step_stats` of a run with `trace_level=FULL_TRACE`.
      graph: accepted for compatibility.

    Example:
      >>> from zeal.graph.timeline import Timeline
      >>> metadata = tf.RunMetadata()
      >>> options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.placeholder(tf.float32)
      ...     _ = session.run(tf.sqrt(x), {x: 4.0}, options, metadata)
      >>> trace = Timeline(metadata.step_stats).generate_chrome_trace_format()
      >>> '"name": "Sqrt"' in trace
      True
    """

    def __init__(self, step_stats, graph=None):
        self._step_stats = step_stats

    def generate_chrome_trace_format(self, show_dataflow=True, show_memory=False):
        """The trace, as JSON.

        Args:
          show_dataflow: whether arrows lead from ops to those that read what they made.
          show_memory: whether to draw how many bytes of results were made, as a counter.
        """
        events = []
        for process, device in enumerate(self._step_stats.dev_stats):
            name = f"{device.device} Compute"
            events.append(_metadata("process_name", process, {"name": name}))
            events += [_slice(process, stats) for stats in device.node_stats]
            events += _arrows(process, device.node_stats) if show_dataflow else []
            events += _memory(process, device.node_stats) if show_memory else []
        return json.dumps({"traceEvents": events}, indent=4)


def _metadata(name, process, args):
    return {"name": name, "ph": "M", "pid": process, "args": args}


def _parts(stats):
    """Op and names of inputs, from `name = Op(input, ...)`."""
    _, _, call = stats.timeline_label.partition(" = ")
    op, _, inputs = call.partition("(")
    return op or stats.node_name, [name for name in inputs.rstrip(")").split(", ") if name]


def _slice(process, stats):
    op, inputs = _parts(stats)
    args = {"name": stats.node_name, "op": op}
    args |= {f"input{i}": name for i, name in enumerate(inputs)}
    return {
        "name": op, "cat": "Op", "ph": "X", "pid": process, "tid": stats.thread_id,
        "ts": stats.all_start_micros, "dur": stats.all_end_rel_micros, "args": args,
    }


def _arrows(process, all_stats):
    """Two ends for each input that an op of the run made."""
    made: dict = {}
    events: list = []
    for stats in all_stats:
        for source in [made[name] for name in _parts(stats)[1] if name in made]:
            common = {"cat": "DataFlow", "name": source.node_name, "id": len(events) // 2}
            begin = source.all_start_micros + source.all_end_rel_micros
            ends = (("s", source.thread_id, begin), ("t", stats.thread_id, stats.all_start_micros))
            events += [
                {**common, "ph": phase, "pid": process, "tid": thread, "ts": at}
                for phase, thread, at in ends
            ]
        made[stats.node_name] = stats
    return events


def _memory(process, all_stats):
    total, events = 0, []
    for stats in all_stats:
        total += sum(used.total_bytes for used in stats.memory)
        at = stats.all_start_micros + stats.all_end_rel_micros
        events.append(
            {"name": "bytes made", "cat": "Memory", "ph": "C", "pid": process, "ts": at,
             "args": {"cpu": total}}
        )
    return events
