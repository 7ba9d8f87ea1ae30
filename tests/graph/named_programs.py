"""Short programs whose tensors and variables have names, over placeholders `x` and `b`."""
# ruff: noqa: E501 - a program is a line

PROGRAMS = """
tf.layers.dense(x, 3)
tf.layers.dense(x, 3, tf.nn.relu)
tf.layers.dense(x, 3, tf.nn.relu, name="hid")
tf.layers.dense(tf.layers.dense(x, 3), 2)
scope("a", lambda: tf.layers.dense(x, 3))
scope("a", lambda: tf.layers.dense(tf.layers.dense(x, 3), 2, name="out"))
nscope("a", lambda: tf.layers.dense(x, 3))
tf.layers.Dense(3)(x)
tf.layers.Dense(3, name="d")(x)
twice(tf.layers.Dense(3, name="d"))
twice(tf.layers.Dense(3))
tf.layers.dropout(x, 0.5, training=True)
tf.layers.dropout(x, 0.5)
tf.layers.flatten(b)
tf.keras.layers.Dense(3)(x)
tf.keras.layers.Dense(3, activation="relu")(x)
tf.keras.layers.Dense(3, name="kd")(x)
twice(tf.keras.layers.Dense(3))
twice(tf.keras.layers.Dense(3, name="kd"))
nscope("a", lambda: tf.keras.layers.Dense(3)(x))
scope("a", lambda: tf.keras.layers.Dense(3)(x))
tf.keras.layers.Flatten()(b)
tf.keras.layers.Dropout(0.5)(x, training=True)
tf.keras.layers.Activation("relu")(x)
tf.keras.Sequential([tf.keras.layers.Dense(3), tf.keras.layers.Dense(2)])(x)
tf.keras.Sequential([tf.keras.layers.Dense(3, name="q"), tf.keras.layers.Dense(2)], name="net")(x)
tf.Variable(1.0)
tf.Variable(1.0, name="w")
[tf.Variable(1.0, name="w"), tf.Variable(1.0, name="w")]
nscope("a", lambda: tf.Variable(tf.zeros([2]), name="w"))
scope("a", lambda: tf.Variable(1.0, name="w"))
scope("a", lambda: tf.get_variable("w", [2]))
nscope("a", lambda: tf.get_variable("w", [2]))
scope("a", lambda: scope("b", lambda: tf.get_variable("w", [2])))
[scope("a", lambda: tf.Variable(1.0, name="w")), scope("a", lambda: tf.Variable(1.0, name="w"))]
tf.Variable(1.0) + 1.0
tf.Variable(1.0) * 2.0
tf.get_variable("w", [2], initializer=tf.zeros_initializer()) + 1.0
tf.Variable([1.0, 2.0])[0]
tf.global_variables_initializer()
[tf.Variable(1.0), tf.global_variables_initializer()]
tf.group(tf.constant(1.0).op)
tf.no_op()
tf.no_op(name="nothing")
tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(tf.Variable(1.0)))
tf.train.GradientDescentOptimizer(0.1, name="opt").minimize(tf.square(tf.Variable(1.0)), name="step")
tf.train.create_global_step()
[tf.train.create_global_step(), tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(tf.Variable(1.0)), global_step=tf.train.get_global_step())]
tf.train.get_or_create_global_step()
tf.placeholder(tf.float32)
tf.placeholder(tf.float32, name="x")
nscope("a", lambda: tf.placeholder(tf.float32, name="z"))
nscope("a", lambda: [tf.constant(1.0), tf.constant(1.0)])
[nscope("a", lambda: tf.constant(1.0)), nscope("a", lambda: tf.constant(1.0))]
nscope("a/", lambda: tf.constant(1.0))
nscope(None, lambda: tf.constant(1.0))
nscope("", lambda: tf.constant(1.0))
tf.random_uniform([2])
tf.random_uniform([2], 1.0, 2.0, seed=1)
tf.random_uniform([2], 1, 9, tf.int32)
tf.random_normal([2])
tf.random_normal([2], 1.0, 2.0)
tf.truncated_normal([2])
tf.truncated_normal([2], stddev=0.1)
tf.random_shuffle(x)
tf.random_crop(x, [1, 2])
tf.multinomial(x, 2)
tf.random.categorical(x, 2)
tf.random_gamma([2], 1.0)
tf.random_poisson(1.0, [2])
tf.nn.dropout(x, 0.5)
tf.nn.dropout(x, rate=0.5)
tf.nn.dropout(x, rate=0.5, name="drop")
tf.Variable(tf.random_normal([2], stddev=0.35), name="weights")
tf.Variable(tf.truncated_normal([2]), name="weights").initial_value
tf.get_variable("w", [2, 2]).initial_value
tf.get_variable("w", [2, 2], initializer=tf.truncated_normal_initializer()).initial_value
tf.get_variable("w", [2, 2], initializer=tf.random_normal_initializer()).initial_value
tf.get_variable("w", [2, 2], initializer=tf.zeros_initializer()).initial_value
tf.get_variable("w", [2, 2], initializer=tf.constant_initializer(0.1)).initial_value
tf.get_variable("w", [2, 2], initializer=tf.ones_initializer()).initial_value
tf.get_variable("w", [2, 2], initializer=tf.glorot_normal_initializer()).initial_value
tf.reduce_mean(x, name="loss")
tf.nn.moments(x, [0], name="mo")
tf.losses.mean_squared_error(x, x, scope="mse")
tf.nn.softmax_cross_entropy_with_logits_v2(labels=x, logits=x, name="ce")
tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=x, name="ce")
tf.clip_by_norm(x, 1.0, name="c")
tf.nn.softmax(x, name="sm")
tf.identity(x, name="out")
tf.cast(x, tf.float32)
tf.cast(x, tf.int32, name="cc")
tf.stack([x, x], name="st")
tf.concat([x, x], 1, name="cc")
tf.one_hot([1, 2], 3, name="oh")
tf.zeros([2], name="zz")
tf.matmul(x, x, transpose_b=True, name="mm")
tf.matmul(b, b, transpose_b=True, name="mm")
tf.add(x, x, name="s")
tf.norm(x, name="nn")
tf.argmax(x, 1, name="am")
tf.equal(x, x, name="eq")
[tf.losses.mean_squared_error(x, x), tf.losses.get_total_loss()]
nscope("a", lambda: x + x)
nscope("a", lambda: x[0])
nscope("a", lambda: tf.reduce_mean(x))
nscope("a", lambda: tf.nn.moments(x, [0]))
nscope("a", lambda: tf.losses.mean_squared_error(x, x))
tf.to_float(tf.constant(1))
tf.reduce_sum(x, 1, name="rs")
tf.unstack(x, name="us")
tf.split(x, 2, name="sp")
tf.where(x > 0, x, x, name="wh")
tf.pad(x, [[1, 1], [0, 0]], name="pp")
tf.squeeze(x, name="sq")
tf.nn.bias_add(x, [1.0, 2.0, 3.0, 4.0], name="ba")
tf.nn.dropout(x, 0.5, name="dp")
tf.accumulate_n([x, x], name="acc")
"""


class Program:
    """What the expressions call.

    Args:
      tf: the module.
    """

    def __init__(self, tf):
        self.tf = tf

    def names(self, expression):
        """The names of what an expression returns, and of the variables that it makes."""
        tf = self.tf
        with tf.Graph().as_default():
            x = tf.placeholder(tf.float32, [2, 4], "x")
            values = {
                "tf": tf, "x": x, "b": tf.placeholder(tf.float32, [2, 3, 4], "b"),
                "scope": self.scope, "nscope": self.nscope,
                "twice": lambda layer: [layer(x), layer(x)],
            }  # fmt: skip
            found = names_of(eval(expression, values))
            return [found, [v.name for v in tf.global_variables()]]

    def scope(self, name, make):
        with self.tf.variable_scope(name):
            return make()

    def nscope(self, name, make):
        with self.tf.name_scope(name):
            return make()


def names_of(value):
    """The names in a structure, in order."""
    if isinstance(value, (list, tuple)):
        return [name for item in value for name in names_of(item)]
    return [getattr(value, "name", str(value))]
