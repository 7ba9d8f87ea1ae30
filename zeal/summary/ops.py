"""tf.summary.scalar and its kin: ops whose output is a Summary message."""

from zeal import _native, dtypes
from zeal._native import raw
from zeal.graph.collections import get_collection
from zeal.graph.keys import GraphKeys
from zeal.ops.host_op import python_op
from zeal.public import public
from zeal.state.scope import name_scope
from zeal.summary.tags import clean_tag, collect, summary_scope

scalar_summary = raw.ScalarSummary  # see `scalar`; called once for each one that is written


def as_floats(values):
    """Values that are no tensor as one of float32, if they convert."""
    if isinstance(values, (_native.Tensor, _native.Variable)):
        return values
    try:
        return _native.literal(values, dtypes.float32)
    except (TypeError, ValueError):
        return values


def histogram_summary(tag, values, name=None):
    """The op HistogramSummary; see `histogram`."""
    return raw.HistogramSummary(tag, values, name=name)


@public("summary.scalar")
def scalar(name, tensor, collections=None, family=None):
    """A Summary message of one number.

    Args:
      name: name of the op, and where the curve is found in TensorBoard.
      tensor: a scalar of real numbers.
      collections: collections of the graph to add it to; by default GraphKeys.SUMMARIES, which
        `merge_all` reads.
      family: what the tag begins with, which TensorBoard groups by.

    Returns:
      A string scalar: the message's bytes, for `tf.summary.FileWriter.add_summary`.

    Raises:
      InvalidArgumentError: tensor is no scalar.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     loss = tf.summary.scalar("loss", tf.constant(0.5))
      ...     print(tf.Summary.FromString(session.run(loss)).value[0].simple_value)
      0.5
    """
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        summary = scalar_summary(tag, tensor, scope)
        collect(summary, collections, [GraphKeys.SUMMARIES])
    return summary


@public("summary.histogram")
def histogram(name, values, collections=None, family=None):
    """A Summary message of how values are spread.

    Args:
      name: name of the op, and where the histogram is found in TensorBoard.
      values: real numbers of any shape.
      collections, family: as for `tf.summary.scalar`.

    Returns:
      A string scalar: the message's bytes.

    Raises:
      InvalidArgumentError: in runs: a value is not finite.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     weights = tf.summary.histogram("weights", [1.0, 2.0, 2.5])
      ...     print(tf.Summary.FromString(session.run(weights)).value[0].histo.max)
      2.5
    """
    with summary_scope(name, family, "HistogramSummary", [values]) as (tag, scope):
        summary = histogram_summary(tag, as_floats(values), scope)
        collect(summary, collections, [GraphKeys.SUMMARIES])
    return summary


@public("summary.tensor_summary")
def tensor_summary(
    name,
    tensor,
    summary_description=None,
    collections=None,
    summary_metadata=None,
    family=None,
    display_name=None,
):
    """A Summary message of any tensor, for a plugin of TensorBoard.

    Args:
      name: name of the op, and the tag.
      tensor: the tensor, of any dtype and shape.
      summary_description: a text about it.
      collections, family: as for `tf.summary.scalar`.
      summary_metadata: a SummaryMetadata, which names the plugin.
      display_name: what TensorBoard shows in place of the tag.

    Returns:
      A string scalar: the message's bytes.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     matrix = tf.summary.tensor_summary("matrix", tf.eye(2))
      ...     value = tf.Summary.FromString(session.run(matrix)).value[0]
      ...     print(tf.make_ndarray(value.tensor).tolist())
      [[1.0, 0.0], [0.0, 1.0]]
    """
    from zeal.messages.summary import SummaryMetadata

    metadata = SummaryMetadata() if summary_metadata is None else summary_metadata
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        summary = write_tensor(tag, tensor, metadata.SerializeToString(), name=scope)
        collect(summary, collections, [GraphKeys.SUMMARIES])
    return summary


@public("summary.text")
def text(name, tensor, collections=None):
    """A Summary message of texts, in which TensorBoard reads Markdown.

    Args:
      name: name of the op, and where the text is found in TensorBoard.
      tensor: strings; a vector or matrix becomes a table.
      collections: as for `tf.summary.scalar`.

    Returns:
      A string scalar: the message's bytes.

    Raises:
      ValueError: tensor is of another dtype.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     note = tf.summary.text("note", tf.constant("a *fine* run"))
      ...     print(tf.Summary.FromString(session.run(note)).value[0].metadata.plugin_data)
      plugin_name: "text"
    """
    from zeal.messages.summary import SummaryMetadata

    if tensor.dtype != dtypes.string:
        which = getattr(tensor, "name", tensor) if not _native.executing_eagerly() else tensor
        raise ValueError(f"Expected tensor {which} to have dtype string, got {tensor.dtype}")
    data = SummaryMetadata.PluginData(plugin_name="text")
    metadata = SummaryMetadata(plugin_data=data)
    return tensor_summary(name, tensor, collections=collections, summary_metadata=metadata)


