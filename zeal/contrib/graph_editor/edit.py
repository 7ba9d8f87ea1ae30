"""tf.contrib.graph_editor: parts of graphs that are detached, connected and passed by.

A part is a view, which follows, or what `make_view` takes; the view is returned, with the
placeholders that were made.
"""

from zeal.contrib.graph_editor import reroute
from zeal.contrib.graph_editor.select import check_cios
from zeal.contrib.graph_editor.subgraph import SubGraphView, make_view
from zeal.contrib.graph_editor.util import (
    ControlOutputs,
    check_graphs,
    get_consuming_ops,
    make_placeholder_from_tensor,
    placeholder_name,
)
from zeal.graph.placeholder import placeholder
from zeal.public import public, publish

publish(__name__, "", "contrib.graph_editor.edit")


@public("contrib.graph_editor.detach_control_inputs")
def detach_control_inputs(sgv):
    """The ops of a part wait for none outside."""
    ops = make_view(sgv).ops
    for op in ops:
        op._set_controls([before for before in op.control_inputs if before in ops])


@public("contrib.graph_editor.detach_control_outputs")
def detach_control_outputs(sgv, control_outputs):
    """No op outside waits for those of a part."""
    if not isinstance(control_outputs, ControlOutputs):
        raise TypeError(f"Expected a util.ControlOutputs, got: {type(control_outputs)}")
    ops = make_view(sgv).ops
    waiting = dict(control_outputs.update().get_all())
    for op in ops:
        for after in waiting.get(op, ()):
            if after not in ops:
                reroute.remove_control_inputs(after, op)


@public("contrib.graph_editor.detach_inputs")
def detach_inputs(sgv, control_inputs=False):
    """A part reads placeholders in place of its inputs."""
    sgv = make_view(sgv)
    with sgv.graph.as_default():
        made = [placeholder(t.dtype, name=placeholder_name(t)) for t in sgv.inputs]
    reroute.swap_inputs(sgv, made)
    if control_inputs:
        detach_control_inputs(sgv)
    return sgv, made


@public("contrib.graph_editor.detach_outputs")
def detach_outputs(sgv, control_outputs=None):
    """What reads the outputs of a part reads placeholders.

    Returns:
      A view without the outputs that nobody read, and a list of placeholders.
    """
    sgv = make_view(sgv)
    sgv = sgv.remap_outputs([t for t in sgv.outputs if get_consuming_ops(t)])
    readers = SubGraphView(sgv.consumers())
    read = [t for t in readers.inputs if t in sgv.outputs]
    with sgv.graph.as_default():
        made = [make_placeholder_from_tensor(t) for t in read]
    reroute.swap_outputs(sgv.remap_outputs(read), made)
    if control_outputs is not None:
        detach_control_outputs(sgv, control_outputs)
    return sgv, made


@public("contrib.graph_editor.detach")
def detach(sgv, control_inputs=False, control_outputs=None, control_ios=None):
    """`detach_inputs` and `detach_outputs`."""
    wait, waiting = check_cios(control_inputs, control_outputs, control_ios)
    sgv, inputs = detach_inputs(sgv, wait)
    return sgv, inputs, detach_outputs(sgv, waiting)[1]


@public("contrib.graph_editor.connect")
def connect(sgv0, sgv1, disconnect_first=False):
    """The second part of a graph reads what the first one gives."""
    sgv0, sgv1 = make_view(sgv0), make_view(sgv1)
    check_graphs(sgv0, sgv1)
    if disconnect_first:
        detach_outputs(sgv0)
    reroute.reroute_inputs(SubGraphView(passthrough_ts=sgv0.outputs), sgv1)
    return sgv0, sgv1


@public("contrib.graph_editor.bypass")
def bypass(sgv):
    """What reads the outputs of a part reads its inputs."""
    sgv = make_view(sgv)
    inputs = sgv.inputs
    sgv, made = detach_inputs(sgv)
    reroute.reroute_ts(inputs, sgv.outputs)
    return sgv, made
