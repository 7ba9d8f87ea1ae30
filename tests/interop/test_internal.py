"""Tests of zeal/interop/internal.py: TensorFlow's internal modules give the public objects."""

import pytest

import zeal as tf
from zeal.interop import internal


@pytest.mark.parametrize("internal_name, public", [
    ("python.ops.math_ops.reduce_sum", "reduce_sum"),
    ("python.ops.math_ops.argmax", "argmax"),
    ("python.ops.math_ops.reduce_sum_v1", "reduce_sum"),
    ("python.ops.array_ops.zeros", "zeros"),
    ("python.ops.nn_ops.softmax_cross_entropy_with_logits", "nn.softmax_cross_entropy_with_logits"),
    ("python.ops.nn.relu", "nn.relu"),
    ("python.ops.string_ops.string_length", "strings.length"),
    ("python.ops.sparse_ops.sparse_cross", "sparse.cross"),
    ("python.ops.gen_string_ops.static_regex_full_match", "strings.regex_full_match"),
    ("python.ops.ragged.ragged_string_ops.strings_split_v1", "strings.split"),
    ("python.ops.array_ops.scatter_nd_non_aliasing_add", "tensor_scatter_add"),
    ("python.ops.summary_ops_v2.create_file_writer_v2", "contrib.summary.create_file_writer"),
    ("python.ops.summary_ops_v2.set_step", "compat.v2.summary.experimental.set_step"),
    ("python.eager.wrap_function.wrap_function", "wrap_function"),
    ("python.ops.nn_impl.moments", "nn.moments"),
    ("python.ops.gen_image_ops.rgb_to_hsv", "image.rgb_to_hsv"),
    ("python.ops.array_ops.listdiff", "setdiff1d"),
    ("python.ops.nn_impl.normalize", "linalg.normalize"),
    ("python.ops.linalg.linalg_impl.matrix_exponential", "linalg.expm"),
    ("python.ops.logging_ops.print_v2", "print"),
    ("python.ops.lookup_ops.DenseHashTable", "contrib.lookup.MutableDenseHashTable"),
    ("python.ops.lookup_ops.index_table_from_file", "contrib.lookup.index_table_from_file"),
    ("python.ops.string_ops.string_format", "strings.format"),
    ("python.ops.init_ops.Zeros", "zeros_initializer"),
    ("python.ops.init_ops.RandomNormal", "random_normal_initializer"),
    ("python.ops.init_ops.VarianceScaling", "variance_scaling_initializer"),
    ("python.ops.init_ops.Identity", "initializers.identity"),
    ("python.ops.init_ops_v2.Orthogonal", "orthogonal_initializer"),
    ("python.ops.image_ops.ResizeMethodV1", "image.ResizeMethod"),
    ("contrib.testing.python.framework.util_test.latest_events", "contrib.testing.latest_events"),
    ("python.ops.linalg_ops.norm", "norm"),
    ("python.ops.random_ops.random_uniform", "random_uniform"),
    ("python.ops.check_ops.assert_equal", "assert_equal"),
    ("python.ops.control_flow_ops.group", "group"),
    ("python.ops.custom_gradient.custom_gradient", "custom_gradient"),
    ("python.ops.functional_ops.map_fn", "map_fn"),
    ("python.ops.losses.losses.mean_squared_error", "losses.mean_squared_error"),
    ("python.ops.resource_variable_ops.ResourceVariable", "Variable"),
    ("python.ops.script_ops.eager_py_func", "py_function"),
    ("python.ops.script_ops.py_func", "py_func"),
    ("python.ops.variable_scope.get_variable", "get_variable"),
    ("python.ops.variables.VariableV1", "Variable"),
    ("python.framework.ops.Tensor", "Tensor"),
    ("python.framework.ops.convert_to_tensor", "convert_to_tensor"),
    ("python.framework.constant_op.constant", "constant"),
    ("python.framework.dtypes.float32", "float32"),
    ("python.framework.errors_impl.NotFoundError", "errors.NotFoundError"),
    ("python.framework.tensor_shape.TensorShape", "TensorShape"),
    ("python.framework.tensor_util.constant_value", "contrib.util.constant_value"),
    ("python.framework.random_seed.set_random_seed", "set_random_seed"),
    ("python.framework.test_util.TensorFlowTestCase", "test.TestCase"),
    ("python.eager.backprop.GradientTape", "GradientTape"),
    ("python.eager.backprop.implicit_grad", "contrib.eager.implicit_gradients"),
    ("python.eager.backprop.gradients_function", "contrib.eager.gradients_function"),
    ("python.eager.context.executing_eagerly", "executing_eagerly"),
    ("python.eager.test.TestCase", "test.TestCase"),
    ("python.keras.Model", "keras.Model"),
    ("python.keras.layers.core.Dense", "keras.layers.Dense"),
    ("python.keras.engine.training.Model", "keras.Model"),
    ("python.keras.engine.base_layer.Layer", "keras.layers.Layer"),
    ("python.keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
    ("python.keras.datasets.mnist.load_data", "keras.datasets.mnist.load_data"),
    ("python.layers.core.dense", "layers.dense"),
    ("python.data.ops.dataset_ops.DatasetV1", "data.Dataset"),
    ("python.data.util.nest.flatten", "contrib.framework.nest.flatten"),
    ("python.util.nest.map_structure", "contrib.framework.nest.map_structure"),
    ("python.util.compat.as_bytes", "compat.as_bytes"),
    ("python.platform.tf_logging.info", "logging.info"),
    ("python.platform.gfile.Exists", "gfile.Exists"),
    ("python.platform.test.main", "test.main"),
    ("python.platform.googletest.StubOutForTesting", "test.StubOutForTesting"),
    ("python.training.gradient_descent.GradientDescentOptimizer", "train.GradientDescentOptimizer"),
    ("python.training.training_util.get_or_create_global_step", "train.get_or_create_global_step"),
    ("python.training.coordinator.Coordinator", "train.Coordinator"),
    ("python.training.queue_runner_impl.QueueRunner", "train.QueueRunner"),
    ("python.training.monitored_session.Scaffold", "train.Scaffold"),
    ("python.training.basic_session_run_hooks.StopAtStepHook", "train.StopAtStepHook"),
    ("python.training.input.shuffle_batch", "train.shuffle_batch"),
    ("python.training.experimental.loss_scale.FixedLossScale",
     "train.experimental.FixedLossScale"),
    ("python.saved_model.model_utils.export_output.PredictOutput",
     "estimator.export.PredictOutput"),
    ("python.ops.data_flow_ops.FIFOQueue", "FIFOQueue"),
    ("python.ops.io_ops.TextLineReader", "TextLineReader"),
    ("python.data.ops.iterator_ops.Iterator", "data.Iterator"),
    ("python.lib.io.file_io.MkDir", "gfile.MkDir"),
    ("core.protobuf.config_pb2.ConfigProto", "ConfigProto"),
    ("contrib.slim.python.slim.nets.vgg.vgg_16", "contrib.slim.nets.vgg.vgg_16"),
    ("contrib.slim.python.slim.evaluation.evaluate_once", "contrib.slim.evaluation.evaluate_once"),
    ("contrib.losses.python.metric_learning.npairs_loss",
     "contrib.losses.metric_learning.npairs_loss"),
    ("contrib.framework.python.ops.arg_scope", "contrib.framework.arg_scope"),
    ("contrib.feature_column.python.feature_column.sequence_feature_column.sequence_input_layer",
     "contrib.feature_column.sequence_input_layer"),
    ("contrib.mixed_precision.python.loss_scale_manager.FixedLossScaleManager",
     "contrib.mixed_precision.FixedLossScaleManager"),
    ("contrib.framework.python.ops.arg_scope.add_arg_scope", "contrib.framework.add_arg_scope"),
    ("contrib.eager.python.tfe.implicit_gradients", "contrib.eager.implicit_gradients"),
])  # fmt: skip
def test_internal_names_are_the_public_objects(internal_name, public, run):
    module, _, name = internal_name.rpartition(".")
    found = run(f"from NAME.{module} import {name} as found")["found"]
    expected = tf
    for part in public.split("."):
        expected = getattr(expected, part)
    assert found is expected


def test_generated_functions_are_the_ops(run):
    gen = run("from NAME.python.ops import gen_math_ops, gen_array_ops, gen_nn_ops")
    assert gen["gen_math_ops"].mat_mul([[2.0]], [[3.0]]).numpy().tolist() == [[6.0]]
    halves = gen["gen_array_ops"].split(1, [[1, 2]], num_split=2)
    assert [half.numpy().tolist() for half in halves] == [[[1]], [[2]]]
    assert gen["gen_math_ops"].mat_mul is tf._native.raw.MatMul
    assert gen["gen_nn_ops"].bias_add is tf._native.raw.BiasAdd


def test_modules_inside_each_other(run, alias):
    names = run(
        "import NAME as tf, NAME.python.ops.math_ops\n"
        "from NAME.python import keras, ops\n"
        "from NAME.python.keras import layers, utils\n"
        "from NAME.python.keras.layers import *\n"
    )
    assert names[alias].python.ops.math_ops is names["ops"].math_ops
    assert names["keras"].layers.Dense is names["layers"].Dense is names["Dense"]
    assert names["utils"].to_categorical is tf.keras.utils.to_categorical


def test_modules_have_those_that_they_import(run):
    names = run(
        "from NAME.python.ops.rnn import rnn_cell_impl, dynamic_rnn\n"
        "from NAME.python.ops import math_ops, rnn_cell_impl as same\n"
        "from NAME.python.framework import ops\n"
        "from NAME.python.keras import backend\n"
        "from NAME.python.keras.layers.core import backend as imported\n"
    )
    assert names["rnn_cell_impl"] is names["same"]
    assert names["same"].RNNCell is tf.nn.rnn_cell.RNNCell
    assert names["math_ops"].ops is names["ops"] is not tf.ops  # `zeal.ops` is a folder of ours
    assert names["imported"] is names["backend"]
    with pytest.raises(AttributeError, match="math_ops.common_shape is not built"):
        names["math_ops"].common_shape  # noqa: B018


def test_the_debugger_may_be_imported(run):
    debug = run("from NAME.python import debug")["debug"]
    with pytest.raises(AttributeError, match="debug.LocalCLIDebugWrapperSession is not built"):
        debug.LocalCLIDebugWrapperSession(None)


@pytest.mark.parametrize("code, text", [
    ("from NAME.python.ops.math_ops import reduce_summ",
     r"math_ops.reduce_summ is not built: zeal looked for it in tf, tf.math.*'reduce_sum'"),
    ("from NAME.python.ops import maths_ops", r"'NAME.python.ops.maths_ops'.*'math_ops'"),
    ("import NAME.python.nonsense.x", "No module named 'NAME.python.nonsense'"),
    ("import NAME.lite.python", "No module named 'NAME.lite'"),
    ("import NAME.contrib.tensorrt.python.ops", "zeal has nothing called zeal.contrib.tensorrt"),
    ("import NAME.contrib.tensorrt", "nothing called .*; tf.contrib.tensorrt is not built yet"),
    ("import NAME.contrib.copy_graph.python.util",
     "zeal has nothing called zeal.contrib.copy_graph"),
    ("import NAME.contrib.copy_graph",
     "zeal has nothing called .*; tf.contrib.copy_graph is not built yet"),
    ("import NAME.errors.python.x", "zeal has nothing called zeal.errors.python"),
])  # fmt: skip
def test_what_is_not_there_is_an_import_error(code, text, run, alias):
    with pytest.raises(ImportError, match=text.replace("NAME", alias)):
        run(code)


def test_attributes_that_are_not_built(run):
    names = run(
        "from NAME.core.framework import step_stats_pb2, summary_pb2\n"
        "from NAME.python.client import session"
    )
    with pytest.raises(AttributeError, match="step_stats_pb2.Nothing is not built"):
        names["step_stats_pb2"].Nothing  # noqa: B018
    assert names["summary_pb2"].Summary is tf.Summary
    assert names["session"].Session is tf.Session
    assert not hasattr(names["session"], "__nothing__")


def test_the_list_of_modules():
    packages = internal._packages()
    assert {"python.ops", "python.framework", "core.protobuf"} <= set(packages)
    assert internal.is_known("python.ops.math_ops") and not internal.is_known("python.ops.x")
    for homes in internal._HOMES.values():
        assert all(home.islower() for home in homes.split())


def test_context(run):
    context = run("from NAME.python.eager import context")["context"]
    with context.eager_mode(), context.execution_mode(context.SYNC):
        assert context.context().executing_eagerly() and context.num_gpus() == 0
        with context.context().device("/cpu:0"):
            assert tf.ones([]).device == context.list_devices()[0]
    with context.graph_mode(), context.eager_mode():
        assert tf.zeros([]).numpy() == 0
    with context.graph_mode():
        assert tf.zeros([]).graph is tf.get_default_graph()
    with context.execution_mode(context.ASYNC):
        context.async_wait()
    with pytest.raises(ValueError, match="execution_mode must be one of"):
        context.execution_mode(7)


def test_deprecation_warns_once(caplog, run):
    deprecation = run("from NAME.python.util import deprecation")["deprecation"]

    @deprecation.deprecated("2020-01-01", "Use g.")
    def f(x):
        return x + 1

    @deprecation.deprecated_args(None, "Leave it out.", "old")
    def g(x, old=None):
        return x

    assert f(1) == 2 and f(2) == 3 and g(1) == g(1, old=2) == 1
    texts = [record.getMessage() for record in caplog.records]
    assert len(texts) == 2 and "after 2020-01-01" in texts[0] and "with old is" in texts[1]
    assert deprecation.deprecated_argument_lookup("a", None, "b", 3) == 3
    with pytest.raises(ValueError, match="Cannot specify both 'b' and 'a'"):
        deprecation.deprecated_argument_lookup("a", 1, "b", 3)


def test_decorators_of_tensorflows_own_code(run):
    names = run(
        "from NAME.python.util.tf_export import tf_export, keras_export\n"
        "from NAME.python.util import tf_inspect, tf_contextlib\n"
        "from NAME.python import tf2\n"
        "@tf_export('a.b', v1=['c'])\n"
        "def f(x, y=2): return x\n"
    )
    assert names["f"](1) == 1 and names["tf_inspect"].isfunction(names["f"])
    assert names["tf_inspect"].getargspec(names["f"]) == (["x", "y"], None, None, (2,))
    assert names["tf2"].enabled() is False


def test_devices_of_this_machine(run):
    names = run(
        "from NAME.python.client import device_lib\n"
        "found = device_lib.list_local_devices()\n"
        "gpus = [x.name for x in found if x.device_type == 'GPU']\n"
    )
    [cpu] = names["found"]
    assert (cpu.name, cpu.device_type, names["gpus"]) == ("/device:CPU:0", "CPU", [])
    assert cpu.memory_limit > 0 and not cpu.physical_device_desc
    assert str(cpu).startswith('name: "/device:CPU:0"\ndevice_type: "CPU"\nmemory_limit: ')


def test_functions_of_internal_modules_alone(run):
    names = run(
        "from NAME.python.ops import array_ops, math_ops, string_ops\n"
        "from NAME.python.ops.ragged import ragged_string_ops"
    )
    assert names["array_ops"].size_internal([[1, 2]], out_type=tf.int64).numpy() == 2
    assert names["math_ops"].reduced_shape([2, 3, 4], [-1, 0]).numpy().tolist() == [1, 3, 1]
    assert names["string_ops"].string_split_v2(["a b"]).dense_shape.numpy().tolist() == [1, 2]
    assert names["ragged_string_ops"].string_split_v2(["a b"]).to_list() == [[b"a", b"b"]]
    sums = names["math_ops"].sparse_segment_sum_with_num_segments([1, 2, 3], [0, 2], [0, 2], 4)
    assert sums.numpy().tolist() == [1, 0, 3, 0]


def test_variables_of_ops(run):
    ops = run("from NAME.python.ops import resource_variable_ops, state_ops")
    with tf.Graph().as_default(), tf.Session() as session:
        v = ops["state_ops"].variable_op([2], tf.int32)
        assert v.shape == [2] and not tf.global_variables()
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(v)
        assert session.run(tf.assign(v, [3, 4])).tolist() == [3, 4]
        rows = ops["resource_variable_ops"].resource_gather(v.handle, [1, 0], tf.int32)
        assert session.run(rows).tolist() == [4, 3]
        open_shape = ops["state_ops"].variable_op([2], tf.int32, set_shape=False)
        assert open_shape.shape.ndims is None


def test_sessions_around_a_session(run):
    inner = run("from NAME.python.training import monitored_session as m, training_util as u")
    wrapped, util = inner["m"], inner["u"]

    class Twice(tf.train.SessionRunHook):
        def before_run(self, context):
            return tf.train.SessionRunArgs(util._get_or_create_global_step_read())

        def after_run(self, context, values):
            if values.results == 1:
                context.request_stop()

    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        add = util._increment_global_step(1)
        assert util._get_or_create_global_step_read() is util._get_or_create_global_step_read()
        session.run(step.initializer)
        hooked = wrapped._HookedSession(session, [Twice()])
        outer = wrapped._CoordinatedSession(hooked, tf.train.Coordinator())
        assert [outer.run(add), hooked.should_stop()] == [1, False]
        assert [outer.run(add), hooked.should_stop()] == [2, True]
        with pytest.raises(RuntimeError, match="after should_stop requested"):
            outer.run(add)
        outer.close()
        assert wrapped._WrappedSession(hooked).should_stop()


def test_shapes_and_codes_by_functions(run):
    names = run(
        "from NAME.python.framework import common_shapes, ops, tensor_shape\n"
        "from NAME.core.lib.core import error_codes_pb2"
    )
    shapes, common = names["tensor_shape"], names["common_shapes"]
    assert shapes.unknown_shape(2).as_list() == [None, None]
    assert common.broadcast_shape(shapes.vector(3), shapes.matrix(2, 1)).as_list() == [2, 3]
    assert not common.is_broadcast_compatible(shapes.vector(3), shapes.vector(2))
    assert names["error_codes_pb2"].INVALID_ARGUMENT == 3
    assert [t.numpy() for t in names["ops"].convert_n_to_tensor([1, 2])] == [1, 2]
    with pytest.raises(TypeError, match="must be callable"):
        names["ops"].RegisterShape("Op")(1)


def test_ragged_functions_take_plain_values_too(run):
    names = run("from NAME.python.ops.ragged import ragged_concat_ops, ragged_math_ops as m")
    joined = names["ragged_concat_ops"].concat([[[1, 2]], tf.ragged.constant([[3], []])], 0)
    assert joined.to_list() == [[1, 2], [3], []]
    assert names["m"].segment_mean([1.0, 3.0], [0, 0], 1).numpy().tolist() == [2.0]
    found = names["m"].segment_sum(tf.ragged.constant([[1, 2], [3], [4]]), [1, 0, 1], 2)
    assert found.to_list() == [[3], [5, 2]]
    with pytest.raises(ValueError, match="segment_ids is ragged and data is not"):
        names["m"].segment_sum([1, 2], tf.ragged.constant([[1], [2]]), 3)


def test_helpers_of_layers():
    """Values are TensorFlow 1.15's."""
    helpers = internal.module_for("tensorflow.python.layers.utils")
    assert helpers.deconv_output_length(4, 2, "valid", 2) == 8
    assert helpers.conv_output_length(5, 2, "valid", 2, 2) == 2
    assert helpers.normalize_tuple(2, 3, "strides") == (2, 2, 2)
    assert helpers.convert_data_format("channels_first", 5) == "NCDHW"
    with tf.Graph().as_default():
        a, b = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        x, y = a + b, b * 2.0
        z = tf.identity(x)
        assert helpers.get_reachable_from_inputs([a]) == {a, x, z}
        assert helpers.get_reachable_from_inputs([b]) == {b, x, y, z}
        assert helpers.constant_value(tf.constant(5)) == 5 and helpers.constant_value(a) is None
        assert helpers.constant_value(1) is True
        with pytest.raises(TypeError, match="`pred` must be a Tensor, or a Python bool"):
            helpers.constant_value(5)
    normalization = internal.module_for("tensorflow.python.layers.normalization")
    assert normalization.batch_norm is tf.layers.batch_normalization


def test_the_builder_of_later_versions(run, tmp_path):
    build = run("from NAME.python.saved_model import builder")["builder"]._SavedModelBuilder
    file = tmp_path / "words"
    file.write_text("a")
    with tf.Graph().as_default(), tf.Session() as session:
        asset = tf.constant(str(file))
        builder = build(str(tmp_path / "model"))
        builder.add_meta_graph_and_variables(
            session, ["a"], assets_list=[asset], init_op=tf.no_op("start"))  # fmt: skip
        builder.add_meta_graph(["b"], train_op=tf.no_op("train"))
        builder.save()
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.saved_model.load(session, ["a"], str(tmp_path / "model"))
        assert graph.get_operation_by_name("start").type == "NoOp"
    loader = internal.module_for("tensorflow.python.saved_model.loader_impl")
    with tf.Graph().as_default() as graph, tf.Session() as session:
        meta = tf.saved_model.load(session, ["b"], str(tmp_path / "model"))
        assert loader.get_train_op(meta) is graph.get_operation_by_name("train")
    assert (tmp_path / "model" / "assets" / "words").read_text() == "a"


def test_what_is_set_on_the_internal_log_counts(run):
    from unittest import mock

    log = run("from NAME.python.platform import tf_logging")["tf_logging"]
    with mock.patch.object(log, "info") as info:
        tf.logging.info("%d steps", 3)
    info.assert_called_once_with("%d steps", 3)
    assert log.info is tf.logging.info


def test_a_package_has_the_function_that_its_module_is_called_after(run):
    there = run("from NAME.contrib.framework.python.ops import add_arg_scope, arg_scope")
    assert there["arg_scope"] is tf.contrib.framework.arg_scope


def test_objects_and_their_variables(run, tmp_path):
    there = run("from NAME.python.training.tracking import base, util")
    util, root = there["util"], tf.train.Checkpoint()
    v = util.add_variable(root, "v", [2], initializer=tf.ones_initializer())
    assert root._lookup_dependency("v") is v and v.numpy().tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="already exists in this Trackable"):
        util.add_variable(root, "v", [2])
    path = root.save(str(tmp_path / "c"))
    keys = [a.checkpoint_key for node in util.object_metadata(path).nodes for a in node.attributes]
    assert f"v/.ATTRIBUTES/{there['base'].VARIABLE_VALUE_KEY}" in keys
    with tf.Graph().as_default():
        root = tf.train.Checkpoint(v=tf.Variable(1.0))
        assert util.gather_initializers(root) == [root.v.initializer]


