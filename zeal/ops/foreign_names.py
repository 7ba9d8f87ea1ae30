"""Names of NumPy, torch and other TensorFlows that are not here: errors say what to write."""

# Name -> what to write instead, where x is the tensor.
_INSTEAD = {
    "T": "tf.transpose(x)",
    "abs": "tf.abs(x)",
    "all": "tf.reduce_all(x)",
    "any": "tf.reduce_any(x)",
    "argmax": "tf.argmax(x, axis)",
    "argmin": "tf.argmin(x, axis)",
    "argsort": "tf.nn.top_k(x, k).indices",
    "astype": "tf.cast(x, dtype)",
    "backward": "tf.GradientTape",
    "clamp": "tf.clip_by_value(x, low, high)",
    "clip": "tf.clip_by_value(x, low, high)",
    "copy": "tf.identity(x), or x.numpy() for an array of its own",
    "cumprod": "tf.cumprod(x, axis)",
    "cumsum": "tf.cumsum(x, axis)",
    "detach": "tf.stop_gradient(x)",
    "dim": "x.shape.ndims",
    "dot": "tf.tensordot(x, y, 1), or x @ y for matrices",
    "double": "tf.cast(x, tf.float64)",
    "exp": "tf.exp(x)",
    "expand": "tf.broadcast_to(x, shape)",
    "fill": "tf.fill(x.shape, value)",
    "flatten": "tf.reshape(x, [-1])",
    "float": "tf.cast(x, tf.float32)",
    "grad": "tf.GradientTape",
    "half": "tf.cast(x, tf.float16)",
    "int": "tf.cast(x, tf.int32)",
    "item": "x.numpy(), or float(x) and int(x)",
    "log": "tf.log(x)",
    "long": "tf.cast(x, tf.int64)",
    "matmul": "tf.matmul(x, y)",
    "max": "tf.reduce_max(x)",
    "mean": "tf.reduce_mean(x)",
    "min": "tf.reduce_min(x)",
    "numel": "tf.size(x)",
    "permute": "tf.transpose(x, axes)",
    "pow": "tf.pow(x, y)",
    "prod": "tf.reduce_prod(x)",
    "ravel": "tf.reshape(x, [-1])",
    "repeat": "tf.repeat(x, repeats), or tf.tile(x, multiples)",
    "requires_grad": "tape.watch(x)",
    "reshape": "tf.reshape(x, shape)",
    "round": "tf.round(x)",
    "size": "tf.size(x), or x.shape",
    "sort": "tf.nn.top_k(x, k).values",
    "sqrt": "tf.sqrt(x)",
    "squeeze": "tf.squeeze(x)",
    "std": "tf.math.reduce_std(x)",
    "sum": "tf.reduce_sum(x)",
    "swapaxes": "tf.transpose(x, axes)",
    "take": "tf.gather(x, indices)",
    "to": "tf.cast(x, dtype), or with tf.device(...)",
    "tolist": "x.numpy().tolist()",
    "trace": "tf.linalg.trace(x)",
    "transpose": "tf.transpose(x, axes)",
    "type": "tf.cast(x, dtype)",
    "unsqueeze": "tf.expand_dims(x, axis)",
    "var": "tf.math.reduce_variance(x)",
    "view": "tf.reshape(x, shape), or tf.bitcast(x, dtype)",
}


# Functions of their modules that `tf` has under another name.
_FUNCTIONS_INSTEAD = {
    "allclose": "tf.debugging.assert_near(x, y)",
    "amax": "tf.reduce_max(x, axis)",
    "amin": "tf.reduce_min(x, axis)",
    "arange": "tf.range(start, limit, delta)",
    "array": "tf.constant(value)",
    "batch_matmul": "tf.matmul(x, y)",
    "asarray": "tf.convert_to_tensor(value)",
    "astype": "tf.cast(x, dtype)",
    "cat": "tf.concat(values, axis)",
    "clamp": "tf.clip_by_value(x, low, high)",
    "clip": "tf.clip_by_value(x, low, high)",
    "concatenate": "tf.concat(values, axis)",
    "dot": "tf.tensordot(x, y, 1)",
    "empty": "tf.zeros(shape)",
    "flatten": "tf.reshape(x, [-1])",
    "from_numpy": "tf.constant(array)",
    "full": "tf.fill(shape, value)",
    "hstack": "tf.concat(values, 1)",
    "manual_seed": "tf.set_random_seed(seed)",
    "max": "tf.reduce_max(x, axis), or tf.maximum(x, y)",
    "mean": "tf.reduce_mean(x, axis)",
    "min": "tf.reduce_min(x, axis), or tf.minimum(x, y)",
    "merge_all_summaries": "tf.summary.merge_all()",
    "merge_summary": "tf.summary.merge(summaries)",
    "mm": "tf.matmul(x, y)",
    "mul": "tf.multiply(x, y)",
    "neg": "tf.negative(x)",
    "no_grad": "tf.stop_gradient(x), or tape.stop_recording()",
    "pack": "tf.stack(values, axis)",
    "permute": "tf.transpose(x, axes)",
    "power": "tf.pow(x, y)",
    "prod": "tf.reduce_prod(x, axis)",
    "rand": "tf.random_uniform(shape)",
    "randn": "tf.random_normal(shape)",
    "relu": "tf.nn.relu(x)",
    "select": "tf.where(condition, x, y)",
    "scalar_summary": "tf.summary.scalar(name, value)",
    "softmax": "tf.nn.softmax(x)",
    "std": "tf.math.reduce_std(x, axis)",
    "sub": "tf.subtract(x, y)",
    "sum": "tf.reduce_sum(x, axis)",
    "take": "tf.gather(x, indices)",
    "tensor": "tf.constant(value)",
    "unpack": "tf.unstack(x)",
    "unsqueeze": "tf.expand_dims(x, axis)",
    "var": "tf.math.reduce_variance(x, axis)",
    "vstack": "tf.concat(values, 0)",
}


def function_instead(name: str) -> "str | None":
    """What to write for a function of another library; None where there is nothing to say."""
    return _FUNCTIONS_INSTEAD.get(name)


class _Absent:
    """A name that is not there; being no data descriptor, it gives way to such an attribute."""

    def __init__(self, name, instead):
        self._name, self._instead = name, instead

    def __get__(self, instance, owner):
        raise AttributeError(
            f"'{owner.__module__}.{owner.__name__}' object has no attribute '{self._name}'; "
            f"write {self._instead}",
            name=self._name,
            obj=owner if instance is None else instance,
        )


def _dir(self):
    """The names that are there."""
    return [name for name in object.__dir__(self) if name not in _INSTEAD or hasattr(self, name)]


def absent_names() -> dict:
    """The attributes by name, for the types of tensors and variables."""
    return {name: _Absent(name, instead) for name, instead in _INSTEAD.items()} | {"__dir__": _dir}
