"""Tests of zeal/interop/internals/: names of tensorflow.python.ops that only its own code has."""

import importlib

import numpy as np
import pytest

import zeal as tf
from zeal._native import raw


def _module(name):
    return importlib.import_module(f"zeal.interop.internals.{name}")


def test_with_dependencies_waits_in_graphs():
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", initializer=1.0)
        wait = _module("control_flow_ops").with_dependencies([v.assign_add(2.0)], tf.constant(5.0))
        session.run(v.initializer)
        assert session.run(wait) == 5.0 and session.run(v) == 3.0
        slices = tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]))
        assert isinstance(
            _module("control_flow_ops").with_dependencies([wait], slices), tf.IndexedSlices
        )


def _known_or_cond(pred, true_fn, false_fn):
    if isinstance(pred, bool):
        return true_fn() if pred else false_fn()
    return tf.cond(pred, true_fn, false_fn)


def _case(first, second, default=None, exclusive=False, **how):
    pairs = [(first, lambda: tf.constant(1)), (second, lambda: tf.constant(2))]
    helper = _module("control_flow_ops")._case_helper
    return helper(_known_or_cond, pairs, default, exclusive, "case", **how)


def test_case_by_another_cond():
    seven = lambda: tf.constant(7)  # noqa: E731
    allow = {"allow_python_preds": True}
    assert [int(_case(*preds, seven, **allow)) for preds in (
        (False, True), (True, True), (False, False), (tf.constant(False), True),
    )] == [2, 1, 7, 2]  # fmt: skip
    with pytest.raises(tf.errors.InvalidArgumentError, match="None of conditions"):
        _case(False, False, **allow)
    with pytest.raises(tf.errors.InvalidArgumentError, match="exclusive=True"):
        _case(True, True, seven, True, **allow)
    with pytest.raises(TypeError, match="pred must be a Tensor"):
        _case(False, True)
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.placeholder(tf.bool, []), tf.placeholder(tf.bool, [])
        y = _case(a, b)
        assert [session.run(y, {a: x, b: not x}) for x in (True, False)] == [1, 2]
        with pytest.raises(tf.errors.InvalidArgumentError, match="None of conditions"):
            session.run(y, {a: False, b: False})


def test_assertions_of_two():
    checks = _module("check_ops")
    checks.assert_less_v2(1, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="too large"):
        checks.assert_less_v2(3, 2, "too large")
    with pytest.raises(tf.errors.InvalidArgumentError, match="is below"):
        checks.assert_non_negative_v2([-1], "is below")
    with pytest.raises(ValueError, match="of rank two"):
        checks.assert_rank_v2([1], 2, "of rank two")
    assert set(checks.__all__) <= set(vars(checks))


