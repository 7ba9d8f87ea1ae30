"""Models written as SavedModels, in a folder named by the time."""

import os
import time

from zeal import errors, gfile, logging
from zeal.checkpoint.saver import Saver
from zeal.checkpoint.state_file import latest_checkpoint
from zeal.eager import control
from zeal.estimators.outputs import EvalOutput, TrainOutput, signature_defs
from zeal.estimators.spec import ModeKeys
from zeal.graph.graph import Graph
from zeal.graph.keys import GraphKeys
from zeal.graph.session import Session
from zeal.random_seed import set_random_seed
from zeal.saved_model import names
from zeal.saved_model.writing import Builder
from zeal.train.step_counter import create_global_step

_TAGS = {ModeKeys.PREDICT: names.SERVING, ModeKeys.TRAIN: names.TRAINING, ModeKeys.EVAL: "eval"}


def export_models(
    estimator, base, receivers, assets_extra, as_text, checkpoint_path, strip_default_attrs
):
    """Writes an estimator's model for some modes; the path of the new folder, as bytes."""
    path = checkpoint_path or estimator.latest_checkpoint() or _warm(estimator)
    if not path:
        raise ValueError(f"Couldn't find trained model at {estimator.model_dir}.")
    wanted = [mode for mode in (ModeKeys.TRAIN, ModeKeys.EVAL, ModeKeys.PREDICT)
              if receivers.get(mode)]  # fmt: skip
    if not wanted:
        raise ValueError(f"No valid modes for exporting found. Got {receivers.keys()}.")
    folder = _new_folder(base)
    partial = os.path.join(os.path.dirname(folder), f"temp-{os.path.basename(folder)}")
    builder = Builder(partial)
    for mode in wanted:
        _add(builder, estimator, mode, receivers[mode], path, mode == wanted[0],
             strip_default_attrs)  # fmt: skip
    builder.save(as_text)
    for name, source in (assets_extra or {}).items():
        target = os.path.join(partial, "assets.extra", os.fsdecode(name))
        gfile.MakeDirs(os.path.dirname(target))
        gfile.Copy(source, target)
    gfile.Rename(partial, folder)
    return os.fsencode(folder)


def _warm(estimator):
    settings = estimator._warm_start
    if settings is None:
        return None
    start = settings.ckpt_to_initialize_from
    return latest_checkpoint(start) if gfile.IsDirectory(start) else start


def _new_folder(base):
    """A folder that is not there yet, named by the seconds since 1970."""
    for _ in range(10):
        folder = os.path.join(os.fsdecode(base), str(int(time.time())))
        if not gfile.Exists(folder):
            return folder
        time.sleep(1)
        logging.warning(f"Directory {folder} already exists; retrying")
    raise RuntimeError("Failed to obtain a unique export directory name after 10 attempts.")


def _add(builder, estimator, mode, receiver_fn, path, with_values, strip_default_attrs):
    with Graph().as_default() as graph:
        create_global_step()
        set_random_seed(estimator.config.tf_random_seed)
        receiver = receiver_fn()
        spec = estimator._model(
            receiver.features, getattr(receiver, "labels", None), mode, estimator.config
        )
        outputs = spec.export_outputs
        if mode != ModeKeys.PREDICT:
            kind = TrainOutput if mode == ModeKeys.TRAIN else EvalOutput
            outputs = {mode: kind(spec.loss, spec.predictions, spec.eval_metric_ops)}
        signatures = signature_defs(receiver, outputs, mode == ModeKeys.PREDICT)
        with Session(config=estimator.config.session_config) as session:
            saver = spec.scaffold.saver or Saver(sharded=True)
            _restore(saver, session, path, mode)
            arguments = {
                "tags": [_TAGS[mode]],
                "signature_def_map": signatures,
                "assets_collection": graph.get_collection(GraphKeys.ASSET_FILEPATHS),
                "main_op": spec.scaffold.local_init_op or control.group(
                    control.local_variables_initializer(), control.tables_initializer()),
                "saver": saver,
                "strip_default_attrs": strip_default_attrs,
            }  # fmt: skip
            if with_values:
                builder.add_meta_graph_and_variables(session, **arguments)
            else:
                builder.add_meta_graph(**arguments)


def _restore(saver, session, path, mode):
    try:
        saver.restore(session, path)
    except errors.NotFoundError as error:
        raise ValueError(
            "Could not load all requested variables from checkpoint. Please make sure your "
            "model_fn does not expect variables that were not saved in the checkpoint.\n\n"
            f"Encountered error with mode `{mode}` while restoring checkpoint from: `{path}`. "
            f"Full Traceback:\n\n{error}"
        ) from error
