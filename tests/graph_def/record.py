"""Writes tests/graph_def/data: graphs of the real TensorFlow 1.15, with what they gave there.

Run it with a Python that has TensorFlow 1.15: `python tests/graph_def/record.py`. The suite reads
its files only.
"""

import base64
import json
import os
import sys
import zlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.function import Defun

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
RECORDERS = []


def recorder(function):
    RECORDERS.append(function)
    return function


def packed(message):
    return base64.b64encode(zlib.compress(message.SerializeToString(), 9)).decode()


def listed(value):
    return np.asarray(value).tolist()


def record(name, fetches, feeds, first=(), steps=1, after=()):
    """Writes the default graph with the values of `fetches`, step by step.

    `first` runs before the first step, `after` behind each.
    """
    graph = tf.get_default_graph()
    runs = []
    with tf.Session() as session:
        for op in first:
            session.run(op)
        for _ in range(steps):
            runs.append([listed(v) for v in session.run(list(fetches), feeds)])
            for op in after:
                session.run(op, feeds)
    content = {
        "graph": packed(graph.as_graph_def()),
        "first": list(first),
        "after": list(after),
        "fetches": list(fetches),
        "feeds": {k: [listed(v), np.asarray(v).dtype.name] for k, v in feeds.items()},
        "runs": runs,
    }
    path = os.path.join(DATA, name + ".json")
    with open(path, "w") as file:
        json.dump(content, file)
        file.write("\n")
    print(name, os.path.getsize(path), len(graph.as_graph_def().node))


X = np.random.RandomState(0).rand(5, 4).astype("f")
Y = np.eye(3, dtype="f")[[0, 1, 2, 0, 1]]


def mlp():
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    y = tf.placeholder(tf.float32, [None, 3], name="y")
    w = tf.get_variable("w", initializer=np.linspace(-1, 1, 20).reshape(4, 5).astype("f"))
    b = tf.get_variable("b", [5], initializer=tf.zeros_initializer())
    v = tf.get_variable("v", initializer=np.linspace(1, -1, 15).reshape(5, 3).astype("f"))
    hidden = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), b))
    logits = tf.matmul(hidden, v, name="logits")
    loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits), name="loss"
    )
    return x, y, loss


@recorder
def mlp_refs():
    _, _, loss = mlp()
    train = tf.train.GradientDescentOptimizer(0.5).minimize(
        loss, global_step=tf.train.create_global_step(), name="train"
    )
    init = tf.global_variables_initializer()
    record(
        "mlp_refs",
        ["loss:0", "global_step/read:0"],
        {"x:0": X, "y:0": Y},
        [init.name],
        3,
        [train.name],
    )


@recorder
def mlp_resources():
    with tf.variable_scope("", use_resource=True):
        _, _, loss = mlp()
        train = tf.train.GradientDescentOptimizer(0.5).minimize(loss, name="train")
    init = tf.global_variables_initializer()
    record("mlp_resources", ["loss:0"], {"x:0": X, "y:0": Y}, [init.name], 3, [train.name])


@recorder
def dealt_rows():
    """Ops that zeal makes of others, in a function's library; constants that wait in branches."""
    x = tf.placeholder(tf.float32, [4, 3], name="x")
    n = tf.placeholder(tf.int32, [4], name="n")
    v = tf.get_variable("v", initializer=np.arange(12, dtype="f").reshape(4, 3), use_resource=True)

    @tf.function
    def dealt(x, n):
        parts = tf.concat(tf.dynamic_partition(x, n, 3), 0)
        rows = tf.gather(v, n) * x + tf.gather_nd(v, n[:, None])
        return parts + rows + tf.dynamic_stitch([[0, 2], [1, 3]], [x[:2], x[2:] * 2.0])

    tf.identity(dealt(x, n), name="dealt")
    tf.stack(tf.dynamic_partition(x, [0, 0, 1, 1], 2), name="pairs")
    tf.identity(tf.cond(n[0] > 0, lambda: x * 2.0, lambda: x * 3.0), name="branch")
    loop = tf.while_loop(lambda i, _: i < 2, lambda i, a: (i + 1, a * 0.5), [n[0], x])
    tf.identity(loop[1], name="loop")
    init = tf.global_variables_initializer()
    feeds = {"x:0": X[:4, :3], "n:0": np.array([0, 1, 0, 2], "i")}
    record("dealt_rows", ["dealt:0", "pairs:0", "branch:0", "loop:0"], feeds, [init.name])


