"""tf.parse_example and kin: serialized messages as tensors."""

from zeal import _native
from zeal.dtypes import DType, int64, string
from zeal.graph.host_call import host_call
from zeal.public import public
from zeal.records import example_ops
from zeal.records.plans import PADDED, Plan, wanted, wanted_context, wanted_list
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape

# --- plans, kept for calls that repeat: a program that runs eagerly parses record by record ---
_MOST_PLANS = 8
_recent: list = []  # of features as they were, what tells them apart, and their plan


def _copied(value):
    """A value that nobody else can change; TypeError where there is no such copy."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_copied, value)) if type(value) in (list, tuple) else _fields(value)
    if value is None or isinstance(value, (int, float, str, bytes, DType)):
        return value
    raise TypeError


def _fields(feature):
    return type(feature)(*map(_copied, feature))


def _plan(features, of=wanted):
    """The Plan of features, each of which `of` tells apart; calls with equal ones share it."""
    for known, whose, plan in _recent:
        try:
            if known == features and whose is of:
                return plan
        except ValueError:  # an array among them
            break
    plan = Plan(features, of)
    try:
        copy = {key: _copied(feature) for key, feature in features.items()}
    except TypeError:
        return plan
    _recent.insert(0, (copy, of, plan))
    del _recent[_MOST_PLANS:]
    return plan


class _Call:
    """A call of a native parser with some of its arguments given by a run.

    Args:
      parse: the native function.
      plans: the plans it is given first.
      single: whether there is one message.
      named: whether the second of the run's tensors are names.
      given: for each default, whether the run has it.
    """

    def __init__(self, parse, plans, single, named, given):
        self.parse, self.plans, self.single = parse, [p.native for p in plans], single
        self.named, self.given = named, given

    def __call__(self, tensors):
        rest = iter(tensors)
        serialized = next(rest)
        names = next(rest) if self.named else None
        defaults = [next(rest) if there else None for there in self.given]
        return self.parse(*self.plans, serialized, names, self.single, defaults)


def _called(op, parse, plans, serialized, names, single, outputs):
    """The tensors that a parser gives; `outputs()` are pairs of their dtypes and shapes."""
    defaults = plans[0].defaults()
    inputs = [serialized, *([] if names is None else [_native.convert(names, string)])]
    inputs += [d for d in defaults if d is not None]
    call = _Call(parse, plans, single, names is not None, [d is not None for d in defaults])
    if _native.executing_eagerly():
        return call(inputs)
    return host_call(op, call, inputs, outputs(), op)


def _examples(op, serialized, features, names, single):
    plan = _plan(features)
    serialized = _native.convert(serialized, string)
    size = None if single else _size(serialized)
    if not _native.executing_eagerly() and not (single and names is not None):
        found = example_ops.parse(op, plan, serialized, names, size)
        return plan.packed(iter(found))
    lead = [] if single else [size]
    outputs = lambda: plan.outputs(lead)  # noqa: E731
    found = _called(op, _native.parse_examples, [plan], serialized, names, single, outputs)
    return plan.packed(iter(found))


def _size(serialized):
    return serialized.shape.as_list()[0] if serialized.shape.ndims == 1 else None


@public("io.parse_example", "parse_example")
def parse_example(serialized, features, name=None, example_names=None):
    """Reads features out of a batch of serialized `tf.train.Example` messages.

    Args:
      serialized: a vector of strings.
      features: a dict of `FixedLenFeature`, `VarLenFeature`, `FixedLenSequenceFeature` and
        `SparseFeature` by name.
      name: name of the op.
      example_names: a vector of as many names, for errors.

    Returns:
      A dict of tensors and SparseTensors by name.

    Raises:
      ValueError: there are no features, or one lacks its dtype or shape.
      InvalidArgumentError: a message is malformed, lacks a feature without a default, or has one
        of another dtype or number of values.

    Example:
      >>> ints = tf.train.Int64List(value=[1, 2])
      >>> features = tf.train.Features(feature={"x": tf.train.Feature(int64_list=ints)})
      >>> message = tf.train.Example(features=features).SerializeToString()
      >>> parsed = tf.parse_example([message], {"x": tf.FixedLenFeature([2], tf.int64)})
      >>> parsed["x"].numpy().tolist()
      [[1, 2]]
    """
    if not features:
        raise ValueError(f"Missing: features was {features}.")
    with name_scope(name, "ParseExample"):
        return _examples("ParseExample", serialized, features, example_names, False)


@public("io.parse_single_example", "parse_single_example")
def parse_single_example(serialized, features, name=None, example_names=None):
    """Reads features out of one serialized `tf.train.Example` message.

    Args:
      serialized: a string scalar.
      features: as for `tf.parse_example`.
      name: name of the op.
      example_names: the message's name, for errors.

    Returns:
      A dict of tensors and SparseTensors by name, without the axis of a batch.

    Raises:
      ValueError: there are no features, or one lacks its dtype or shape.
      InvalidArgumentError: the message is malformed, lacks a feature without a default, or has one
        of another dtype or number of values.

    Example:
      >>> ints = tf.train.Int64List(value=[1, 2])
      >>> features = tf.train.Features(feature={"x": tf.train.Feature(int64_list=ints)})
      >>> message = tf.train.Example(features=features).SerializeToString()
      >>> tf.parse_single_example(message, {"x": tf.VarLenFeature(tf.int64)})["x"].values.numpy()
      array([1, 2])
    """
    if not features:
        raise ValueError("Missing features.")
    with name_scope(name, "ParseSingleExample"):
        return _examples("ParseSingleExample", serialized, features, example_names, True)


# --- SequenceExample ---
def _sequences(op, serialized, context, lists, names, single):
    if not context and not lists:
        raise ValueError("Missing features.")
    context, lists = _plan(context or {}, wanted_context), _plan(lists or {}, wanted_list)
    serialized = _native.convert(serialized, string)
    lead = [] if single else [_size(serialized)]
    padded = [] if single else [part for part in lists.parts if part.form == PADDED]
    lengths = [(int64, TensorShape(lead)) for _ in padded]
    outputs = lambda: [*context.outputs(lead), *lists.outputs(lead, [None]), *lengths]  # noqa: E731
    plans = [context, lists]
    found = iter(_called(op, _native.parse_sequences, plans, serialized, names, single, outputs))
    packed = context.packed(found), lists.packed(found)
    return packed if single else (*packed, {p.key: next(found) for p in padded})


@public("io.parse_single_sequence_example", "parse_single_sequence_example")
def parse_single_sequence_example(
    serialized, context_features=None, sequence_features=None, example_name=None, name=None
):
    """Reads features out of one serialized `tf.train.SequenceExample` message.

    Args:
      serialized: a string scalar.
      context_features: features of the context by name: `FixedLenFeature`, `VarLenFeature`.
      sequence_features: features of the lists by name: `FixedLenSequenceFeature`, one axis more
        for the steps, and `VarLenFeature`, sparse in steps and values.
      example_name: the message's name, for errors.
      name: name of the op.

    Returns:
      Two dicts of tensors and SparseTensors by name: the context's and the lists'.

    Raises:
      ValueError: there are no features, or one lacks its dtype or shape.
      InvalidArgumentError: the message is malformed, lacks a feature, or has one of another dtype
        or number of values.

    Example:
      >>> step = tf.train.Feature(int64_list=tf.train.Int64List(value=[7]))
      >>> steps = tf.train.FeatureList(feature=[step, step])
      >>> lists = tf.train.FeatureLists(feature_list={"x": steps})
      >>> message = tf.train.SequenceExample(feature_lists=lists).SerializeToString()
      >>> wanted = {"x": tf.FixedLenSequenceFeature([], tf.int64)}
      >>> _, found = tf.parse_single_sequence_example(message, sequence_features=wanted)
      >>> found["x"].numpy().tolist()
      [7, 7]
    """
    op = "ParseSingleSequenceExample"
    with name_scope(name, op):
        return _sequences(op, serialized, context_features, sequence_features, example_name, True)


@public("io.parse_sequence_example")
def parse_sequence_example(
    serialized, context_features=None, sequence_features=None, example_names=None, name=None
):
    """Reads features out of a batch of serialized `tf.train.SequenceExample` messages.

    Args:
      serialized: a vector of strings.
      context_features, sequence_features: as for `tf.io.parse_single_sequence_example`.
      example_names: a vector of as many names, for errors.
      name: name of the op.

    Returns:
      Three dicts by name: the context's tensors, the lists', filled up with zeros to the longest,
      and the lengths of each dense list.

    Raises:
      ValueError: there are no features, or one lacks its dtype or shape.
      InvalidArgumentError: a message is malformed, lacks a feature, or has one of another dtype or
        number of values.

    Example:
      >>> step = tf.train.Feature(int64_list=tf.train.Int64List(value=[7]))
      >>> steps = tf.train.FeatureList(feature=[step, step])
      >>> lists = tf.train.FeatureLists(feature_list={"x": steps})
      >>> message = tf.train.SequenceExample(feature_lists=lists).SerializeToString()
      >>> wanted = {"x": tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True)}
      >>> _, found, lengths = tf.io.parse_sequence_example([message, b""], None, wanted)
      >>> found["x"].numpy().tolist(), lengths["x"].numpy().tolist()
      ([[7, 7], [0, 0]], [2, 0])
    """
    op = "ParseSequenceExample"
    with name_scope(name, op):
        return _sequences(op, serialized, context_features, sequence_features, example_names, False)
