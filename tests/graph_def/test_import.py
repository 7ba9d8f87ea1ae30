"""tf.import_graph_def: names, maps, what it returns, and TensorFlow's errors."""

import gc

import pytest
from google.protobuf import text_format

import zeal as tf
from zeal.messages.graph import OpList

CONST = """node { name: 'c' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } }
  attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape {} float_val: 1 } } } }"""
HOLDER = "node { name: 'p' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }"
T = "attr { key: 'T' value { type: DT_FLOAT } }"


def neg(name="n", inputs=("c",), attrs=T, op="Neg"):
    texts = " ".join(f"input: {text!r}" for text in inputs)
    return f"node {{ name: '{name}' op: '{op}' {texts} {attrs} }}"


def parse(text):
    return text_format.Parse(text, tf.GraphDef())


def load(text, **kwargs):
    """The graph, and what was returned."""
    with tf.Graph().as_default() as graph:
        return graph, tf.import_graph_def(parse(text), **kwargs)


def seen(graph):
    return [
        (op.name, op.type, [t.name for t in op.inputs], [c.name for c in op.control_inputs])
        for op in graph.get_operations()
    ]


def test_nodes_in_any_order():
    for text in (CONST + neg(), neg() + CONST, CONST + neg(inputs=["c:0"])):
        graph, returned = load(text)
        assert returned is None
        assert seen(graph) == [
            ("import/c", "Const", [], []), ("import/n", "Neg", ["import/c:0"], []),
        ]


def test_control_inputs_count_once():
    graph, _ = load(CONST + neg(inputs=["c", "^c", "^c"]))
    assert seen(graph)[1] == ("import/n", "Neg", ["import/c:0"], ["import/c"])


def test_ops_wait_for_what_is_around():
    with tf.Graph().as_default() as graph:
        a = tf.constant(1.0, name="a")
        with tf.control_dependencies([a]):
            tf.import_graph_def(parse(CONST), name="x")
        assert graph.get_operation_by_name("x/c").control_inputs == [a.op]


@pytest.mark.parametrize(
    "name, before, want",
    [
        (None, (), "import/c"), ("", (), "c"), ("a/b", (), "a/b/c"), ("", ("c",), "c_1"),
        ("", ("c/d",), "c_1"), ("a/", ("a/c",), "a/c_1"), (None, ("import/x",), "import/c"),
    ],
)
def test_names(name, before, want):
    with tf.Graph().as_default() as graph:
        for taken in before:
            tf.constant(1.0, name=taken)
        tf.import_graph_def(parse(CONST), name=name)
        assert graph.get_operations()[-1].name == want
        assert tf.constant(2.0, name=want).op.name == f"{want}_1"  # it counts as taken


def test_names_that_differ_in_case():
    graph, _ = load(CONST + CONST.replace("'c'", "'C'"), name="")
    assert [op.name for op in graph.get_operations()] == ["c", "C"]


def test_input_map_and_return_elements():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(3.0)
        for key in ("p", "p:0"):
            y, op, p = tf.import_graph_def(
                parse(HOLDER + neg(inputs=["p"])), {key: x}, ["n:0", "n", "p:0"]
            )
            assert session.run(y) == -3.0 and y.op is op and p is x
        [y] = tf.import_graph_def(parse(HOLDER + neg(inputs=["p"])), {"p": 4.0}, ["n:0"])
        assert session.run(y) == -4.0


def test_control_inputs_may_be_mapped():
    with tf.Graph().as_default() as graph:
        x = tf.constant(3.0, name="x")
        tf.import_graph_def(parse(HOLDER + CONST + neg(inputs=["p", "^c"])), {"^c": x}, name="")
        assert graph.get_operation_by_name("n").control_inputs == [x.op]


def test_what_zeal_does_not_read_is_kept():
    attrs = T + """attr { key: '_mine' value { i: 7 } }
      attr { key: '_class' value { list { s: 'loc:@c' } } }"""
    graph, _ = load(CONST + neg(attrs=attrs))
    op = graph.get_operation_by_name("import/n")
    assert op.get_attr("_mine") == 7 and op.get_attr("_class") == [b"loc:@import/c"]
    assert op.node_def.attr["_mine"].i == 7
    again, _ = load(text_format.MessageToString(graph.as_graph_def()), name="")
    assert again.get_operation_by_name("import/n").get_attr("_mine") == 7


def test_the_message_stays_as_it_is():
    attrs = T + "attr { key: '_class' value { list { s: 'loc:@c' } } }"
    message = parse(CONST + neg(attrs=attrs))
    before = message.SerializeToString(deterministic=True)
    with tf.Graph().as_default() as graph:
        for name in ("a", "b"):
            tf.import_graph_def(message, name=name)
        for name in ("a", "b"):
            op = graph.get_operation_by_name(f"{name}/n")
            assert op.get_attr("_class") == [f"loc:@{name}/c".encode()]
    assert message.SerializeToString(deterministic=True) == before