@recorder
def updates_apart():
    """Conditions of one predicate, of which one writes to a variable that the others read."""
    x, p = tf.placeholder(tf.float32, [], name="x"), tf.placeholder(tf.bool, [], name="p")
    w = tf.get_variable("w", initializer=2.0)
    y = tf.cond(p, lambda: x * w, lambda: x)
    tf.cond(p, lambda: tf.assign_add(w, 1.0), lambda: tf.identity(w), name="update")
    tf.identity(tf.gradients(y * y, x)[0], name="gradient")
    init = tf.global_variables_initializer()
    record("updates_apart", ["gradient:0"], {"x:0": 3.0, "p:0": True}, [init.name], 3)


@recorder
def frozen():
    mlp()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        graph_def = tf.graph_util.convert_variables_to_constants(
            session, tf.get_default_graph().as_graph_def(), ["logits"]
        )
    tf.reset_default_graph()
    tf.import_graph_def(graph_def, name="")
    record("frozen", ["logits:0"], {"x:0": X})


@recorder
def ref_updates():
    v = tf.Variable([1.0, 2.0, 3.0], name="v")
    n = tf.Variable(0, name="n")
    add = tf.assign_add(v, [1.0, 1.0, 1.0], name="add")
    chained = tf.scatter_add(add, [0, 2], [10.0, 20.0], name="chained")
    doubled = tf.multiply(chained, 2.0, name="doubled")
    with tf.control_dependencies([doubled]):
        later = tf.identity(v.read_value(), name="later")
        half = tf.multiply(v._ref(), 0.5, name="half")  # reads the reference itself
    count = tf.count_up_to(n, 5, name="count")
    known = tf.is_variable_initialized(v)
    init = tf.global_variables_initializer()
    fetches = [t.name for t in (doubled, later, half, count, known)]
    record("ref_updates", fetches, {}, [init.name], 3)


@recorder
def losses():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.placeholder(tf.float32, [None, 3], name="y")
    labels = tf.placeholder(tf.int32, [None], name="labels")
    weights = tf.Variable(np.full((3, 3), 0.3, "f"), name="w")
    p = tf.matmul(x, weights)
    total = (
        tf.losses.mean_squared_error(y, p)
        + tf.losses.absolute_difference(y, p)
        + tf.losses.sigmoid_cross_entropy(y, p)
        + tf.losses.hinge_loss(y, p)
        + tf.losses.huber_loss(y, p)
        + tf.losses.sparse_softmax_cross_entropy(labels, p)
        + tf.losses.log_loss(y, tf.sigmoid(p))
        + 0.1 * tf.nn.l2_loss(weights)
    )
    total = tf.identity(total, name="total")
    [grad] = tf.gradients(total, [weights])
    tf.identity(grad, name="grad")
    train = tf.train.GradientDescentOptimizer(0.2).minimize(total, name="train")
    init = tf.global_variables_initializer()
    feeds = {"x:0": X[:, :3], "y:0": Y, "labels:0": np.array([0, 1, 2, 0, 1], np.int32)}
    record("losses", ["total:0", "grad:0"], feeds, [init.name], 3, [train.name])


@recorder
def embedding():
    table = tf.get_variable(
        "table", initializer=np.linspace(0, 1, 20).reshape(10, 2).astype("f"), use_resource=True
    )
    ids = tf.placeholder(tf.int32, [None], name="ids")
    found = tf.nn.embedding_lookup(table, ids, name="found")
    loss = tf.reduce_sum(found * found, name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, name="train")
    init = tf.global_variables_initializer()
    record(
        "embedding",
        ["loss:0"],
        {"ids:0": np.array([1, 3, 3], np.int32)},
        [init.name],
        2,
        [train.name],
    )


@recorder
def shapes_and_strings():
    x = tf.placeholder(tf.float32, None, name="x")
    flat = tf.reshape(x, [tf.shape(x)[0], -1])
    parts = tf.split(flat, 2, axis=1)
    stacked = tf.stack([parts[0], parts[1][:, ::-1]], axis=-1)
    total = tf.reduce_sum(stacked, axis=[1, -1], keepdims=True, name="total")
    top, where = tf.nn.top_k(flat, 2, name="top")
    hot = tf.one_hot(where, 4, name="hot")
    words = tf.where(
        top > 0.5, tf.fill(tf.shape(top), "big"), tf.fill(tf.shape(top), "small"), name="words"
    )
    same = tf.identity_n([total, hot], name="both")
    del same, words
    record(
        "shapes_and_strings", ["total:0", "hot:0", "both:1", "top:1"], {"x:0": X.reshape(5, 2, 2)}
    )


