"""Two graphs and three sessions, each with values of its own."""

import tensorflow as tf

g1 = tf.Graph()
with g1.as_default():
    a = tf.Variable(1.0, name="a")
    inc = a.assign_add(2.0)
    i1 = tf.global_variables_initializer()
g2 = tf.Graph()
with g2.as_default():
    b = tf.get_variable("a", shape=[2], initializer=tf.ones_initializer(), dtype=tf.float64)
    i2 = tf.global_variables_initializer()
    c = b * 3
s1 = tf.Session(graph=g1)
s2 = tf.Session(graph=g2)
s3 = tf.Session(graph=g1)
s1.run(i1)
s2.run(i2)
s3.run(i1)
s1.run(inc)
s1.run(inc)
s3.run(inc)
print(s1.run(a), s3.run(a), s2.run(c).tolist(), s2.run(c).dtype)
s1.close()
try:
    s1.run(a)
except RuntimeError as e:
    print(e)
try:
    s2.run(a)
except Exception as e:
    print(type(e).__name__)
with g2.as_default(), s2.as_default():
    print(c.eval().tolist(), tf.get_default_session() is s2, tf.get_default_graph() is g2)
try:
    c.eval()
except ValueError as e:
    print(str(e)[:60])
