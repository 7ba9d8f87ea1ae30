"""tf.summary.audio: a batch of sounds as a Summary message."""

from zeal import _native, dtypes, errors
from zeal.graph.keys import GraphKeys
from zeal.ops.host_op import python_op
from zeal.public import public
from zeal.records.wav import encoded
from zeal.summary.images import require_positive
from zeal.summary.ops import a_scalar
from zeal.summary.tags import collect, summary_scope
from zeal.tensor_shape import sizes_text


@public("summary.audio")
def audio(name, tensor, sample_rate, max_outputs=3, collections=None, family=None):
    """A Summary message of sounds.

    Args:
      name: name of the op, and where the sounds are found in TensorBoard.
      tensor: [batch, frames, channels] or [batch, frames] of float32 between -1 and 1.
      sample_rate: float32 scalar: frames per second.
      max_outputs: how many sounds of the batch at most.
      collections, family: as for `tf.summary.scalar`.

    Returns:
      A string scalar: the message's bytes. Tags are "name/audio", or "name/audio/0" and so on where
      max_outputs is more than 1.

    Raises:
      ValueError: max_outputs is not positive.
      InvalidArgumentError: in runs: tensor is no such batch, or the rate not positive.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     tone = tf.sin(tf.range(800.0) * 0.3)[None]
      ...     sound = tf.summary.audio("tone", tone, 8000.0)
      ...     print(tf.Summary.FromString(session.run(sound)).value[0].audio.length_frames)
      800
    """
    require_positive("AudioSummaryV2", "max_outputs", max_outputs)
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        rate = _native.convert(sample_rate, dtypes.float32, "sample_rate")
        summary = audio_summary(tag, tensor, rate, max_outputs, name=scope)
        collect(summary, collections, [GraphKeys.SUMMARIES])
    return summary


def audio_message(tag, sounds, rate, most):
    """The Summary message of a batch of sounds.

    Args:
      tag: the tag's beginning.
      sounds: an array, [batch, frames, channels] or [batch, frames].
      rate: frames per second.
      most: how many at most.
    """
    from zeal.messages.summary import Summary

    if sounds.ndim not in (2, 3):
        raise errors.InvalidArgumentError(
            f"Tensor must be 3-D or 2-D, got: {sizes_text(sounds.shape)}"
        )
    if not rate > 0:
        raise errors.InvalidArgumentError("sample_rate must be > 0")
    summary = Summary()
    for i, sound in enumerate(sounds[:most]):
        frames = sound if sound.ndim == 2 else sound[:, None]
        value = summary.value.add(tag=tag + (b"/audio/%d" % i if most > 1 else b"/audio"))
        value.audio.sample_rate, value.audio.content_type = rate, "audio/wav"
        value.audio.length_frames, value.audio.num_channels = frames.shape
        value.audio.encoded_audio_string = encoded(frames, rate)
    return summary


def _kernel(tensors, attrs):
    tag, batch, rate = tensors
    for tensor, name in ((tag, "Tag"), (rate, "sample_rate")):
        if tensor._shape_tuple():
            raise errors.InvalidArgumentError(f"{name} must be a scalar")
    most = attrs["max_outputs"]
    message = audio_message(tag.numpy(), batch.numpy(), float(rate.numpy()), most)
    return [message.SerializeToString()]


audio_summary = python_op(
    "AudioSummaryV2",
    [("tag", "string"), ("tensor", "float32"), ("sample_rate", "float32")],
    [("summary", "string")],
    attrs=[("max_outputs", 3)], infer=a_scalar, kernel=_kernel, stateful=False,
    doc="A Summary message of sounds.",
)  # fmt: skip