@recorder
def conditions():
    x = tf.placeholder(tf.float32, [None], name="x")
    big = tf.greater(tf.reduce_sum(x), 3.0)
    outer = tf.constant(10.0)

    def inner():
        return tf.cond(x[0] > 1.0, lambda: x * outer, lambda: x - outer)

    def yes():
        return inner() + 1.0, tf.constant(1)

    def no():
        return -x, tf.size(x)

    y, n = tf.cond(big, yes, no)
    y = tf.identity(y, name="y")
    n = tf.add(n, 1, name="n")
    [grad] = tf.gradients(y, [x])
    tf.identity(grad, name="grad")
    for name, value in (("small", [0.5, 1.0]), ("large", [2.0, 5.0]), ("mixed", [0.5, 5.0])):
        record(f"conditions_{name}", ["y:0", "n:0", "grad:0"], {"x:0": np.array(value, "f")})


@recorder
def condition_on_variables():
    v = tf.Variable([1.0, 2.0], name="v")
    up = tf.placeholder(tf.bool, [], name="up")
    changed = tf.cond(up, lambda: tf.assign_add(v, [1.0, 1.0]), lambda: tf.assign(v, v * 2.0))
    changed = tf.identity(changed, name="changed")
    with tf.control_dependencies([changed]):
        tf.identity(v.read_value(), name="after")
    init = tf.global_variables_initializer()
    for value in (True, False):
        record(
            f"condition_on_variables_{value}".lower(),
            ["changed:0", "after:0"],
            {"up:0": value},
            [init.name],
            3,
        )


@recorder
def loop_gradients():
    """Stacks: filled by loops, loops in loops, branches in loops."""
    x = tf.placeholder(tf.float32, [], "x")

    def loop(body, steps):
        return tf.while_loop(lambda i, _: i < steps, lambda i, y: (i + 1, body(y)), [0, x])[1]

    def branch(y):
        large = tf.cond(y > 0.9, lambda: tf.exp(y) * 0.1, lambda: tf.sin(y) * x)
        return tf.cond(y > 0.5, lambda: large * y, lambda: y * y + x)

    def inner(y):
        start = [0, y]
        return tf.while_loop(lambda j, _: j < 2, lambda j, z: (j + 1, branch(z) * x), start)[1]

    ys = [loop(lambda y: tf.sin(y) * x, 4), loop(branch, 5), loop(lambda y: tf.cos(inner(y)), 3)]
    grads = [tf.gradients(y, x)[0] for y in ys]
    record("loop_gradients", [t.name for t in ys + grads], {"x:0": np.float32(0.7)})


def _training(loss, feeds, rate):
    step = tf.train.GradientDescentOptimizer(rate).minimize(loss).name
    start = tf.global_variables_initializer().name
    return [loss.name], feeds, [start], 3, [step]


def _recurrent(cell, last_only):
    """A step of training of a recurrent network, whose loss may read its last state alone."""
    x = tf.placeholder(tf.float32, [None, 4, 3], "x")
    lengths = tf.placeholder(tf.int32, [None], "lengths")
    outputs, state = tf.nn.dynamic_rnn(cell, x, lengths, dtype=tf.float32)
    w = tf.get_variable("w", [5, 1], initializer=tf.constant_initializer(0.3))
    values = state if last_only else tf.reshape(outputs, [-1, 5])
    loss = tf.reduce_mean(tf.square(tf.matmul(values, w) - 1.0))
    feeds = {"x:0": (np.arange(24).reshape(2, 4, 3) % 7 / 7 - 0.3).astype(np.float32)}
    return _training(loss, {**feeds, "lengths:0": np.array([4, 2], np.int32)}, 0.5)


@recorder
def recurrent_training():
    cell = tf.nn.rnn_cell.LSTMCell(5, initializer=tf.constant_initializer(0.1))
    record("recurrent_training", *_recurrent(cell, False))


@recorder
def last_state_training():
    cell = tf.nn.rnn_cell.GRUCell(5, kernel_initializer=tf.constant_initializer(0.1))
    record("last_state_training", *_recurrent(cell, True))


