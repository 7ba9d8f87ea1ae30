"""tf.contrib.training.HParams, with the values and words of TensorFlow 1.15."""

import pytest

import zeal as tf


def params():
    return tf.contrib.training.HParams(a=1, b=0.5, c="x", d=[1, 2], e=True)


def test_values():
    p = params()
    assert str(p) == "a=1,b=0.5,c=x,d=[1, 2],e=True" and "a" in p and "z" not in p
    assert p.parse("a=3,b=1e-3,c=hello,d=[4,5,6],e=false") is p
    assert p.to_json(sort_keys=True) == (
        '{"a": 3, "b": 0.001, "c": "hello", "d": [4, 5, 6], "e": false}')
    assert p.parse_json('{"a": 7}').a == 7 and p.get("z", 3) == 3 and p.get("a", 0) == 7
    p.set_hparam("b", 3)
    assert p.b == 3.0 and isinstance(p.b, float)
    p.del_hparam("a")
    assert "a" not in p and not hasattr(p, "a")
    assert repr(tf.contrib.training.HParams(x=1)) == "HParams([('x', 1)])"


@pytest.mark.parametrize("error, words, call", [
    (ValueError, "Could not parse hparam 'a' of type 'int' with value 'x' in a=x", "parse('a=x')"),
    (ValueError, "Unknown hyperparameter type for q", "parse('q=1')"),
    (ValueError, "Multiple assignments to variable 'a' in a=1,a=2", "parse('a=1,a=2')"),
    (ValueError, "Assignment of a list to a list index.", "parse('d[0]=[1]')"),
    (ValueError, "Must pass a list for multi-valued parameter: d.", "parse('d=5')"),
    (ValueError, "Must not pass a list for single-valued parameter: a", "parse('a=[1]')"),
    (ValueError, "Could not cast hparam 'a' of type '<class 'int'>' from value 1.5",
     "set_hparam('a', 1.5)"),
    (ValueError, "Could not cast hparam 'e'", "set_hparam('e', 1)"),
    (ValueError, "Hyperparameter name is reserved: a", "add_hparam('a', 2)"),
    (ValueError, "Multi-valued hyperparameters cannot be empty: l", "add_hparam('l', [])"),
    (ValueError, "Malformed hyperparameter value: a", "parse('a')"),
    (KeyError, "zz", "override_from_dict({'zz': 1})"),
    (ValueError, "is incompatible with default=x", "get('a', 'x')"),
])  # fmt: skip
def test_errors(error, words, call):
    with pytest.raises(error) as found:
        eval(f"p.{call}", {"p": params()})
    assert words in str(found.value)


def test_messages():
    """Bytes of single entries as TensorFlow 1.15.5 writes them, and all of them read again."""
    values = {"a": 1, "b": 2.5, "c": "x", "d": [1, 2], "e": True, "f": ["p"], "g": [True]}
    make = tf.contrib.training.HParams
    assert make(hparam_def=make(**values).to_proto()).values() == values
    for name, text in {
        "d": b'\n\x0b\n\x01d\x12\x06"\x04\n\x02\x01\x02',
        "c": b"\n\x08\n\x01c\x12\x03\x1a\x01x", "b": b"\n\n\n\x01b\x12\x05\x15\x00\x00 @",
    }.items():  # fmt: skip
        assert make(**{name: values[name]}).to_proto().SerializeToString() == text
    with pytest.raises(ValueError, match="Unsupported parameter type"):
        make(a=None).to_proto()
    with pytest.raises(AssertionError):
        make(hparam_def=values)