def test_bucketize():
    bucketize = _module("math_ops")._bucketize
    found = bucketize(tf.constant([[-5, 0], [3, 12]]), boundaries=[0, 3, 8])
    assert found.dtype == tf.int32 and found.numpy().tolist() == [[0, 1], [2, 3]]
    with pytest.raises(TypeError, match="Expected list"):
        bucketize([1.0], boundaries=0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected sorted boundaries"):
        bucketize([1.0], boundaries=[1, 0])


def test_labels_and_predictions_of_one_rank():
    squeezed = _module("confusion_matrix").remove_squeezable_dimensions
    labels, predictions = squeezed(tf.zeros([3]), tf.zeros([3, 1]))
    assert labels.shape == predictions.shape == [3]
    labels, predictions = squeezed(tf.zeros([3, 1]), tf.zeros([3, 2]), expected_rank_diff=1)
    assert labels.shape == [3] and predictions.shape == [3, 2]


@pytest.mark.parametrize("kind", ["avg", "max"])
def test_fractional_pooling_of_two(kind):
    pool = getattr(_module("nn_ops"), f"fractional_{kind}_pool_v2")
    x = tf.constant(np.arange(64, dtype=np.float32).reshape(1, 8, 8, 1))
    outputs = [pool(x, 1.5, pseudo_random=True, seed=3)[0].numpy() for _ in range(2)]
    assert outputs[0].shape == (1, 5, 5, 1) and (outputs[0] == outputs[1]).all()
    assert pool(x, [1.0, 2.0, 1.0, 1.0])[0].shape == [1, 4, 8, 1]


@pytest.mark.parametrize("layout, strides, rate", [
    ("NHWC", [2, 1], None), ("NCHW", None, [1, 2]), (None, 1, 1),
])  # fmt: skip
def test_convolution_of_known_shapes(layout, strides, rate):
    random = np.random.RandomState(0)
    x, filters = random.randn(2, 4, 4, 4), random.randn(2, 2, 4, 3)
    shapes = tf.TensorShape(x.shape), tf.TensorShape(filters.shape)
    op = _module("nn_ops").Convolution(*shapes, "SAME", strides, rate, data_format=layout)
    want = tf.nn.convolution(x, filters, "SAME", strides, rate, data_format=layout)
    np.testing.assert_array_equal(op(x, filters), want)


def test_convolution_of_shapes_that_do_not_fit():
    make, shape = _module("nn_ops").Convolution, tf.TensorShape
    with pytest.raises(ValueError, match="does not match .* dimension of filter, 4 != 2"):
        make(shape([1, 8, 4]), shape([3, 2, 5]), "SAME")
    with pytest.raises(ValueError, match="input tensor must have rank 3"):
        make(shape([1, 8]), shape([3, 2, 5]), "SAME")
    with pytest.raises(ValueError, match="rank of input or filter must be known"):
        make(shape(None), shape(None), "SAME")
    with pytest.raises(ValueError, match="strides > 1 not supported in conjunction"):
        make(shape([1, 8, 4]), shape([3, 4, 5]), "SAME", 2, 2)


def test_sparse_lookups_of_two():
    lookups = _module("embedding_ops")
    ids = tf.SparseTensor([[0, 0], [1, 0]], tf.constant([3, 1], tf.int64), [3, 2])
    parts = [tf.constant([[0.0], [1.0]]), tf.constant([[2.0], [3.0]])]
    assert lookups.embedding_lookup_v2(parts, [3]).numpy().tolist() == [[3.0]]
    found = lookups.safe_embedding_lookup_sparse_v2(parts, ids)
    assert found.numpy().tolist() == [[3.0], [1.0], [0.0]]


def test_other_signatures():
    arrays = _module("array_ops")
    assert arrays.squeeze_v2(tf.zeros([1, 2]), axis=0).shape == [2]
    found = arrays.batch_gather_nd(tf.constant([[1, 2], [3, 4]]), [[1], [0]], batch_dims=1)
    assert found.numpy().tolist() == [2, 3]
    product = _module("gen_linalg_ops").einsum([tf.ones([2, 3]), tf.ones([3])], "ij,j->i")
    assert product.numpy().tolist() == [3.0, 3.0]
    with tf.Graph().as_default(), tf.Session() as session:
        value = _module("cond_v2").cond_v2(tf.constant([[True]]), lambda: 1.0, lambda: 2.0)
        assert session.run(value) == 1.0


def test_ops_whose_modules_are_not_imported_yet():
    from zeal.interop.internal import module_for

    pack = module_for("tensorflow.python.ops.math_ops").compare_and_bitpack
    assert pack([3.0, 0.0] * 4, 1.0).numpy().tolist() == [0b10101010]
    generated = module_for("tensorflow.python.ops.gen_math_ops")
    assert generated.Any(input=[[True], [False]], axis=0).numpy().tolist() == [True]
    assert generated.approximate_equal([1.0, 2.0], [1.0, 2.1]).numpy().tolist() == [True, False]
    stitch = module_for("tensorflow.python.ops.data_flow_ops").parallel_dynamic_stitch
    assert stitch([[1], [0]], [[5], [6]]).numpy().tolist() == [6, 5]


@pytest.mark.parametrize("axis, shapes, words", [
    (1, [[2, 3], [2, 7, 5]], "should contain 2 elem"),
    (2, [[2, 3], [2, 7]], "Concat dim is out of range: 2 vs. 2"),
    (1, [[2, 3], [4, 3]], r"Input 1 has shape \[4 3\] and doesn't match input 0"),
    (0, [[[2, 3]]], "should be a vector"),
])  # fmt: skip
def test_offsets_of_joined_tensors(axis, shapes, words):
    offsets = _module("gen_array_ops").concat_offset
    found = offsets(-2, [[2, 3, 5], [2, 7, 5], [2, 20, 5]])
    assert [t.numpy().tolist() for t in found] == [[0, 0, 0], [0, 3, 0], [0, 10, 0]]
    with pytest.raises(tf.errors.InvalidArgumentError, match=words):
        offsets(axis, shapes)


def test_values_of_tensors_in_both_modes():
    values = _module("gradient_checker_v2")._to_numpy
    assert values(tf.constant([1.0])).tolist() == [1.0] and values(3) == 3
    with tf.Graph().as_default(), tf.Session():
        assert values(tf.constant([2.0])).tolist() == [2.0]
        slices = tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]))
        found = tf.get_default_session().run(slices)
    assert isinstance(found, _module("ops").IndexedSlicesValue)


