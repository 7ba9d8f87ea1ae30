"""Broken state files, event files and files of weights raise zeal's errors, and nothing else."""

import pytest

import zeal as tf
from tools.break_state_files import KINDS, break_files

tf.enable_eager_execution()


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files(kind, tmp_path):
    assert break_files(kind, str(tmp_path), 120, seed=3) < 121
