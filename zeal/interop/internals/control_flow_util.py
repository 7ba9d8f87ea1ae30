"""tensorflow.python.ops.control_flow_util: which control flow graphs have."""

__all__ = [
    "ENABLE_CONTROL_FLOW_V2", "EnableControlFlowV2", "GetContainingXLAContext",
    "GraphOrParentsInXlaContext",
]  # fmt: skip

ENABLE_CONTROL_FLOW_V2 = False


def EnableControlFlowV2(graph):
    """Whether a graph has TensorFlow 2's control flow: inside traced functions."""
    return ENABLE_CONTROL_FLOW_V2 or graph.building_function


def GetContainingXLAContext(ctxt):
    """None: nothing here is compiled by XLA."""


def GraphOrParentsInXlaContext(graph):
    """False: nothing here is compiled by XLA."""
    return False
