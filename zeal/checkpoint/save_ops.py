"""The ops of a Saver: those that write what it saves, and those that bring it back."""

import uuid
from itertools import groupby

from zeal import _native
from zeal._native import api
from zeal.checkpoint.file_ops import (
    check_there,
    merge_v2_checkpoints,
    one_checkpoint,
    restore_v2,
    save_slices,
    save_v2,
    sharded_filename,
    sharded_filespec,
)
from zeal.checkpoint.saveables import (
    SaveableObject,
    SaveSpec,
    VariableSaveable,
    refuse_values_of_graphs,
    saveables_of,
)
from zeal.eager import control
from zeal.eager.context import device
from zeal.graph.graph import get_default_graph
from zeal.graph.placeholder import placeholder_with_default
from zeal.messages.graph import SaverDef
from zeal.ops.array.constant import constant
from zeal.ops.array.join import stack
from zeal.state.partition import PartitionedVariable
from zeal.state.scope import name_scope
from zeal.tensor_shape import TensorShape

V1, V2 = SaverDef.V1, SaverDef.V2
_BATCH_BYTES = 1 << 25


class BaseSaverBuilder:
    """Makes a Saver's ops; those of `restore_op` read one object each.

    Raises:
      RuntimeError: there is no such version.
    """

    SaveSpec = SaveSpec
    SaveableObject = SaveableObject
    VariableSaveable = VariableSaveable
    ResourceVariableSaveable = VariableSaveable

    def __init__(self, write_version=V2):
        if write_version not in (V1, V2):
            raise RuntimeError(f"Unexpected write_version: {write_version}")
        self._write_version = write_version

    # --- what subclasses may make in another way ---
    def save_op(self, filename_tensor, saveables):
        """An op that writes objects.

        Args:
          filename_tensor: the prefix, a string scalar.
          saveables: a list of SaveableObjects.
        """
        specs = [spec for saveable in saveables for spec in saveable.specs]
        names, parts = [spec.name for spec in specs], [spec.slice_spec for spec in specs]
        values = [_native.convert(spec.tensor) for spec in specs]
        if self._write_version == V1:
            return save_slices(filename_tensor, names, parts, values, name="save")
        return save_v2(filename_tensor, names, parts, values, name="SaveV2")

    def restore_op(self, filename_tensor, saveable, preferred_shard):
        """The values of one object, a list of tensors.

        Args:
          filename_tensor: the prefix, a string scalar.
          saveable: the SaveableObject.
          preferred_shard: accepted for compatibility.
        """
        return [_read(filename_tensor, [spec])[0] for spec in saveable.specs]

    def bulk_restore(self, filename_tensor, saveables, preferred_shard, restore_sequentially):
        """The values of several objects, a list of tensors. See `restore_op`."""
        return [
            tensor
            for saveable in saveables
            for tensor in self.restore_op(filename_tensor, saveable, preferred_shard)
        ]

    def sharded_filename(self, filename_tensor, shard, num_shards):
        """The name of one of several files."""
        return sharded_filename(filename_tensor, shard, num_shards, name="ShardedFilename")

    # --- all of them ---
    def build(
        self,
        names_to_saveables,
        reshape=False,
        sharded=False,
        max_to_keep=5,
        keep_checkpoint_every_n_hours=10000.0,
        name=None,
        restore_sequentially=False,
        filename="model",
    ):
        """Adds the ops to the default graph; while executing eagerly, saves and restores at once.

        Args:
          names_to_saveables: a list or dict of what is saved.
          the others: as in `tf.train.Saver`.

        Returns:
          A `tf.train.SaverDef`, which names the ops.
        """
        return self._build(
            names_to_saveables, reshape, sharded, max_to_keep, keep_checkpoint_every_n_hours, name,
            restore_sequentially, filename, True, True,
        )  # fmt: skip

    def _build(
        self, values, reshape, sharded, max_to_keep, hours, name, in_turn, filename, saves, restores
    ):
        saveables = saveables_of(values)
        for saveable in saveables:
            refuse_values_of_graphs([saveable.op], saveable.name)
        saved = restored = None
        with name_scope(name, "save", _symbolic(saveables)):
            prefix = placeholder_with_default(filename or "model", [], name="filename")
            prefix = placeholder_with_default(prefix, [], name="Const")
            shards = _by_device(saveables) if sharded else None
            if saves:
                saved = self._save(prefix, saveables, shards)
            if restores:
                restored = self._restore(prefix, saveables, shards, in_turn, reshape)
        if _native.executing_eagerly():
            return saved
        _join_partitions()
        return SaverDef(
            filename_tensor_name=prefix.name,
            save_tensor_name=saved.name,
            restore_op_name=restored.name,
            max_to_keep=max_to_keep or 0,
            sharded=sharded,
            keep_checkpoint_every_n_hours=hours,
            version=self._write_version,
        )

    # --- saving ---
    def _save(self, prefix, saveables, shards):
        """A tensor: the prefix, once all is written."""
        if shards is None:
            return _behind([self.save_op(prefix, saveables)], prefix, "control_dependency")
        parts = prefix if self._write_version == V1 else _folder_of_parts(prefix)
        count = constant(len(shards), name="num_shards")
        names, saved = [], []
        for shard, (place, members) in enumerate(shards):
            with device(_on_cpu(place)):
                names.append(self.sharded_filename(parts, shard, count))
                saved.append(self._save(names[-1], members, None))
        if self._write_version == V1:
            with get_default_graph().control_dependencies(saved):
                return sharded_filespec(prefix, count, name="ShardedFilespec")
        return self._merge(names, saved, prefix)

    @staticmethod
    def _merge(names, saved, prefix):
        graph = get_default_graph()
        with graph.control_dependencies(saved), device("cpu:0"):
            together = stack(names, name="MergeV2Checkpoints/checkpoint_prefixes")
            merged = merge_v2_checkpoints(together, prefix, name="MergeV2Checkpoints")
            return _behind([merged], prefix, None)

    # --- restoring ---
    def _restore(self, prefix, saveables, shards, in_turn, reshape):
        if shards is None:
            return self._restore_shard(prefix, saveables, in_turn, reshape, -1, "restore_all")
        ops = []
        for shard, (place, members) in enumerate(shards):
            with device(place or None):
                ops.append(
                    self._restore_shard(prefix, members, in_turn, reshape, shard, "restore_shard")
                )
        return control.group(*ops, name="restore_all")

    def _restore_shard(self, prefix, saveables, in_turn, reshape, shard, name):
        ops = []
        for batch in self._batches(saveables, prefix):
            values = iter(self.bulk_restore(prefix, batch, shard, in_turn))
            for saveable in batch:
                shapes = [_shape(spec.tensor) for spec in saveable.specs] if reshape else None
                ops.append(saveable.restore([next(values) for _ in saveable.specs], shapes))
        return control.group(*ops, name=name)

    def _batches(self, saveables, prefix):
        """What is read together: all by one op of a graph, at once what memory may hold twice."""
        if prefix._symbolic:
            yield saveables
            return
        specs = [spec for saveable in saveables for spec in saveable.specs]
        path = prefix.numpy()
        with one_checkpoint(path) as reader:
            check_there(path, [spec.name for spec in specs], [spec.dtype for spec in specs])
            own = type(self) in (BaseSaverBuilder, BulkSaverBuilder)
            rest = (s for s in saveables if not (own and s.read_in_place(reader)))
            yield from _by_size(rest)


