"""The public names, and what is written from them: index, stubs, lists."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import zeal as tf
from zeal import called_function
from zeal.index import INDEX
from zeal.public import PUBLISHED, publish, value_of

ROOT = Path(__file__).resolve().parent.parent


def test_generated_files_are_current():
    """In a process of its own, without the ops and modules that tests have added."""
    command = [sys.executable, str(ROOT / "tools" / "publish.py"), "--check"]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


def test_every_name_of_the_index_is_there():
    for space, places in INDEX.items():
        module = value_of(f"zeal.{space}:" if space else "zeal:")
        for name, place in places.items():
            assert getattr(module, name) is value_of(place), f"tf.{space}.{name}"


# Public names that TensorFlow's list lacks (golden/tensorflow_names.tsv): why, and the names.
EXTRAS = {
    "TensorFlow loads tf.contrib lazily, and the list has few of its names: asked of 1.15": """
        contrib.tfprof.model_analyzer contrib.tfprof.model_analyzer.FLOAT_OPS_OPTIONS
        contrib.tfprof.model_analyzer.TRAINABLE_VARS_PARAMS_STAT_OPTIONS
        contrib.tfprof.model_analyzer.print_model_analysis
        contrib contrib.eager contrib.util contrib.framework contrib.data contrib.data.AUTOTUNE
        contrib.data.Counter contrib.data.batch_and_drop_remainder contrib.data.enumerate_dataset
        contrib.data.get_single_element contrib.data.ignore_errors contrib.data.map_and_batch
        contrib.data.make_saveable_from_iterator contrib.data.Optional contrib.data.reduce_dataset
        contrib.data.get_next_as_optional
        contrib.data.scan contrib.data.shuffle_and_repeat contrib.data.unbatch contrib.data.unique
        contrib.slim.arg_scope_func_key contrib.slim.summarize_biases
        contrib.slim.summarize_variables contrib.autograph.Feature
        contrib.autograph.do_not_convert contrib.autograph.set_loop_options
        contrib.autograph.to_code contrib.autograph.to_graph
        contrib.slim.summarize_weights
        contrib.slim.summaries.add_histogram_summaries
        contrib.slim.summaries.add_histogram_summary contrib.slim.summaries.add_image_summaries
        contrib.slim.summaries.add_image_summary contrib.slim.summaries.add_scalar_summaries
        contrib.slim.summaries.add_scalar_summary
        contrib.slim.summaries.add_zero_fraction_summaries
        contrib.slim.summaries.add_zero_fraction_summary
        contrib.testing.FakeSummaryWriter contrib.testing.latest_events
        contrib.testing.latest_summaries contrib.learn.learn_runner.run
        """,
    "TensorFlow's list has the rooms alone, or none: asked of 1.15": """
        contrib.compiler.jit contrib.compiler.jit.experimental_jit_scope contrib.compiler.xla
        contrib.compiler.xla.compile contrib.deprecated.audio_summary
        contrib.deprecated.histogram_summary contrib.deprecated.image_summary
        contrib.deprecated.merge_all_summaries contrib.deprecated.merge_summary
        contrib.deprecated.scalar_summary contrib.factorization.COSINE_DISTANCE
        contrib.factorization.KMEANS_PLUS_PLUS_INIT contrib.factorization.KMeans
        contrib.factorization.KMeansClustering contrib.factorization.RANDOM_INIT
        contrib.factorization.SQUARED_EUCLIDEAN_DISTANCE contrib.hooks.ProfilerHook
        contrib.learn.preprocessing.ByteProcessor
        contrib.learn.preprocessing.CategoricalProcessor
        contrib.learn.preprocessing.CategoricalVocabulary contrib.learn.preprocessing.TOKENIZER_RE
        contrib.learn.preprocessing.VocabularyProcessor contrib.learn.preprocessing.tokenizer
        contrib.saved_model.load_keras_model contrib.saved_model.save_keras_model
        contrib.tfprof.model_analyzer contrib.tfprof.model_analyzer.FLOAT_OPS_OPTIONS
        contrib.tfprof.model_analyzer.TRAINABLE_VARS_PARAMS_STAT_OPTIONS
        contrib.tfprof.model_analyzer.print_model_analysis
        """,
    "TensorFlow's list has tf.contrib.graph_editor itself alone": """
        contrib.graph_editor.ControlOutputs contrib.graph_editor.SubGraphView
        contrib.graph_editor.Transformer contrib.graph_editor.TransformerInfo
        contrib.graph_editor.add_control_inputs
        contrib.graph_editor.assign_renamed_collections_handler contrib.graph_editor.bypass
        contrib.graph_editor.can_be_regex contrib.graph_editor.check_cios
        contrib.graph_editor.compute_boundary_ts contrib.graph_editor.connect
        contrib.graph_editor.copy contrib.graph_editor.copy_op_handler
        contrib.graph_editor.copy_with_input_replacements contrib.graph_editor.detach
        contrib.graph_editor.detach_control_inputs
        contrib.graph_editor.detach_control_outputs contrib.graph_editor.detach_inputs
        contrib.graph_editor.detach_outputs contrib.graph_editor.edit
        contrib.graph_editor.filter_ops contrib.graph_editor.filter_ops_from_regex
        contrib.graph_editor.filter_ts contrib.graph_editor.filter_ts_from_regex
        contrib.graph_editor.get_backward_walk_ops contrib.graph_editor.get_consuming_ops
        contrib.graph_editor.get_forward_walk_ops contrib.graph_editor.get_generating_ops
        contrib.graph_editor.get_name_scope_ops contrib.graph_editor.get_ops_ios
        contrib.graph_editor.get_tensors contrib.graph_editor.get_walks_intersection_ops
        contrib.graph_editor.get_walks_union_ops
        contrib.graph_editor.get_within_boundary_ops contrib.graph_editor.graph_replace
        contrib.graph_editor.keep_t_if_possible_handler contrib.graph_editor.make_list_of_op
        contrib.graph_editor.make_list_of_t
        contrib.graph_editor.make_placeholder_from_dtype_and_shape
        contrib.graph_editor.make_placeholder_from_tensor contrib.graph_editor.make_regex
        contrib.graph_editor.make_view contrib.graph_editor.make_view_from_scope
        contrib.graph_editor.ph contrib.graph_editor.placeholder_name
        contrib.graph_editor.remove_control_inputs
        contrib.graph_editor.replace_t_with_placeholder_handler contrib.graph_editor.reroute
        contrib.graph_editor.reroute_inputs contrib.graph_editor.reroute_ios
        contrib.graph_editor.reroute_outputs contrib.graph_editor.reroute_ts
        contrib.graph_editor.select contrib.graph_editor.select_ops
        contrib.graph_editor.select_ops_and_ts contrib.graph_editor.select_ts
        contrib.graph_editor.sgv contrib.graph_editor.sgv_scope
        contrib.graph_editor.subgraph contrib.graph_editor.swap_inputs
        contrib.graph_editor.swap_ios contrib.graph_editor.swap_outputs
        contrib.graph_editor.swap_ts contrib.graph_editor.transform
        contrib.graph_editor.transform_op_if_inside_handler contrib.graph_editor.util
        """,
    "TensorFlow 1.10 to 1.13 have them in tf.contrib.estimator": """
        contrib.estimator.InMemoryEvaluatorHook contrib.estimator.make_early_stopping_hook
        contrib.estimator.make_stop_at_checkpoint_step_hook contrib.estimator.read_eval_metrics
        contrib.estimator.stop_if_higher_hook contrib.estimator.stop_if_lower_hook
        contrib.estimator.stop_if_no_decrease_hook contrib.estimator.stop_if_no_increase_hook
        """,
    "tf.flags takes them from absl as it is loaded": """
        flags.DEFINE_bool flags.DEFINE_boolean flags.DEFINE_float flags.DEFINE_integer
        flags.DEFINE_string flags.FLAGS
        """,
    "tf.nest is the module tf.contrib.framework.nest, which has them": """
        nest.assert_shallow_structure nest.flatten_dict_items nest.flatten_up_to
        nest.flatten_with_joined_string_paths nest.flatten_with_tuple_paths
        nest.flatten_with_tuple_paths_up_to nest.get_traverse_shallow_structure nest.is_sequence
        nest.is_sequence_or_composite nest.map_structure_with_tuple_paths_up_to
        nest.map_structure_up_to nest.map_structure_with_paths nest.map_structure_with_tuple_paths
        nest.yield_flat_paths
        """,
    "names of TensorFlow's classes, which configurations of layers hold": """
        keras.initializers.GlorotNormal keras.initializers.GlorotUniform
        """,
    "programs import it from tensorflow.python.platform.tf_logging": "logging.get_logger",
    "programs import it from tensorflow.python.eager.backprop": "contrib.eager.make_vjp",
    "the class of an error that TensorFlow raises as one of two others": """
        errors.UnsupportedTypeError
        """,
    "in TensorFlow 1.15 tensorflow.python.framework.errors has it, in TensorFlow 2 tf.errors": """
        errors.OperatorNotAllowedInGraphError
        """,
    "what the losses of tf.keras.losses take, named there in TensorFlow 2 alone": """
        keras.losses.Reduction
        """,
    "layers that TensorFlow 2 means otherwise, in its interface": """
        compat.v2.keras.layers compat.v2.keras.layers.BatchNormalization
        """,
    "TensorFlow 1.15 has it in TensorFlow 2's interface": """
        compat.v2.feature_column.shared_embeddings
        """,
    "what tf.compat.v2.summary calls record_if": "contrib.summary.record_summaries_if",
    "TensorFlow 1.10 has them, in tensorflow.contrib.eager.python.evaluator": """
        contrib.eager.Evaluator contrib.eager.SparseSoftmaxEvaluator
        """,
    "TensorFlow has them in modules that it does not list": """
        contrib.learn.datasets.load_boston contrib.learn.datasets.load_dataset
        contrib.learn.datasets.load_iris contrib.learn.datasets.base
        contrib.learn.datasets.base.Dataset contrib.learn.datasets.base.Datasets
        contrib.learn.datasets.base.load_boston contrib.learn.datasets.base.load_csv_with_header
        contrib.learn.datasets.base.load_csv_without_header contrib.learn.datasets.base.load_iris
        contrib.learn.datasets.base.maybe_download
        contrib.learn.datasets.mnist contrib.learn.datasets.mnist.DataSet
        contrib.learn.datasets.mnist.load_mnist contrib.learn.datasets.mnist.read_data_sets
        """,
    "what Keras beside TensorFlow has": "keras.preprocessing.text.tokenizer_from_json",
    "how zeal stands in for TensorFlow": "install_as",
    "what reads Tokenizer.to_json": "keras.preprocessing.text.tokenizer_from_json",
    "weights in files of other libraries": "train.save_weights train.load_weights",
    "arrays of other libraries without a copy": "from_dlpack",
}


def test_names_are_tensorflows_or_have_a_reason():
    listed = {}
    table = ROOT / "tests" / "golden" / "tensorflow_names.tsv"
    for line in table.read_text().splitlines():
        space, _, names = line.split("\t")
        listed.setdefault(space, set()).update(names.split())
    own = {
        f"{space}.{name}".lstrip(".")
        for space, places in INDEX.items()
        for name in places
        if name not in listed.get(space, ())
    }
    assert own == {name for names in EXTRAS.values() for name in names.split()}


def test_a_name_is_published_once():
    publish("zeal", "__version__", "the_name_of_a_test")
    try:
        publish("zeal", "__version__", "the_name_of_a_test")  # as where a module is loaded again
        with pytest.raises(ValueError, match="tf.the_name_of_a_test is published twice: at zeal:"):
            publish("zeal", "nn", "the_name_of_a_test")
    finally:
        del PUBLISHED["the_name_of_a_test"]
        called_function._read.discard("the_name_of_a_test")


def test_completion_shows_public_names_only():
    assert set(dir(tf)) == set(INDEX[""]) and "ops" not in dir(tf)
    assert "regression" not in dir(tf.losses) and "mean_squared_error" in dir(tf.losses)


def test_stubs_are_beside_the_package_that_runs():
    package = Path(tf.__file__).parent
    for name in ("_native.pyi", "__init__.pyi", "nn/__init__.pyi", "math.pyi", "py.typed"):
        assert (package / name).is_file()


def test_stubs_are_python_and_typed():
    stub = (Path(tf.__file__).parent / "__init__.pyi").read_text()
    functions = {f.name: f for f in ast.parse(stub).body if isinstance(f, ast.FunctionDef)}
    for name in ("matmul", "zeros", "reduce_sum", "where", "random_uniform"):
        assert ast.unparse(functions[name].returns) == "Tensor"
    assert ast.unparse(functions["split"].returns) == "list[Tensor]"
    assert [a.arg for a in functions["pad"].args.args][:3] == ["tensor", "paddings", "mode"]


def test_every_op_callable_has_a_signature_and_a_docstring():
    for name, op in vars(tf._native.api).items():
        if isinstance(op, type(tf._native.raw.Identity)):
            assert inspect.signature(op).parameters, name
            assert "Args:" in op.__doc__ and "Returns:" in op.__doc__, name


def test_names_of_namespaces():
    import types

    assert isinstance(tf, types.ModuleType) and isinstance(tf.nn, types.ModuleType)
    assert tf.__name__ == "zeal" and tf.nn.__name__ == "zeal.nn"
    with pytest.raises(AttributeError, match="tf.lite is not built yet; it waits for"):
        tf.lite  # noqa: B018
    with pytest.raises(AttributeError, match="tf.io.decode_proto is not built yet"):
        tf.io.decode_proto  # noqa: B018
    with pytest.raises(AttributeError, match="module 'zeal.nn' has no attribute 'sofmax'"):
        tf.nn.sofmax  # noqa: B018
    assert not hasattr(tf, "no_such_name")
    for change in (lambda v: setattr(tf, "a_new_name", v), lambda v: vars(tf).update(a_new_name=v)):
        for value in (1, 2, tf.zeros):
            change(value)
            assert tf.a_new_name is value and tf.nn.relu is vars(tf.nn)["relu"]
        del tf.a_new_name
        assert not hasattr(tf, "a_new_name")
