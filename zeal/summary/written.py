"""tf.contrib.summary.scalar and its kin: summaries that are written at once, or by runs."""

import functools
from collections.abc import Callable
from typing import NamedTuple

from zeal import _native, dtypes, errors
from zeal.dtypes import string
from zeal.eager import control
from zeal.graph.graph import Graph, get_default_graph
from zeal.graph.smart_cond import smart_cond
from zeal.ops.host_op import python_op
from zeal.public import public
from zeal.state.scope import name_prefix, name_scope
from zeal.summary.images import RED, image_message, require_positive
from zeal.summary.ops import histogram_summary, scalar_summary, tensor_message
from zeal.summary.recording import chosen_step, recording, state, step_number, truth_of
from zeal.summary.sink import sink_of
from zeal.summary.sounds import audio_message
from zeal.summary.tags import summary_scope
from zeal.summary.writers import no_outputs, summary_writer_initializer_op

SUMMARIES = "_summary_v2"  # the collection of all that write


def write(kind, name, family, step, *inputs):
    """Writes a summary of inputs where a writer is in force and summaries are recorded."""
    mine = state.__dict__  # asked for once: each look at what is a thread's own takes its time
    writer = mine.get("writer")
    if writer is None:
        return control.no_op()
    if _native.executing_eagerly():
        if not truth_of(mine.get("condition")):
            return _native.convert(False)
        tag = _tag(name_prefix(), name, family)
        writer.sink.summary(step_number(step), kind.message_of(tag, *inputs))
        return _native.convert(True)
    return collected(_append(writer, kind, name, family, step, inputs))


def _append(writer, kind, name, family, step, inputs):
    """Ops that write it when they run."""
    around = get_default_graph().get_name_scope()

    def record():
        outer = name_scope(f"{around}/" if around else "")
        with outer, summary_scope(name, family, values=[inputs[0]]) as (tag, scope):
            done = kind.op(writer._resource, chosen_step(step), tag, *inputs, name=scope)
            with control.control_dependencies([done]):
                return _native.convert(True)

    return smart_cond(recording(False), record, _nothing, name="")


@functools.lru_cache(1024)
def _tag(around, name, family):
    """The tag of a summary that is written at once, as a tensor."""
    with summary_scope(name, family) as (tag, _):
        return _native.literal(tag, string)


def _nothing():
    return _native.convert(False)


def collected(written):
    """Adds what writes to the collection of such."""
    if not _native.executing_eagerly():
        get_default_graph().add_to_collection(SUMMARIES, written)
    return written


@public("contrib.summary.scalar")
def scalar(name, tensor, family=None, step=None):
    """Writes a number, where a writer is in force and summaries are recorded.

    Args:
      name: where the curve is found in TensorBoard, behind the name scopes in force.
      tensor: a real number; of several the first is written.
      family: what the tag begins with, which TensorBoard groups by.
      step: an int64 scalar; by default the global step.

    Returns:
      A boolean scalar: whether it was written; in graphs the run writes. Without a writer nothing,
      in graphs an Operation that does nothing.

    Raises:
      InvalidArgumentError: tensor is empty.

    Example:
      >>> import glob, tempfile
      >>> folder = tempfile.mkdtemp()
      >>> with tf.contrib.summary.create_file_writer(folder).as_default():
      ...     with tf.contrib.summary.always_record_summaries():
      ...         written = tf.contrib.summary.scalar("loss", 0.5, step=3)
      >>> events = list(tf.train.summary_iterator(glob.glob(folder + "/*")[0]))
      >>> events[1].step, events[1].summary.value[0].simple_value
      (3, 0.5)
    """
    return write(_scalar, name, family, step, tensor)


@public("contrib.summary.histogram")
def histogram(name, tensor, family=None, step=None):
    """Writes how values are spread; see `tf.summary.histogram` and `tf.contrib.summary.scalar`.

    Args:
      name, family, step: as for `tf.contrib.summary.scalar`.
      tensor: real numbers of any shape.

    Returns:
      As `tf.contrib.summary.scalar`.

    Raises:
      InvalidArgumentError: a value is not finite.
    """
    return write(_histogram, name, family, step, tensor)


@public("contrib.summary.image")
def image(name, tensor, bad_color=None, max_images=3, family=None, step=None):
    """Writes images; see `tf.summary.image` and `tf.contrib.summary.scalar`.

    Args:
      name, family, step: as for `tf.contrib.summary.scalar`.
      tensor: [batch, height, width, channels] of uint8 or floats.
      bad_color: uint8 of each channel, for pixels that are not finite; red by default.
      max_images: how many of the batch at most.

    Returns:
      As `tf.contrib.summary.scalar`.

    Raises:
      InvalidArgumentError: tensor is no such batch.
    """
    bad = _native.convert(list(RED) if bad_color is None else bad_color, dtypes.uint8)
    require_positive("WriteImageSummary", "max_images", max_images)
    return write(_image(max_images), name, family, step, _native.convert(tensor), bad)