class BulkSaverBuilder(BaseSaverBuilder):
    """Makes a Saver's ops; one op reads all values."""

    def bulk_restore(self, filename_tensor, saveables, preferred_shard, restore_sequentially):
        """The values of several objects. See `BaseSaverBuilder.restore_op`."""
        with device("cpu:0"):
            return _read(filename_tensor, [spec for s in saveables for spec in s.specs])


def _by_size(saveables):
    batch, size = [], 0
    for saveable in saveables:
        batch.append(saveable)
        size += saveable.nbytes
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read(prefix, specs):
    names, parts = [spec.name for spec in specs], [spec.slice_spec for spec in specs]
    values = restore_v2(prefix, names, parts, [spec.dtype for spec in specs], name="RestoreV2")
    for value, spec in zip(values, specs, strict=True):
        if spec.slice_spec and value._symbolic:
            value.set_shape(_part_shape(spec.slice_spec))
    return values


def _part_shape(text):
    from zeal.checkpoint.slices import of_spec

    return TensorShape(of_spec(text).size)


def _shape(tensor):
    shape = tensor.shape
    return shape.as_list() if shape.is_fully_defined() else api.shape(tensor)


def _behind(ops, value, name):
    """The value, once ops have run."""
    with get_default_graph().control_dependencies([op for op in ops if op is not None]):
        return api.identity(value, name=name)


def _symbolic(saveables) -> list:
    return [s.op for s in saveables if isinstance(s.op, _native.Tensor) and s.op._symbolic]


def _folder_of_parts(prefix):
    suffix = constant(f"_temp_{uuid.uuid4().hex}/part", name="StringJoin/inputs_1")
    return api.string_join([prefix, suffix], name="StringJoin")


# --- devices ---
def _by_device(saveables) -> list:
    """Pairs of a device and what lies there."""
    for saveable in saveables:
        if len({spec.device for spec in saveable.specs}) > 1:
            raise ValueError(
                f"All tensors of a saveable object must be on the same device: {saveable.name}"
            )
    ordered = sorted(saveables, key=lambda s: s.device or "")
    return [(place, list(some)) for place, some in groupby(ordered, lambda s: s.device or "")]


def _on_cpu(place) -> str:
    """The host of a device: "/job:ps/task:1/device:GPU:0" has "/job:ps/task:1/device:CPU:0"."""
    host = place.partition("/device:")[0]
    return f"{host}/device:CPU:0"


def _join_partitions():
    """Makes the whole of each variable in parts that a collection has: a graph's file names it."""
    graph = get_default_graph()
    for key in graph.get_all_collection_keys():
        for element in graph.get_collection(key):
            if isinstance(element, PartitionedVariable) and graph._find(element.name) is None:
                element.as_tensor()
