"""tf.contrib.model_pruning: masks that follow the magnitudes of weights."""

from re import search

from zeal import logging
from zeal._native import api
from zeal.contrib.model_pruning.masks import get_masks, get_thresholds, get_weights
from zeal.contrib.training.hparams import HParams
from zeal.eager.control import control_dependencies, no_op
from zeal.graph.conditions import cond
from zeal.ops.array.join import split
from zeal.ops.array.reorder import repeat
from zeal.ops.array.top_k import top_k
from zeal.ops.nn.norm import zero_fraction
from zeal.ops.nn.pool_of_rank import pool
from zeal.public import public
from zeal.state.initializers import Zeros
from zeal.state.scope import name_scope, variable_scope
from zeal.state.variable import get_variable
from zeal.state.variable_store import AUTO_REUSE
from zeal.summary.ops import scalar
from zeal.train.step_counter import get_global_step


@public("contrib.model_pruning.get_pruning_hparams")
def get_pruning_hparams():
    """The numbers that `Pruning` takes, as a `tf.contrib.training.HParams`.

    Sparsity goes from `initial_sparsity` to `target_sparsity` between two steps,
    `sparsity_function_begin_step` and `..._end_step`, along a power, `sparsity_function_exponent`.
    Masks change every `pruning_frequency` steps from `begin_pruning_step` to `end_pruning_step`, -1
    for ever. `weight_sparsity_map` and `block_dims_map` list other targets and blocks: "name:0.9"
    and "name:4x4", for weights whose name has a match. Whole blocks, `block_height` x
    `block_width`, of matrices are masked by "AVG" or "MAX", `block_pooling_function`.
    """
    return HParams(
        name="model_pruning", begin_pruning_step=0, end_pruning_step=-1, weight_sparsity_map=[""],
        block_dims_map=[""], threshold_decay=0.0, pruning_frequency=10, nbins=256, block_height=1,
        block_width=1, block_pooling_function="AVG", initial_sparsity=0.0, target_sparsity=0.5,
        sparsity_function_begin_step=0, sparsity_function_end_step=100,
        sparsity_function_exponent=3.0, use_tpu=False,
    )  # fmt: skip


def _check(spec):
    first, last = spec.begin_pruning_step, spec.end_pruning_step
    start, end = spec.sparsity_function_begin_step, spec.sparsity_function_end_step
    if first < 0:
        raise ValueError("Illegal value for begin_pruning_step")
    if first >= last != -1:
        raise ValueError(
            f"Pruning must begin before it can end. begin_step={first}, end_step={last}; "
            "end_pruning_step is -1 if pruning is to go on till training stops"
        )
    if start < 0:
        raise ValueError("Illegal value for sparsity_function_begin_step")
    if start >= end:
        raise ValueError("Sparsity function requires begin_step < end_step")
    for name in ("threshold_decay", "initial_sparsity", "target_sparsity"):
        if not 0.0 <= getattr(spec, name) < 1.0:
            raise ValueError(f"{name} must be in range [0,1)")


def _listed(entries, read):
    pairs = (entry.split(":") for entry in entries if entry)
    return {name: read(text) for name, text in pairs}


def _sparsity(text):
    if float(text) >= 1.0:
        raise ValueError("Weight sparsity can not exceed 1.0")
    return float(text)


def _block(text):
    sizes = text.split("x")
    if len(sizes) != 2:
        raise ValueError(f"Expected 2 values for block dim, got {sizes}")
    return [int(size) for size in sizes]


def _found(entries, name, what):
    found = [value for pattern, value in entries.items() if search(pattern, name)]
    if len(found) > 1:
        raise ValueError(f"Multiple matches in {what} for weight {name}")
    return found[0] if found else None


def _assigned(mask, value):
    """Assigns a mask, or each part of it."""
    if not hasattr(mask, "as_tensor"):
        return [mask.assign(value)]
    parts, whole = list(mask), value.shape.as_list()
    axis = max(range(len(whole)), key=lambda i: whole[i] - parts[0].shape.as_list()[i])
    pieces = split(value, [part.shape.as_list()[axis] for part in parts], axis)
    return [part.assign(piece) for part, piece in zip(parts, pieces, strict=True)]