@recorder
def array_gradients():
    """Arrays read, written, split and joined, also twice in one place."""
    x = tf.placeholder(tf.float32, [None, 3], "x")
    v = tf.get_variable("v", [3], initializer=tf.constant_initializer([1.0, 2.0, 3.0]))
    mapped = tf.map_fn(lambda row: row * v * row, x)
    scanned = tf.scan(lambda a, row: a * 0.5 + row * v, x)
    array = tf.TensorArray(tf.float32, 0, dynamic_size=True, clear_after_read=False)
    array = array.unstack(mapped)
    start = [0, tf.zeros([3])]
    summed = tf.while_loop(
        lambda i, _: i < 3, lambda i, a: (i + 1, a + array.read(i) * array.read(0)), start
    )[1]
    split = tf.TensorArray(tf.float32, 2, infer_shape=False, clear_after_read=False)
    split = split.split(mapped, [1, 3])
    joined = split.concat() * tf.reduce_sum(split.read(1)) + array.gather([0, 1, 0, 3])
    totals = [tf.reduce_sum(y * y) for y in (mapped, scanned, joined)] + [tf.reduce_sum(summed)]
    feeds = {"x:0": (np.arange(12).reshape(4, 3) % 7 / 7 - 0.3).astype(np.float32)}
    record("array_gradients", *_training(tf.add_n(totals), feeds, 0.01))


@recorder
def loops():
    x = tf.placeholder(tf.float32, [2, 2], name="x")
    n = tf.placeholder(tf.int32, [], name="steps")
    w = tf.constant([[0.5, 0.25], [0.125, 1.0]])
    i, y = tf.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, tf.matmul(y, w) + 0.1), [0, x])
    tf.identity(y, name="y")
    tf.identity(i, name="i")

    def row(i, total):  # a loop and a condition in a loop
        _, part = tf.while_loop(
            lambda j, part: j <= i,
            lambda j, part: (j + 1, part + tf.cond(j > 1, lambda: j * 10, lambda: j)),
            [0, 0],
        )
        return i + 1, total + part

    _, total = tf.while_loop(lambda i, total: i < n, row, [0, 0])
    tf.identity(total, name="total")
    grown = tf.while_loop(
        lambda i, v: i < n,
        lambda i, v: (i + 1, tf.concat([v, [i]], 0)),
        [0, tf.constant([7])],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
    )
    tf.identity(grown[1], name="grown")
    feeds = {"x:0": [[1.0, 2.0], [3.0, 4.0]], "steps:0": np.int32(4)}
    record("loops", ["y:0", "i:0", "total:0", "grown:0"], feeds)


@recorder
def loop_names():
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    _, y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [0, x])
    record("loop_names", [y.name], {"x:0": X[:, :2]})  # while/Exit_1:0


@recorder
def recurrent():
    x = tf.placeholder(tf.float32, [None, 5, 2], name="x")
    cell = tf.nn.rnn_cell.BasicRNNCell(3)
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    doubled = tf.map_fn(lambda row: row * 2.0, state)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        graph_def = tf.graph_util.convert_variables_to_constants(
            session, tf.get_default_graph().as_graph_def(), [outputs.op.name, doubled.op.name]
        )
    tf.reset_default_graph()
    tf.import_graph_def(graph_def, name="")
    feeds = {"x:0": np.random.RandomState(1).rand(2, 5, 2).astype("f")}
    record("recurrent", [outputs.name, doubled.name], feeds)


@recorder
def unknown_shapes():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.placeholder(tf.float32, name="y")
    w = tf.Variable(tf.ones([4, 3]), name="w")
    p = tf.nn.softmax(tf.matmul(x, w))
    loss = tf.reduce_mean(-tf.reduce_sum(y * tf.log(p), axis=1), name="loss")
    switch = tf.placeholder_with_default(True, [], name="switch")
    total = tf.cond(switch, lambda: loss * 2.0, lambda: loss)
    train = tf.train.GradientDescentOptimizer(0.5).minimize(total, name="train")
    init = tf.global_variables_initializer()
    feeds = {"x:0": X, "y:0": Y}
    record("unknown_shapes", ["loss:0", total.name], feeds, [init.name], 3, [train.name])


