"""The ops of boosted trees: predictions of an ensemble, and its growth by a layer.

An ensemble is a table with a row for each node: tree, feature (-1: a leaf), threshold (a bucket;
what is at most so large goes left), left and right child (numbers in the tree), value, gain. A
node that was split keeps the value that it had as a leaf.
"""

import numpy as np

from zeal.ops.host_op import host_op

TREE, FEATURE, THRESHOLD, LEFT, RIGHT, VALUE, GAIN = range(7)
COLUMNS = 7
# Positions in an ensemble's state.
FINALIZED, ATTEMPTED, LAYERS, FIRST, LAST, BATCHES = range(6)
STATE = [0, 0, 0, 0, 1, 0]
# Positions in the numbers that growth follows.
L1, L2, COMPLEXITY, MIN_WEIGHT, RATE, DEPTH, PRUNING, N_BATCHES = range(8)
PRE, POST = 1, 2
_LEAF = (-1.0, 0, 0, 0)  # feature, threshold, children


def trees_of(nodes):
    """The tables of an ensemble's trees, one after the other."""
    return np.split(nodes, np.flatnonzero(np.diff(nodes[:, TREE])) + 1) if len(nodes) else []


def walk(tree, features):
    """The nodes, layer by layer, that examples pass on their way to a leaf of a tree."""
    at = np.zeros(len(features), np.int64)
    rows = np.arange(len(features))
    yield at
    while (tree[at, FEATURE] >= 0).any():
        split = tree[at]
        feature = np.maximum(split[:, FEATURE], 0).astype(np.int64)
        left = features[rows, feature] <= split[:, THRESHOLD]
        child = np.where(left, split[:, LEFT], split[:, RIGHT]).astype(np.int64)
        at = np.where(split[:, FEATURE] >= 0, child, at)
        yield at


def _predict(nodes, features):
    logits, at = np.zeros([len(features), 1], np.float32), np.zeros(len(features), np.int64)
    for tree in trees_of(nodes):
        *_, at = walk(tree, features)
        logits[:, 0] += tree[at, VALUE]
    return logits, at.astype(np.int32)


def _explain(nodes, features, classes):
    """What splits by each feature add to predictions, and last what these begin with."""

    def predicted(logits):
        return 1 / (1 + np.exp(-logits)) if classes else logits

    count, rows = features.shape[1], np.arange(len(features))
    made, before = np.zeros([len(features), count + 1], np.float32), np.float32(0)
    now = predicted(np.full(len(features), nodes[0, VALUE] if len(nodes) else 0, np.float32))
    made[:, count] = now
    for tree in trees_of(nodes):
        at = None
        for node in walk(tree, features):
            if at is not None:
                moved = np.where(node != at, predicted(before + tree[node, VALUE]), now)
                made[rows, np.maximum(tree[at, FEATURE], 0).astype(np.int64)] += moved - now
                now = moved
            at = node
        before = before + tree[at, VALUE]
    return made


def weigh(gradient, hessian, l1, l2):
    """The value of a leaf that lowers the loss most, and by how much (Chen and Guestrin, 2016)."""
    gradient = np.sign(gradient) * np.maximum(np.abs(gradient) - l1, 0) if l1 > 0 else gradient
    below = hessian + l2
    value = np.where(below <= 1e-15, 0, -gradient / below)
    return value, -gradient * value


def _center(nodes, gradient, hessian, l1, l2):
    """Moves the root's value to the best one; whether it moved by much."""
    bias = weigh(gradient, hessian, l1, l2)[0].astype(np.float32)
    if not len(nodes):
        nodes = np.zeros([1, COLUMNS], np.float32)
        nodes[0, FEATURE] = -1
    nodes = nodes.copy()
    nodes[0, VALUE] += bias
    return nodes, np.bool_(abs(bias) > 0.01)


def _count(sums, state, leaves, features, gradients, hessians):
    """Adds a batch to the sums of gradients by node, feature and bucket."""
    sums, state = sums.copy(), state.copy()
    node = leaves - state[FIRST]
    inside = (node >= 0) & (leaves < state[LAST])
    flow = np.concatenate([gradients, hessians], 1)[inside]
    for feature, buckets in enumerate(features.T):
        np.add.at(sums, (node[inside], feature, buckets[inside]), flow)
    state[BATCHES] += 1
    return sums, state


def _splits(sums, state, numbers):
    """The best split of each node: a dict from nodes to (gain, feature, bucket, left, right)."""
    found = {}
    cumulative = np.cumsum(sums / numbers[N_BATCHES], 2, dtype=np.float32)
    for node in range(state[LAST] - state[FIRST]):
        left = cumulative[node]
        total = left[:, -1:]
        if total[0, 0, 1] < numbers[MIN_WEIGHT]:
            continue
        values, gains = zip(*(
            weigh(part[..., 0], part[..., 1], numbers[L1], numbers[L2])
            for part in (left, total - left, total)
        ), strict=True)  # fmt: skip
        gain = gains[0] + gains[1]
        bucket = gain.argmax(1)
        best = gain.max(1) - gains[2][:, 0] - numbers[COMPLEXITY]
        feature = best.argmax()
        place = feature, bucket[feature]
        found[state[FIRST] + node] = best[feature], *place, values[0][place], values[1][place]
    return found


