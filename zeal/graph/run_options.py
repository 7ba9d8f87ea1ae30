"""What tf.RunOptions and a session's tf.ConfigProto ask of runs."""

from contextlib import ExitStack
from functools import partial

from zeal import nest
from zeal.graph.deadline import deadline


def run_with_options(session, fetches, feed_dict, options, metadata):
    """`session.run(fetches, feed_dict)`, under tf.RunOptions.

    Raises:
      TypeError: options are none, or metadata is no tf.RunMetadata.
    """
    with _asked(session, fetches, options, metadata):
        return session.run(fetches, feed_dict)


def _asked(session, fetches, options, metadata) -> ExitStack:
    """The context that a run has under its options."""
    from zeal.messages.config import RunOptions, check_options

    options = RunOptions() if options is None else check_options(options)
    context = ExitStack()
    if options.timeout_in_ms > 0:
        context.enter_context(deadline(options.timeout_in_ms))
    if metadata is not None:
        _record(session, fetches, options, metadata, context)
    return context


def _record(session, fetches, options, metadata, context):
    from zeal.graph import trace
    from zeal.messages.run_metadata import check_metadata

    check_metadata(metadata)
    session._require_open()
    if options.output_partition_graphs:
        elements = [session._element(fetch) for fetch in nest.flatten(fetches)]
        trace.add_partition_graph(session, elements, metadata)
    if options.trace_level != options.NO_TRACE:
        context.enter_context(trace.traced(session._state, metadata))


def apply_config(session, config):
    """Takes over what a session's configuration says of each run.

    Raises:
      TypeError: config is no tf.ConfigProto.
    """
    from zeal.messages.config import check_config

    config = check_config(config)
    session._cpus = max(1, config.device_count.get("CPU", 1))  # [] would add what it lacks
    milliseconds = config.operation_timeout_in_ms
    if milliseconds > 0:
        session.run = partial(_run_within, session.run, milliseconds)


def _run_within(run, milliseconds, *args, **kwargs):
    with deadline(milliseconds):
        return run(*args, **kwargs)
