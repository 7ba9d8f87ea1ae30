"""Tags: under which name TensorBoard shows a summary."""

import re
from contextlib import contextmanager

from zeal import _native, logging
from zeal.graph.graph import get_default_graph
from zeal.state.scope import name_scope

_INVALID = re.compile(r"[^-/\w\.]")


def clean_tag(name):
    """A name without the characters that ops cannot have; what changes is logged."""
    if name is None:
        return None
    clean = _INVALID.sub("_", name).lstrip("/")
    if clean != name:
        logging.info(f"Summary name {name} is illegal; using {clean} instead.")
    return clean


@contextmanager
def summary_scope(name, family=None, default_name=None, values=None):
    """A scope for the ops of a summary.

    Args:
      name: the summary's name.
      family: what its tag begins with, if not None.
      default_name: the name, where that is None.
      values: tensors, of the graph in force.

    Returns:
      In `with summary_scope(...) as (tag, scope)`, the tag and the scope's name, in graphs unique.
    """
    name, family = clean_tag(name), clean_tag(family)
    inner = name if family is None else f"{family}/{name}"
    with name_scope(inner, default_name, values) as scope:
        tag = scope.rstrip("/")
        yield (tag if family is None else f"{family}/{tag}"), scope


def collect(summary, collections, default=()):
    """Adds a summary to collections of its graph, those of `default` where None are given.

    While ops run at once there is no graph whose summaries would be looked up.
    """
    if _native.executing_eagerly():
        return
    for key in default if collections is None else collections:
        get_default_graph().add_to_collection(key, summary)
