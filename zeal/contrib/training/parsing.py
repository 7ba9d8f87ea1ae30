"""Hyperparameters in texts: "layers=[1,2],rate=0.1"."""

import numbers
import re
from functools import partial

from zeal.public import public

_CLAUSE = re.compile(
    r"(?P<name>[a-zA-Z][\w.]*)(\[\s*(?P<index>\d+)\s*\])?\s*=\s*"
    r"((?P<one>[^,\[]*)|\[(?P<several>[^\]]*)\])($|,\s*)"
)


def _failed(name, kind, text, values):
    return ValueError(
        f"Could not parse hparam '{name}' of type '{kind.__name__}' with value '{text}' in "
        f"{values}"
    )


def _twice(name, values):
    return ValueError(f"Multiple assignments to variable '{name}' in {values}")


def _as_bool(text):
    if text in ("true", "True", "false", "False"):
        return text in ("true", "True")
    return bool(int(text))


@public("contrib.training.parse_values")
def parse_values(values, type_map, ignore_unknown=False):
    """Reads hyperparameters from a text of clauses `name=value`, with commas between.

    Args:
      values: a str. A value is a number, a word, true or false, or a list of these in brackets;
        `name[2]=value` is for one place of a list.
      type_map: the type of each name's values.
      ignore_unknown: whether other names are passed over.

    Returns:
      A dict of values, lists, and dicts of values by places.

    Raises:
      ValueError: the text has another form, a value is not of its type, or a name comes twice.

    Example:
      >>> tf.contrib.training.parse_values("x=5,L=[1,2],arr[1]=3", {"x": int, "L": int, "arr": int})
      {'x': 5, 'L': [1, 2], 'arr': {1: 3}}
    """
    found: dict = {}
    at = 0
    while at < len(values):
        clause = _CLAUSE.match(values, at)
        if clause is None:
            raise ValueError(f"Malformed hyperparameter value: {values[at:]}")
        at = clause.end()
        if clause["name"] in type_map:
            _read(clause, type_map[clause["name"]], values, found)
        elif not ignore_unknown:
            raise ValueError(f"Unknown hyperparameter type for {clause['name']}")
    return found


def _read(clause, kind, values, found):
    name, index = clause["name"], clause["index"]
    parse = partial(_parsed, name, kind, values)
    if clause["one"] is None:
        if index is not None:
            raise ValueError("Assignment of a list to a list index.")
        if name in found:
            raise _twice(name, values)
        parts = [part for part in re.split("[ ,]", clause["several"]) if part]
        found[name] = [parse(part, clause["several"]) for part in parts]
    elif index is None:
        if name in found:
            raise _twice(name, values)
        found[name] = parse(clause["one"], clause["one"])
    else:
        places = found.setdefault(name, {})
        if not isinstance(places, dict):
            raise _twice(name, values)
        if int(index) in places:
            raise _twice(f"{name}[{index}]", values)
        places[int(index)] = parse(clause["one"], clause["one"])


def _parsed(name, kind, values, text, shown):
    try:
        return _as_bool(text) if kind is bool else kind(text)
    except ValueError:
        raise _failed(name, kind, shown, values) from None


def cast_to(name, kind, value):
    """A value as one of the type that a hyperparameter has.

    Raises:
      ValueError: it is of another nature.
    """
    if type(value) is kind or kind is type(None):
        return value
    texts = (str, bytes)
    wrong = (
        (issubclass(kind, texts) and not isinstance(value, texts))
        or issubclass(kind, bool) != isinstance(value, bool)
        or (issubclass(kind, numbers.Integral) and not isinstance(value, numbers.Integral))
        or (issubclass(kind, numbers.Number) and not isinstance(value, numbers.Number))
    )
    if wrong:
        raise ValueError(f"Could not cast hparam '{name}' of type '{kind}' from value {value!r}")
    return kind(value)