def test_lists_of_tensors():
    lists = _module("list_ops")
    handle = lists.empty_tensor_list(element_shape=[None], element_dtype=tf.float32)
    handle = raw.TensorListPushBack(input_handle=handle, tensor=[1.0, 2.0])
    handle = lists.tensor_list_set_item(handle, 2, [3.0], resize_if_index_out_of_bounds=True)
    handle, last = lists.tensor_list_pop_back(handle, element_dtype=tf.float32)
    assert last.numpy().tolist() == [3.0]
    handle = lists.tensor_list_set_item(handle, 1, [4.0])
    assert lists.tensor_list_concat(handle, tf.float32).numpy().tolist() == [1.0, 2.0, 4.0]
    pieces = lists.tensor_list_split([1.0, 2.0, 3.0], None, [1, 2])
    assert lists.tensor_list_get_item(pieces, 1, tf.float32).numpy().tolist() == [2.0, 3.0]
    rows = lists.tensor_list_scatter([[1.0], [2.0]], [2, 0], [1])
    assert lists.tensor_list_stack(rows, tf.float32).numpy().tolist() == [[2.0], [0.0], [1.0]]
    assert lists.tensor_list_gather(rows, [2], tf.float32).numpy().tolist() == [[1.0]]
    assert lists._build_element_shape([None, tf.constant(5)]).numpy().tolist() == [-1, 5]
    assert lists._build_element_shape(None) == -1


def test_rows_changed():
    rows = _module("inplace_ops")
    x = tf.ones([3, 2], tf.int32)
    assert rows.inplace_update(x, [-1], [[5, 6]]).numpy().tolist() == [[1, 1], [1, 1], [5, 6]]
    assert rows.inplace_add(x, 1, [2, 3]).numpy().tolist() == [[1, 1], [3, 4], [1, 1]]
    assert rows.inplace_sub(x, None, x).numpy().sum() == 0
    with pytest.raises(tf.errors.InvalidArgumentError, match="x and v shape doesn't match"):
        rows.inplace_update([[1.0]], [0], [10])
    assert rows.empty_like(["a"]).numpy().tolist() == [b""]


def test_normal_numbers_between_bounds():
    draw = _module("random_ops").parameterized_truncated_normal
    lows = np.float32([-1.0, 3.0, -np.inf])
    x = draw([3, 20000], minvals=lows, maxvals=[1.0, np.inf, np.inf], seed=1).numpy()
    assert (x[0] >= -1).all() and (x[0] <= 1).all() and (x[1] >= 3).all()
    # SciPy's truncnorm.mean() and std() of these bounds.
    np.testing.assert_allclose(x.mean(1), [0.0, 3.2831, 0.0], atol=0.03)
    np.testing.assert_allclose(x.std(1), [0.5396, 0.2657, 1.0], atol=0.03)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid parameters"):
        draw([2], minvals=1.0, maxvals=0.0)


def test_while_of_two_returns_a_sequence():
    loop = _module("while_v2").while_loop
    with tf.Graph().as_default(), tf.Session() as session:
        x = loop(lambda x: tf.reshape(x < 5.0, [1, 1]), lambda x: [x * 2.0], [tf.constant(1.0)])
        assert session.run(x) == [8.0]


