"""Runs what docs/differences.md says about zeal."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import zeal as tf

TEXT = (Path(__file__).parent.parent / "docs" / "differences.md").read_text()
BLOCK = re.compile(r"```python\n(.*?)\n# TensorFlow: ([^\n]*)\n# zeal: ([^\n]*)\n```", re.DOTALL)
ENTRIES = BLOCK.findall(TEXT)


def result(code):
    """What the last line of the code gives, as the document shows it: on one line."""
    *lines, last = ast.parse(code).body
    names = {"tf": tf, "np": np}
    try:
        exec(compile(ast.Module(lines, []), "entry", "exec"), names)
        shown = repr(eval(compile(ast.Expression(last.value), "entry", "eval"), names))
    except Exception as e:
        shown = f"{type(e).__name__}: {e}"
    return " ".join(shown.split())


@pytest.mark.parametrize(("code", "tensorflow", "zeal"), ENTRIES, ids=[e[0] for e in ENTRIES])
def test_entry(code, tensorflow, zeal):
    assert tensorflow != zeal
    if "Error: " in zeal:
        assert result(code).startswith(zeal)
    else:
        assert result(code) == zeal


def test_every_heading_has_an_entry():
    for part in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]:
        assert BLOCK.search(part), part.splitlines()[0]
    assert TEXT.count("```python") == len(ENTRIES)