def _grow(nodes, state, sums, numbers):
    """Splits the nodes of the last layer, and begins a tree where that one is as deep as wanted."""
    splits, state = _splits(sums, state, numbers), state.copy()
    state[ATTEMPTED] += 1
    state[BATCHES] = 0
    trees = trees_of(nodes) or [_root(0)]
    if numbers[PRUNING] == PRE:
        splits = {node: split for node, split in splits.items() if split[0] >= 0}
    if splits:
        before = len(trees[-1])
        trees[-1] = _split(trees[-1], splits, numbers[RATE])
        state[[LAYERS, FIRST, LAST]] = state[LAYERS] + 1, before, len(trees[-1])
        if state[LAYERS] >= numbers[DEPTH]:
            if numbers[PRUNING] == POST:
                trees[-1] = _pruned(trees[-1])
            state[[FINALIZED, LAYERS, FIRST, LAST]] = state[FINALIZED] + 1, 0, 0, 1
            trees.append(_root(len(trees)))
    return np.concatenate(trees), state, np.zeros_like(sums)


def _root(number):
    return np.array([[number, *_LEAF, 0, 0]], np.float32)


def _split(tree, splits, rate):
    rows = [tree.copy()]
    for node, (gain, feature, bucket, *values) in sorted(splits.items()):
        left = sum(map(len, rows))
        value = tree[node, VALUE]
        rows[0][node, FEATURE : RIGHT + 1] = feature, bucket, left, left + 1
        rows[0][node, GAIN] = gain
        number = tree[node, TREE]
        rows.append(np.array([[number, *_LEAF, value + rate * v, 0] for v in values], np.float32))
    return np.concatenate(rows)


def _pruned(tree):
    """A tree without splits that raised the loss and have leaves below them alone."""
    tree, kept = tree.copy(), np.ones(len(tree), bool)
    for node in reversed(range(len(tree))):  # children come after their parents
        children = tree[node, [LEFT, RIGHT]].astype(np.int64)
        ends = tree[node, FEATURE] >= 0 and (tree[children, FEATURE] < 0).all()
        if ends and tree[node, GAIN] < 0:
            tree[node, FEATURE:VALUE], tree[node, GAIN], kept[children] = _LEAF, 0, False
    split = tree[:, FEATURE] >= 0
    places = np.cumsum(kept) - 1
    tree[split, LEFT:VALUE] = places[tree[split, LEFT:VALUE].astype(np.int64)]
    return tree[kept]


def _boundaries(values, most):
    """Thresholds of each feature between which about equally many of its values lie.

    Values have a last column of weights; with fewer than `most`, all values are thresholds.
    """
    made = []
    for column in values[:, :-1].T:
        order = column.argsort(kind="stable")
        share = np.cumsum(values[order, -1])
        places = np.searchsorted(share, np.linspace(0, 1, int(most)) * share[-1])
        made.append(np.unique(column[order][np.minimum(places, len(order) - 1)]))
    longest = max(map(len, made))
    return np.array([np.pad(b, (0, longest - len(b)), constant_values=np.inf) for b in made])


def _bucketize(values, boundaries):
    found = [
        np.minimum(np.searchsorted(row, column), max(np.isfinite(row).sum() - 1, 0))
        for column, row in zip(values.T, boundaries, strict=True)
    ]
    return np.array(found, np.int32).T


def _op(name, inputs, outputs, kernel, doc, shapes):
    def typed(names):
        return [tuple(name.split(":")) for name in names.split()]

    return host_op(
        f"BoostedTrees{name}", typed(inputs), typed(outputs), kernel=kernel, doc=doc,
        infer=lambda given, attrs: shapes(given),
    )  # fmt: skip


_NODES = None, COLUMNS
predict = _op(
    "LogitsAndLeaves", "nodes:float32 features:int32", "logits:float32 leaves:int32", _predict,
    "The sums of the leaves' values, and the leaf in the last tree.",
    lambda given: [(given[1] and given[1][0], 1), (given[1] and given[1][0],)],
)  # fmt: skip
explain = _op(
    "Contributions", "nodes:float32 features:int32 classes:bool", "contributions:float32", _explain,
    "What features add to predictions.", lambda given: [(given[1] and given[1][0], None)],
)  # fmt: skip
center = _op(
    "CenterRoot", "nodes:float32 gradient:float32 hessian:float32 l1:float32 l2:float32",
    "centered:float32 more:bool", _center, "Moves the value of the first root.",
    lambda given: [_NODES, ()],
)  # fmt: skip
count = _op(
    "CountBatch", "sums:float32 state:int32 leaves:int32 features:int32 gradients:float32 "
    "hessians:float32", "counted:float32 next_state:int32", _count,
    "Adds gradients to the sums of buckets.", lambda given: given[:2],
)  # fmt: skip
grow = _op(
    "GrowLayer", "nodes:float32 state:int32 sums:float32 numbers:float32",
    "grown:float32 next_state:int32 empty:float32", _grow, "Grows a layer.",
    lambda given: [_NODES, *given[1:3]],
)  # fmt: skip
boundaries = _op(
    "ExactQuantiles", "values:float32 most:int32", "boundaries:float32", _boundaries,
    "The thresholds of features.", lambda given: [(None, None)],
)  # fmt: skip
bucketize = _op(
    "BucketizeRows", "values:float32 boundaries:float32", "buckets:int32", _bucketize,
    "The buckets of values.", lambda given: given[:1],
)  # fmt: skip
