"""tensorflow.contrib.framework.python.ops.audio_ops: what TensorFlow's speech examples import."""

from zeal.ops.signal.spectrogram import audio_spectrogram, mfcc
from zeal.records.wav import decode_wav, encode_wav

__all__ = ["audio_spectrogram", "decode_wav", "encode_wav", "mfcc"]