def test_scopes_that_open_no_name_scope(run):
    pure = run("from NAME.python.ops import variable_scope")["variable_scope"]._pure_variable_scope
    with tf.Graph().as_default():
        with pure("a", old_name_scope="n/") as a, pure("b", initializer=tf.ones_initializer()) as b:
            v = tf.get_variable("v", [2])
            assert tf.constant(1.0, name="c").name == "c:0"
        assert (v.name, a.original_name_scope, b.name) == ("a/b/v:0", "n/", "a/b")
        assert b.original_name_scope == "b" and b.dtype is tf.float32
        with pure(b, reuse=True) as again:
            assert tf.get_variable("v", [2]) is v
        assert again.original_name_scope == "b"


def test_scopes_of_graphs_are_copied(run):
    meta_graph = run("from NAME.python.framework import meta_graph")["meta_graph"]
    with tf.Graph().as_default() as graph:
        with tf.variable_scope("a"):
            tf.multiply(tf.get_variable("v", initializer=2.0), 3.0, name="y")
        found = meta_graph.copy_scoped_meta_graph("a", "b")
        assert [v.name for v in found.values()] == ["b/v:0"] and list(found) == ["v:0"]
        assert graph.get_tensor_by_name("b/y:0").op.type == "Mul"
        with pytest.raises(ValueError, match="need to be different"):
            meta_graph.copy_scoped_meta_graph("a", "a")
        other = tf.Graph()
        tf.train.import_meta_graph(meta_graph.create_meta_graph_def(), graph=other)
        assert other.get_operation_by_name("a/y").type == "Mul"