def test_gradients_of_means_of_rows():
    module = _module("math_ops")
    data = tf.constant([[1.0], [2.0], [4.0]])
    indices, ids, slope = [0, 2, 2], [0, 0, 1], tf.constant([[3.0], [5.0]])
    for name in ("mean", "sqrt_n"):
        with tf.GradientTape() as tape:
            tape.watch(data)
            total = getattr(tf.sparse, f"segment_{name}")(data, indices, ids) * slope
        want = tape.gradient(total, data)
        got = getattr(module, f"sparse_segment_{name}_grad")(slope, indices, ids, 3)
        np.testing.assert_allclose(got.numpy(), tf.convert_to_tensor(want).numpy(), 1e-6)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Index out of range"):
        module.sparse_segment_mean_grad(slope, [0, 3, 2], ids, 3)


def test_distinct_parts_along_an_axis():
    ops = _module("gen_array_ops")
    x = np.array([[1, 0, 0], [1, 0, 0], [2, 0, 0]])
    y, idx = ops.unique_v2(x, axis=[0])
    assert y.numpy().tolist() == [[1, 0, 0], [2, 0, 0]] and idx.numpy().tolist() == [0, 0, 1]
    y, idx, count = ops.unique_with_counts_v2(x, axis=[1])
    assert y.numpy().tolist() == [[1, 0], [1, 0], [2, 0]] and count.numpy().tolist() == [1, 2]
    assert ops.unique_v2(["b", "a", "b"], axis=[]).y.numpy().tolist() == [b"b", b"a"]
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in the range"):
        ops.unique_v2(x, axis=[2])


def test_resources_are_made_by_one_operation():
    from zeal.interop.internals import resources

    with tf.Graph().as_default(), tf.Session() as session:
        v, made = tf.Variable(2.0), tf.Variable(3.0)
        resources.register_resource(made.handle, made.initializer, tf.constant(True))
        session.run(resources.initialize_resources([v, *resources.shared_resources()]))
        assert session.run([v, made]) == [2.0, 3.0] and resources.local_resources() == []


def test_weights_that_fit_values():
    module = _module("weights_broadcast_ops")
    weights, values = np.array([[1.0], [2.0]], np.float32), np.ones([2, 3], np.float32)
    with tf.Graph().as_default(), tf.Session() as session:
        assert module.assert_broadcastable(weights, values).type == "NoOp"
        expected = weights * values
        assert session.run(module.broadcast_weights(weights, values)).tolist() == expected.tolist()
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        check, found = module.assert_broadcastable(x, y), module.broadcast_weights(x, y)
        assert session.run(found, {x: weights, y: values}).tolist() == expected.tolist()
        with pytest.raises(ValueError, match="weights can not be broadcast to values"):
            module.assert_broadcastable(np.ones([3, 1]), values)
        with pytest.raises(tf.errors.InvalidArgumentError, match="can not be broadcast"):
            session.run(check, {x: np.ones([3, 1]), y: values})


def test_jacobians_of_graphs():
    """Sums that TensorFlow 1.15.5 gives, weighted by the places of elements."""
    module = _module("parallel_for")
    with tf.Graph().as_default(), tf.Session() as session:
        x, u = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        y, z = tf.tanh(tf.matmul(x, w) * 0.1), tf.matmul(u, w) ** 2
        assert module.jacobian(y, tf.zeros([])) is None
        assert module.batch_jacobian(tf.ones([2, 1]), x) is None
        with pytest.raises(ValueError, match="Need first dimension of output shape"):
            module.batch_jacobian(tf.zeros([2, 3]), tf.zeros([3, 2]))
        found = [*module.jacobian(y, [w, x]), module.batch_jacobian(y, x)]
        found += [module.jacobian(z, u), module.batch_jacobian(z, u)]
        shapes = [[2, 3, 2, 3], [2, 3, 2, 2], [2, 3, 2], [None, 3, None, 2], [None, 3, 2]]
        assert [t.shape.as_list() for t in found] == shapes
        session.run(w.initializer)
        arrays = session.run(found, {u: [[1.0, 2.0], [3.0, 4.0]]})
        sums = [(a * np.arange(a.size).reshape(a.shape)).sum() for a in arrays]
        np.testing.assert_allclose(sums, [3.701, 3.641, 2.01, 26292.0, 12588.0], atol=1e-3)