def test_the_name_of_a_variable_is_that_of_its_value():
    with tf.Graph().as_default() as graph:
        v = tf.Variable([1.0, 2.0], name="v")
        tf.identity(v * 2.0, name="y")
        init = tf.global_variables_initializer().name
    with tf.Graph().as_default(), tf.Session() as session:
        y = tf.import_graph_def(graph.as_graph_def(), name="", return_elements=["y:0"])
        session.run(init)
        assert session.run(["v:0", *y])[0].tolist() == [1.0, 2.0]


def test_output_shapes_narrow():
    shapes = "attr { key: '_output_shapes' value { list { shape { dim { size: 2 } } } } }"
    graph, _ = load(HOLDER + neg(inputs=["p"], attrs=T + shapes))
    op = graph.get_operation_by_name("import/n")
    assert op.outputs[0].shape.as_list() == [2] and "_output_shapes" not in op.node_def.attr


def test_attributes_of_a_younger_program():
    producer = text_format.Parse(
        "op { name: 'Neg' attr { name: 'new' type: 'int' default_value { i: 7 } } }", OpList()
    )
    new = "attr { key: 'new' value { i: 7 } }"
    load(CONST + neg(attrs=T + new), producer_op_list=producer)
    with pytest.raises(ValueError, match="NodeDef mentions attr 'new' not in Op<name=Neg"):
        load(CONST + neg(attrs=T + new.replace('7', '8')), producer_op_list=producer)


def test_types_that_tensorflow_has_defaults_of_may_be_missing():
    sizes = CONST.replace("'c'", "'s'").replace("DT_FLOAT", "DT_INT32").replace("float", "int")
    sizes = sizes.replace("tensor_shape {}", "tensor_shape { dim { size: 1 } }")
    graph, _ = load(CONST + sizes + neg(op="Reshape", inputs=["c", "s"]))
    assert graph.get_operation_by_name("import/n").get_attr("Tshape") == tf.int32


WORDS = [  # as TensorFlow 1.15 says them
    (CONST + CONST, "Node 'c' is not unique"),
    (neg("a b", ()), "Node 'a b': Node name contains invalid characters"),
    (neg("", ()), "Node '': Node name contains invalid characters"),
    (neg(inputs=["zz"]), "Node 'n': Unknown input node 'zz'"),
    (CONST + neg(inputs=["c", "^zz"]), r"Node 'n': Unknown input node '\^zz'"),
    (CONST + neg(inputs=["c:x"]), "Node 'n': Unknown input node 'c:x'"),
    (CONST + neg(inputs=["c:1"]),
     "Node 'n': Connecting to invalid output 1 of source node c which has 1 outputs."),
    (CONST + neg(inputs=["^c", "c"]),
     "Node 'n': Control dependencies must come after regular dependencies"),
    (neg("a", ["b"]) + neg("b", ["a"]), "2 nodes in a cycle"),
    (neg("a", ["a"]), "1 nodes in a cycle"),
    (neg(op="", inputs=[]), "Node 'n' does not specify an operation"),
    (neg(op="NoSuchOp", inputs=[]), "Op type not registered 'NoSuchOp'"),
    (CONST + neg(attrs=T + "attr { key: 'zzz' value { i: 1 } }"),
     "NodeDef mentions attr 'zzz' not in Op<name=Neg; signature=x:T -> y:T; attr=T:type"),
    (CONST + neg(attrs=""), "NodeDef missing attr 'T' from Op<name=Neg"),
    (CONST + neg(attrs="attr { key: 'T' value { i: 1 } }"),
     "AttrValue had value with type 'int' when 'type' expected"),
    (CONST + neg(attrs="attr { key: 'T' value {} }"),
     "AttrValue missing value with expected type 'type'"),
    (CONST + neg(attrs="attr { key: 'T' value { type: DT_INT32 } }"),
     "Input 0 of node import/n was passed float from import/c:0 incompatible with expected int32."),
    (CONST + neg(attrs="attr { key: 'T' value { type: DT_STRING } }"),
     "Value for attr 'T' of string is not in the list of allowed values"),
    (CONST + neg(op="Add"),
     "NodeDef expected inputs 'float, float' do not match 1 inputs specified"),
    (CONST + neg(inputs=["c", "c"]),
     "NodeDef expected inputs 'float' do not match 2 inputs specified"),
    (CONST + neg(op="AddN", attrs=T + "attr { key: 'N' value { i: -3 } }"),
     "Value for attr 'N' of -3 must be at least minimum 1"),
    (CONST + neg(attrs=T + "attr { key: '_class' value { list { s: 'loc:@zz' } } }"),
     "Node 'n' expects to be colocated with unknown node 'zz'"),
    (CONST + neg(attrs=T + "attr { key: '_output_shapes' value { list {} } }"),
     "Node 'import/n' has 1 outputs but the _output_shapes attribute specifies shapes for 0"),
    (CONST + "versions { min_consumer: 9999 }",
     "GraphDef min consumer version 9999 above current version 134 for TensorFlow 1.15.5"),
    (CONST + "versions { producer: -5 }", "GraphDef producer version -5 below min producer 0"),
    (CONST + "versions { bad_consumers: 134 }", "GraphDef disallows consumer version 134"),
]