@recorder
def tables():
    lookup = tf.contrib.lookup
    index = tf.placeholder(tf.int32, [None], name="index")
    words = tf.gather(["a", "c", "b", "q"], index)
    table = lookup.index_table_from_tensor(["a", "b", "c"], num_oov_buckets=2)
    pairs = lookup.KeyValueTensorInitializer(tf.constant([3, 4], tf.int64), [0.5, 1.5])
    numbers = lookup.HashTable(pairs, -1.0)
    changed = lookup.MutableHashTable(tf.string, tf.int64, -7)
    ids = table.lookup(words)
    branch = tf.cond(tf.size(words) > 2, lambda: table.lookup(words) * 10, lambda: ids)
    with tf.control_dependencies([changed.insert(words, ids)]):
        size, found = changed.size(), changed.lookup(tf.constant(["a", "b"]))
    values = [ids, branch, numbers.lookup(ids + 1), table._table.size(), size, found]
    fetches = [tf.identity(v, name="value").name for v in values]
    record("tables", fetches, {"index:0": [0, 1, 3]}, [tf.tables_initializer().name], 2)


@recorder
def functional():
    tf.enable_control_flow_v2()
    x = tf.placeholder(tf.float32, [2], name="x")
    n = tf.placeholder(tf.int32, [], name="steps")
    v = tf.get_variable("v", initializer=[1.0, 2.0], use_resource=True)
    scale = tf.constant([3.0, 4.0])

    def changed():
        with tf.control_dependencies([v.assign_add([1.0, 1.0])]):
            return v.read_value() * 1.0

    y = tf.cond(n > 2, changed, lambda: tf.cond(n > 1, lambda: x - scale, lambda: -x))
    tf.identity(y, name="y")
    _, z = tf.while_loop(
        lambda i, z: i < n,
        lambda i, z: (i + 1, z * scale + tf.cond(i > 1, lambda: x, lambda: -x)),
        [0, x],
    )
    tf.identity(z, name="z")
    with tf.control_dependencies([y]):
        tf.identity(v.read_value(), name="after")
    init = tf.global_variables_initializer()
    for value in (1, 3):
        feeds = {"x:0": [1.0, 5.0], "steps:0": np.int32(value)}
        record(f"functional_{value}", ["y:0", "z:0", "after:0"], feeds, [init.name], 2)
    tf.disable_control_flow_v2()


@recorder
def examples():
    messages = []
    for sizes, word in (((1.5, 2.5), b"w"), ((), None), ((3.0,), None)):
        feature = {
            "n": tf.train.Feature(int64_list=tf.train.Int64List(value=[len(sizes), 7])),
            "x": tf.train.Feature(float_list=tf.train.FloatList(value=sizes)),
        }
        if word:
            feature["word"] = tf.train.Feature(bytes_list=tf.train.BytesList(value=[word]))
        features = tf.train.Features(feature=feature)
        messages.append(tf.train.Example(features=features).SerializeToString())
    wanted = {
        "n": tf.FixedLenFeature([2], tf.int64),
        "word": tf.FixedLenFeature([], tf.string, "none"),
        "x": tf.FixedLenSequenceFeature([], tf.float32, allow_missing=True),
    }
    several = tf.parse_example(tf.constant(messages), wanted)
    one = tf.parse_single_example(tf.constant(messages[0]), wanted)
    sparse = {"x": tf.VarLenFeature(tf.float32), "n": tf.VarLenFeature(tf.int64)}
    sparse = tf.parse_example(tf.constant(messages), sparse)
    dense = tf.sparse.to_dense(sparse["x"], default_value=-1.0)
    results = [several["n"], tf.strings.length(several["word"]), several["x"], dense]
    results += [one["n"], tf.strings.length(one["word"]), one["x"], sparse["n"].indices]
    record("examples", [tensor.name for tensor in results], {})


@recorder
def functions():
    x = tf.placeholder(tf.float32, [2], name="x")
    v = tf.get_variable("v", initializer=[1.0, 2.0], use_resource=True)

    @tf.contrib.eager.defun
    def inner(a, b):
        return a * b, tf.concat([a, b], 0), tf.split(a, 2)

    @tf.contrib.eager.defun
    def outer(a):
        v.assign_add(a)
        product, both, parts = inner(a, v)
        return product + 1.0, both, parts[1]

    product, both, last = outer(x)
    tf.identity(product, name="product")
    tf.identity(both, name="both")
    tf.identity(last, name="last")

    @Defun(tf.float32, tf.float32)
    def old(a, b):
        return a - b, a + b

    difference, total = old(x, [1.0, 1.0])
    tf.identity(difference, name="difference")
    tf.identity(total, name="sum")
    init = tf.global_variables_initializer()
    fetches = ["product:0", "both:0", "last:0", "difference:0", "sum:0"]
    record("functions", fetches, {"x:0": [1.0, 5.0]}, [init.name], 2)