def test_loops_whose_rounds_stand_alone():
    module = _module("parallel_for")
    with tf.Graph().as_default(), tf.Session() as session:
        v, x = tf.Variable(2.0), tf.constant([1.0, 2.0])
        each = module.pfor(lambda i: tf.gradients(x[i] * v * v, tf.trainable_variables()), 2)
        session.run(v.initializer)
        assert session.run(each)[0].tolist() == [4.0, 8.0]
        assert session.run(module.for_loop(lambda i: i * i, tf.int32, 3)).tolist() == [0, 1, 4]


def test_collections_of_a_program_are_written_as_its_messages():
    ops = _module("ops")
    to, back = [], []

    def to_proto(value, export_scope=None):
        to.append(export_scope)
        return tf.AttrValue(i=value["n"])

    def from_proto(message, import_scope=None):
        back.append(import_scope)
        return {"n": message.i}

    key = "collection of test_internals_of_ops"
    ops.register_proto_function(key, tf.AttrValue, to_proto, from_proto)
    with pytest.raises(KeyError, match="Registering two proto functions"):
        ops.register_proto_function(key, tf.AttrValue, to_proto, from_proto)
    with pytest.raises(TypeError, match="from_proto must be callable"):
        ops.register_proto_function("another", from_proto=3)
    with tf.Graph().as_default():
        tf.add_to_collection(key, {"n": 7})
        meta = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        tf.train.import_meta_graph(meta, import_scope="a")
        assert tf.get_collection(key) == [{"n": 7}]
    assert to == [None] and back == ["a"]


def test_columns_of_programs_inherit_from_both_classes():
    feature_column, feature_column_v2 = map(_module, ("feature_column", "feature_column_v2"))

    class Column(feature_column._DenseColumn, feature_column_v2.DenseColumn):
        pass

    assert isinstance(tf.feature_column.numeric_column("a"), feature_column._DenseColumn)
    assert not isinstance(3, feature_column._DenseColumn)
    assert issubclass(Column, feature_column_v2.DenseColumn)
    state = feature_column_v2._StateManagerImpl(None, False)
    state.add_resource("column", "name", 5)
    assert state.get_resource("column", "name") == 5
    with pytest.raises(ValueError, match="Resource does not exist"):
        state.get_resource("column", "other")


def test_eager_tensors_are_those_with_values():
    ops = _module("ops")
    assert ops.EagerTensor(3, device="/cpu:0", dtype=1).dtype is tf.float32
    assert isinstance(tf.constant(1), ops.EagerTensor)
    with pytest.raises(TypeError, match="Expecting a DataType value"):
        ops.EagerTensor(1, "/cpu:0", "1")
    with tf.Graph().as_default():
        assert not isinstance(tf.constant(1), ops.EagerTensor)
        assert not ops.executing_eagerly_outside_functions() and not ops.inside_function()
    seen = []
    tf.function(
        lambda: seen.extend([ops.executing_eagerly_outside_functions(), ops.inside_function()])
    )()
    assert seen == [True, True]


def test_errors_by_code():
    make = _module("errors_impl")._make_specific_exception
    assert type(make(None, None, "m", 3)) is tf.errors.InvalidArgumentError
    with pytest.warns(UserWarning, match="Unknown error code: 37"):
        assert isinstance(make(None, None, "m", 37), tf.errors.UnknownError)
    as_dimension = _module("tensor_shape").as_dimension
    assert as_dimension(12) == as_dimension(tf.Dimension(12)) == tf.Dimension(12)


def test_generated_ops_name_their_outputs():
    decode = _module("gen_string_ops").unicode_decode_with_offsets
    assert decode(["ab", "c"], "UTF-8").row_splits.numpy().tolist() == [0, 2, 3]


def test_what_is_like_a_tensor():
    ops, v = _module("ops"), tf.Variable(1.0)
    sparse, slices = tf.SparseTensor([[0]], [1], [2]), tf.IndexedSlices(tf.ones([1]), [0])
    values = [v, sparse, slices, tf.ragged.constant([[1]]), tf.ones([1]), 1.0]
    told = [(isinstance(x, ops._TensorLike), ops.is_dense_tensor_like(x)) for x in values]
    yes = [(False, True), (True, False), (True, False), (False, False), (True, True)]
    assert told == [*yes, (False, False)]


