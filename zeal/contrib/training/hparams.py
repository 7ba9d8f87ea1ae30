"""tf.contrib.training.HParams: hyperparameters by name."""

import json

from zeal.contrib.training.parsing import cast_to, parse_values
from zeal.public import public

_FIELDS = {int: "int64", float: "float", str: "bytes", bytes: "bytes", bool: "bool"}


def _values_of(message):
    """The values in an `HParamDef` by name; texts are kept as bytes there."""
    from zeal.messages.hparam import HParamDef

    assert isinstance(message, HParamDef), f"hparam_def is a {type(message)}"
    found = {}
    for name, entry in message.hparam.items():
        field = entry.WhichOneof("kind")
        value = getattr(entry, field)
        each = [value] if field.endswith("_value") else value.value
        each = [v.decode() if isinstance(v, bytes) else v for v in each]
        found[name] = each[0] if field.endswith("_value") else each
    return found


@public("contrib.training.HParams")
class HParams:
    """Hyperparameters as attributes, whose types stay what they first were.

    Args:
      hparam_def: what `to_proto` returned, or None.
      model_structure: anything that belongs to them.
      **kwargs: names and values: numbers, texts, bools, None, or lists of these.

    Raises:
      AssertionError: hparam_def is no `HParamDef`.
      ValueError: a list is empty, or a name is one of HParams' own.

    Example:
      >>> params = tf.contrib.training.HParams(rate=0.1, layers=[10, 20])
      >>> params.parse("rate=0.5,layers=[5]").rate
      0.5
      >>> params
      HParams([('layers', [5]), ('rate', 0.5)])
    """

    _HAS_DYNAMIC_ATTRIBUTES = True

    def __init__(self, hparam_def=None, model_structure=None, **kwargs):
        self._hparam_types = {}
        self._model_structure = model_structure
        if hparam_def is not None and kwargs:
            raise ValueError("hparam_def and initialization values are mutually exclusive")
        for name, value in (kwargs if hparam_def is None else _values_of(hparam_def)).items():
            self.add_hparam(name, value)

    def add_hparam(self, name, value):
        """Adds one.

        Args:
          name: a str.
          value: its value, which tells the type.

        Raises:
          ValueError: the list is empty, or the name is taken.
        """
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        several = isinstance(value, (list, tuple))
        if several and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = (type(value[0]) if several else type(value), several)
        setattr(self, name, value)

    def set_hparam(self, name, value):
        """Changes one, whose type stays.

        Args:
          name: its name.
          value: the value, or for a list parsed by places a dict.

        Raises:
          KeyError: there is none of that name.
          ValueError: the value is of another type.
        """
        kind, several = self._hparam_types[name]
        if isinstance(value, list):
            if not several:
                raise ValueError(f"Must not pass a list for single-valued parameter: {name}")
            value = [cast_to(name, kind, v) for v in value]
        else:
            if several:
                raise ValueError(f"Must pass a list for multi-valued parameter: {name}.")
            value = cast_to(name, kind, value)
        setattr(self, name, value)

    def del_hparam(self, name):
        """Removes one, if it is there."""
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values):
        """Changes values by a text as `tf.contrib.training.parse_values` reads it.

        Returns:
          This object.

        Raises:
          ValueError: the text cannot be read, or has other names.
        """
        kinds = {name: kind for name, (kind, _) in self._hparam_types.items()}
        return self.override_from_dict(parse_values(values, kinds))

    def override_from_dict(self, values_dict):
        """Changes values by a dict.

        Returns:
          This object.

        Raises:
          KeyError: there is none of a name.
          ValueError: a value is of another type.
        """
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    set_from_map = override_from_dict

    def set_model_structure(self, model_structure):
        """Keeps what belongs to them."""
        self._model_structure = model_structure

    def get_model_structure(self):
        """What `set_model_structure` kept."""
        return self._model_structure

    def to_json(self, indent=None, separators=None, sort_keys=False):
        """Values as JSON; arguments are those of json.dumps."""
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def to_proto(self):
        """All as an `HParamDef`, which `HParams(hparam_def=...)` reads.

        Raises:
          ValueError: a value is no number, text or bool, nor a list of these.
        """
        from zeal.messages.hparam import HParamDef

        made = HParamDef()
        for name, (kind, several) in self._hparam_types.items():
            if kind not in _FIELDS:
                raise ValueError(f"Unsupported parameter type: {kind}")
            entry, field, value = made.hparam[name], _FIELDS[kind], getattr(self, name)
            each = [v.encode() if kind is str else v for v in (value if several else [value])]
            if several:
                getattr(entry, f"{field}_list").value.extend(each)
            else:
                setattr(entry, f"{field}_value", each[0])
        return made

    def parse_json(self, values_json):
        """Changes values by a JSON object; returns this object."""
        return self.override_from_dict(json.loads(values_json))

    def values(self):
        """Values by name, a dict."""
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key, default=None):
        """The value of a name, else the default, which must be of the value's type.

        Raises:
          ValueError: it is not.
        """
        if key not in self._hparam_types:
            return default
        if default is not None:
            self._check_default(key, default)
        return getattr(self, key)

    def _check_default(self, key, default):
        kind, several = self._hparam_types[key]
        shown = f"list<{kind}>" if several else str(kind)
        words = f"Hparam '{key}' of type '{shown}' is incompatible with default={default}"
        if several != isinstance(default, list):
            raise ValueError(words)
        try:
            for value in default if several else [default]:
                cast_to(key, kind, value)
        except ValueError as e:
            raise ValueError(f"{words}. {e}") from None

    def __contains__(self, key):
        return key in self._hparam_types

    def __str__(self):
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self):
        return f"{type(self).__name__}({sorted(self.values().items())})"
