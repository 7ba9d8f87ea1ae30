"""tf.print, tf.Print and tf.timestamp: what programs show and time, at once or with every run."""

import pprint
import sys
import time

from zeal import _native, dtypes, logging, nest
from zeal.effects.graph_objects import keep, kept
from zeal.effects.summary_text import edges, summary
from zeal.local_files import write
from zeal.ops.host_op import Int32, python_op
from zeal.public import public

_PLACE = "\1"  # where a tensor's text goes, until the rest of the text is known


@public("print")
def print_v2(*inputs, **kwargs):
    r"""Prints values, tensors among them: at once, or in graphs with every run.

    Args:
      *inputs: tensors, other values, and nested structures of them.
      **kwargs: `output_stream`, where it goes: sys.stderr (the default), sys.stdout,
        tf.logging.info, tf.logging.warning, tf.logging.error, or "file://path", at whose end it is
        added; `end`, what is printed last, "\n" by default; `sep`, what is printed between inputs,
        " " by default; `summarize`, how many elements are shown at either end of each axis, 3 by
        default, all if negative; `name`, of the op.

    Returns:
      None; while a graph is built an operation, which runs where something waits for it.

    Raises:
      ValueError: an unknown keyword or stream.

    Example:
      >>> tf.print("x:", tf.range(10), {"k": tf.constant(1.5)}, output_stream=sys.stdout)
      x: [0 1 2 ... 7 8 9] {'k': 1.5}
    """
    stream = _stream(kwargs.pop("output_stream", sys.stderr))
    end, sep = kwargs.pop("end", "\n") or "", kwargs.pop("sep", " ")
    summarize, name = kwargs.pop("summarize", 3), kwargs.pop("name", None)
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    tensors: list = []
    template = sep.join(_template(x, tensors) for x in inputs)
    if _native.executing_eagerly():
        return _write(_filled(template, _PLACE, tensors, summarize), stream, end)
    place = "{}"
    while place in template:
        place += "0"
    text = _string_format(tensors, template.replace(_PLACE, place), place, summarize)
    return _print_v2(text, stream, end, name=name)


def _is_tensor(value):
    return isinstance(value, (_native.Tensor, _native.Variable))


def _template(value, tensors):
    """The text of an input, with a mark for each tensor, which go to `tensors`."""
    if isinstance(value, str):
        return value
    marked = [_marked(x, tensors) for x in nest.flatten(value)]
    text = pprint.pformat(nest.pack_sequence_as(value, marked))
    return text.replace(repr(_PLACE), _PLACE).replace(repr(_PLACE)[1:-1], _PLACE)


def _marked(x, tensors):
    if hasattr(x, "dense_shape") and hasattr(x, "indices"):  # a text to TensorFlow, in quotes
        tensors.extend((x.indices, x.values, x.dense_shape))
        return f"SparseTensor(indices={_PLACE}, values={_PLACE}, shape={_PLACE})"
    if not _is_tensor(x):
        return x
    tensors.append(_native.convert(x))
    return _PLACE


def _filled(template, place, tensors, summarize):
    if template == place and tensors[0].dtype is dtypes.string and not tensors[0].shape.ndims:
        return tensors[0].numpy().decode("utf-8", "replace")  # alone, a string is no element
    texts = iter([edges(t, summarize) for t in tensors])
    parts = template.split(place)
    return parts[0] + "".join(next(texts) + part for part in parts[1:])


# --- where it goes ---
_LOGS = {"log(info)": logging.info, "log(warning)": logging.warning, "log(error)": logging.error}


def _stream(stream):
    """TensorFlow's name of a stream."""
    named = {sys.stdout: "stdout", sys.stderr: "stderr", logging.warn: "log(warning)"}
    named |= {function: name for name, function in _LOGS.items()}
    if isinstance(stream, str) and stream.startswith("file://"):
        return stream
    if isinstance(stream, str) or stream.__hash__ is None or stream not in named:
        raise ValueError(
            f"Unsupported output stream, logging level, or file.{stream}. Supported streams are "
            "sys.stdout, sys.stderr, tf.logging.info, tf.logging.warning, tf.logging.error. File "
            "needs to be in the form of 'file://<filepath>'."
        )
    return named[stream]


