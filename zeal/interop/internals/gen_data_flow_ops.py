"""tensorflow.python.ops.gen_data_flow_ops: what has no public name."""

from zeal.queues.stacks import (
    _stack,
    stack_close_v2,
    stack_pop_v2,
    stack_push_v2,
    stack_v2,
)

stack_close, stack_pop, stack_push = stack_close_v2, stack_pop_v2, stack_push_v2

__all__ = [
    "_stack", "stack_close", "stack_close_v2", "stack_pop", "stack_pop_v2", "stack_push",
    "stack_push_v2", "stack_v2",
]  # fmt: skip
