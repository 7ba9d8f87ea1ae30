"""How many ops TensorFlow's `tf.gradients` makes, for the seeds of random ops behind it.

TensorFlow's walk over the ops between the ys and the xs is repeated with what each op's rule makes,
as counted in graphs of TensorFlow 1.15. Loops and calls of functions, whose rules make ops within
them, and rules that are not listed count as nothing. Only the numbers that later random ops of a
graph with a seed draw hang on this.
"""

from collections import Counter

from zeal import _native

# What the rule of an op makes, whatever the shapes are.
_OPS = {
    name: count
    for count, names in {
        1: "AvgPool3D Cast Cumsum DepthToSpace Elu Exp FusedBatchNorm FusedBatchNormV3 L2Loss LRN "
        "LeakyRelu MaxPool Neg Pack Reciprocal Relu Relu6 ResizeBilinear ReverseV2 Rsqrt Selu "
        "Sigmoid Softsign SpaceToDepth Split SplitV Sqrt Tanh Unpack BiasAdd MatrixDiag",
        2: "Abs AvgPool ExpandDims Expm1 Fill GatherNd Lgamma Log MatMul Reshape SegmentSum Sin "
        "Softplus Squeeze StridedSlice Transpose Digamma",
        3: "Conv2D Conv2DBackpropInput Cos MatrixInverse Select Sign Square Conv3D",
        4: "BroadcastTo DepthwiseConv2dNative Log1p",
        5: "Atan LogSoftmax Softmax",
        6: "Erf",
        7: "Atan2",
        9: "Pad PadV2",
        10: "FloorMod Mod",
        12: "RealDiv Div Slice Tile",
        13: "Gather GatherV2 Maximum Minimum",
        17: "BatchMatMul BatchMatMulV2",
        19: "Max Min",
        26: "ClipByValue",
        33: "Cholesky",
        43: "TopKV2",
        49: "Prod",
    }.items()
    for name in names.split()
}  # fmt: skip
# What the rules make that leave out sums over broadcast axes where shapes tell that there are none.
_SMART = {"Add": 0, "AddV2": 0, "Sub": 1, "Mul": 2, "SquaredDifference": 5, "Pow": 16}
_NONE = {"StopGradient", "OnesLike", "ZerosLike", "Round", "Floor", "Ceil", "Rint"}


def count_gradients(graph, ys, xs, ones, gated):
    """How many ops they are; `ones`: how many ys nothing flows into, `gated`: as in optimizers."""
    flows = Counter(_key(y) for y in ys)
    starts = {_source(x) for x in xs if isinstance(x, (_native.Tensor, _native.Variable))}
    constants = sum(isinstance(x, (int, float, str, list)) for x in xs)  # each becomes an op there
    rules = _Rules(gated, graph.__dict__.setdefault("_shapes_of_rules", set()))
    count, made = rules.walk(ys, starts, flows)
    return constants + 3 * ones + count + sum(flows[key] > 1 for key in starts - made)


