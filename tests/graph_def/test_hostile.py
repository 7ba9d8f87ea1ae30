"""Hostile GraphDefs: errors of TensorFlow's classes, never a crash, never unbounded memory."""

import random

import pytest

import zeal as tf
from tests.graph_def import recorded
from zeal import _native
from zeal.messages.graph import DecodeError

SEEDS = [
    recorded.load(name)[0]
    for name in (
        "frozen",
        "ref_updates",
        "embedding",
        "shapes_and_strings",
        "conditions_small",
        "condition_on_variables_true",
        "loops",
        "functional_1",
        "functions",
        "examples",
        "queues",
        "array_gradients",
    )
]
NUMBERS = [-(2**63), -(2**31), -2, -1, 0, 1, 2, 3, 7, 33, 2**31, 2**40, 2**62, 2**63 - 1]


def mangle_input(r, node, graph):
    names = [n.name for n in graph.node]
    text = r.choice(["", "^", ":0"]) if r.random() < 0.1 else r.choice(names)
    text = r.choice(["", "", "^"]) + text + r.choice(["", "", ":0", ":1", ":99", ":-1", ":x"])
    if node.input and r.random() < 0.7:
        node.input[r.randrange(len(node.input))] = text
    elif node.input and r.random() < 0.3:
        node.input.pop()
    else:
        node.input.append(text)


def mangle_op(r, node, graph):
    node.op = r.choice(
        [*_native.op_names(), "Const", "Placeholder", "IdentityN", "VariableV2", "Assign"]
    )


def mangle_name(r, node, graph):
    node.name = r.choice([r.choice(graph.node).name, "", "a b", "_x", "x/" * 50 + "y", "ü"])


def mangle_attr(r, node, graph):
    if not node.attr:
        return
    name = r.choice(sorted(node.attr))
    value = node.attr[name]
    kind = r.randrange(8)
    if kind == 0:
        del node.attr[name]
    elif kind == 1:
        value.i = r.choice(NUMBERS)
    elif kind == 2:
        value.type = r.choice([*range(-1, 25), 77, 101, 2**31 - 1])
    elif kind == 3:
        value.s = r.choice([b"", b"\xff\xfe", b"x" * 1000])
    elif kind == 4:
        value.shape.dim.add(size=r.choice(NUMBERS))
        value.shape.unknown_rank = r.random() < 0.3
    elif kind == 5:
        value.tensor.tensor_shape.dim.add(size=r.choice(NUMBERS))
    elif kind == 6:
        value.list.i.extend(r.choice(NUMBERS) for _ in range(r.choice([0, 1, 40])))
    else:
        other = r.choice(graph.node)
        if other.attr:
            value.CopyFrom(other.attr[r.choice(sorted(other.attr))])


def mangle_tensor(r, node, graph):
    tensors = [n.attr["value"].tensor for n in graph.node if n.op == "Const"]
    tensor = r.choice(tensors)
    kind = r.randrange(5)
    if kind == 0:
        tensor.tensor_content = bytes(r.randrange(256) for _ in range(r.randrange(20)))
    elif kind == 1:
        tensor.dtype = r.choice([*range(25), 101])
    elif kind == 2 and tensor.tensor_shape.dim:
        tensor.tensor_shape.dim[0].size = r.choice(NUMBERS)
    elif kind == 3:
        tensor.ClearField("tensor_content")
    else:
        tensor.float_val.extend([1.0] * r.randrange(5))


def mangle_function(r, node, graph):
    if not graph.library.function:
        return
    function = r.choice(graph.library.function)
    kind = r.randrange(5)
    if kind == 0 and function.node_def:
        inner = r.choice(function.node_def)
        if inner.input:
            texts = [
                *inner.input,
                *(f"{n.name}:output:0" for n in function.node_def),
                "x",
                ":",
                "a:b:c",
            ]
            inner.input[r.randrange(len(inner.input))] = r.choice(texts)
    elif kind == 1 and function.signature.input_arg:
        function.signature.input_arg.pop()
    elif kind == 2 and function.ret:
        function.ret[r.choice(sorted(function.ret))] = r.choice(["", "x:y:0", "nothing"])
    elif kind == 3 and function.node_def:
        inner = r.choice(function.node_def)
        r.choice([mangle_op, mangle_attr])(r, inner, graph)
    elif function.node_def:  # a function that calls another, perhaps itself
        inner = r.choice(function.node_def)
        inner.op = r.choice(graph.library.function).signature.name


MANGLERS = [
    mangle_function,
    mangle_input,
    mangle_input,
    mangle_op,
    mangle_name,
    mangle_attr,
    mangle_attr,
    mangle_tensor,
]


def mangled(number):
    r = random.Random(number)
    graph = tf.GraphDef()
    graph.CopyFrom(r.choice(SEEDS))
    for _ in range(r.choice([1, 1, 1, 2, 4])):
        r.choice(MANGLERS)(r, r.choice(graph.node), graph)
    return graph


def cut(number):
    r = random.Random(number)
    data = bytearray(r.choice(SEEDS).SerializeToString())
    if r.random() < 0.3:
        return bytes(data[: r.randrange(len(data))])
    for _ in range(r.choice([1, 2, 5])):
        data[r.randrange(len(data))] = r.randrange(256)
    return bytes(data)


