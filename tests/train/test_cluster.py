"""tf.train.ClusterSpec, ServerDef, replica_device_setter."""

import pytest

import zeal as tf

CLUSTER = {"ps": ["ps0:1", "ps1:1"], "worker": {0: "w0:1", 2: "w2:1"}}


def test_cluster():
    cluster = tf.train.ClusterSpec(CLUSTER)
    assert cluster.jobs == ["ps", "worker"] and cluster and not tf.train.ClusterSpec({})
    assert cluster.as_dict() == CLUSTER and cluster == tf.train.ClusterSpec(cluster)
    assert cluster == tf.train.ClusterSpec(cluster.as_cluster_def())
    assert cluster.task_indices("worker") == [0, 2] and cluster.num_tasks("worker") == 2
    assert cluster.job_tasks("worker") == ["w0:1", None, "w2:1"]
    assert str(tf.train.ClusterSpec({"b": ["b0"], "a": ["a0"]})) == (
        "ClusterSpec({'a': ['a0'], 'b': ['b0']})"
    )
    assert tf.train.ClusterSpec({"empty": []}).as_dict() == {"empty": {}}


def test_wrong_clusters():
    cluster = tf.train.ClusterSpec(CLUSTER)
    for ask in (cluster.num_tasks, cluster.task_indices, cluster.job_tasks):
        with pytest.raises(ValueError, match="No such job in cluster: 'chief'"):
            ask("chief")
    with pytest.raises(ValueError, match="No task with index 1 in job 'worker'"):
        cluster.task_address("worker", 1)
    for wrong in (3, ["ps0"], {"ps": "ps0"}, {"ps": [1]}, {1: ["ps0"]}):
        with pytest.raises(TypeError):
            tf.train.ClusterSpec(wrong)


def test_server_def():
    cluster = tf.train.ClusterSpec(CLUSTER).as_cluster_def()
    server = tf.train.ServerDef(cluster=cluster, job_name="ps", task_index=1, protocol="grpc")
    again = tf.train.ServerDef.FromString(server.SerializeToString())
    assert again.cluster.job[0].tasks[1] == "ps1:1" and again.task_index == 1


def test_variables_take_turns():
    with tf.Graph().as_default(), tf.device(tf.train.replica_device_setter(cluster=CLUSTER)):
        v, w = tf.Variable(1.0), tf.Variable(2.0)
        with tf.device("/cpu:0"):
            x, total = tf.Variable(3.0), v + w
        with tf.device("/job:moon"):
            y = tf.Variable(4.0)
        assert [u.device for u in (v, w, x, y)] == [
            "/job:ps/task:0", "/job:ps/task:1", "/job:ps/task:0/device:CPU:0", "/job:moon",
        ]  # fmt: skip
        assert [u.initializer.device for u in (v, w, x, y)] == [u.device for u in (v, w, x, y)]
        assert total.device == "/job:worker/device:CPU:0"


def test_settings_of_the_setter():
    setter = tf.train.replica_device_setter
    assert setter() is None and setter(cluster={"worker": ["w0"]}) is None
    with pytest.raises(TypeError, match="ps_strategy must be callable"):
        setter(ps_tasks=1, ps_strategy=3)
    with tf.Graph().as_default():
        with tf.device(setter(2, merge_devices=False, ps_strategy=lambda op: 1)):
            v = tf.Variable(1.0)
            with tf.device("/job:ps"):
                w = tf.Variable(1.0)
        assert (v.device, w.device) == ("/job:ps/task:1", "/job:ps")


def test_resolvers():
    """Addresses as TensorFlow 1.15.5 gives them."""
    R = tf.contrib.cluster_resolver
    assert R.TPUClusterResolver is tf.distribute.cluster_resolver.TPUClusterResolver
    cluster = tf.train.ClusterSpec({"worker": ["a:1", "b:2"]})
    simple = R.SimpleClusterResolver(cluster)
    assert simple.master() == "" and simple.master("worker", 1) == "b:2"
    assert simple.cluster_spec() is cluster and simple.num_accelerators() == {}
    assert R.SimpleClusterResolver(cluster, "x:1", rpc_layer="grpc").master() == "grpc://x:1"
    with pytest.raises(TypeError, match="cluster_spec must be a ClusterSpec"):
        R.SimpleClusterResolver({"worker": ["a:1"]})
    tpu = R.TPUClusterResolver("grpc://10.0.0.1:8470")
    assert tpu.master() == tpu.get_master() == "grpc://10.0.0.1:8470"
    assert tpu.cluster_spec().as_dict() == {"worker": ["10.0.0.1:8470"]}
    assert (tpu.get_job_name(), tpu.task_id, tpu.rpc_layer) == (None, 0, "grpc")
    local = R.TPUClusterResolver("local")
    assert (local.master(), local.cluster_spec()) == ("local", None)
    with pytest.raises(ValueError, match="Please provide a TPU Name to connect to"):
        R.TPUClusterResolver()
    with pytest.raises(NotImplementedError, match="'my-tpu'"):
        R.TPUClusterResolver("my-tpu")
