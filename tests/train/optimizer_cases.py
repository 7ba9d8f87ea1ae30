"""Optimizers with their settings, and steps that both TensorFlow 1.15 and zeal take.

`python optimizer_cases.py` under TensorFlow 1.15 writes optimizer_values.json anew.
"""

import json
from pathlib import Path

import numpy as np

STEPS = 100
FILE = Path(__file__).parent / "optimizer_values.json"
START = [[0.5, -1.0], [2.0, 0.25], [-0.125, 1.5]]

# Name of the case: code that makes the optimizer from `tf` and `step`, the global step.
CASES = {
    "descent": "tf.train.GradientDescentOptimizer(0.1)",
    "proximal descent": "tf.train.ProximalGradientDescentOptimizer(0.05, 0.1, 0.2)",
    "proximal descent l2": "tf.train.ProximalGradientDescentOptimizer(0.05, 0.0, 0.2)",
    "momentum": "tf.train.MomentumOptimizer(0.01, 0.9)",
    "nesterov": "tf.train.MomentumOptimizer(0.01, 0.9, use_nesterov=True)",
    "adam": "tf.train.AdamOptimizer(0.01)",
    "adam settings": "tf.train.AdamOptimizer(0.05, 0.8, 0.95, 1e-3)",
    "adagrad": "tf.train.AdagradOptimizer(0.1)",
    "adagrad start": "tf.train.AdagradOptimizer(0.1, 2.0)",
    "proximal adagrad": "tf.train.ProximalAdagradOptimizer(0.1, 0.2, 0.05, 0.1)",
    "proximal adagrad l2": "tf.train.ProximalAdagradOptimizer(0.1, l2_regularization_strength=0.1)",
    "adagrad da": "tf.train.AdagradDAOptimizer(0.1, step)",
    "adagrad da l1": "tf.train.AdagradDAOptimizer(0.1, step, 0.2, 0.01, 0.02)",
    "adadelta": "tf.train.AdadeltaOptimizer(0.5)",
    "adadelta settings": "tf.train.AdadeltaOptimizer(1.0, 0.9, 1e-3)",
    "rmsprop": "tf.train.RMSPropOptimizer(0.01)",
    "rmsprop momentum": "tf.train.RMSPropOptimizer(0.01, 0.8, 0.9, 1e-3)",
    "rmsprop centered": "tf.train.RMSPropOptimizer(0.01, 0.8, 0.5, 1e-3, centered=True)",
    "ftrl": "tf.train.FtrlOptimizer(0.1)",
    "ftrl l1 l2": "tf.train.FtrlOptimizer(0.1, -0.5, 0.2, 0.05, 0.1)",
    "ftrl power": "tf.train.FtrlOptimizer(0.1, -0.7, 0.2, 0.05, 0.1)",
    "ftrl shrinkage": "tf.train.FtrlOptimizer(0.1, l2_shrinkage_regularization_strength=0.1)",
    "add sign": "tf.contrib.opt.AddSignOptimizer(0.01)",
    "power sign": "tf.contrib.opt.PowerSignOptimizer(0.01)",
    "nadam": "tf.contrib.opt.NadamOptimizer(0.01)",
    "adamax": "tf.contrib.opt.AdaMaxOptimizer(0.01)",
    "lazy adam": "tf.contrib.opt.LazyAdamOptimizer(0.01)",
    "adamw": "tf.contrib.opt.AdamWOptimizer(0.02, 0.01)",
    "momentumw": "tf.contrib.opt.MomentumWOptimizer(0.02, 0.01, 0.9)",
    "lars": "tf.contrib.opt.LARSOptimizer(0.5)",
    "lars settings": (
        "tf.contrib.opt.LARSOptimizer(2.0, 0.5, 0.01, 0.02, 1e-3, use_nesterov=True)"
    ),
    "lars skips": "tf.contrib.opt.LARSOptimizer(0.01, skip_list=['w'])",
    "keras sgd": "tf.keras.optimizers.SGD(0.01)",
    "keras sgd decay": "tf.keras.optimizers.SGD(0.05, decay=0.1)",
    "keras momentum": "tf.keras.optimizers.SGD(0.01, momentum=0.9)",
    "keras nesterov": "tf.keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)",
    "keras adam": "tf.keras.optimizers.Adam(0.01)",
    "keras amsgrad": "tf.keras.optimizers.Adam(0.01, amsgrad=True)",
    "keras adagrad": "tf.keras.optimizers.Adagrad(0.1)",
    "keras adadelta": "tf.keras.optimizers.Adadelta(0.5)",
    "keras rmsprop": "tf.keras.optimizers.RMSprop(0.01)",
    "keras rmsprop momentum": "tf.keras.optimizers.RMSprop(0.01, momentum=0.5)",
    "keras rmsprop centered": "tf.keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True)",
    "keras adamax": "tf.keras.optimizers.Adamax(0.01)",
    "keras nadam": "tf.keras.optimizers.Nadam(0.01)",
    "keras ftrl": "tf.keras.optimizers.Ftrl(0.1, l1_regularization_strength=0.05)",
    "keras ftrl shrinkage": (
        "tf.keras.optimizers.Ftrl(0.1, l2_shrinkage_regularization_strength=0.1)"
    ),
}  # fmt: skip
KINDS = ("dense", "sparse")
DTYPES = ("float32", "float64", "float16")


