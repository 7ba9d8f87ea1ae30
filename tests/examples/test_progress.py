"""Tests of zeal/examples/progress.py: the small bar that stands in for tqdm."""

import io
import sys
import time

import pytest

from zeal.examples import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def no_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr(progress, "_INTERVAL", 0.0)


def test_items_pass_through_silently_off_a_terminal(no_tqdm, capsys):
    bar = progress.progress(range(100), 100)
    assert list(bar) == list(range(100))
    bar.write("text")
    assert capsys.readouterr() == ("text\n", "")


def test_drawing_on_a_terminal(no_tqdm, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", Terminal())
    bar = progress.progress(range(65), 65)
    for i in bar:
        if i == 40:
            bar.write("a line")
        time.sleep(1e-4)
    text = sys.stderr.getvalue()
    assert " 32/65 steps, " in text
    assert text.endswith("\r\x1b[K")
    assert "#" in text
    assert capsys.readouterr().out == "a line\n"


def test_tqdm_where_it_is_installed(capsys):
    pytest.importorskip("tqdm")
    bar = progress.progress(range(3), 3)
    assert list(bar) == [0, 1, 2]
    bar.write("text")
    assert capsys.readouterr().out == "text\n"