# --- several as one ---
def _require_graph():
    if _native.executing_eagerly():
        raise RuntimeError(
            "Merging tf.summary.* ops is not compatible with eager execution. "
            "Use tf.contrib.summary instead."
        )


@public("summary.merge")
def merge(inputs, collections=None, name=None):
    """One Summary message with the values of several.

    Args:
      inputs: a list of summaries.
      collections: collections of the graph to add it to; none by default.
      name: name of the op.

    Returns:
      A string scalar: the message's bytes.

    Raises:
      RuntimeError: eager execution is on.
      TypeError: inputs is no list; ValueError: it is empty.
      InvalidArgumentError: in runs: two values have one tag.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     both = tf.summary.merge([tf.summary.scalar("a", 1.0), tf.summary.scalar("b", 2.0)])
      ...     print([v.tag for v in tf.Summary.FromString(session.run(both)).value])
      ['a', 'b']
    """
    _require_graph()
    if not isinstance(inputs, (list, tuple)):
        raise TypeError(
            f"Expected list for 'inputs' argument to 'MergeSummary' Op, not {inputs!s}."
        )
    if not inputs:
        raise ValueError(
            "List argument 'inputs' to 'MergeSummary' Op with length 0 shorter than minimum "
            "length 1."
        )
    name = clean_tag(name)
    with name_scope(name, "Merge", inputs):
        summary = raw.MergeSummary(inputs, name=name)
        collect(summary, collections)
    return summary


@public("summary.merge_all")
def merge_all(key=GraphKeys.SUMMARIES, scope=None, name=None):
    """One Summary message with the values of all summaries of the graph.

    Args:
      key: the collection in which they are.
      scope: only those whose name matches this pattern from its beginning on.
      name: name of the op.

    Returns:
      A string scalar: the message's bytes. None where the graph has no summary.

    Raises:
      RuntimeError: eager execution is on.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     loss = tf.summary.scalar("loss", 0.25)
      ...     print(tf.Summary.FromString(session.run(tf.summary.merge_all())).value[0].tag)
      loss
    """
    _require_graph()
    summaries = get_collection(key, scope=scope)
    return merge(summaries, name=name) if summaries else None


@public("summary.get_summary_description")
def get_summary_description(node_def):
    """What a node of the old op TensorSummary says about its summary.

    Args:
      node_def: a NodeDef.

    Returns:
      A SummaryDescription.

    Raises:
      ValueError: it is a node of another op.

    Example:
      >>> node = tf.NodeDef(op="TensorSummary")
      >>> node.attr["description"].s = b'{"type_hint": "text"}'
      >>> tf.summary.get_summary_description(node).type_hint
      'text'
    """
    from google.protobuf import json_format

    from zeal.messages.summary import SummaryDescription

    if node_def.op != "TensorSummary":
        raise ValueError(f"Can't get_summary_description on {node_def.op}")
    described = SummaryDescription()
    json_format.Parse(node_def.attr["description"].s.decode(), described)
    return described


# --- tensors of any dtype ---
def tensor_message(tag, tensor, metadata):
    """The Summary message of a concrete tensor."""
    from zeal.graph_def.shape_proto import write_sizes
    from zeal.graph_def.tensor_proto import proto_of
    from zeal.messages.summary import Summary

    summary = Summary()
    value = summary.value.add(tag=tag)
    if tensor.dtype == dtypes.string:
        value.tensor.CopyFrom(proto_of(tensor))
    else:  # always as bytes, as TensorFlow's op does
        value.tensor.dtype = tensor.dtype.as_datatype_enum
        write_sizes(value.tensor.tensor_shape, tensor._shape_tuple())
        value.tensor.tensor_content = tensor.numpy().tobytes()
    value.metadata.MergeFromString(metadata)
    return summary


def _tensor_kernel(tensors, attrs):
    tag, tensor, metadata = tensors
    return [tensor_message(tag.numpy(), tensor, metadata.numpy()).SerializeToString()]


def a_scalar(shapes, attrs):
    """The inferred shape of every summary."""
    return [()]


write_tensor = python_op(
    "TensorSummaryV2",
    [("tag", "string"), ("tensor", "T"), ("serialized_summary_metadata", "string")],
    [("summary", "string")],
    types=[("T", [d for d in map(dtypes.as_dtype, range(1, 24)) if d.is_numpy_compatible])],
    infer=a_scalar, kernel=_tensor_kernel, stateful=False,
    doc="A Summary message of a tensor, with metadata that say what shows it.",
)  # fmt: skip
