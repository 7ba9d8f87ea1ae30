"""Candidate samplers: a few classes of many, for losses that do not look at all of them."""

from collections import namedtuple

from zeal._native import raw
from zeal.errors import InvalidArgumentError
from zeal.public import public
from zeal.random_seed import op_seeds

_FIELDS = ["sampled_candidates", "true_expected_count", "sampled_expected_count"]
UniformCandidateSampler = namedtuple("UniformCandidateSampler", _FIELDS)
LogUniformCandidateSampler = namedtuple("LogUniformCandidateSampler", _FIELDS)
LearnedUnigramCandidateSampler = namedtuple("LearnedUnigramCandidateSampler", _FIELDS)
FixedUnigramCandidateSampler = namedtuple("FixedUnigramCandidateSampler", _FIELDS)
AllCandidateSampler = namedtuple("AllCandidateSampler", _FIELDS)
ComputeAccidentalHits = namedtuple("ComputeAccidentalHits", ["indices", "ids", "weights"])

_COMMON = """
    Args:
      true_classes: int64 tensor of shape `[batch_size, num_true]`, the classes of the examples.
      num_true: number of classes of an example.
      num_sampled: number of classes to draw.
      unique: whether each class is drawn once at most.{more}
      seed: integer, the op seed; see `tf.set_random_seed`.
      name: its name in graphs.

    Returns:
      A namedtuple (sampled_candidates, true_expected_count, sampled_expected_count): int64 tensor
      of shape `[num_sampled]`, the drawn classes; and two float32 tensors, how often each true
      class and each drawn one was to be expected among the drawn.

    Raises:
      InvalidArgumentError: shapes do not fit, or there are not enough classes.

    Example:
      >>> classes, _, expected = tf.nn.{call}
      >>> classes.shape.as_list(), expected.shape.as_list()
      ([2], [2])
"""
_RANGE = "\n      range_max: number of classes that there are."


def _documented(call, more=_RANGE):
    def decorate(function):
        function.__doc__ = f"{function.__doc__}\n{_COMMON.format(call=call, more=more)}    "
        return function

    return decorate


def _sampled(kind, op, true_classes, num_true, num_sampled, unique, seed, name, **more):
    first, second = op_seeds(seed)
    return kind._make(op(
        true_classes, *more.pop("inputs", ()), num_true=num_true, num_sampled=num_sampled,
        unique=unique, seed=first, seed2=second, name=name, **more,
    ))  # fmt: skip


@public("nn.uniform_candidate_sampler", "random.uniform_candidate_sampler")
@_documented("uniform_candidate_sampler([[1], [3]], 1, 2, True, 10)")
def uniform_candidate_sampler(
    true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None
):
    """Draws classes, all with the same chance."""
    return _sampled(
        UniformCandidateSampler, raw.UniformCandidateSampler, true_classes, num_true,
        num_sampled, unique, seed, name, range_max=range_max,
    )  # fmt: skip


@public("nn.log_uniform_candidate_sampler", "random.log_uniform_candidate_sampler")
@_documented("log_uniform_candidate_sampler([[1], [3]], 1, 2, True, 10)")
def log_uniform_candidate_sampler(
    true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None
):
    """Draws classes by Zipf's law: class k has the chance log((k + 2) / (k + 1)) / log(n + 1)."""
    return _sampled(
        LogUniformCandidateSampler, raw.LogUniformCandidateSampler, true_classes, num_true,
        num_sampled, unique, seed, name, range_max=range_max,
    )  # fmt: skip


@public("nn.learned_unigram_candidate_sampler", "random.learned_unigram_candidate_sampler")
@_documented("learned_unigram_candidate_sampler([[1], [3]], 1, 2, True, 10)")
def learned_unigram_candidate_sampler(
    true_classes, num_true, num_sampled, unique, range_max, seed=None, name=None
):
    """Draws classes as often as they were true classes of earlier calls, and once."""
    return _sampled(
        LearnedUnigramCandidateSampler, raw.LearnedUnigramCandidateSampler, true_classes, num_true,
        num_sampled, unique, seed, name, range_max=range_max,
    )  # fmt: skip


