"""Ops of strings whose kernels are Python functions of each string."""

from zeal import _native
from zeal.dtypes import string
from zeal.ops.host_op import python_op


def texts_of(tensor):
    """A string tensor as an array of bytes."""
    import numpy as np

    return np.asarray(tensor.__array__(), object)


def tensor_of(texts):
    """An array or list of bytes as a tensor, also without elements."""
    return _native.convert(texts, string)


def text_op(name, inputs, outputs, *, types=(), attrs=(), infer=None, kernel, doc):
    """Adds an op that only computes; see `python_op`. `kernel(tensors, attrs)` gives its values."""
    return python_op(
        name, inputs, outputs, types=types, attrs=attrs, kernel=kernel, doc=doc, stateful=False,
        infer=infer or (lambda shapes, attrs: [shapes[0]]),
    )  # fmt: skip


def each_text(name, function, *, attrs=(), output="string", doc):
    """Adds an op that applies `function(text, **attrs)` to each string."""

    def kernel(tensors, attrs):
        import numpy as np

        texts = texts_of(tensors[0])
        found = [function(text, **attrs) for text in texts.ravel().tolist()]
        if output != "string":
            return [np.array(found, output).reshape(texts.shape)]
        result = np.empty(texts.shape, object)
        result.ravel()[:] = found
        return [tensor_of(result)]

    return text_op(name, [("input", "string")], [("output", output)], attrs=attrs, kernel=kernel,
                   doc=doc)  # fmt: skip
