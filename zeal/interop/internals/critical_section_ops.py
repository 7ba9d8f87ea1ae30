"""Names of collections of `tensorflow.python.ops.critical_section_ops`."""

from zeal.queues.critical_section import (  # noqa: F401
    CRITICAL_SECTION_EXECUTIONS,
    CRITICAL_SECTIONS,
)