def test_long_texts_are_left_out(run):
    sequence = run("from NAME.python.keras.preprocessing import sequence")["sequence"]
    assert sequence._remove_long_seq(3, [[1, 2], [1, 2, 3], [1]], [7, 8, 9]) == (
        [[1, 2], [1]], [7, 9]
    )  # fmt: skip


def test_modules_of_messages_have_all_messages(run):
    names = run("from NAME.core.protobuf import meta_graph_pb2, saved_model_pb2\n"
                "from NAME.core.framework import step_stats_pb2, types_pb2\n"
                "from NAME.python.estimator.run_config import RunConfig")
    signature = names["meta_graph_pb2"].SignatureDef(method_name="m")
    assert type(tf.MetaGraphDef().signature_def["x"]) is type(signature)
    assert names["saved_model_pb2"].SavedModel().meta_graphs == []
    assert names["step_stats_pb2"].NodeExecStats(node_name="n").node_name == "n"
    assert names["types_pb2"].DT_HALF == names["types_pb2"].DataType.Value("DT_HALF") == 19
    assert names["RunConfig"] is tf.estimator.RunConfig


@pytest.mark.parametrize("module, name, public", [
    ("contrib.lookup.lookup_ops", "HashTable", "contrib.lookup"),
    ("contrib.mixed_precision.python.loss_scale_manager", "LossScaleManager",
     "contrib.mixed_precision"),
    ("contrib.summary.summary", "scalar", "contrib.summary"),
])  # fmt: skip
def test_modules_of_contrib_beside_its_public_names(module, name, public):
    found = internal.module_for(f"tensorflow.{module}")
    assert internal.is_internal(module) and not internal.is_internal(public)
    assert getattr(found, name) is getattr(internal._lookup(public), name)
    assert tf.contrib.summary.summary.scalar is tf.contrib.summary.scalar
    with pytest.raises(AttributeError):
        tf.contrib.summary.nothing  # noqa: B018