def test_a_name_is_not_cut_to_another_thing():
    from zeal.interop.internal import InternalModule

    names = "python.ops.batch_ops", "python.ops.string_ops"
    batch, string = (InternalModule(f"tf.{name}", name) for name in names)
    with pytest.raises(AttributeError, match="batch_function is not built"):
        _ = batch.batch_function
    assert string.string_length is tf.strings.length


def test_variables_of_metrics():
    with tf.Graph().as_default():
        v = _module("metrics_impl").metric_variable([2], tf.float32, name="bins")
        assert v.op.name == "bins" and not v.trainable and v.shape == [2]
        assert tf.local_variables() == tf.get_collection("metric_variables") == [v]


def test_keys_of_classes_that_stand_for_tensors():
    from zeal.interop.internals.array_ops import _slice_helper, _SliceHelperVar

    x = [[1, 2], [3, 4]]
    assert _slice_helper(x, (slice(None), 1)).numpy().tolist() == [2, 4]
    assert _SliceHelperVar(tf.Variable(x), 0).numpy().tolist() == [1, 2]


def test_operations_are_matched_by_their_neighbours():
    match = _module("match")
    with tf.Graph().as_default():
        a, b = tf.constant(1, name="a"), tf.constant(2, name="b")
        with tf.control_dependencies([b]):
            c = tf.identity(a, name="c")
        like = match.OpMatcher("^c$").input_ops(match.op_type("Const")).control_input_ops(b.op)
        assert like(c.op) and match.OpMatcher(True).output_ops(like)(a.op)
        assert not match.OpMatcher("c").input_ops("b")(c.op)
        assert not match.OpMatcher("a").output_ops(match.OpMatcher("b"))(a.op)
        with pytest.raises(TypeError, match="Expect tf.Operation"):
            like(c)


def test_gradients_of_rows_are_added():
    add = _module("backprop").aggregate_indexed_slices_gradients
    rows = tf.IndexedSlices(tf.constant([[1.0], [2.0]]), tf.constant([0, 2]), tf.constant([3, 1]))
    total = add([None, rows, tf.constant([[3.0], [4.0], [5.0]])])
    assert tf.convert_to_tensor(total).numpy().tolist() == [[4.0], [4.0], [7.0]]
    assert add([None]) is None and add([rows]) is rows


def test_axes_of_one_before_others():
    assert _module("random_grad").add_leading_unit_dimensions(tf.ones([3, 2]), 2).shape == [
        1, 1, 3, 2,
    ]  # fmt: skip


def test_labels_of_ctc_in_a_matrix():
    sparse = _module("ctc_ops").dense_labels_to_sparse([[1, 3, 0], [4, 0, 0]], [2, 1])
    assert tf.sparse.to_dense(sparse).numpy().tolist() == [[1, 3], [4, 0]]


def test_sizes_of_tensors_along_an_axis():
    sizes = _module("pywrap_tensorflow").TFE_Py_TensorShapeSlice
    assert sizes([tf.ones([2, 3]), tf.ones([4])], 0).numpy().tolist() == [2, 4]
    with pytest.raises(IndexError, match="tensor at index 1 has rank 1"):
        sizes([tf.ones([2, 3]), tf.ones([4])], 1)
    with pytest.raises(TypeError, match='element 0 has type "str"'):
        sizes(["a"], 0)


def test_settings_of_the_context():
    from zeal.interop.internal import InternalModule

    module = InternalModule("tf.python.eager.context", "python.eager.context")
    module._context = None  # as tests of TensorFlow set it
    assert module._context is module.context()
    assert module.context().optimizer_jit is False
    options = module.context().get_optimizer_experimental_options()
    assert options == tf.config.optimizer.get_experimental_options()
    module.context().execution_mode = module.ASYNC
    assert tf.config.experimental.get_synchronous_execution() is False
    module.context().execution_mode = module.SYNC
    assert module.context().execution_mode == module.SYNC


def test_a_variable_is_its_own_reference():
    v = tf.Variable(1.0)
    assert v._ref() is v and v._handle is v.handle