@recorder
def queues():
    mixed = tf.RandomShuffleQueue(20, 0, [tf.int32, tf.float32], [[], [2]], seed=3)
    mixed.enqueue_many([[1, 2, 3], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]], name="fill_mixed")
    padded = tf.PaddingFIFOQueue(5, [tf.int64], [[None]])
    padded.enqueue([tf.constant([1, 2], tf.int64)], name="fill_padded")
    first = tf.PriorityQueue(5, [tf.float32], [[]])
    first.enqueue_many([tf.constant([3, 1], tf.int64), [0.5, 0.25]], name="fill_first")
    plain = tf.FIFOQueue(-1, tf.int32)
    plain.enqueue(7, name="fill_plain")
    plain.close(name="close_plain")
    results = [*mixed.dequeue_many(2), padded.dequeue_many(1), *first.dequeue(), plain.dequeue()]
    results += [first.size(), plain.is_closed()]
    fills = ["fill_mixed", "fill_padded", "fill_first", "fill_plain", "close_plain"]
    record("queues", [tensor.name for tensor in results[:-2] + results[-1:]], {}, fills)


@recorder
def datasets():
    Dataset, offset = tf.data.Dataset, tf.constant(10, tf.int64)
    size = tf.placeholder_with_default(tf.constant(3, tf.int64), [], name="size")
    numbers = Dataset.range(12).map(lambda x: (x + offset, tf.cast(x, tf.float32) / 2.0))
    numbers = numbers.filter(lambda x, y: x > 11).shuffle(4, seed=3).batch(size).repeat(2)
    fed = numbers.prefetch(1).make_initializable_iterator()
    rows = Dataset.range(1, 5)
    rows = rows.map(lambda n: tf.cond(n > 2, lambda: tf.fill([n], n), lambda: tf.stack([n])))
    rows = Dataset.zip((rows.padded_batch(2, [None]).cache(), Dataset.from_tensors(7).repeat()))
    turns = Dataset.range(3).interleave(lambda n: Dataset.range(n, n + 3).skip(1), 2, 1)
    turns = turns.concatenate(Dataset.range(6).window(2, 3).flat_map(lambda w: w.batch(2).take(1))
                              .apply(tf.data.experimental.unbatch()))
    first, second = rows.make_one_shot_iterator(), turns.make_one_shot_iterator()
    kind = tf.data.Iterator.from_structure(tf.int64, [])
    begin = kind.make_initializer(Dataset.range(5).shard(2, 1))
    named = tf.data.Iterator.from_string_handle(kind.string_handle(), tf.int64, []).get_next()
    elements = [*fed.get_next(), *first.get_next(), second.get_next(), named]
    tf.group(fed.initializer, begin, name="begin")
    record("datasets", [tensor.name for tensor in elements], {}, ["begin"], 2)


@recorder
def accumulators():
    dense = tf.ConditionalAccumulator(tf.float32, [2], reduction_type="SUM")
    sparse = tf.SparseConditionalAccumulator(tf.float32, [3, 2])
    tf.group(dense.set_global_step(1), sparse.set_global_step(2), name="set")
    stale = [dense.apply_grad([9.0, 9.0], 0), sparse.apply_grad([1], [[9.0, 9.0]], None, 1)]
    tf.group(*stale, name="stale")
    tf.group(
        dense.apply_grad([1.0, 2.0], 9), dense.apply_grad([3.0, 4.0], 9),
        sparse.apply_grad([0, 2], [[1.0, 2.0], [3.0, 4.0]], [3, 2], 9),
        sparse.apply_grad([2], [[5.0, 6.0]], None, 9), name="apply",
    )  # fmt: skip
    counts = [dense.num_accumulated(), sparse.num_accumulated()]
    with tf.control_dependencies(counts):
        taken = [dense.take_grad(2), *sparse.take_grad(2)]
    record("accumulators", [t.name for t in counts + taken], {}, ["set", "stale", "apply"])


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for function in RECORDERS:
        if not wanted or function.__name__ in wanted:
            tf.reset_default_graph()
            function()
