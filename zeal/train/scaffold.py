"""tf.train.Scaffold: the ops that a training session needs besides the model."""

from zeal import logging
from zeal.eager import control
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.public import public
from zeal.state.initialization import report_uninitialized_variables
from zeal.summary.ops import merge_all


def _init_op():
    return control.group(control.global_variables_initializer())


def _ready_for_local_init_op():
    return report_uninitialized_variables(collected(GraphKeys.GLOBAL_VARIABLES))


@public("train.Scaffold")
class Scaffold:
    """What initialises a model and tells whether it is; made at `finalize` where it is not given.

    Args:
      init_op: the op that initialises; by default of all global variables.
      init_feed_dict: what it is fed.
      init_fn: called with the scaffold and the session behind it.
      ready_op: a string vector of what is not initialised.
      ready_for_local_init_op: the same, before local_init_op.
      local_init_op: what initialises each session; by default local variables and tables.
      summary_op: what gives the summaries; by default `tf.summary.merge_all()`.
      saver: not built; must be None.
      copy_from_scaffold: another Scaffold whose parts are taken where none are given.

    Raises:
      NotImplementedError: saver is given.

    Example:
      >>> with tf.Graph().as_default() as graph:
      ...     scaffold = tf.train.Scaffold(init_op=tf.no_op("mine")).finalize()
      ...     print(scaffold.init_op.name, graph.finalized)
      mine True
    """

    def __init__(
        self,
        init_op=None,
        init_feed_dict=None,
        init_fn=None,
        ready_op=None,
        ready_for_local_init_op=None,
        local_init_op=None,
        summary_op=None,
        saver=None,
        copy_from_scaffold=None,
    ):
        given = {
            "init_op": init_op,
            "init_feed_dict": init_feed_dict,
            "ready_op": ready_op,
            "ready_for_local_init_op": ready_for_local_init_op,
            "local_init_op": local_init_op,
            "summary_op": summary_op,
            "saver": saver,
        }
        if copy_from_scaffold is not None:
            if not isinstance(copy_from_scaffold, Scaffold):
                raise TypeError(
                    f"copy_from_scaffold is not a Scaffold instance: {copy_from_scaffold}"
                )
            for name, value in copy_from_scaffold._parts.items():
                given[name] = value if given[name] is None else given[name]
            init_fn = init_fn or copy_from_scaffold._user_init_fn
        self._parts, self._user_init_fn = given, init_fn

    def finalize(self):
        """Makes what is missing, and makes the graph final.

        Returns:
          The scaffold.
        """
        for name, key, make in [
            ("init_op", GraphKeys.INIT_OP, _init_op),
            ("ready_op", GraphKeys.READY_OP, report_uninitialized_variables),
            ("ready_for_local_init_op", GraphKeys.READY_FOR_LOCAL_INIT_OP,
             _ready_for_local_init_op),
            ("local_init_op", GraphKeys.LOCAL_INIT_OP, Scaffold.default_local_init_op),
            ("summary_op", GraphKeys.SUMMARY_OP, merge_all),
        ]:  # fmt: skip
            if self._parts[name] is None:
                self._parts[name] = Scaffold.get_or_default(name, key, make)
        if self._parts["saver"] is None:
            from zeal.checkpoint.default_saver import default_saver

            self._parts["saver"] = default_saver()
        self._parts["saver"].build()
        get_default_graph().finalize()
        logging.info("Graph was finalized.")
        return self

    @staticmethod
    def get_or_default(arg_name, collection_key, default_constructor):
        """The element of a collection, or a new one, which is added to it.

        Args:
          arg_name: for messages.
          collection_key: the collection.
          default_constructor: makes the element.

        Raises:
          RuntimeError: the collection has several.
        """
        graph = get_default_graph()
        elements = graph.get_collection(collection_key)
        if len(elements) > 1:
            raise RuntimeError(
                f'More than one item in the collection "{collection_key}". Please indicate which '
                "one to use by passing it to the tf.Scaffold constructor as:  "
                f"tf.Scaffold({arg_name}=item to use)"
            )
        if elements:
            return elements[0]
        made = default_constructor()
        if made is not None:
            graph.add_to_collection(collection_key, made)
        return made

    @staticmethod
    def default_local_init_op():
        """An op that initialises local variables and tables."""
        return control.group(
            control.local_variables_initializer(), control.tables_initializer()
        )

    @property
    def init_op(self):
        """The op that initialises the model."""
        return self._parts["init_op"]

    @property
    def init_feed_dict(self):
        """What it is fed."""
        return self._parts["init_feed_dict"]

    @property
    def init_fn(self):
        """A function of the session, or None."""
        if self._user_init_fn is None:
            return None
        return lambda session: self._user_init_fn(self, session)

    @property
    def ready_op(self):
        """What is not initialised."""
        return self._parts["ready_op"]

    @property
    def ready_for_local_init_op(self):
        """What is not initialised and must be before local_init_op."""
        return self._parts["ready_for_local_init_op"]

    @property
    def local_init_op(self):
        """The op that initialises each session."""
        return self._parts["local_init_op"]

    @property
    def summary_op(self):
        """The merged summaries; None where there are none."""
        return self._parts["summary_op"]

    @property
    def saver(self):
        """What saves and restores the variables."""
        return self._parts["saver"]