@public("contrib.summary.audio")
def audio(name, tensor, sample_rate, max_outputs, family=None, step=None):
    """Writes sounds; see `tf.summary.audio` and `tf.contrib.summary.scalar`.

    Args:
      name, family, step: as for `tf.contrib.summary.scalar`.
      tensor: [batch, frames, channels] or [batch, frames] of float32.
      sample_rate: frames per second.
      max_outputs: how many of the batch at most.

    Returns:
      As `tf.contrib.summary.scalar`.

    Raises:
      InvalidArgumentError: tensor is no such batch, or the rate not positive.
    """
    sounds, rate = (_native.convert(x, dtypes.float32) for x in (tensor, sample_rate))
    require_positive("WriteAudioSummary", "max_outputs", max_outputs)
    return write(_audio(max_outputs), name, family, step, sounds, rate)


@public("contrib.summary.generic")
def generic(name, tensor, metadata=None, family=None, step=None):
    """Writes any tensor, for a plugin of TensorBoard; see `tf.contrib.summary.scalar`.

    Args:
      name, family, step: as for `tf.contrib.summary.scalar`.
      tensor: a tensor of any dtype and shape.
      metadata: a SummaryMetadata, or its bytes.

    Returns:
      As `tf.contrib.summary.scalar`.
    """
    data = _native.convert(metadata_bytes(metadata), string)
    return write(_generic, name, family, step, _native.convert(tensor), data)


def metadata_bytes(metadata):
    """Metadata of a summary, a message, as bytes; bytes stay."""
    if metadata is None:
        return b""
    serialize = getattr(metadata, "SerializeToString", None)
    return metadata if serialize is None else serialize()


@public("contrib.summary.graph")
def graph(param, step=None, name=None):
    """Writes a graph, which TensorBoard draws, whether summaries are recorded or not.

    Args:
      param: eagerly a `tf.Graph` or GraphDef; otherwise a string scalar, a GraphDef's bytes.
      step: an int64 scalar; by default the global step.
      name: name of the op.

    Returns:
      An Operation in graphs, None eagerly.

    Raises:
      TypeError: param is no tensor, while a graph is built.
      DataLossError: its bytes are no GraphDef.
    """
    if not _native.executing_eagerly() and not isinstance(param, _native.Tensor):
        raise TypeError(
            "graph() needs a tf.Tensor (e.g. tf.placeholder) in graph mode, but was: "
            f"{type(param)}"
        )
    writer = state.writer
    if writer is None:
        return control.no_op()
    return _write_graph(writer._resource, chosen_step(step), _graph_bytes(param), name=name)


def _graph_bytes(param):
    from zeal.graph_def.export import shown

    if isinstance(param, Graph):
        param = shown(param)
    serialize = getattr(param, "SerializeToString", None)
    return param if serialize is None else serialize()


@public("contrib.summary.import_event")
def import_event(tensor, name=None):
    """Writes an Event as it is, whether summaries are recorded or not.

    Args:
      tensor: a string scalar: the bytes of a `tf.Event`.
      name: name of the op.

    Returns:
      An Operation in graphs, None eagerly.

    Raises:
      DataLossError: the bytes are no Event.
    """
    return write_event(state.writer._resource, tensor, name=name)


@public("contrib.summary.all_summary_ops", "summary.all_v2_summary_ops")
def all_summary_ops():
    """What writes summaries of `tf.contrib.summary` in the default graph.

    Returns:
      A list of tensors and operations to run. None eagerly.

    Example:
      >>> tf.contrib.summary.all_summary_ops()
    """
    if not _native.executing_eagerly():
        return get_default_graph().get_collection(SUMMARIES)


@public("contrib.summary.initialize", "summary.initialize")
def initialize(graph=None, session=None):
    """Initialises the writers of a graph; eagerly nothing is left to do.

    Args:
      graph: a `tf.Graph` or GraphDef to write, or None.
      session: the Session that runs it; by default the one in force.

    Raises:
      RuntimeError: no writer is in force.
      ValueError: there is no session.

    Example:
      >>> tf.contrib.summary.initialize()
    """
    if _native.executing_eagerly():
        return
    if state.writer is None:
        raise RuntimeError("No default tf.contrib.summary.SummaryWriter found")
    from zeal.graph.placeholder import placeholder
    from zeal.graph.session import get_default_session

    session = get_default_session() if session is None else session
    if session is None:
        raise ValueError("session must be passed if no default session exists")
    session.run(summary_writer_initializer_op())
    if graph is not None:
        nodes = placeholder(string)
        session.run(_write_graph_of(nodes, 0), feed_dict={nodes: _graph_bytes(graph)})


_write_graph_of = graph  # where a parameter is called graph


# --- ops ---
class Kind(NamedTuple):
    """How the bytes of a summary are made, `message_of(tag, *inputs)`, and the op that writes
    them, `op(handle, step, tag, *inputs, name=)`."""

    message_of: Callable
    op: Callable


