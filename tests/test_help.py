"""What `help` shows of op callables and of functions over ops."""

import inspect
import pydoc

import pytest

import zeal as tf


def help_of(function):
    return pydoc.render_doc(function, renderer=pydoc.plaintext)


def joined(text):
    """Without white space: later Pythons lay a long signature out in lines."""
    return "".join(text.split())


@pytest.mark.parametrize("function, signature", [
    (tf.pad, "pad(tensor, paddings, mode='CONSTANT', name=None, constant_values=0)"),
    (tf.stack, "stack(values, axis=0, name='stack')"),
    (tf.exp, "exp(x, name=None)"),
    (tf.matmul, "matmul(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, "
                "adjoint_b=False, a_is_sparse=False, b_is_sparse=False, name=None)"),
])  # fmt: skip
def test_help_shows_the_whole_signature(function, signature):
    text = help_of(function)
    assert joined(signature) in joined(text)
    assert "Args:" in text and "Example:" in text


def test_every_public_callable_is_a_routine_to_inspect():
    kinds = (type(tf.exp), type(tf.pad))
    found = [name for name in dir(tf) if isinstance(getattr(tf, name, None), kinds)]
    assert len(found) > 100
    for name in found:
        function = getattr(tf, name)
        assert inspect.isroutine(function)
        assert joined(str(inspect.signature(function))) in joined(help_of(function))


def test_defaults_of_ops_are_values():
    # libraries compare the signatures of functions
    default = inspect.signature(tf.concat).parameters["name"].default
    assert type(default) is str and default == "concat"
    assert inspect.signature(tf.argmax).parameters["output_type"].default is tf.int64


@pytest.mark.parametrize("function", [tf.exp, tf.zeros_like, tf.ones])
def test_as_attributes_of_classes_they_do_not_bind(function):
    class Holder:
        f = function

    assert Holder.f is function and Holder().f is function