@pytest.mark.parametrize("text, words", WORDS)
def test_graphs_that_are_wrong(text, words):
    with pytest.raises(ValueError, match=words):
        load(text)


def test_an_op_that_is_not_there_is_a_not_found_error_too():
    with pytest.raises(tf.errors.NotFoundError, match="input_map or tf.graph_util"):
        load(neg(op="NoSuchOp", inputs=[]))


ARGUMENTS = [
    ({"return_elements": ["q:0"]}, ValueError,
     "Requested return tensor 'q:0' not found in graph def"),
    ({"return_elements": ["q"]}, ValueError, "Requested return node 'q' not found in graph def"),
    ({"return_elements": ["p:1"]}, ValueError, "Invalid return output 1 of node 'p', which has 1"),
    ({"return_elements": ["p:x"]}, ValueError, "Cannot convert 'p:x' to a tensor name."),
    ({"return_elements": [3]}, TypeError, "return_elements must be a list of strings."),
    ({"input_map": [3]}, TypeError, "input_map must be a dictionary mapping strings to Tensor"),
    ({"input_map": {3: 3}}, TypeError, "input_map must be a dictionary mapping strings to Tensor"),
    ({"input_map": {"q:0": 1.0}}, ValueError,
     r"Attempted to map inputs that were not found in graph_def: \[q:0\]"),
    ({"input_map": {"p:1": 1.0}}, ValueError,
     r"Attempted to map inputs that were not found in graph_def: \[p:1\]"),
    ({"input_map": {"p": 1.0}, "name": ""}, ValueError, "requires a non-empty `name`"),
]


@pytest.mark.parametrize("kwargs, error, words", ARGUMENTS)
def test_arguments_that_are_wrong(kwargs, error, words):
    with pytest.raises(error, match=words):
        load(HOLDER, **kwargs)


def test_values_of_another_dtype_and_graph():
    with tf.Graph().as_default():
        x = tf.constant(1.0)
    with tf.Graph().as_default():
        for value, words in (
            (tf.constant(3), "was passed int32 from Const:0 incompatible with expected float"),
            (x, "in input_map does not exist in graph"),
        ):
            with pytest.raises(ValueError, match=words):
                tf.import_graph_def(parse(HOLDER + neg(inputs=["p"])), {"p:0": value})


@pytest.mark.parametrize("wrong", [3, b"abc", None, tf.NodeDef])
def test_what_is_no_graph_def(wrong):
    with tf.Graph().as_default(), pytest.raises(TypeError, match="graph_def must be a GraphDef"):
        tf.import_graph_def(wrong)


def test_the_collector_goes_on_behind_an_import():
    with tf.Graph().as_default(), pytest.raises(ValueError):
        tf.import_graph_def(tf.GraphDef(node=[tf.NodeDef(name="a")]))
    assert gc.isenabled()


BESIDE = [  # nodes with their devices and what they are beside; a function of devices; TF 1.15.5's
    ([("A", "/cpu:0", "A"), ("B", "", "A")], None, ["/device:CPU:0", "/device:CPU:0"]),
    ([("A", "", "A"), ("B", "/cpu:0", "A")], None, ["", ""]),
    ([("A", "", "A"), ("B", "", "A")], lambda op: f"/device:{op.name[0]}:0", ["/device:A:0"] * 2),
    ([("A", "", ""), ("B", "/cpu:0", ""), ("C", "", "AB")], None, ["", *["/device:CPU:0"] * 2]),
    ([("A", "/cpu:0", ""), ("B", "", "")], "/job:ps", ["/job:ps/device:CPU:0", "/job:ps"]),
]


@pytest.mark.parametrize("nodes, function, devices", BESIDE)
def test_nodes_beside_others_have_their_devices(nodes, function, devices):
    message, count = tf.GraphDef(), len(nodes)
    for name, device, beside in nodes:
        node = message.node.add(name=name, op="NoOp", device=device.replace("cpu", "device:CPU"))
        for other in beside:
            node.attr["_class"].list.s.append(f"loc:@{other}".encode())
    groups = [[f"loc:@{x}".encode() for x in beside or name] for name, _, beside in nodes]
    for within in (function, None):  # the second time what the first one wrote
        with tf.Graph().as_default() as graph, tf.device(within):
            tf.import_graph_def(message, name="")
            tf.import_graph_def(message, name="")
        ops = graph.get_operations()
        assert [op.device for op in ops] == devices * 2
        found = [op.colocation_groups() for op in ops]
        assert found == groups + [[x + b"_1" for x in row] for row in groups]
        message = tf.GraphDef(node=graph.as_graph_def().node[:count])