def imports(message):
    """Whether a GraphDef is taken; what is taken can be written again."""
    with tf.Graph().as_default() as graph:
        try:
            tf.import_graph_def(message, name="")
        except ValueError:
            return False
        graph.as_graph_def(add_shapes=True)
    return True


def test_mangled_graphs():
    taken = sum(imports(mangled(number)) for number in range(600))
    assert 0 < taken < 600


def test_cut_bytes():
    for number in range(600):
        try:
            message = tf.GraphDef.FromString(cut(number))
        except DecodeError:
            continue
        imports(message)


def node(graph, name, op, inputs=(), **attrs):
    from zeal.graph_def import attr_value

    added = graph.node.add(name=name, op=op, input=inputs)
    for key, value in attrs.items():
        attr_value.write(added.attr[key], value)
    return added


def test_few_bytes_cannot_ask_for_much_memory():
    graph = tf.GraphDef()
    for i in range(50):
        added = node(graph, f"c{i}", "Const", dtype=tf.float32)
        added.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(1.0, shape=[1 << 27]))
    with tf.Graph().as_default(), pytest.raises(ValueError, match="constants of more than 2 GB"):
        _native.trim_memory()
        from zeal.graph_def.append import Budget

        before, Budget.__init__.__defaults__ = Budget.__init__.__defaults__, (1 << 24,)
        try:
            tf.import_graph_def(graph)
        finally:
            Budget.__init__.__defaults__ = before


@pytest.mark.parametrize("sizes", [[1 << 40, 1 << 40], [1 << 62], [-5], [3, -1]])
def test_shapes_that_are_none(sizes):
    graph = tf.GraphDef()
    added = node(graph, "c", "Const", dtype=tf.float32)
    added.attr["value"].tensor.dtype = 1
    for size in sizes:
        added.attr["value"].tensor.tensor_shape.dim.add(size=size)
    with tf.Graph().as_default(), pytest.raises(ValueError):
        tf.import_graph_def(graph)


def test_a_long_chain_needs_no_recursion():
    graph = tf.GraphDef()
    node(graph, "n0", "Placeholder", dtype=tf.float32)
    for i in range(1, 20000):
        node(graph, f"n{i}", "Neg", [f"n{i - 1}"], T=tf.float32)
    reverse = tf.GraphDef(node=reversed(graph.node))
    with tf.Graph().as_default(), tf.Session() as session:
        [last] = tf.import_graph_def(reverse, return_elements=["n19999:0"])
        assert session.run(last, {"import/n0:0": 1.0}) == -1.0


def test_a_chain_of_references_that_bites_its_tail():
    graph = tf.GraphDef()
    node(graph, "v", "VariableV2", dtype=tf.float32, shape=tf.TensorShape([]))
    node(graph, "a", "AssignAdd", ["b", "v"], T=tf.float32)
    node(graph, "b", "AssignAdd", ["a", "v"], T=tf.float32)
    with tf.Graph().as_default(), pytest.raises(ValueError):
        tf.import_graph_def(graph)


ARRAY_OF_GRADIENTS = ("g", "TensorArrayGradV3", ["a", "a:1"])


@pytest.mark.parametrize(
    "nodes, said",
    [
        ([("g", "TensorArrayGradV3", ["g", "a:1"])], "in a cycle"),
        (
            [("g", "TensorArrayGradV3", ["h", "a:1"]), ("h", "TensorArrayGradV3", ["g", "a:1"])],
            "in a cycle",
        ),
        ([("g", "TensorArrayGradV3", ["i", "a:1"]), ("i", "Identity", ["i"])], "in a cycle"),
        ([ARRAY_OF_GRADIENTS, ("w", "TensorArrayWriteV3", ["w", "n", "n", "g:1"])], "in a cycle"),
        ([ARRAY_OF_GRADIENTS, ("p", "StackPushV2", ["n"])], "'p': StackPushV2 has 1 inputs"),
        ([("g", "TensorArrayGradV3", ["n", "n"])], "'n' is no TensorArrayV3"),
    ],
)
def test_arrays_whose_handles_are_none(nodes, said):
    graph = tf.GraphDef()
    added = node(graph, "n", "Const", dtype=tf.int32)
    added.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(3))
    node(graph, "a", "TensorArrayV3", ["n"], dtype=tf.float32)
    for one in nodes:
        node(graph, *one)
    with tf.Graph().as_default(), pytest.raises(ValueError, match=said):
        tf.import_graph_def(graph, name="")


PUSH = "gradients_1/while_1/cond_1/mul_grad/Mul/StackPushV2"


def pushes_nothing(nodes):
    nodes[PUSH].input[:] = nodes[PUSH].input[:1]


def leaves_by_an_identity_of_nothing(nodes):
    identity = nodes["while/Identity_1"]
    identity.input[:] = ["^while/Identity"]  # so it lies in the loop
    nodes["while/Exit"].input[:] = [identity.name]


def takes_a_third_way(nodes):
    nodes[PUSH].input[0] = nodes[PUSH].input[0].replace(":1", ":9")


@pytest.mark.parametrize(
    "change", [pushes_nothing, leaves_by_an_identity_of_nothing, takes_a_third_way]
)
def test_broken_gradients_of_loops(change):
    graph = tf.GraphDef()
    graph.CopyFrom(recorded.load("loop_gradients")[0])
    change({n.name: n for n in graph.node})
    with tf.Graph().as_default(), pytest.raises(ValueError):
        tf.import_graph_def(graph, name="")
