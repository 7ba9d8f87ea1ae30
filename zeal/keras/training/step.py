"""One step of a model with a batch: eagerly as it is written, in graphs as one run of a session."""

from typing import Any

from zeal import _native, logging, nest
from zeal._native import GradientTape, api
from zeal.dtypes import as_dtype
from zeal.eager.context import executing_eagerly
from zeal.eager.control import control_dependencies
from zeal.graph.graph import get_default_graph
from zeal.graph.placeholder import placeholder
from zeal.keras.functional.record import each_part
from zeal.keras.phase import learning_phase_scope, phase_that_is_set
from zeal.keras.session import get_session
from zeal.keras.training.rows import Rows, array_of
from zeal.nest.composite_tensor import CompositeTensor
from zeal.ops.indexed_slices import IndexedSlices


def _outputs(model, x, training) -> list:
    """The outputs; whether layers train a phase says that was set, now or when they were called."""
    if executing_eagerly():
        with learning_phase_scope(int(training)):
            return nest.flatten(model(_taken(model, x), training=training))
    phase = None if model._is_graph_network else phase_that_is_set()
    training = training if phase is None else bool(phase)
    return nest.flatten(model(_taken(model, x), training=training))


def _taken(model, x):
    """A batch's inputs: numbers as the floats of the inputs that the model was made from."""
    wanted = model._zeal_inputs
    if isinstance(x, dict):
        known = dict(zip(model._zeal_names(inputs=True), wanted, strict=True))
        return {name: _as_floats(part, known.get(name)) for name, part in x.items()}
    parts = nest.flatten(x)
    if len(parts) != len(wanted):
        return x
    return nest.pack_sequence_as(x, list(map(_as_floats, parts, wanted)))


def _as_floats(part, wanted):
    dtype = getattr(part, "dtype", None)
    if wanted is None or dtype is None or dtype == wanted.dtype or not wanted.dtype.is_floating:
        return part
    dtype = as_dtype(dtype)
    is_number = dtype.is_integer or dtype.is_floating
    casts = is_number and not isinstance(part, CompositeTensor)
    return api.cast(part, wanted.dtype) if casts else part


def train(model, x, y, weights) -> list:
    """Changes the weights by one step; returns loss and results of metrics."""
    compiled = model._zeal_compiled
    with GradientTape() as tape:
        predictions = _outputs(model, x, training=True)
        compiled.fit_to(predictions)
        loss, losses = compiled.losses(model, y, predictions, weights)
        moved, watched = model._updates_of_call(), model._metric_updates_of_call()
        scaled = compiled.scaled(loss)
    variables = compiled.weights_of(model)
    gradients = compiled.clipped(tape.gradient(scaled, variables))
    updates = [*compiled.update_metrics(y, predictions, weights, losses), *watched]
    step = _step(compiled, list(zip(gradients, variables, strict=True)))
    return _results(model, loss, updates if executing_eagerly() else [*updates, *moved, *step])


def _step(compiled, pairs) -> list:
    """Takes a step; a model without weights to train, such as one of an activation, takes none."""
    if pairs:
        counter = compiled.step_counter
        counted = {} if counter is None else {"global_step": counter}
        return [compiled.applied(pairs, **counted)]
    logging.log_first_n(
        logging.WARN,
        "The list of trainable weights is empty. Make sure that you are not setting "
        "model.trainable to False before compiling the model.",
        1,
    )
    return []


def test(model, x, y, weights) -> list:
    """Loss and results of metrics, without a change of weights."""
    compiled = model._zeal_compiled
    predictions = _outputs(model, x, training=False)
    compiled.fit_to(predictions)
    loss, losses = compiled.losses(model, y, predictions, weights)
    watched = [*model._metric_updates_of_call(), *model._state_updates_of_call()]
    updates = compiled.update_metrics(y, predictions, weights, losses)
    return _results(model, loss, [*updates, *watched])


