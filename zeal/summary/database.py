"""tf.contrib.summary.create_db_writer: summaries in an SQLite database."""

import functools
import getpass
import re
import secrets
import sqlite3
import sys
import threading
import time
import weakref
from contextlib import contextmanager

import numpy as np

from zeal import errors
from zeal.graph.host_call import object_of
from zeal.ops.host_op import python_op
from zeal.public import public
from zeal.summary.database_tables import create
from zeal.summary.writers import SummaryWriter, initialize, no_outputs

_PATTERNS = {
    "experiment_name": re.compile(r"^[^\x00-\x1F<>]{0,256}$"),
    "run_name": re.compile(r"^[^\x00-\x1F<>]{0,512}$"),
    "user_name": re.compile(r"^[a-z]([-a-z0-9]{0,29}[a-z0-9])?$", re.I),
}
_PLUGINS = {"simple_value": "scalars", "histo": "histograms", "image": "images", "audio": "audio"}


@public("contrib.summary.create_db_writer")
def create_db_writer(db_uri, experiment_name=None, run_name=None, user_name=None, name=None):
    """A writer of summaries into an SQLite database, whose tables are made if they are missing.

    Args:
      db_uri: the database's path, or a URI such as "file:/tmp/summaries.sqlite".
      experiment_name: by default today's date; "" for a run of no experiment.
      run_name: by default the time of day; "" for tags of no run. A run of the same name that the
        experiment has is replaced.
      user_name: by default that of the process's user.
      name: in a graph, writers of one name are one.

    Returns:
      A SummaryWriter.

    Raises:
      ValueError: a name has characters that it may not have.
      InvalidArgumentError: the database cannot be opened.

    Example:
      >>> import tempfile
      >>> path = tempfile.mkdtemp() + "/summaries.sqlite"
      >>> with tf.contrib.summary.create_db_writer(path, user_name="me").as_default():
      ...     with tf.contrib.summary.always_record_summaries():
      ...         print(bool(tf.contrib.summary.scalar("loss", 0.5, step=1)))
      True
    """
    now = time.localtime()
    names = {
        "experiment_name": _or(experiment_name, lambda: time.strftime("%Y-%m-%d", now)),
        "run_name": _or(run_name, lambda: time.strftime("%H:%M:%S", now)),
        "user_name": _or(user_name, getpass.getuser),
    }
    for which, text in names.items():
        if isinstance(text, str) and not _PATTERNS[which].search(text):
            raise ValueError(f"{which} ({text}) must match {_PATTERNS[which].pattern}")
    make = functools.partial(initialize, _create_database, (db_uri, *names.values()))
    return SummaryWriter(name, make)


def _or(value, make):
    return make() if value is None else value


