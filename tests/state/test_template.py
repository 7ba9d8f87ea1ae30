"""Templates, stores of eager programs, creators of variables. Behaviour is TensorFlow 1.15's."""

import pytest

import zeal as tf

tfe = tf.contrib.eager


def both():
    return tf.get_variable("w", [1], initializer=tf.ones_initializer()).name, tf.constant(1)


def names(made):
    return [(variable, x.name) for variable, x in made]


def test_templates_in_graphs():
    with tf.Graph().as_default():
        with tf.variable_scope("a"):
            first = tf.make_template("sc", both, create_scope_now_=True)
            made = [first(), first()]
            second = tf.make_template("sc", both)
            made += [second(), second()]
        made += [first(), second()]
        assert names(made) == [
            ("a/sc/w:0", "a/sc/Const:0"), ("a/sc/w:0", "a/sc_1/Const:0"),
            ("a/sc_1/w:0", "a/sc_2/Const:0"), ("a/sc_1/w:0", "a/sc_1_1/Const:0"),
            ("a/sc/w:0", "sc/Const:0"), ("a/sc_1/w:0", "sc_1/Const:0"),
        ]  # fmt: skip
        assert first.variable_scope_name == "a/sc/" and first.name == "sc"
        assert first.var_scope is first.variable_scope
        assert [v.name for v in second.trainable_variables] == ["a/sc_1/w:0"]
        assert tf.make_template("q", lambda a, b: a + b, b=2)(1) == 3
        again = tf.make_template("a/sc", both, unique_name_="a/sc")
        with pytest.raises(ValueError, match="Variable a/sc/w already exists"):
            again()
    with pytest.raises(ValueError, match="name cannot be None"):
        tf.make_template(None, both)


@pytest.mark.parametrize("graph", [True, False])
def test_variables_made_too_late(graph):
    def run():
        made = tf.make_template("sc", lambda: tf.Variable(1.0))
        made()
        return made

    if graph:
        with tf.Graph().as_default():
            late = run()
            with pytest.raises(ValueError, match="Trainable variable created when calling a temp"):
                late()
    else:
        assert run()().numpy() == 1.0


def test_templates_eagerly():
    first = tfe.make_template("t", both)
    assert first()[0] == first()[0] == "t/w:0" and len(first.variables) == 1
    assert tf.make_template("t", both)()[0] == "t_1/w:0"
    assert first.trainable_variables == first.weights and first.local_variables == []
    with pytest.raises(ValueError, match="unique_name_"):
        tf.make_template("t", both, unique_name_="u")


def test_stores_of_eager_programs():
    store = tfe.EagerVariableStore()
    with store.as_default():
        v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
        assert tf.get_variable("v", [2]) is v
        u = tf.get_variable("u", [], trainable=False)
    assert tf.get_variable("v", [2]) is not v
    assert store.variables() == [u, v] and store.trainable_variables() == [v]
    assert store.non_trainable_variables() == [u]
    copy = store.copy()
    v.assign([5.0, 6.0])
    with copy.as_default():
        assert tf.get_variable("v", [2]).numpy().tolist() == [1.0, 1.0]
    with tf.variable_scope("x", reuse=True), store.as_default():
        assert tf.get_variable("n", [1]) is tf.get_variable("n", [1])


@pytest.mark.parametrize("graph", [True, False])
def test_creators(graph):
    log = []

    def outer(next_creator, **kwargs):
        log.append(("outer", kwargs["name"], sorted(kwargs)))
        return next_creator(**kwargs)

    def inner(next_creator, **kwargs):
        log.append(("inner", kwargs["name"]))
        return next_creator(**{**kwargs, "name": "renamed", "trainable": False})

    def make():
        with tf.variable_creator_scope(outer), tf.variable_creator_scope(inner):
            return tf.Variable(1.0, name="v"), tf.get_variable("w", [1])

    if graph:
        with tf.Graph().as_default():
            v, w = make()
            assert (v.name, w.name) == ("renamed:0", "renamed_1:0")
            assert tf.Variable(1.0, name="v").name == "v:0"
    else:
        v, w = make()
        assert v.name == "renamed:0"
    assert not v.trainable and not w.trainable
    kinds = [
        "aggregation", "caching_device", "collections", "constraint", "dtype", "expected_shape",
        "import_scope", "initial_value", "name", "shape", "synchronization", "trainable",
        "use_resource", "validate_shape", "variable_def",
    ]  # fmt: skip
    once = [("outer", "renamed", kinds)]
    assert log == [("inner", "v"), *once, ("inner", "w"), *once]


def test_creators_may_give_anything_and_end_with_their_block():
    with tf.variable_creator_scope(lambda next_creator, **kwargs: "nothing"):
        assert tf.Variable(1.0) == "nothing"
        with tf.Graph().as_default():  # of the eager program alone
            assert tf.Variable(1.0, name="x").name == "x:0"
    assert tf.Variable(1.0).numpy() == 1.0


def test_a_template_made_in_a_call_keeps_its_variables():
    def inner(x):
        return x * tf.get_variable("w", [1])

    made = []

    def outer(x):
        made[:] = tf.make_template("in", inner), tf.make_template("in", inner)
        return made[1](made[0](x)) + tf.get_variable("b", [1])

    template, one = tf.make_template("out", outer), tf.ones([1])
    assert template(one).numpy() == template(one).numpy()
    names = ["out/b:0", "out/in/w:0", "out/in_1/w:0"]
    assert [v.name for v in template.variables] == [v.name for v in made[0].variables] == names
    assert [v.name for v in made[0]._zeal_edges().values()] == ["out/in/w:0"]


def test_a_template_in_a_block_of_a_store_is_restored_when_it_makes_its_variables(tmp_path):
    def scaled(x):
        return x * tf.get_variable("w", initializer=1.0)

    saved = tf.make_template("t", scaled)
    saved(2.0)
    saved.variables[0].assign(5.0)
    path = tf.train.Checkpoint(t=saved).save(str(tmp_path / "c"))
    with tfe.EagerVariableStore().as_default():
        template, other = tf.make_template("t", scaled), tf.make_template("o", scaled)
        status = tf.train.Checkpoint(t=template).restore(path)
        assert other(1.0).numpy() == 1.0 and template(2.0).numpy() == 10.0
    assert status.assert_existing_objects_matched() is status


def test_slots_in_a_templates_scope_are_the_optimizers_in_checkpoints(tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        template = tf.make_template("scaled", lambda: tf.get_variable("v", [1]) * 2.0)
        optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
        root = tf.train.Checkpoint(template=template, optimizer=optimizer)
        step = optimizer.minimize(template())
        session.run(tf.global_variables_initializer())
        session.run(step)
        template()
        path = root.save(str(tmp_path / "model"))
    found = [name.partition("/.ATTRIBUTES")[0] for name, _ in tf.train.list_variables(path)]
    assert found[1:] == [
        "save_counter",
        "template/v",
        "template/v/.OPTIMIZER_SLOT/optimizer/momentum",
    ]


@pytest.mark.parametrize("graph", [False, True])
def test_edges_are_in_the_order_in_which_the_variables_were_made(graph):
    with tf.Graph().as_default() if graph else tf.contrib.eager.EagerVariableStore().as_default():
        template = tf.make_template("made", lambda: [tf.get_variable(n, [1]) for n in ("v", "v2")])
        template()
    assert [edge.name for edge in template._checkpoint_dependencies] == ["v", "v2"]
