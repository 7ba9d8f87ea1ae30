"""tf.contrib.deprecated, tfprof, compiler, and optimizers around others; names from TensorFlow."""

import numpy as np
import pytest

import zeal as tf


def test_deprecated_summaries():
    old = tf.contrib.deprecated
    with tf.Graph().as_default(), tf.Session() as session:
        made = [
            old.scalar_summary(["x", "y"], [1.0, 2.0]), old.histogram_summary("h", [1.0, 2.0]),
            old.image_summary("i", tf.ones([2, 2, 2, 1]), max_images=2),
            old.audio_summary("au", tf.zeros([1, 4]), 8000),
        ]  # fmt: skip
        made += [old.merge_all_summaries(), old.merge_summary(made[:2], ["q"], "m2")]
        assert [t.name for t in made] == [
            "ScalarSummary:0", "HistogramSummary:0", "ImageSummary:0", "AudioSummary:0",
            "MergeSummary/MergeSummary:0", "m2/m2:0",
        ]  # fmt: skip
        assert tf.get_collection("q") == made[-1:] and len(tf.get_collection("summaries")) == 4
        values = tf.Summary.FromString(session.run(made[4])).value
    assert [v.tag for v in values] == ["x", "y", "h", "i/image/0", "i/image/1", "au/audio/0"]
    with tf.Graph().as_default():
        assert old.merge_all_summaries() is None


def test_tfprof(capsys):
    model_analyzer = tf.contrib.tfprof.model_analyzer
    with tf.Graph().as_default() as graph:
        tf.get_variable("w", [3, 4])
        options = model_analyzer.TRAINABLE_VARS_PARAMS_STAT_OPTIONS
        told = model_analyzer.print_model_analysis(graph, tfprof_options=options)
    assert told.total_parameters == 12 and "w (3x4, 12/12 params)" in capsys.readouterr().out


def test_compile():
    compile = tf.contrib.compiler.xla.compile
    assert compile(lambda x: {"k": x + 1}, [1.0])["k"].numpy() == 2.0
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(1.0)
        session.run(v.initializer)
        assert isinstance(compile(lambda: None), tf.Operation)
        (y,) = compile(lambda x: (x * 2, tf.assign(v, 5.0).op), [3.0])
        assert session.run(y) == 6.0 and session.run(v) == 5.0
        with pytest.raises(ValueError, match="zero or more Tensor values followed by zero or"):
            compile(lambda x: (tf.no_op(), x), [3.0])
        with pytest.raises(ValueError, match="does not support Operation as return value in non"):
            compile(lambda x: (x, [tf.no_op()]), [3.0])
        with tf.contrib.compiler.jit.experimental_jit_scope():
            assert session.run(tf.constant(1.0) + 1) == 2.0
    with pytest.raises(RuntimeError, match="jit_scope is not supported when eager"):
        tf.xla.experimental.jit_scope().__enter__()


def test_clipping_optimizer():
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.get_variable("w", [3, 4], initializer=tf.zeros_initializer())
        inside = tf.train.MomentumOptimizer(1.0, 0.9)
        clipped = tf.contrib.estimator.clip_gradients_by_norm(inside, 2.0)
        step = clipped.minimize(10.0 * tf.reduce_sum(w))
        names = [v.name for v in tf.global_variables()]
        assert names == ["w:0", "w/Momentum:0"]
        assert clipped.get_name() == "ClipByNormMomentum"
        assert clipped.get_slot_names() == ["momentum"]
        session.run(tf.global_variables_initializer())
        session.run(step)
        np.testing.assert_allclose(session.run(w), np.full([3, 4], -2 / 12**0.5), rtol=1e-6)