_NUMBERS = [d for d in map(dtypes.as_dtype, range(1, 24)) if d.is_floating or d.is_integer]
_ANY = [d for d in map(dtypes.as_dtype, range(1, 24)) if d.is_numpy_compatible]
_STEP, _TAG = ("step", "int64"), ("tag", "string")


def writing_op(name, inputs, kernel, doc, attrs=(), types=()):
    return python_op(
        name, [("writer", "resource"), *inputs], [], types=types, attrs=attrs, infer=no_outputs,
        kernel=kernel, doc=doc,
    )  # fmt: skip


def _summary_kernel(message_of):
    """The kernel of an op that writes a Summary."""

    def kernel(tensors, attrs):
        handle, step, *rest = tensors
        sink_of(handle).summary(int(step.numpy()), message_of(*rest, **attrs))
        return []

    return kernel


def _scalar_bytes(tag, value):
    value = _native.convert(value)
    if value.ndim:  # TensorFlow's op, unlike ScalarSummary, writes the first of several
        value = _native.api.reshape(value, [-1])[0]
    return scalar_summary(tag, value).numpy()


def _histogram_bytes(tag, values):
    return histogram_summary(tag, values).numpy()


def _image_bytes(tag, batch, bad_color, max_images):
    message = image_message(tag.numpy(), batch.numpy(), max_images, bad_color.numpy())
    return message.SerializeToString()


def _audio_bytes(tag, batch, rate, max_outputs):
    message = audio_message(tag.numpy(), batch.numpy(), float(rate.numpy()), max_outputs)
    return message.SerializeToString()


def tensor_bytes(tag, tensor, metadata):
    return tensor_message(tag.numpy(), tensor, metadata.numpy()).SerializeToString()


_scalar = Kind(_scalar_bytes, writing_op(
    "WriteScalarSummary", [_STEP, _TAG, ("value", "T")], _summary_kernel(_scalar_bytes),
    "Writes a number.", types=[("T", _NUMBERS)],
))  # fmt: skip
_histogram = Kind(_histogram_bytes, writing_op(
    "WriteHistogramSummary", [_STEP, _TAG, ("values", "T")], _summary_kernel(_histogram_bytes),
    "Writes how values are spread.", types=[("T", _NUMBERS)],
))  # fmt: skip
_write_image = writing_op(
    "WriteImageSummary", [_STEP, _TAG, ("tensor", "T"), ("bad_color", "uint8")],
    _summary_kernel(_image_bytes), "Writes images.", attrs=[("max_images", 3)],
    types=[("T", [dtypes.uint8, dtypes.float32, dtypes.float16])],
)  # fmt: skip
_write_audio = writing_op(
    "WriteAudioSummary", [_STEP, _TAG, ("tensor", "float32"), ("sample_rate", "float32")],
    _summary_kernel(_audio_bytes), "Writes sounds.", attrs=[("max_outputs", 3)],
)  # fmt: skip
_write_summary = writing_op(  # whose inputs have an order of their own
    "WriteSummary", [_STEP, ("tensor", "T"), _TAG, ("summary_metadata", "string")],
    _summary_kernel(lambda tensor, tag, metadata: tensor_bytes(tag, tensor, metadata)),
    "Writes a tensor.", types=[("T", _ANY)],
)  # fmt: skip


def write_tensor(handle, step, tag, tensor, metadata, name):
    return _write_summary(handle, step, tensor, tag, metadata, name=name)


_generic = Kind(tensor_bytes, write_tensor)


def _image(most):
    partial = functools.partial
    return Kind(partial(_image_bytes, max_images=most), partial(_write_image, max_images=most))


def _audio(most):
    partial = functools.partial
    return Kind(partial(_audio_bytes, max_outputs=most), partial(_write_audio, max_outputs=most))


# --- what is written as it is ---
def _checked(message, kind):
    """Bytes that are a message of a kind."""
    from google.protobuf.message import DecodeError

    try:
        kind.FromString(message)
    except DecodeError:
        raise errors.DataLossError(
            f"Bad tf.{kind.DESCRIPTOR.name} binary proto tensor string"
        ) from None
    return message


def _graph_kernel(tensors, attrs):
    from zeal.messages.graph import GraphDef

    handle, step, nodes = tensors
    sink_of(handle).graph(int(step.numpy()), _checked(nodes.numpy(), GraphDef))
    return []


def _event_kernel(tensors, attrs):
    from zeal.messages.summary import Event

    handle, event = tensors
    sink_of(handle).event(_checked(event.numpy(), Event))
    return []


_write_graph = writing_op(
    "WriteGraphSummary", [_STEP, ("tensor", "string")], _graph_kernel, "Writes a graph.",
)  # fmt: skip
write_event = writing_op(
    "ImportEvent", [("event", "string")], _event_kernel, "Writes an Event.",
)  # fmt: skip
