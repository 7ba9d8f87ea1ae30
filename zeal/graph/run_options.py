"""What tf.RunOptions and a session's tf.ConfigProto ask of runs."""

from functools import partial

from zeal.graph.deadline import deadline


def run_with_options(session, fetches, feed_dict, options):
    """`session.run(fetches, feed_dict)`, under tf.RunOptions.

    Raises:
      TypeError: options are none.
    """
    milliseconds = getattr(options, "timeout_in_ms", None)
    if milliseconds is None:
        raise TypeError(f"options must be a tf.RunOptions, but got {type(options)}")
    if milliseconds <= 0:
        return session.run(fetches, feed_dict)
    with deadline(milliseconds):
        return session.run(fetches, feed_dict)


def apply_config(session, config):
    """Takes over what a session's configuration says of each run.

    Raises:
      TypeError: config is no tf.ConfigProto.
    """
    milliseconds = getattr(config, "operation_timeout_in_ms", None)
    if milliseconds is None:
        raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
    if milliseconds > 0:
        session.run = partial(_run_within, session.run, milliseconds)


def _run_within(run, milliseconds, *args, **kwargs):
    with deadline(milliseconds):
        return run(*args, **kwargs)