def gradients_at(t, kind, dtype):
    """The gradient of step t; of a sparse one the rows, whose indices repeat."""
    rows = 3 if kind == "dense" else 4
    at = np.arange(rows * 2).reshape(rows, 2)
    return (np.cos(0.37 * t + at) * (1 + 0.1 * at)).astype(dtype)


def indices_at(t):
    return np.array([0, 2, 0, t % 2], np.int32)


def names_of(optimizer, step):
    return [v.name for v in optimizer.variables() if v is not step]


def run_graph(tf, code, kind, dtype):
    """Steps in a session. Returns the variable's value, names and values of the state."""
    with tf.Graph().as_default(), tf.Session() as session:
        step = tf.train.get_or_create_global_step()
        own = {"use_resource": True} if "keras" in code else {}
        w = tf.get_variable("w", initializer=np.array(START, dtype), **own)
        optimizer = eval(code, {"tf": tf, "step": step})
        g = tf.placeholder(dtype, [None, 2])
        i = tf.placeholder(tf.int32, [None])
        given = g if kind == "dense" else tf.IndexedSlices(g, i, tf.constant([3, 2]))
        train = optimizer.apply_gradients([(given, w)])
        count = tf.assign_add(step, 1)
        variables = _state(optimizer)
        session.run(tf.global_variables_initializer())
        for t in range(STEPS):
            feed = {g: gradients_at(t, kind, dtype)}
            session.run(train, {**feed, i: indices_at(t)} if kind == "sparse" else feed)
            session.run(count)
        state = session.run(variables)
        names = [v.name for v in variables]
        return session.run(w), dict(zip(names, state))  # noqa: B905


def run_eager(tf, code, kind, dtype, traced=False):
    """The same eagerly, or with each step a call of a traced function."""
    step = tf.Variable(0, dtype=tf.int64, trainable=False, name="global_step")
    w = tf.Variable(np.array(START, dtype), name="w")
    optimizer = eval(code, {"tf": tf, "step": step})

    def train(g, i):
        optimizer.apply_gradients(
            [(g if kind == "dense" else tf.IndexedSlices(g, i, tf.constant([3, 2])), w)]
        )

    train = tf.contrib.eager.defun(train) if traced else train
    for t in range(STEPS):
        train(tf.constant(gradients_at(t, kind, dtype)), tf.constant(indices_at(t)))
        step.assign_add(1)
    return w.numpy(), {v.name: v.numpy() for v in _state(optimizer)}


def _state(optimizer):
    found = optimizer.variables
    return found() if callable(found) else found


def _record():
    import tensorflow as tf

    values = {}
    for name, code in CASES.items():
        for dtype in DTYPES:
            for kind in KINDS:
                if "sign" in name and dtype != "float32":
                    continue  # a sign flips where a mean of such numbers is near 0
                if "lars" in name and (dtype, kind) == ("float16", "sparse"):
                    continue  # the rates are too large for it
                try:
                    w, state = run_graph(tf, code, kind, dtype)
                except Exception as error:
                    print(name, dtype, kind, type(error).__name__, str(error)[:90])
                    continue
                if dtype != "float32":
                    state = {}
                values[f"{name}, {dtype}, {kind}"] = [
                    w.tolist(), {k: np.asarray(v).tolist() for k, v in state.items()}
                ]
    lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in values.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    _record()