class _Rules:
    """What TensorFlow's rules make; `met`: of which shapes a graph knows what its rules sum."""

    def __init__(self, gated, met):
        self.gated, self.met = gated, met

    def walk(self, ys, starts, flows):
        """The ops between starts and ys, and what lies there; flows: into each value."""
        between, reached = _between(ys, starts)
        count = 0
        for op in reversed(between):
            values = [t for t in op.outputs if _flows(t)]
            ways = [flows[t._id] for t in values]
            count += sum(n > 1 for n in ways)
            if not any(ways) or op.type in _NONE:
                continue
            if op.type in ("If", "Case"):
                count += self._branches(op, flows, reached)
            else:
                count += self._rule(op) + ways.count(0)
                flows.update(_key(t) for t in _differentiated(op))
        return count, {t._id for op in between for t in op.outputs}

    def _branches(self, op, flows, reached):
        """A switch for each result, what the branches' rules make, six for each captured value."""
        into = [i for i, t in enumerate(op.outputs) if _flows(t) and flows[t._id]]
        count = len(into) * (4 if self.gated else 1)
        for inputs, outputs, _ in op._bodies()[0] or ():
            pairs = zip(inputs, op.inputs[1:], strict=True)
            outside = {t._id: _key(outer) for t, outer in pairs if _key(outer) in reached}
            ys = [outputs[i] for i in into]
            own = Counter(_key(y) for y in ys)
            more, _ = self.walk(ys, set(outside), own)
            met = [key for key in outside if own[key]]
            count += more + 6 * len(met) + sum(own[key] > 1 for key in met)
            flows.update(outside[key] for key in met)
        return count

    def _rule(self, op):
        own = self._own_rule(op)
        flowing = len(_differentiated(op))
        return own + flowing + 1 if self.gated and flowing > 1 else own

    def _own_rule(self, op):
        kind, shapes = op.type, [t.shape for t in op.inputs]
        known = all(s.is_fully_defined() for s in shapes)
        if kind in _SMART:
            return _SMART[kind] + self._sums(kind, op, shapes, known)
        if kind == "Minimum" and op.inputs[1].op.type == "Neg":  # -abs(x): two selects there
            return 8 + 3 * self.gated
        if kind in ("Sum", "Mean"):
            return self._reduction(op, shapes[0]) + (kind == "Mean" and (2 if known else 11))
        if kind == "ConcatV2":
            n = len(shapes) - 1
            first = next((i for i, s in enumerate(shapes[:-1]) if not s.is_fully_defined()), None)
            return 3 + n + (n if first is None else first + 2)
        if kind == "DivNoNan":  # the mean of losses is of a sum's sum
            return 16 if op.inputs[0].op.type == "Sum" else 12
        if kind == "SoftmaxCrossEntropyWithLogits":  # labels, logits and losses are reshaped
            reached = sum(t.op.type not in ("StopGradient", "Placeholder") for t in op.inputs)
            return 10 + 2 * reached
        if kind == "SparseSoftmaxCrossEntropyWithLogits":
            return 4 if shapes[0].ndims == 2 else 8
        return _OPS.get(kind, 0) + (6 if kind == "ClipByValue" and self.gated else 0)

    def _sums(self, kind, op, shapes, known):
        a, b = shapes
        out = op.outputs[0].shape
        if known and a == b and kind != "Pow" and op.outputs[0].dtype.name in ("float32", "int32"):
            return 0
        if not known:
            return 7
        new = self._is_new((*a.as_list(), None, *b.as_list()))
        return 4 * sum(s != out for s in shapes) + 3 * new

    def _reduction(self, op, shape):
        axes = op.inputs[1].shape
        if shape.ndims is not None and axes.num_elements() == shape.ndims:
            return 4
        if not shape.is_fully_defined():
            return 16
        key = (*shape.as_list(), "over", str(_native.known_value(op.inputs[1])))
        return 21 if self._is_new(key) else 4

    def _is_new(self, key):
        new = key not in self.met
        self.met.add(key)
        return new


def _source(x):
    return x.handle._id if isinstance(x, _native.Variable) else _key(x)


def _key(t):
    """What a tensor is: all reads of a variable are one."""
    return t.op.inputs[0]._id if t.op.type == "ReadVariableOp" else t._id


def _flows(t):
    return t.dtype.is_floating or t.dtype.is_complex


def _between(ys, starts):
    """The ops that lead from starts to ys, in the order in which they were made, and the values."""
    known, left = {}, [y.op for y in ys]
    while left:
        op = left.pop()
        if op._id not in known:
            known[op._id] = op
            left.extend(t.op for t in op.inputs)
    reached, between = set(starts), []
    for _, op in sorted(known.items()):
        if op.type != "OnesLike" and any(_key(t) in reached for t in op.inputs):
            reached.update(t._id for t in op.outputs if _flows(t))
            between.append(op)
    return between, reached


def _differentiated(op):
    """The inputs that an op's rule gives something."""
    inputs = [t for t in op.inputs if _flows(t)]
    if op.type == "ClipByValue":
        return inputs[:1]
    some = op.type.startswith("FusedBatchNorm") and not op.get_attr("is_training")
    return inputs[:3] if some else inputs
