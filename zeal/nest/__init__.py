"""tf.contrib.framework.nest: structures nested of lists, tuples, dicts and attrs classes.

Dicts are walked in the order of their sorted keys; strings, arrays and tensors are leaves.
"""

from zeal.nest.compare import assert_same_structure as assert_same_structure
from zeal.nest.compare import assert_shallow_structure as assert_shallow_structure
from zeal.nest.maps import flatten_up_to as flatten_up_to
from zeal.nest.maps import flatten_with_tuple_paths_up_to as flatten_with_tuple_paths_up_to
from zeal.nest.maps import map_structure as map_structure
from zeal.nest.maps import map_structure_up_to as map_structure_up_to
from zeal.nest.maps import map_structure_with_paths as map_structure_with_paths
from zeal.nest.maps import map_structure_with_tuple_paths as map_structure_with_tuple_paths
from zeal.nest.maps import (
    map_structure_with_tuple_paths_up_to as map_structure_with_tuple_paths_up_to,
)
from zeal.nest.paths import flatten_dict_items as flatten_dict_items
from zeal.nest.paths import flatten_with_joined_string_paths as flatten_with_joined_string_paths
from zeal.nest.paths import flatten_with_tuple_paths as flatten_with_tuple_paths
from zeal.nest.paths import yield_flat_paths as yield_flat_paths
from zeal.nest.traverse import get_traverse_shallow_structure as get_traverse_shallow_structure
from zeal.nest.walk import flatten as flatten
from zeal.nest.walk import is_nested as is_nested
from zeal.nest.walk import is_sequence_or_composite as is_sequence_or_composite
from zeal.nest.walk import pack_sequence_as as pack_sequence_as
from zeal.public import publish, publish_module

is_sequence = is_nested

publish_module(__name__)
publish(__name__, "", "contrib.framework.nest")