def _write(text, stream, end):
    if stream in _LOGS:
        _LOGS[stream]("%s", text)
    elif stream.startswith("file://"):
        write(stream[len("file://") :], "ab", (text + end).encode())
    else:
        out = getattr(sys, stream)
        out.write(text + end)
        out.flush()


# --- ops ---
def _format_kernel(tensors, attrs):
    return [_filled(attrs["template"], attrs["placeholder"], tensors, attrs["summarize"])]


def _print_kernel(tensors, attrs):
    _write(tensors[0].numpy().decode("utf-8", "replace"), attrs["output_stream"], attrs["end"])
    return []


_string_format = python_op(
    "StringFormat", [("inputs", "list(T)")], [("output", "string")],
    attrs=[("template", "%s"), ("placeholder", "%s"), ("summarize", 3)],
    infer=lambda shapes, attrs: [()], kernel=_format_kernel, doc="Puts tensors into a text.",
)  # fmt: skip
_print_v2 = python_op(
    "PrintV2", [("input", "string")], [], attrs=[("output_stream", "stderr"), ("end", "\n")],
    infer=lambda shapes, attrs: [], kernel=_print_kernel, doc="Prints a text.",
)  # fmt: skip


@public("Print")
def Print(input_, data, message=None, first_n=None, summarize=None, name=None):
    """Gives a tensor, and prints others to sys.stderr each time.

    Args:
      input_: tensor.
      data: list of tensors to print.
      message: what is printed before them.
      first_n: how often at most; always by default or if negative. Eagerly every call is a first
        one.
      summarize: how many elements of each are shown; 3 by default, all if negative.
      name: name of the op.

    Returns:
      `input_`, a tensor.

    Raises:
      TypeError: data is no list.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     x = tf.constant(2.0)
      ...     print(session.run(tf.Print(x, [x], "x is ")))  # and "x is [2]" on sys.stderr
      2.0
    """
    if not isinstance(data, (list, tuple)):
        raise TypeError(f"Expected list for 'data' argument to 'Print' Op, not {data!s}.")
    first_n = -1 if first_n is None else first_n
    counts = first_n >= 0 and not _native.executing_eagerly()
    return _print(
        input_, data, message or "", first_n, 3 if summarize is None else summarize,
        keep([0]) if counts else -1, name=name,
    )  # fmt: skip


_printed = {}  # how often eager calls did, by what they are: TensorFlow's share a kernel


def _first_print_kernel(tensors, attrs):
    """The tensor, after the others were printed, where `first_n` allows it."""
    if _prints_again(tensors, attrs):
        shown = "".join(f"[{summary(t, attrs['summarize'])}]" for t in tensors[1:])
        _write(attrs["message"] + shown, "stderr", "\n")
    return tensors[:1]


def _prints_again(tensors, attrs):
    most = attrs["first_n"]
    if most < 0:
        return True
    key = (attrs["message"], most, attrs["summarize"], *(t.dtype for t in tensors))
    count = kept(attrs["_count"]) if attrs["_count"] >= 0 else _printed.setdefault(key, [0])
    count[0] += 1
    return count[0] <= most


_ANY = [d for d in map(dtypes.as_dtype, range(1, 24)) if d.is_numpy_compatible]
_print = python_op(
    "Print", [("input", "T"), ("data", "list(U)")], [("output", "T")],
    types=[("T", _ANY)],
    attrs=[("message", ""), ("first_n", Int32(-1)), ("summarize", Int32(3)), ("_count", -1)],
    infer=lambda shapes, attrs: shapes[:1], kernel=_first_print_kernel,
    gradient=lambda op, dy: [dy] + [None] * (len(op.inputs) - 1),
    doc="Gives the input, and prints others.",
)  # fmt: skip


@public("timestamp")
def timestamp(name=None):
    """The seconds since 1970, as often as it runs.

    Args:
      name: name of the op.

    Returns:
      A float64 scalar.

    Example:
      >>> bool(tf.timestamp() > 1.5e9)
      True
    """
    return _timestamp(name=name)


_timestamp = python_op(
    "Timestamp", [], [("ts", "float64")], infer=lambda shapes, attrs: [()],
    kernel=lambda tensors, attrs: [_native.convert(time.time(), dtypes.float64)],
    doc="The seconds since 1970.",
)  # fmt: skip
