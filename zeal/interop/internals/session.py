"""tensorflow.python.client.session: what programs register."""

from zeal.graph.run_conversions import register_session_run_conversion_functions

__all__ = ["register_session_run_conversion_functions"]
