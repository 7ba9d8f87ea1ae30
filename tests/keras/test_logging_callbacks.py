"""Callbacks that tell of training: means over epochs, messages to a server."""

import http.server
import json
import threading
import urllib.parse

import numpy as np
import pytest

import zeal as tf


def test_base_logger_takes_means_over_examples():
    logger = tf.keras.callbacks.BaseLogger(stateful_metrics=["acc"])
    logger.set_params({"metrics": ["loss", "acc", "absent"]})
    logger.on_epoch_begin(0)
    logger.on_batch_end(0, {"size": 3, "loss": 1.0, "acc": 0.1})
    logger.on_batch_end(1, {"size": 1, "loss": 5.0, "acc": 0.2})
    logs = {}
    logger.on_epoch_end(0, logs)
    assert logs == {"loss": 2.0, "acc": 0.2}


@pytest.mark.parametrize("as_json", [False, True])
def test_values_are_sent(as_json):
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append((self.path, self.headers["Own"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        root = f"http://127.0.0.1:{server.server_port}"
        monitor = tf.keras.callbacks.RemoteMonitor(
            root, headers={"Own": "1"}, send_as_json=as_json
        )
        monitor.on_epoch_end(2, {"loss": np.float32(0.5)})
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    [(path, own, body)] = got
    text = body if as_json else urllib.parse.parse_qs(body)["data"][0]
    assert path == "/publish/epoch/end/" and own == "1"
    assert json.loads(text) == {"epoch": 2, "loss": 0.5}


def test_a_server_that_is_away_is_a_warning(caplog):
    tf.keras.callbacks.RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {"loss": 1.0})
    assert [r.getMessage() for r in caplog.records] == [
        "Warning: could not reach RemoteMonitor root server at http://127.0.0.1:9"
    ]
