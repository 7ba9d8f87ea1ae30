"""Tests of tf.contrib.testing: a writer without a file, and what event files hold."""

import unittest

import pytest

import zeal as tf
from zeal.summary.file_writer import FileWriterCache


def summary(tag, number):
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=number)])


def test_a_writer_that_keeps_what_it_is_given():
    writer = tf.contrib.testing.FakeSummaryWriter("logs")
    writer.add_summary(summary("a", 2.0).SerializeToString(), 5)
    case = unittest.TestCase()
    writer.assert_summaries(case, "logs", expected_summaries={5: {"a": 2.0}})
    for wrong in ({4: {}}, {5: {"a": 3.0}}):
        with pytest.raises(AssertionError):
            writer.assert_summaries(case, expected_summaries=wrong)
    with pytest.raises(ValueError, match="Invalid global_step -1"):
        writer.add_graph(None, -1)


def test_the_cache_makes_such_writers_while_they_are_installed(tmp_path):
    fake = tf.contrib.testing.FakeSummaryWriter
    fake.install()
    try:
        with pytest.raises(ValueError, match="already installed"):
            fake.install()
        assert isinstance(FileWriterCache.get(str(tmp_path / "a")), fake)
    finally:
        fake.uninstall()
        FileWriterCache.clear()
    with pytest.raises(ValueError, match="not installed"):
        fake.uninstall()
    assert not (tmp_path / "a").exists()


def test_summaries_of_the_newest_file(tmp_path):
    with tf.Graph().as_default(), tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_summary(summary("a", 2.0), 7)
    assert [e.step for e in tf.contrib.testing.latest_summaries(str(tmp_path))] == [7]
    assert len(list(tf.contrib.testing.latest_events(str(tmp_path)))) == 2  # the version first