_WEIGHTS = """
      range_max: number of classes that there are.
      vocab_file: a file whose lines end in a comma and the weight of a class.
      distortion: power that weights are raised to: 1 leaves them, 0 makes all the same.
      num_reserved_ids: number of classes at the beginning that are never drawn.
      num_shards, shard: of the weights, only each `num_shards`-th from `shard` on counts.
      unigrams: a list of weights, in the place of the file."""


@public("nn.fixed_unigram_candidate_sampler", "random.fixed_unigram_candidate_sampler")
@_documented(
    "fixed_unigram_candidate_sampler(\n      ...     [[1], [2]], 1, 2, True, 3, "
    "unigrams=[1.0, 2.0, 3.0])", _WEIGHTS,
)  # fmt: skip
def fixed_unigram_candidate_sampler(
    true_classes, num_true, num_sampled, unique, range_max, vocab_file="", distortion=1.0,
    num_reserved_ids=0, num_shards=1, shard=0, unigrams=(), seed=None, name=None,
):  # fmt: skip
    """Draws classes in proportion to given weights."""
    import numpy as np

    if bool(vocab_file) == bool(len(unigrams)):
        both = "Must only provide one of vocab_file and unigrams."
        neither = "Must provide either vocab_file or unigrams."
        raise InvalidArgumentError(both if vocab_file else neither)
    numbers = _weights_in(vocab_file) if vocab_file else unigrams
    weights = np.asarray(numbers, np.float32)[shard::num_shards] ** np.float32(distortion)
    reserved = np.arange(num_reserved_ids) % num_shards == shard
    weights = np.concatenate([np.zeros(reserved.sum(), np.float32), weights])
    return _sampled(
        FixedUnigramCandidateSampler, raw.WeightedCandidateSampler, true_classes, num_true,
        num_sampled, unique, seed, name,
        range_max=range_max, inputs=(weights,),
    )  # fmt: skip


def _weights_in(path):
    """The numbers behind the last comma of each line."""
    from zeal import gfile

    with gfile.GFile(path) as file:
        return [float(line.rpartition(",")[2]) for line in file if line.strip()]


@public("nn.all_candidate_sampler", "random.all_candidate_sampler")
@_documented("all_candidate_sampler([[1], [3]], 1, 2, True)", "")
def all_candidate_sampler(true_classes, num_true, num_sampled, unique, seed=None, name=None):
    """Gives all classes, `0, 1, ... num_sampled - 1`: for tests of the functions that sample."""
    return _sampled(
        AllCandidateSampler, raw.AllCandidateSampler, true_classes, num_true, num_sampled, unique,
        seed, name,
    )  # fmt: skip


@public("nn.compute_accidental_hits")
def compute_accidental_hits(true_classes, sampled_candidates, num_true, seed=None, name=None):
    """Finds drawn classes that are true classes of an example.

    Args:
      true_classes: int64 tensor of shape `[batch_size, num_true]`.
      sampled_candidates: int64 tensor of shape `[num_sampled]`.
      num_true: number of classes of an example.
      seed: integer; accepted for compatibility.
      name: its name in graphs.

    Returns:
      A namedtuple (indices, ids, weights) of vectors: int32, the examples; int64, the places of
      the classes among the drawn; and float32, the lowest number, which added to a logit makes
      the class impossible.

    Raises:
      InvalidArgumentError: shapes do not fit.

    Example:
      >>> rows, places, _ = tf.nn.compute_accidental_hits([[1], [3]], [5, 3, 7], 1)
      >>> rows.numpy().tolist(), places.numpy().tolist()
      ([1], [1])
    """
    first, second = op_seeds(seed)
    return ComputeAccidentalHits._make(raw.ComputeAccidentalHits(
        true_classes, sampled_candidates, num_true=num_true, seed=first, seed2=second, name=name
    ))  # fmt: skip
