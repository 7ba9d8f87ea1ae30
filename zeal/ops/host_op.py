"""Host ops: the long tail of the registry, ops whose kernel is a NumPy function.

A host op has TensorFlow's name, inputs and attributes like any other. It runs eagerly, on tapes
and in graphs, and may be replaced by a native one without anybody noticing.
"""

from zeal import _native, dtypes, errors
from zeal.ops.gradient_rule import python_rule

HOST_OPS: dict = {}
"""The ops that modules imported so far have added, by name."""


def _same_shape(shapes, attrs):
    return [shapes[0]]


_HALF = (dtypes.float16, dtypes.bfloat16)


def _numpy_kernel(name, kernel):
    """A function of arrays as one of tensors: float16 and bfloat16 are worked in float32.

    Infinities and NaNs are results like others, whatever the program has told NumPy to do of them.
    """

    def run(tensors, attrs):
        import numpy as np

        arrays = [t.__array__()[()] for t in tensors]  # on the tensors' memory; scalars of NumPy
        wide = [
            a.astype(np.float32) if t.dtype in _HALF else a
            for t, a in zip(tensors, arrays, strict=True)
        ]
        try:
            with np.errstate(all="ignore"):
                results = kernel(*wide, **attrs)
        except MemoryError as e:
            raise errors.ResourceExhaustedError(f"[{name}] OOM: {e}") from None
        results = results if isinstance(results, (list, tuple)) else [results]
        half = next((t.dtype for t in tensors if t.dtype in _HALF), None)
        return [_as_tensor(r, half) for r in results]

    return run


def _as_tensor(array, half):
    import numpy as np

    tensor = _native.convert(np.ascontiguousarray(array).reshape(np.shape(array)))
    if half is not None and tensor.dtype is dtypes.float32:
        return _native.api.cast(tensor, half)
    return tensor


def host_op(name, inputs, outputs, *, types=(), attrs=(), infer=None, kernel, gradient=None, doc):
    """Adds an op with a NumPy kernel to the registry.

    Args:
      name: TensorFlow's name of the op, "MatrixInverse".
      inputs: pairs of an input's name and its type: an attribute of `types`, or a dtype's name.
      outputs: the same for outputs.
      types: pairs of a type attribute ("T") and the dtypes it may be.
      attrs: pairs of an attribute's name and its default: a bool, int, float, string or list of
        integers; 24 bytes in all.
      infer: a function of the input shapes (tuples with None for what is unknown, None for an
        unknown rank) and the dict of attributes that returns the list of output shapes; by
        default the shape of the first input.
      kernel: a function of arrays, with the attributes as keyword arguments, that returns an
        array or a list of them.
      gradient: a function of (op, *grads), as for tf.RegisterGradient; made of ops, it can be
        differentiated again. None: not differentiable.
      doc: one line that says what the op computes.

    Returns:
      The op as a function of its inputs, then its attributes.

    Raises:
      AlreadyExistsError: the registry has an op of that name.

    Example:
      >>> cbrt = host_op("Cbrt", [("x", "T")], [("y", "T")], types=[("T", ["float32"])],
      ...                kernel=lambda x: np.cbrt(x), doc="Cube root of each element.")
      >>> cbrt(tf.constant([8.0])).numpy().tolist()
      [2.0]
    """
    return _register(
        name, gradient, inputs=inputs, outputs=outputs, types=types, attrs=attrs, doc=doc,
        infer=infer or _same_shape, kernel=_numpy_kernel(name, kernel), stateful=False,
    )


class Int32(int):
    """The default of an attribute that takes half the room of an int."""


def python_op(
    name, inputs, outputs, *, types=(), attrs=(), infer, kernel, gradient=None, stateful=True,
    acts=True, doc,
):  # fmt: skip
    """Adds an op whose kernel is Python code: what prints, asserts, or calls functions.

    In graphs it runs once per run, and is never folded into a constant.

    Args:
      name: TensorFlow's name of the op, "Assert".
      inputs, outputs: as in `host_op`. The type "list(Tin)" stands for tensors of any dtypes, as
        many as there are, whose dtypes TensorFlow lists in the attribute Tin. For outputs, callers
        give that attribute; the op has no other outputs then.
      the others: as in `host_op`.
      kernel: a function of a list of tensors and the dict of attributes that returns a list of
        values.
      stateful: False says that it only computes its outputs.
      acts: whether calls in traced functions run though nobody reads what they give; one that
        is not stateful does not.

    Returns:
      The op as a function of its inputs, then its attributes.

    Example:
      >>> show = python_op("Show", [("data", "list(T)")], [], infer=lambda shapes, attrs: [],
      ...                  kernel=lambda tensors, attrs: print(*tensors) or [], doc="Prints.")
      >>> show([tf.constant(1), "a"])
      tf.Tensor(1, shape=(), dtype=int32) tf.Tensor(b'a', shape=(), dtype=string)
    """
    return _register(
        name, gradient, inputs=inputs, outputs=outputs, types=types, attrs=attrs, doc=doc,
        infer=infer, kernel=kernel, stateful=stateful, acts=acts,
    )


def _register(name, gradient, **description):
    call = HOST_OPS[name] = _native.register_host_op({"name": name, **description})
    if gradient is not None:
        _native.set_gradient(name, python_rule(gradient))
    return call


def library_op(name, kernel, gradient):
    """Gives a native op its part in Python: what a library does better, and the gradient.

    Args:
      name: the op's name.
      kernel: as in `host_op`, for calls that the native kernel hands over (`native/op/library.h`).
      gradient: as in `host_op`.

    Returns:
      The op as a function of its inputs, then its attributes.
    """
    _native.set_library_kernel(name, _numpy_kernel(name, kernel))
    _native.set_gradient(name, python_rule(gradient))
    return getattr(_native.raw, name)
