"""tf.compat.v2.summary: any tensor is written under a tag, at a step that is given or set."""

import re
from contextlib import contextmanager

from zeal import _native
from zeal.dtypes import string
from zeal.eager import control
from zeal.graph.smart_cond import smart_cond
from zeal.public import public, publish
from zeal.state.scope import current_name_scope, name_scope
from zeal.summary.recording import chosen_step, recording, state, step_number
from zeal.summary.recording import record_if as record_if
from zeal.summary.sink import sink_of
from zeal.summary.writers import NoopSummaryWriter
from zeal.summary.writers import SummaryWriter as SummaryWriter
from zeal.summary.writers import create_file_writer as _create_file_writer
from zeal.summary.writers import flush as flush
from zeal.summary.written import (
    collected,
    metadata_bytes,
    tensor_bytes,
    write_tensor,
    writing_op,
)

for _name in ("SummaryWriter", "flush", "record_if"):
    publish(__name__, _name, f"compat.v2.summary.{_name}")


@public("compat.v2.summary.create_file_writer")
def create_file_writer(
    logdir, max_queue=None, flush_millis=None, filename_suffix=None, name=None
):
    """A writer of summaries into an event file, which stays closed once it is.

    Args:
      all: as for `tf.contrib.summary.create_file_writer`, whose writers may be opened again.

    Returns:
      A SummaryWriter.

    Example:
      >>> import tempfile
      >>> writer = tf.compat.v2.summary.create_file_writer(tempfile.mkdtemp())
      >>> with writer.as_default():
      ...     print(bool(tf.compat.v2.summary.scalar("loss", 0.5, step=1)))
      True
    """
    writer = _create_file_writer(logdir, max_queue, flush_millis, filename_suffix, name)
    writer._stays_closed = True
    return writer


@public("compat.v2.summary.create_noop_writer")
def create_noop_writer():
    """A writer that does nothing.

    Example:
      >>> with tf.compat.v2.summary.create_noop_writer().as_default():
      ...     print(bool(tf.compat.v2.summary.scalar("loss", 0.5, step=1)))
      False
    """
    return NoopSummaryWriter()


@public("compat.v2.summary.experimental.set_step")
def set_step(step):
    """Sets the step of this thread's summaries that are given none.

    Args:
      step: an int64 scalar: an int, tensor or variable; None to take it back.

    Example:
      >>> tf.compat.v2.summary.experimental.set_step(7)
      >>> tf.compat.v2.summary.experimental.get_step()
      7
      >>> tf.compat.v2.summary.experimental.set_step(None)
    """
    state.step = step


@public("compat.v2.summary.experimental.get_step")
def get_step():
    """What `set_step` was given last in this thread; None if nothing."""
    return state.step


@public("compat.v2.summary.experimental.summary_scope")
@contextmanager
def summary_scope(name, default_name="summary", values=None):
    """A scope for the ops of a summary.

    Args:
      name: the summary's name.
      default_name: the name, where that is None.
      values: tensors, of the graph in force.

    Returns:
      In `with summary_scope(...) as (tag, scope)`, the tag, which has the name scopes in force
      before the name, and the scope's own name.

    Example:
      >>> with tf.compat.v2.summary.experimental.summary_scope("my loss") as (tag, scope):
      ...     print(tag, scope)
      my loss myloss/
    """
    name = name or default_name
    tag = f"{current_name_scope()}{name}"
    clean = re.sub(r"[^-_/.A-Za-z0-9]", "", name) or None
    with name_scope(clean, default_name, values) as scope:
        yield tag, scope


@public("compat.v2.summary.write")
def write(tag, tensor, step=None, metadata=None, name=None):
    """Writes a tensor, where a writer is in force; `record_if` may say that it shall not.

    Args:
      tag: where it is found in TensorBoard, a str.
      tensor: a tensor of any dtype and shape.
      step: an int64 scalar; by default what `experimental.set_step` was given.
      metadata: a SummaryMetadata, which names the plugin that shows it, or its bytes.
      name: name of the op.

    Returns:
      A boolean scalar: whether it was written; in graphs the run writes.

    Raises:
      ValueError: there is a writer and no step.

    Example:
      >>> import glob, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.compat.v2.summary.create_file_writer(folder).as_default():
      ...     written = tf.compat.v2.summary.write("numbers", tf.constant([1, 2]), step=3)
      >>> event = list(tf.train.summary_iterator(glob.glob(folder + "/*")[0]))[1]
      >>> event.step, tf.make_ndarray(event.summary.value[0].tensor).tolist()
      (3, [1, 2])
    """
    tag, data = (_native.literal(t, string) for t in (tag, metadata_bytes(metadata)))
    tensor = _native.convert(tensor)
    return _write(
        step, name,
        lambda: tensor_bytes(tag, tensor, data),
        lambda handle, step, scope: write_tensor(handle, step, tag, tensor, data, scope),
    )  # fmt: skip


@public("compat.v2.summary.experimental.write_raw_pb")
def write_raw_pb(tensor, step=None, name=None):
    """Writes a Summary message as it is; see `tf.compat.v2.summary.write`.

    Args:
      tensor: a string scalar: the message's bytes.
      step, name: as there.

    Returns:
      As `tf.compat.v2.summary.write`.
    """
    tensor = _native.convert(tensor, string)
    return _write(
        step, name, tensor.numpy if _native.executing_eagerly() else None,
        lambda handle, step, scope: _write_raw(handle, step, tensor, name=scope),
    )  # fmt: skip


def _write(step, name, message, op):
    """Writes what `message()` gives; in graphs by `op(handle, step, name)`, as a run says."""
    writer = state.writer
    if writer is None:
        return _native.convert(False)
    step = state.step if step is None else step
    if step is None:
        raise ValueError(
            "No step set via 'step' argument or tf.summary.experimental.set_step()"
        )
    if _native.executing_eagerly():
        written = bool(recording(True))
        if written:
            writer.sink.summary(step_number(step), message())
        return _native.convert(written)
    with name_scope(name, "write_summary") as scope:

        def record():
            with control.control_dependencies([op(writer._resource, chosen_step(step), scope)]):
                return _native.convert(True)

        written = smart_cond(
            recording(True), record, lambda: _native.convert(False), name="summary_cond"
        )
    return collected(written)


def _raw_kernel(tensors, attrs):
    handle, step, message = tensors
    sink_of(handle).summary(int(step.numpy()), message.numpy())
    return []


_write_raw = writing_op(
    "WriteRawProtoSummary", [("step", "int64"), ("tensor", "string")], _raw_kernel,
    "Writes a Summary.",
)  # fmt: skip
