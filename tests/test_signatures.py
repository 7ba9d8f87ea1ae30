"""Arguments of the public API have TensorFlow 1.15's names, in its order."""

import functools
import inspect
from pathlib import Path

import zeal as tf

GOLDEN = Path(__file__).parent / "golden" / "tensorflow_signatures.tsv"
EXCEPTIONS = {
    "Tensor", "Operation", "data.Iterator", "Variable.count_up_to",  # made by zeal alone
    "VariableScope.get_variable",  # asks for the store, which is the graph's here
    "RaggedTensor", "CriticalSection", "TensorArraySpec.is_compatible_with",
    "io.decode_image", "lookup.StaticHashTable", "linalg.LinearOperatorIdentity.add_to_tensor",
    "test.StubOutForTesting.SmartSet", "train.MonitoredSession.StepContext",
    "variable_op_scope", "contrib.eager.make_template", "image.extract_patches",
}  # fmt: skip


def _wrong(name, wanted):
    """What a callable lacks of the arguments `wanted`, or None."""
    value = functools.reduce(getattr, name.split("."), tf)
    parameters = list(inspect.signature(value).parameters.values())
    kinds = {p.kind for p in parameters}
    unnamed = ("self", "cls", "_", "instance")
    named = [n for n in wanted if not n.startswith("*") and n not in unnamed]
    own = [p.name for p in parameters if p.name not in ("self", "cls")]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return None
    if inspect.Parameter.VAR_KEYWORD in kinds:
        own = [n for n in own if n in named]
        named = [n for n in named if n in own]
    return None if own[: len(named)] == named else (name, named, own)


def test_arguments_have_tensorflows_names_and_order():
    wrong = []
    for line in GOLDEN.read_text().splitlines():
        name, _, wanted = line.partition("\t")
        if name not in EXCEPTIONS:
            wrong.append(_wrong(name, wanted.split()))
    assert [w for w in wrong if w] == []
