"""tensorflow.python.saved_model.builder_impl: the builder with the names of later versions."""

from zeal.estimators.keras_export import tell_train_op
from zeal.saved_model.writing import Builder

__all__ = ["_SavedModelBuilder"]


class _SavedModelBuilder(Builder):
    """A `tf.saved_model.Builder` that takes assets as a list, an `init_op` and a `train_op`."""

    def add_meta_graph_and_variables(
        self, sess, tags, signature_def_map=None, assets_list=None, clear_devices=False,
        init_op=None, train_op=None, strip_default_attrs=False, saver=None,
    ):  # fmt: skip
        """See `tf.saved_model.Builder.add_meta_graph_and_variables`."""
        super().add_meta_graph_and_variables(
            sess, tags, signature_def_map, assets_list, None, clear_devices, init_op,
            strip_default_attrs, saver,
        )  # fmt: skip
        tell_train_op(self, train_op)

    def add_meta_graph(
        self, tags, signature_def_map=None, assets_list=None, clear_devices=False, init_op=None,
        train_op=None, saver=None, strip_default_attrs=False,
    ):  # fmt: skip
        """See `tf.saved_model.Builder.add_meta_graph`."""
        super().add_meta_graph(
            tags, signature_def_map, assets_list, None, clear_devices, init_op,
            strip_default_attrs, saver,
        )  # fmt: skip
        tell_train_op(self, train_op)
