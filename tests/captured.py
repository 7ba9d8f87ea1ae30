"""Calls and what TensorFlow 1.15 does with them, as files in golden/ hold them.

A row of errors is a call, the class of its error, and phrases of its words.
"""

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def rows(name):
    """The rows of golden/NAME.json."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def fault(run, call, kind, *phrases):
    """What is wrong about the error that `run(call)` raises; None if it is right."""
    try:
        return call, "no error", run(call)
    except Exception as e:
        classes, text = [c.__name__ for c in type(e).__mro__], " ".join(str(e).split())
    fits = kind in classes and all(" ".join(p.split()) in text for p in phrases)
    return None if fits else (call, kind, phrases, classes[0], text)
