"""What acts as one value and is made of several tensors."""


class CompositeTensor:
    """Base of `tf.IndexedSlices` and `tf.SparseTensor`.

    A program's own subclass has `_type_spec`, its `tf.TypeSpec`.

    A subclass has `_to_components()`, the list of its tensors, and `_from_components(list)`, one of
    its kind that is made of others, and `_of_run(list)`: what a session gives for it, made of the
    arrays of its tensors.
    """

    __slots__ = ()
    _values_vary = False  # whether tensors of one shape may have components of several

    def _to_components(self):
        return self._type_spec._to_tensor_list(self)

    def _from_components(self, parts):
        return self._type_spec._from_compatible_tensor_list(parts)

    def _invariant(self, shape):
        """The shape of the tensors that a loop's shape invariant admits."""
        return shape