def gradients(model, x, y, weights) -> list:
    """The gradients of the loss by the weights that are trained; 0 where there is none."""
    compiled = model._zeal_compiled
    with GradientTape() as tape:
        predictions = _outputs(model, x, training=False)
        loss, _ = compiled.losses(model, y, predictions, weights)
    variables = compiled.weights_of(model)
    pairs = zip(tape.gradient(loss, variables), variables, strict=True)
    return [
        api.zeros_like(v) if g is None else g.values if isinstance(g, IndexedSlices) else g
        for g, v in pairs
    ]


def predict(model, x, y=None, weights=None) -> list:
    """The model's outputs, as tensors."""
    outputs = [each_part(x, _native.convert) for x in _outputs(model, x, training=False)]
    moved = model._state_updates_of_call()
    if not moved:
        return outputs
    with control_dependencies(moved):
        return [each_part(x, api.identity) for x in outputs]


def _results(model, loss, updates):
    with control_dependencies(updates):
        found = [*model._zeal_compiled.means, *model.metrics]
        return [api.identity(loss), *(metric.result() for metric in found)]


def run(step, model, batch, convert=array_of) -> list:
    """Runs a step with a batch of arrays or tensors.

    Args:
      step: one of the functions above.
      model: the model.
      batch: (x, y, weights): x in the structure that the model takes, the others lists or None.
      convert: what is made of eager results.
    """
    model._zeal_note_batch(batch[0])
    if step is train:
        model._zeal_compiled.steps_taken += 1
    if executing_eagerly():
        if any(isinstance(leaf, Rows) for leaf in nest.flatten(batch[0])):
            batch = nest.map_structure(_tensor, batch)
        return [convert(result) for result in step(model, *batch)]
    given = [_value(leaf) for leaf in nest.flatten(batch) if leaf is not None]
    feeds, fetches = _in_graph(step, model, batch)
    return get_session().run(fetches, dict(zip(feeds, given, strict=True)))


def _in_graph(step, model, batch):
    """The placeholders and results of a step, which are made once for each kind of batch.

    Where batches of one kind have other sizes, they are made anew with these open.
    """
    graph = get_default_graph()
    kinds = str(nest.map_structure(_kind, batch))
    steps = model.__dict__.setdefault("_steps_in_graph", {})
    key = step.__name__, kinds, id(graph)
    sizes = [None if x is None else x.shape[1:] for x in nest.flatten(batch)]
    known = steps.get(key)
    if known is None or not all(map(_fits, known[3], sizes)):
        if known is not None:
            sizes = list(map(_common, known[3], sizes))
        flat = zip(nest.flatten(batch), sizes, strict=True)
        batches = _batch_sizes(model, batch[0])
        flat = [
            None if x is None else _placeholder(x, inner, batches.get(i))
            for i, (x, inner) in enumerate(flat)
        ]
        feeds = [p for p in flat if p is not None]
        parts = nest.pack_sequence_as(batch, flat)
        called = model._is_graph_network or any(known[2] is graph for known in steps.values())
        known = steps[key] = feeds, step(model, *parts), graph, sizes
        if called:  # TensorFlow takes all steps with the tensors of one call
            model._forget_call(model._zeal_number)
    return known[:2]


def _batch_sizes(model, inputs):
    """The batch sizes that a model's inputs fix, by place."""
    symbols = model._zeal_inputs
    if isinstance(inputs, dict) or len(symbols) != len(nest.flatten(inputs)):
        return {}
    sizes = enumerate(x.shape._at(0) if x.shape.ndims else None for x in symbols)
    return {i: size for i, size in sizes if size is not None}


def _fits(known, sizes) -> bool:
    """Whether sizes are those that are known, but for open ones."""
    if known is None or known == sizes:
        return True
    return all(a is None or a == b for a, b in zip(known, sizes, strict=True))


def _common(known, sizes):
    if known is None:
        return None
    return tuple(a if a == b else None for a, b in zip(known, sizes, strict=True))


def _kind(part):
    return None if part is None else (type(part).__name__, str(part.dtype), part.ndim)


def _tensor(part):
    return part.tensor() if isinstance(part, Rows) else part


def _value(part):
    return part.value if isinstance(part, Rows) else part


def _placeholder(part: Any, sizes, batch=None):
    if isinstance(part, Rows):
        return part.placeholder()
    return placeholder(part.dtype, [batch, *sizes])
