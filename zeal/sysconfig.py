"""tf.sysconfig: what custom ops in C++ are built with; zeal has no interface for them."""

from zeal.public import publish_module

publish_module(__name__)

def _not_built(name: str):
    def function():
        raise NotImplementedError(
            f"tf.sysconfig.{name}: zeal has no C++ interface for custom ops; "
            "tf.custom_gradient and tf.py_function serve Python ones"
        )

    function.__name__ = function.__qualname__ = name
    function.__doc__ = "Raises NotImplementedError: there is no C++ interface for custom ops."
    return function


get_include, get_lib = _not_built("get_include"), _not_built("get_lib")
get_compile_flags, get_link_flags = _not_built("get_compile_flags"), _not_built("get_link_flags")
