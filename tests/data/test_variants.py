"""Datasets as tensors, and back; what is known of elements, and refused."""

import numpy as np
import pytest

import zeal as tf

E = tf.data.experimental
SPEC = tf.TensorSpec([], tf.int64)


def test_eagerly():
    numbers = tf.data.Dataset.range(5).filter(lambda i: tf.equal(i % 2, 0))
    again = E.from_variant(E.to_variant(numbers), SPEC)
    assert [int(x) for x in again] == [0, 2, 4]
    assert again.output_types == tf.int64 and again.output_shapes == []


def test_through_traced_functions_and_maps():
    @tf.function
    def doubled(variant):
        return E.to_variant(E.from_variant(variant, SPEC).map(lambda x: 2 * x))

    variant = doubled(E.to_variant(tf.data.Dataset.range(3)))
    assert [int(x) for x in E.from_variant(variant, SPEC)] == [0, 2, 4]


def test_scan_knows_no_size_that_its_state_loses():
    doubling = E.scan([0], lambda s, x: (tf.concat([s, s], 0), s))
    ds = tf.data.Dataset.range(3).apply(doubling)
    assert ds.output_shapes.as_list() == [None] and [len(x.numpy()) for x in ds] == [1, 2, 4]
    with tf.Graph().as_default():
        assert tf.data.Dataset.range(3).apply(doubling).output_shapes.as_list() == [None]
    kept = E.scan([0], lambda s, x: (s + 1, s))
    assert tf.data.Dataset.range(3).apply(kept).output_shapes.as_list() == [1]


def test_unique_of_any_shape_and_of_other_dtypes():
    rows = tf.data.Dataset.from_tensor_slices([[1, 2], [2, 1], [1, 2]])
    assert [x.numpy().tolist() for x in rows.apply(E.unique())] == [[1, 2], [2, 1]]
    for other in (1.0, (1, 2)):
        with pytest.raises(TypeError, match="only supports inputs with a single `tf.int32`"):
            tf.data.Dataset.from_tensors(other).apply(E.unique())


def test_datasets_of_other_types_do_not_mix():
    others = [tf.data.Dataset.range(2), tf.data.Dataset.from_tensors(1.0)]
    with pytest.raises(TypeError, match="All datasets must have the same type and class"):
        print(E.sample_from_datasets(others).output_types)


def test_padded_shapes_have_room():
    three = tf.data.Dataset.from_tensors([1, 2, 3])
    words = r"The padded shape \(1,\) is not compatible with the corresponding input component"
    with pytest.raises(ValueError, match=words + r" shape \(3,\)"):
        three.padded_batch(5, [1])
    with pytest.raises(ValueError, match=r"must be a 1-D tensor .* but its shape was \(2, 2\)"):
        three.padded_batch(5, [[1, 1], [1, 1]])
    assert [x.numpy().tolist() for x in three.padded_batch(5, [4])] == [[[1, 2, 3, 0]]]


def test_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        pairs = tf.data.Dataset.from_tensor_slices((np.arange(2), np.ones([2, 3])))
        variant = E.to_variant(pairs)
        assert variant.dtype == tf.variant and variant.shape == []
        structure = tf.TensorSpec([], tf.int64), tf.TensorSpec([3], tf.float64)
        iterator = E.from_variant(variant, structure).make_initializable_iterator()
        following = iterator.get_next()
        session.run(iterator.initializer)
        assert session.run(following)[0] == 0
        number, row = session.run(following)
        assert number == 1 and row.tolist() == [1, 1, 1]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(following)


def test_elements_of_another_structure_are_refused():
    def refused(structure, words):
        ds = E.from_variant(E.to_variant(tf.data.Dataset.range(3)), structure)
        with pytest.raises(tf.errors.InvalidArgumentError, match=words):
            list(ds.take(2))

    wrong = r"Data type mismatch at component 0: expected float but got int64\."
    refused(tf.TensorSpec([], tf.float32), wrong)
    wrong = r"Incompatible shapes at component 0: expected \[3\] but got \[\]\."
    refused(tf.TensorSpec([3], tf.int64), wrong)
    refused((SPEC, SPEC), r"Number of components does not match: expected 2 types but got 1\.")


def test_variants_are_elements_that_functions_take():
    variants = tf.data.Dataset.range(3).map(lambda i: E.to_variant(tf.data.Dataset.range(i + 1)))
    flat = variants.flat_map(lambda v: E.from_variant(v, SPEC))
    assert flat.output_types == tf.int64 and [int(x) for x in flat] == [0, 0, 1, 0, 1, 2]
    sums = variants.map(lambda v: E.from_variant(v, SPEC).reduce(np.int64(0), tf.add))
    assert sums.output_shapes == [] and [int(x) for x in sums] == [0, 1, 3]


@pytest.mark.parametrize("eagerly", [True, False])
def test_an_op_that_is_out_of_range_ends_maps_alone(eagerly):
    def stops(x):
        if x == 2:
            raise StopIteration
        return x

    def taken(dataset):
        if eagerly:
            return [int(x) for x in dataset]
        following, found = dataset.make_one_shot_iterator().get_next(), []
        with tf.Session() as session, pytest.raises(tf.errors.OutOfRangeError):
            while True:
                found.append(int(session.run(following)))
        return found

    stop = lambda x: tf.py_func(stops, [x], tf.int64)  # noqa: E731
    one = tf.data.Dataset.from_tensors
    with tf.Graph().as_default() if not eagerly else tf.init_scope():
        numbers = tf.data.Dataset.range(5)
        assert taken(numbers.map(stop)) == [0, 1]
        others = (
            numbers.filter(lambda x: stop(x) >= 0),
            numbers.flat_map(lambda x: one(stop(x))),
            numbers.interleave(lambda x: one(stop(x)), 2),
            numbers.filter(lambda x: stop(x) >= 0).map(lambda x: x),
        )
        for dataset in others:
            with pytest.raises(tf.errors.InternalError, match="returned `OutOfRange`.*StopIter"):
                taken(dataset)
