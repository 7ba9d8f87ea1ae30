"""Exporters: when `train_and_evaluate` writes a model as a SavedModel."""

import os

from zeal import gfile, logging
from zeal.public import public


@public("estimator.Exporter")
class Exporter:
    """What `train_and_evaluate` calls after each evaluation; subclasses say what is done."""

    @property
    def name(self):
        """The name of its folder."""
        raise NotImplementedError(f"{type(self).__name__}.name")

    def export(
        self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export
    ):
        """Exports, or not.

        Args:
          estimator: the Estimator.
          export_path: the folder to write to.
          checkpoint_path: the checkpoint that was evaluated.
          eval_result: the dict of the evaluation.
          is_the_final_export: whether the training has ended.

        Returns:
          The path of what was exported, or None.
        """
        raise NotImplementedError(f"{type(self).__name__}.export")


class _Exporter(Exporter):
    """One that exports by a function that receives inputs."""

    def __init__(self, name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep):
        self._name, self._receiver = name, serving_input_receiver_fn
        self._assets_extra, self._as_text, self._keep = assets_extra, as_text, exports_to_keep
        if exports_to_keep is not None and exports_to_keep <= 0:
            raise ValueError("`exports_to_keep`, if provided, must be a positive number.")

    @property
    def name(self):
        return self._name

    def _write(self, estimator, export_path, checkpoint_path):
        gfile.MakeDirs(export_path)
        return estimator.export_saved_model(
            export_path, self._receiver, self._assets_extra, self._as_text, checkpoint_path
        )

    def _remove_old(self, export_path):
        if self._keep is None:
            return
        times = sorted((n for n in os.listdir(export_path) if n.isdigit()), key=int)
        for name in times[: -self._keep]:
            gfile.DeleteRecursively(os.path.join(export_path, name))


@public("estimator.FinalExporter")
class FinalExporter(_Exporter):
    """Exports once, at the end of the training.

    Args:
      name: the name of its folder, below "export" in that of the model.
      serving_input_receiver_fn, assets_extra, as_text: as for `Estimator.export_saved_model`.

    Example:
      >>> tf.estimator.FinalExporter("last", lambda: None).name
      'last'
    """

    def __init__(self, name, serving_input_receiver_fn, assets_extra=None, as_text=False):
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text, None)

    def export(
        self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export
    ):
        """Exports at the end.

        Args:
          all: as for `Exporter.export`.

        Returns:
          The path, or None.
        """
        if not is_the_final_export:
            return None
        logging.info("Performing the final export in the end of training.")
        return self._write(estimator, export_path, checkpoint_path)


@public("estimator.LatestExporter")
class LatestExporter(_Exporter):
    """Exports after every evaluation.

    Args:
      name: the name of its folder, below "export" in that of the model.
      serving_input_receiver_fn, assets_extra, as_text: as for `Estimator.export_saved_model`.
      exports_to_keep: how many exports are kept; None for all.

    Raises:
      ValueError: exports_to_keep is not positive.

    Example:
      >>> tf.estimator.LatestExporter("latest", lambda: None).name
      'latest'
    """

    def __init__(
        self, name, serving_input_receiver_fn, assets_extra=None, as_text=False,
        exports_to_keep=5,
    ):  # fmt: skip
        super().__init__(
            name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep
        )

    def export(
        self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export
    ):
        """Exports, and removes what is too old.

        Args:
          all: as for `Exporter.export`.

        Returns:
          The path.
        """
        path = self._write(estimator, export_path, checkpoint_path)
        self._remove_old(export_path)
        return path


def _loss_smaller(best_eval_result, current_eval_result):
    """Whether the second result has the smaller loss."""
    for result in (best_eval_result, current_eval_result):
        if not result or "loss" not in result:
            raise ValueError(f"an evaluation cannot be None or without loss: {result}")
    return best_eval_result["loss"] > current_eval_result["loss"]


@public("estimator.BestExporter")
class BestExporter(_Exporter):
    """Exports whenever an evaluation is better than all before.

    Args:
      event_file_pattern: where, below the model's folder, summaries of evaluations are, of which
        the best is the first to be beaten; None for none.
      compare_fn: a function of `best_eval_result` and `current_eval_result`: whether the second is
        better; by default one of a smaller loss.
      the others: as for `LatestExporter`.

    Raises:
      ValueError: compare_fn is None or exports_to_keep is not positive.

    Example:
      >>> tf.estimator.BestExporter(serving_input_receiver_fn=lambda: None).name
      'best_exporter'
    """

    def __init__(
        self, name="best_exporter", serving_input_receiver_fn=None,
        event_file_pattern="eval/*.tfevents.*", compare_fn=_loss_smaller, assets_extra=None,
        as_text=False, exports_to_keep=5,
    ):  # fmt: skip
        super().__init__(
            name, serving_input_receiver_fn, assets_extra, as_text, exports_to_keep
        )
        if compare_fn is None:
            raise ValueError("`compare_fn` must not be None.")
        self._better, self._pattern = compare_fn, event_file_pattern
        self._best, self._has_looked = None, False

    def export(
        self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export
    ):
        """Exports what is better.

        Args:
          all: as for `Exporter.export`.

        Returns:
          The path, or None.
        """
        if not self._has_looked and self._pattern:
            pattern = os.path.join(estimator.model_dir, self._pattern)
            self._best = self._best_before(pattern, eval_result)
        self._has_looked = True
        if self._best is not None and not self._better(
            best_eval_result=self._best, current_eval_result=eval_result
        ):
            return None
        logging.info("Performing best model export.")
        self._best = eval_result
        path = self._write(estimator, export_path, checkpoint_path)
        self._remove_old(export_path)
        return path

    def _best_before(self, pattern, eval_result):
        """The best of the results in event files, but for the one that is to be compared."""
        from zeal.summary.iterator import summary_iterator

        best, present = None, eval_result.get("global_step")
        for path in gfile.Glob(pattern):
            for event in summary_iterator(path):
                result = {v.tag: v.simple_value for v in event.summary.value
                          if v.WhichOneof("value") == "simple_value"}  # fmt: skip
                if not result or event.step == present:
                    continue
                if best is None or self._better(
                    best_eval_result=best, current_eval_result=result
                ):
                    best = result
        return best
