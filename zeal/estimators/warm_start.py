"""tf.estimator.WarmStartSettings: where the first values of a model come from."""

from typing import Any, NamedTuple

from zeal.public import public


class _Settings(NamedTuple):
    ckpt_to_initialize_from: Any
    vars_to_warm_start: Any
    var_name_to_vocab_info: Any
    var_name_to_prev_var_name: Any


@public("estimator.WarmStartSettings")
class WarmStartSettings(_Settings):
    """Where the first values of a model come from, as for `tf.train.warm_start`.

    Args:
      ckpt_to_initialize_from: a checkpoint, or a folder of them.
      vars_to_warm_start: which variables: a pattern, or a list of patterns, names or variables.
      var_name_to_vocab_info: dict from names to `tf.train.VocabInfo`, of embeddings whose
        vocabulary has changed.
      var_name_to_prev_var_name: dict from names to those in the checkpoint.

    Raises:
      ValueError: there is no checkpoint.

    Example:
      >>> tf.estimator.WarmStartSettings("/tmp/model").vars_to_warm_start
      '.*'
    """

    __slots__ = ()

    def __new__(
        cls, ckpt_to_initialize_from, vars_to_warm_start=".*", var_name_to_vocab_info=None,
        var_name_to_prev_var_name=None,
    ):  # fmt: skip
        if not ckpt_to_initialize_from:
            raise ValueError("`ckpt_to_initialize_from` MUST be set in WarmStartSettings")
        return super().__new__(
            cls, ckpt_to_initialize_from, vars_to_warm_start, var_name_to_vocab_info or {},
            var_name_to_prev_var_name or {},
        )  # fmt: skip


def settings_of(given):
    """The settings of a path, or settings; None for None."""
    if given is None or isinstance(given, WarmStartSettings):
        return given
    if isinstance(given, (str, bytes)):
        return WarmStartSettings(given)
    raise ValueError(
        "warm_start_from must be a string or a WarmStartSettings, instead got "
        f"{type(given)}"
    )