@public("contrib.model_pruning.Pruning")
class Pruning:
    """Masks the smallest weights of all that `apply_mask` has seen.

    Args:
      spec: what `get_pruning_hparams` returns, with other numbers.
      global_step: the step; None for the graph's.
      sparsity: a scalar, how much is masked, instead of what the spec says.

    Raises:
      ValueError: the spec's steps or fractions make no sense.
    """

    def __init__(self, spec=None, global_step=None, sparsity=None):
        self._spec = spec if spec else get_pruning_hparams()
        _check(self._spec)
        step = get_global_step() if global_step is None else global_step
        self._global_step = api.cast(step, "int32")
        self._sparsity = self._planned() if sparsity is None else sparsity
        with variable_scope(self._spec.name, reuse=AUTO_REUSE):
            self._last_update_step = get_variable(
                "last_mask_update_step", [], "int32", Zeros(), trainable=False
            )
        self._blocks = _listed(self._spec.block_dims_map, _block)
        self._targets = _listed(self._spec.weight_sparsity_map, _sparsity)
        self._assign_ops = []

    def _planned(self):
        spec = self._spec
        start, end = spec.sparsity_function_begin_step, spec.sparsity_function_end_step
        with name_scope(spec.name):
            part = api.cast(self._global_step - start, "float32") / float(end - start)
            left = 1.0 - api.minimum(1.0, api.maximum(0.0, part))
            far = spec.initial_sparsity - spec.target_sparsity
            rest = far * api.pow(left, spec.sparsity_function_exponent)
            return api.add(rest, spec.target_sparsity, name="sparsity")

    def _update_mask(self, weights, threshold, name):
        """The threshold for a fraction of magnitudes, and the mask of those that reach it."""
        target = _found(self._targets, name, "weight_sparsity_map")
        sparsity = self._sparsity
        if target is not None:
            sparsity = sparsity * (target / self._spec.target_sparsity)
        size = abs(weights)
        count = api.size(size)
        kept = api.cast(api.round(api.cast(count, "float32") * (1.0 - sparsity)), "int32")
        ordered, _ = top_k(api.reshape(size, [-1]), count)
        decay = self._spec.threshold_decay
        new = api.gather(ordered, kept - 1) * (1.0 - decay) + threshold * decay
        return new, api.cast(size >= new, weights.dtype)

    def _maybe_update_block_mask(self, weights, threshold):
        """`_update_mask`, of whole blocks where weights are a matrix."""
        spec, name = self._spec, weights.op.name
        weights = api.identity(weights)
        block = _found(self._blocks, name, "block_dims_map")
        block = block or [spec.block_height, spec.block_width]
        matrix = api.squeeze(weights)
        if matrix.shape.ndims != 2 or block == [1, 1]:
            return self._update_mask(weights, threshold, name)
        if spec.block_pooling_function not in ("AVG", "MAX"):
            raise ValueError(
                f"Unknown pooling function for block sparsity: {spec.block_pooling_function}"
            )
        sizes = matrix.shape.as_list()
        block = [size if b == -1 else b for b, size in zip(block, sizes, strict=True)]
        pooled = pool(
            api.reshape(abs(matrix), [1, *sizes, 1]), block, spec.block_pooling_function,
            "SAME", strides=block,
        )  # fmt: skip
        new, mask = self._update_mask(api.squeeze(pooled, [0, 3]), threshold, name)
        for axis, times in enumerate(block):
            mask = repeat(mask, times, axis)
        return new, api.reshape(mask[: sizes[0], : sizes[1]], weights.shape.as_list())

    def _get_mask_assign_ops(self):
        if self._assign_ops:
            raise ValueError("Assign op list not empty. _get_mask_assign_ops() called twice?")
        masks, thresholds = get_masks(), get_thresholds()
        if len(masks) != len(thresholds):
            raise ValueError(
                f"Number of masks {len(masks)} and number of thresholds {len(thresholds)} mismatch"
            )
        for mask, threshold, weights in zip(masks, thresholds, get_weights(), strict=True):
            if hasattr(weights, "as_tensor"):  # in parts
                weights = weights.as_tensor()
            with name_scope(weights.op.name + "_pruning_ops"):
                new, new_mask = self._maybe_update_block_mask(weights, threshold)
                self._assign_ops += [threshold.assign(new), *_assigned(mask, new_mask)]

    def mask_update_op(self):
        """An op that computes thresholds and masks from the weights."""
        with name_scope(self._spec.name):
            if not self._assign_ops:
                self._get_mask_assign_ops()
            noted = self._last_update_step.assign(self._global_step)
            with control_dependencies([noted, *self._assign_ops]):
                return no_op("mask_update")

    def conditional_mask_update_op(self):
        """`mask_update_op` at the steps that the spec names, else nothing."""
        spec, step = self._spec, self._global_step
        with name_scope(spec.name):
            due = self._last_update_step + spec.pruning_frequency <= step
            due = api.logical_and(due, step >= spec.begin_pruning_step)
            if spec.end_pruning_step >= 0:
                due = api.logical_and(due, step <= spec.end_pruning_step)
        return cond(due, self.mask_update_op, no_op)

    def add_pruning_summaries(self):
        """Adds summaries of the sparsity of masks, and of thresholds."""
        with name_scope(self._spec.name + "_summaries"):
            scalar("sparsity", self._sparsity)
            scalar("last_mask_update_step", self._last_update_step)
            for mask, threshold in zip(get_masks(), get_thresholds(), strict=True):
                scalar(mask.op.name + "/sparsity", zero_fraction(mask))
                scalar(threshold.op.name + "/threshold", threshold)

    def print_hparams(self):
        """Logs the spec."""
        logging.info(self._spec.to_json())
