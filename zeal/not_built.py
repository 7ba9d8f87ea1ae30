"""TensorFlow names that zeal does not have yet, and the part of zeal they wait for."""

_PARTS = {
    "graph mode": "Session InteractiveSession Graph GraphKeys Operation placeholder "
    "placeholder_with_default global_variables_initializer local_variables_initializer "
    "get_default_graph get_default_session control_dependencies cond case while_loop function "
    "py_func py_function ConfigProto GPUOptions variables_initializer gradients graph_util "
    "import_graph_def reset_default_graph tables_initializer group tuple no_op Print",
    "saving and summaries": "saved_model summary gfile io python_io",
    "image and audio ops": "image audio signal",
    "distribution": "distribute estimator feature_column tpu",
    "sparse and ragged tensors": "SparseTensor sparse ragged RaggedTensor sparse_placeholder",
    "metrics": "metrics",
    "strings": "strings regex_replace string_split as_string decode_raw parse_example",
    "program helpers": "app flags logging test",
    "linear algebra": "cholesky qr svd einsum matrix_solve "
    "self_adjoint_eig",
}
NOT_BUILT = {name: part for part, names in _PARTS.items() for name in names.split()}


def message(name: str) -> str:
    """What to tell a program that asks for the name."""
    return f"tf.{name} is not built yet; it waits for zeal's {NOT_BUILT[name]}"