class DatabaseSink:
    """A run in a database; see `FileSink` for the methods.

    What is written is committed at once a second, and by `flush`.

    Args:
      uri: the database's path or URI.
      experiment, run, user: their names; "" for none.
    """

    def __init__(self, uri, experiment, run, user):
        self._uri, self._names = uri, (user, experiment, run)
        self._lock, self._tags, self._run, self._begun = threading.Lock(), {}, None, False
        with self._errors("Open"):
            self._db = sqlite3.connect(
                uri, uri=uri.startswith("file:"), check_same_thread=False
            )
            create(self._db)
        self._end = weakref.finalize(self, _close, self._db)  # also where the program forgets it
        self._committed = time.monotonic()

    def summary(self, step, message):
        """Adds the bytes of a Summary."""
        from zeal.messages.summary import Summary

        with self._writing():
            self._add(step, time.time(), Summary.FromString(message))

    def event(self, message):
        """Adds the bytes of an Event."""
        from zeal.messages.summary import Event

        event = Event.FromString(message)
        with self._writing():
            if event.HasField("summary"):
                self._add(event.step, event.wall_time, event.summary)
            if event.HasField("graph_def"):
                self._add_graph(event.wall_time, event.graph_def)

    def graph(self, step, message):
        """Adds the bytes of a GraphDef."""
        with self._writing():
            self._add_graph(time.time(), message)

    def flush(self):
        """Commits what was written."""
        with self._lock, self._errors("commit"):
            self._db.commit()

    def close(self):
        """Notes that the run is over, commits and closes."""
        with self._lock, self._errors("close"):
            if self._run is not None:
                values = (time.time(), self._run)
                self._db.execute("UPDATE Runs SET finished_time = ? WHERE run_id = ?", values)
            self._end()

    @contextmanager
    def _errors(self, what):
        try:
            yield
        except sqlite3.Error as e:
            raise errors.InvalidArgumentError(f"Sqlite::{what}({self._uri}) failed: {e}") from None

    @contextmanager
    def _writing(self):
        with self._lock, self._errors("write"):
            yield
            if time.monotonic() > self._committed + 1:
                self._db.commit()
                self._committed = time.monotonic()

    # --- rows ---
    def _insert(self, table, **values):
        """Adds a row, in place of one that it cannot stand beside; its number."""
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})"
        return self._db.execute(statement, tuple(values.values())).lastrowid

    def _new_id(self):
        """A number that nothing in the database has, of as few bits as will do."""
        for bits in range(23, 63):
            try:
                return self._db.execute(
                    "INSERT INTO Ids (id) VALUES (?)", (1 + secrets.randbelow((1 << bits) - 1),)
                ).lastrowid
            except sqlite3.IntegrityError:
                continue
        raise errors.ResourceExhaustedError(f"{self._uri} has no numbers left")

    def _begin(self, started):
        """Makes the rows of user, experiment and run, which the first value wants."""
        self._begun = True
        user, experiment, run = self._names
        if not run:
            return
        owner = self._found("Users", "user_id", user, started) if user else None
        parent = None
        if experiment:
            parent = self._found(
                "Experiments", "experiment_id", experiment, started,
                user_id=owner, started_time=started, is_watching=False,
            )
        self._run = self._new_id()
        self._insert(
            "Runs", experiment_id=parent, run_id=self._run, inserted_time=started,
            started_time=started, run_name=run,
        )

    def _found(self, table, key, name, now, **others):
        """The number of a name in a table, where it is added if it is missing."""
        column = key.replace("_id", "_name")
        query, values = f"SELECT {key} FROM {table} WHERE {column} = ?", [name]
        if "user_id" in others:
            query += " AND user_id IS ?"
            values.append(others["user_id"])
        row = self._db.execute(query, values).fetchone()
        if row:
            return row[0]
        number = self._new_id()
        self._insert(table, **{key: number, column: name, "inserted_time": now}, **others)
        return number

    def _tag(self, value, now):
        """The number of a value's tag."""
        if not self._begun:
            self._begin(now)
        if value.tag not in self._tags:
            metadata, number = value.metadata, self._new_id()
            plugin = metadata.plugin_data.plugin_name or _PLUGINS.get(value.WhichOneof("value"), "")
            self._insert(
                "Tags", run_id=self._run, tag_id=number, inserted_time=now, tag_name=value.tag,
                display_name=metadata.display_name, plugin_name=plugin,
                plugin_data=metadata.plugin_data.content,
            )
            self._insert("Descriptions", id=number, description=metadata.summary_description)
            self._tags[value.tag] = number
        return self._tags[value.tag]

    def _add(self, step, now, summary):
        for value in summary.value:
            dtype, array = _array_of(value)
            strings = array.dtype == object
            row = self._insert(
                "Tensors", series=self._tag(value, now), step=step, dtype=dtype,
                computed_time=now, shape=",".join(map(str, array.shape)),
                data=None if strings else array.tobytes(),
            )
            for at, text in enumerate(array.ravel() if strings else ()):
                self._insert("TensorStrings", tensor_rowid=row, idx=at, data=text)

    def _add_graph(self, now, message):
        from zeal.messages.graph import GraphDef

        if not self._begun:
            self._begin(now)
        nodes, number = GraphDef.FromString(message), self._new_id()
        places = {node.name: at for at, node in enumerate(nodes.node)}
        for at, node in enumerate(nodes.node):
            for i, text in enumerate(node.input):
                self._add_input(number, at, i, text, places)
            values = {"node_name": node.name, "op": node.op, "device": node.device}
            for field in ("name", "op", "device", "input"):
                node.ClearField(field)
            data = node.SerializeToString()
            self._insert("Nodes", graph_id=number, node_id=at, **values, node_def=data)
        nodes.ClearField("node")
        self._insert(
            "Graphs", run_id=self._run, graph_id=number, inserted_time=now,
            graph_def=nodes.SerializeToString(),
        )

    def _add_input(self, graph, node, at, text, places):
        name, _, output = text.lstrip("^").partition(":")
        if name not in places:
            raise errors.DataLossError(f"a node of the graph reads {text}, which is not there")
        self._insert(
            "NodeInputs", graph_id=graph, node_id=node, idx=at, input_node_id=places[name],
            input_node_idx=int(output or 0), is_control=text.startswith("^"),
        )


def _close(connection):
    connection.commit()
    connection.close()


# --- values ---
_FLOAT, _DOUBLE, _STRING = 1, 2, 7  # numbers of dtypes


def _array_of(value):
    """A Summary.Value as the number of a dtype and an array."""
    kind = value.WhichOneof("value")
    if kind == "simple_value":
        return _FLOAT, np.array(value.simple_value, np.float32)
    if kind == "histo":
        return _DOUBLE, _rows_of(value.histo)
    if kind == "image":
        image = value.image
        parts = [b"%d" % image.width, b"%d" % image.height, image.encoded_image_string]
        return _STRING, np.array(parts, object)
    if kind == "audio":
        return _STRING, np.array([[value.audio.encoded_audio_string, b""]], object)
    from zeal.graph_def.tensor_proto import make_ndarray

    return value.tensor.dtype, make_ndarray(value.tensor)


def _rows_of(histogram):
    """A histogram's buckets as rows of their two ends and the count."""
    right = np.array(histogram.bucket_limit)
    left = np.concatenate([[sys.float_info.min], right[:-1]])  # as TensorFlow begins
    return np.stack([left, right, np.array(histogram.bucket)], 1)


def _database_kernel(tensors, attrs):
    handle, *texts = tensors
    arguments = [text.numpy().decode() for text in texts]
    object_of(handle).open(lambda: DatabaseSink(*arguments))
    return []


_create_database = python_op(
    "CreateSummaryDbWriter",
    [("writer", "resource"), ("db_uri", "string"), ("experiment_name", "string"),
     ("run_name", "string"), ("user_name", "string")],
    [], infer=no_outputs, kernel=_database_kernel, doc="Opens a database of summaries.",
)  # fmt: skip
