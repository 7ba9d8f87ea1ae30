"""tensorflow.python.tools.saved_model_utils: the message of a saved model."""

from zeal.saved_model.reading import _read as read_saved_model


def get_saved_model_tag_sets(saved_model_dir):
    """The tags of each graph."""
    return [list(m.meta_info_def.tags) for m in read_saved_model(saved_model_dir).meta_graphs]


def get_meta_graph_def(saved_model_dir, tag_set):
    """The MetaGraphDef of the graph with these tags, which commas part."""
    for meta in read_saved_model(saved_model_dir).meta_graphs:
        if {*meta.meta_info_def.tags} == {*tag_set.split(",")}:
            return meta
    raise RuntimeError(
        f"MetaGraphDef associated with tag-set {tag_set} could not be found in SavedModel"
    )
