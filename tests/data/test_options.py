"""tf.data.Options: values, types, and how datasets take them over. Words are TensorFlow 1.15's."""

import pytest

import zeal as tf

Dataset, experimental = tf.data.Dataset, tf.data.experimental


def of(**values):
    options = tf.data.Options()
    for name, value in values.items():
        setattr(options, name, value)
    return options


def test_values_and_types():
    options = tf.data.Options()
    assert options.experimental_deterministic is None and options == tf.data.Options()
    options.experimental_optimization.map_fusion = True
    options.experimental_threading.private_threadpool_size = 3
    assert options != tf.data.Options()
    assert options.experimental_distribute.auto_shard is True
    assert options.experimental_stats == experimental.StatsOptions()
    assert experimental.MapVectorizationOptions() == experimental.OptimizationOptions(
    ).map_vectorization
    with pytest.raises(AttributeError, match="Cannot set the property foo on Options."):
        options.foo = 1
    with pytest.raises(AttributeError, match="no attribute 'foo'"):
        options.foo  # noqa: B018
    with pytest.raises(TypeError, match='Property "experimental_deterministic" must be of type '
                       "<class 'bool'>, got: 3 .type: <class 'int'>."):
        options.experimental_deterministic = 3
    with pytest.raises(TypeError, match="Incompatible options type: <class 'int'> vs"):
        options.merge(3)


def test_datasets_take_options_over():
    ordered, tuned = of(experimental_deterministic=False), tf.data.Options()
    tuned.experimental_optimization.autotune = True
    first = Dataset.range(3).with_options(ordered)
    assert Dataset.range(3).options() == tf.data.Options()
    steps = (
        first, first.map(lambda x: x), first.batch(2), first.shuffle(2), first.cache(),
        first.interleave(Dataset.from_tensors), first.padded_batch(2, []), first.prefetch(1),
        Dataset.zip((first, Dataset.range(3))), Dataset.range(3).concatenate(first),
        first.apply(experimental.scan(tf.constant(0, tf.int64), lambda s, x: (s, x))),
    )  # fmt: skip
    for dataset in steps:
        assert dataset.options() == ordered
    both = Dataset.zip((first, Dataset.range(3).with_options(tuned))).options()
    assert both.experimental_optimization.autotune is True
    assert both.experimental_deterministic is False
    with tf.Graph().as_default():
        mapped = Dataset.range(3).with_options(ordered).map(lambda x: x).flat_map(Dataset.range)
        assert mapped.options() == ordered


def test_options_that_differ_do_not_merge():
    yes, no = of(experimental_deterministic=True), of(experimental_deterministic=False)
    words = r"Cannot merge incompatible values \(True and False\) of option: experimental_determin"
    with pytest.raises(ValueError, match=words):
        yes.merge(no)
    with pytest.raises(ValueError, match=words):
        Dataset.range(3).with_options(yes).with_options(no)
    with pytest.raises(ValueError, match=words):
        Dataset.zip((Dataset.range(3).with_options(yes), Dataset.range(3).with_options(no)))
