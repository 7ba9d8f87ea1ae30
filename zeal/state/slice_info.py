"""Which part of a whole a variable is: `Variable.SaveSliceInfo`."""


class SaveSliceInfo:
    """Says which part of a whole tensor a variable holds, for checkpoints.

    Args:
      full_name: the whole's name.
      full_shape: its sizes.
      var_offset: where the part begins along each axis.
      var_shape: the part's sizes.
      save_slice_info_def: a message that says all that, or None.
      import_scope: a scope to put before the message's name, or None.

    Example:
      >>> tf.Variable.SaveSliceInfo("w", [6, 2], [3, 0], [3, 2]).spec
      '6 2 3,3:0,2'
    """

    def __init__(
        self,
        full_name=None,
        full_shape=None,
        var_offset=None,
        var_shape=None,
        save_slice_info_def=None,
        import_scope=None,
    ):
        if save_slice_info_def is not None:
            message = save_slice_info_def
            scope = f"{import_scope}/" if import_scope else ""
            full_name, full_shape = scope + message.full_name, message.full_shape
            var_offset, var_shape = message.var_offset, message.var_shape
        self.full_name = full_name
        self.full_shape, self.var_offset, self.var_shape = (
            None if sizes is None else [int(n) for n in sizes]
            for sizes in (full_shape, var_offset, var_shape)
        )

    @property
    def spec(self) -> str:
        """The part as the op SaveV2 takes it."""
        sizes = "".join(f"{n} " for n in self.full_shape)
        pairs = zip(self.var_offset, self.var_shape, strict=True)
        return sizes + ":".join(f"{begin},{size}" for begin, size in pairs)

    def to_proto(self, export_scope=None):
        """The same as a SaveSliceInfoDef; None for a part of what lies outside the scope."""
        from zeal.messages.graph import VariableDef

        prefix = f"{export_scope}/" if export_scope else ""
        if not self.full_name.startswith(prefix):
            return None
        message = VariableDef().save_slice_info_def
        message.full_name = self.full_name[len(prefix) :]
        message.full_shape.extend(self.full_shape)
        message.var_offset.extend(self.var_offset)
        message.var_shape.extend(self.var_shape)
        return message
