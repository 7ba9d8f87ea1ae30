"""tf.contrib.deprecated: summaries of before 1.0, whose tags are given apart from ops' names."""

from zeal._native import raw as _raw
from zeal.graph.collections import get_collection as _get_collection
from zeal.graph.keys import GraphKeys as _GraphKeys
from zeal.public import publish_module as _publish_module
from zeal.state.scope import name_scope as _name_scope
from zeal.summary import images as _images
from zeal.summary import ops as _ops
from zeal.summary import sounds as _sounds
from zeal.summary.tags import collect as _collect

_publish_module(__name__)


def _summary(op, kind, collections, name, *inputs):
    with _name_scope(name, kind, inputs[:2]) as scope:
        summary = op(*inputs, name=scope)
        _collect(summary, collections, [_GraphKeys.SUMMARIES])
    return summary


def scalar_summary(tags, values, collections=None, name=None):
    """A Summary message of numbers.

    Args:
      tags: strings, one for each number.
      values: real numbers, of the shape of `tags`.
      collections: collections of the graph to add it to; by default GraphKeys.SUMMARIES.
      name: name of the op.

    Returns:
      A string scalar: the message's bytes.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     loss = tf.contrib.deprecated.scalar_summary("loss", tf.constant(0.5))
      ...     print(tf.Summary.FromString(session.run(loss)).value[0].tag)
      loss
    """
    return _summary(_raw.ScalarSummary, "ScalarSummary", collections, name, tags, values)


def histogram_summary(tag, values, collections=None, name=None):
    """A Summary message of how values are spread.

    Args:
      tag: a string.
      values: real numbers of any shape.
      collections, name: as for `scalar_summary`.

    Returns:
      A string scalar: the message's bytes.
    """
    return _summary(_raw.HistogramSummary, "HistogramSummary", collections, name, tag, values)


def image_summary(tag, tensor, max_images=3, collections=None, name=None):
    """A Summary message of images.

    Args:
      tag: a string.
      tensor: [batch, height, width, channels], as for `tf.summary.image`.
      max_images: how many at most.
      collections, name: as for `scalar_summary`.

    Returns:
      A string scalar: the message's bytes.
    """
    op = _images.image_summary
    return _summary(op, "ImageSummary", collections, name, tag, tensor, max_images)


def audio_summary(tag, tensor, sample_rate, max_outputs=3, collections=None, name=None):
    """A Summary message of sounds.

    Args:
      tag: a string.
      tensor: [batch, frames] or [batch, frames, channels], between -1 and 1.
      sample_rate: frames each second.
      max_outputs: how many at most.
      collections, name: as for `scalar_summary`.

    Returns:
      A string scalar: the message's bytes.
    """
    op = _sounds.audio_summary
    return _summary(op, "AudioSummary", collections, name, tag, tensor, sample_rate, max_outputs)


def merge_summary(inputs, collections=None, name=None):
    """One Summary message with the values of several; see `tf.summary.merge`.

    Args:
      inputs: a list of summaries.
      collections, name: as there.

    Returns:
      A string scalar: the message's bytes.
    """
    return _ops.merge(inputs, collections, name or "MergeSummary")


def merge_all_summaries(key=_GraphKeys.SUMMARIES):
    """One Summary message with the values of all summaries of the graph.

    Args:
      key: the collection in which they are.

    Returns:
      A string scalar, or None where the graph has no summary.
    """
    summaries = _get_collection(key)
    return merge_summary(summaries) if summaries else None
