"""Functions that run a saved model in a session of their own."""

from zeal.graph.graph import Graph
from zeal.graph.session import Session
from zeal.public import public
from zeal.saved_model.reading import load
from zeal.train.monitored_session import MonitoredSession
from zeal.train.session_creators import ChiefSessionCreator

_DEFAULT = "serving_default"


class SavedModelPredictor:
    """A saved model as a function: `predictor({"x": array})` gives a dict of arrays.

    Args:
      graph: the graph of the model.
      session: a session that holds its variables.
      inputs, outputs: dicts of tensors by their keys.
    """

    def __init__(self, graph, session, inputs, outputs):
        self._graph, self._session = graph, session
        self._inputs, self._outputs = inputs, outputs

    graph = property(lambda self: self._graph, doc="The graph of the model.")
    session = property(lambda self: self._session, doc="The session that holds its variables.")
    feed_tensors = property(lambda self: self._inputs, doc="The inputs by their keys.")
    fetch_tensors = property(lambda self: self._outputs, doc="The outputs by their keys.")

    def __repr__(self):
        return (
            f"{type(self).__name__} with feed tensors {self._inputs} and fetch_tensors "
            f"{self._outputs}"
        )

    def __call__(self, input_dict):
        """Runs the model.

        Args:
          input_dict: arrays by the inputs' keys; those that are missing or None are not fed.

        Returns:
          A dict of arrays by the outputs' keys.

        Raises:
          ValueError: a key is none of the inputs'.
        """
        unexpected = set(input_dict) - set(self._inputs)
        if unexpected:
            raise ValueError(
                f"Got unexpected keys in input_dict: {unexpected}\nexpected: {set(self._inputs)}"
            )
        feeds = {self._inputs[k]: v for k, v in input_dict.items() if v is not None}
        return self._session.run(self._outputs, feeds)


def _signature(meta_graph, key):
    """The signature of a key, or of the older name that estimators gave it."""
    found = meta_graph.signature_def
    for name in (key, f"default_input_alternative:{key}"):
        if name in found:
            return found[name]
    raise ValueError(
        f'Got signature_def_key "{key}". Available signatures are {sorted(found)}.'
    )


@public("contrib.predictor.from_saved_model")
def from_saved_model(
    export_dir, signature_def_key=None, signature_def=None, input_names=None, output_names=None,
    tags=None, graph=None, config=None,
):  # fmt: skip
    """Loads a saved model as a function of a dict of arrays.

    Args:
      export_dir: the model's folder.
      signature_def_key: the signature's key, "serving_default" by default; or
      signature_def: a signature; or
      input_names, output_names: dicts of tensors' names by the keys that they shall have.
      tags: the model's tags, with commas between them; "serve" by default.
      graph: the graph to load it into, a new one by default.
      config: the session's ConfigProto.

    Returns:
      A callable with the attributes `graph`, `session`, `feed_tensors` and `fetch_tensors`.

    Raises:
      ValueError: more than one of the ways to name inputs is given, or there is no such signature.
      RuntimeError: the model has no graph of these tags.
      IOError: there is no model.

    Example:
      >>> tf.contrib.predictor.from_saved_model("no such folder")
      Traceback (most recent call last):
      OSError: SavedModel file does not exist at: no such folder/...
    """
    if (input_names is None) != (output_names is None):
        raise ValueError(
            "input_names and output_names must both be specified or both be unspecified."
        )
    if sum(x is not None for x in (signature_def_key, signature_def, input_names)) > 1:
        raise ValueError(
            "You must specify at most one of signature_def_key OR signature_def OR"
            "(input_names AND output_names)."
        )
    graph = Graph() if graph is None else graph
    with graph.as_default():
        session = Session(config=config)
        meta_graph = load(session, (tags or "serve").split(","), export_dir)
    if input_names is None:
        if signature_def is None:
            signature_def = _signature(meta_graph, signature_def_key or _DEFAULT)
        input_names, output_names = _names(signature_def)
    return _predictor(graph, session, input_names, output_names)


def _names(signature_def):
    return [
        {k: v.name for k, v in part.items()}
        for part in (signature_def.inputs, signature_def.outputs)
    ]


def _predictor(graph, session, input_names, output_names):
    inputs, outputs = (
        {k: graph.get_tensor_by_name(name) for k, name in names.items()}
        for names in (input_names, output_names)
    )
    return SavedModelPredictor(graph, session, inputs, outputs)


@public("contrib.predictor.from_estimator")
def from_estimator(
    estimator, serving_input_receiver_fn, output_key=None, graph=None, config=None
):
    """An estimator's model as a function of a dict of arrays, with the values of its checkpoint.

    Args:
      estimator: a `tf.estimator.Estimator`.
      serving_input_receiver_fn: as for its `export_saved_model`.
      output_key: which of the model's `export_outputs`, "serving_default" by default.
      graph: the graph to build it in, a new one by default.
      config: the session's ConfigProto.

    Returns:
      A callable as of `from_saved_model`.

    Raises:
      KeyError: there is no such output.

    Example:
      >>> data = lambda: tf.data.Dataset.from_tensors(({"x": [[1.0]]}, [2.0])).repeat(50)
      >>> estimator = tf.estimator.BaselineRegressor().train(data)
      >>> def inputs():
      ...     x = {"x": tf.placeholder(tf.float32, [None, 1])}
      ...     return tf.estimator.export.ServingInputReceiver(x, x)
      >>> predict = tf.contrib.predictor.from_estimator(estimator, inputs, "predict")
      >>> predict({"x": [[1.0], [2.0]]})["predictions"].shape
      (2, 1)
    """
    graph = Graph() if graph is None else graph
    with graph.as_default():
        receiver = serving_input_receiver_fn()
        spec = estimator.model_fn(receiver.features, None, "infer", estimator.config)
        output = spec.export_outputs.get(output_key or _DEFAULT)
        if output is None:
            raise KeyError(f"output_key must be one of {spec.export_outputs.keys()}; got "
                           f"{output_key}")
        signature = output.as_signature_def(receiver.receiver_tensors)
        creator = ChiefSessionCreator(config=config, checkpoint_dir=estimator.model_dir)
        session = MonitoredSession(session_creator=creator)
    return _predictor(graph, session, *_names(signature))
