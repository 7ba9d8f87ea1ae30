"""What columns keep from one batch to the next: variables and tables, in a scope or a layer."""

from zeal.dtypes import float32
from zeal.graph.graph import collected, get_default_graph
from zeal.graph.keys import GraphKeys
from zeal.state.partition import PartitionedVariable
from zeal.state.scope import get_variable_scope, name_scope
from zeal.state.variable import get_variable


def _shared(column, name):
    """The name under which a column shares a variable: its rows, not its weights in a sum."""
    if name != "embedding_weights":
        return None
    return getattr(column, "shared_embedding_collection_name", None)


class ScopeState:
    """Variables of columns in the variable scope in force.

    Args:
      trainable: whether they are.
      collections: lists of the graph that they join, beside those of model variables.
    """

    def __init__(self, trainable=True, collections=None):
        wanted = [*(collections or ()), GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES]
        self._trainable, self._collections = trainable, list(dict.fromkeys(wanted))
        self._made, self._tables, self._found = {}, {}, set()

    def create_variable(
        self, feature_column, name, shape, dtype=float32, trainable=True, use_resource=True,
        initializer=None,
    ):  # fmt: skip
        """Makes a variable of a column; where the column shares it, the first one makes it."""
        shared = _shared(feature_column, name)
        known = collected(shared) if shared else []
        if known:
            variable = known[0]
            self._found.add((feature_column, name))
        else:
            variable = get_variable(
                name, shape, dtype, initializer, trainable=self._trainable and trainable,
                collections=self._collections,
            )  # fmt: skip
            if shared:
                get_default_graph().add_to_collection(shared, variable)
        self._made[feature_column, name] = variable
        return variable

    def get_variable(self, feature_column, name):
        """A variable that was made."""
        if (feature_column, name) not in self._made:
            raise ValueError("Variable does not exist.")
        return self._made[feature_column, name]

    def of(self, feature_column):
        """The variables made for a column, and parts of those that are in parts."""
        own = [key for key in self._made if key[0] == feature_column and key not in self._found]
        made = [self._made[key] for key in own]
        return [part for v in made for part in (v if isinstance(v, PartitionedVariable) else [v])]

    def table(self, feature_column, make):
        """A column's table, made at its first use."""
        if feature_column not in self._tables:
            self._tables[feature_column] = make()
        return self._tables[feature_column]

    def add_resource(self, feature_column, name, resource):
        """Keeps an object, such as a module, under a column and a name."""
        self._tables[feature_column, name] = resource

    def get_resource(self, feature_column, name):
        """An object that was kept."""
        if (feature_column, name) not in self._tables:
            raise ValueError("Resource does not exist.")
        return self._tables[feature_column, name]


def own_scope(layer):
    """The scope that a layer's variables of columns are named in, as by `tf.get_variable`: neither
    that of a model nor `tf.name_scope` counts."""
    return name_scope(f"{get_variable_scope().name}/{layer.name}/".lstrip("/"))


class LayerState(ScopeState):
    """Variables of columns that belong to a layer."""

    def __init__(self, layer, trainable=True):
        super().__init__(trainable)
        self._layer = layer

    def create_variable(
        self, feature_column, name, shape, dtype=float32, trainable=True, use_resource=True,
        initializer=None,
    ):  # fmt: skip
        """Makes a variable of a column."""
        shared = _shared(feature_column, name)
        key = shared or feature_column
        if (key, name) not in self._made:
            place = shared or feature_column.name
            with own_scope(self._layer):
                self._made[key, name] = self._layer.add_weight(
                    f"{place}/{name}", shape, dtype, initializer,
                    trainable=self._layer.trainable and self._trainable and trainable,
                )  # fmt: skip
        self._made[feature_column, name] = self._made[key, name]
        return self._made[key, name]
