"""tensorflow.python.data.experimental.ops.optimization: what tests say of TensorFlow's optimizer.

Pipelines are not rewritten here, so these change no results and say nothing of steps.
"""

from zeal.data.choosing import _checked, _merged
from zeal.errors import InvalidArgumentError

__all__ = [
    "_ChooseFastestBranchDataset", "_ChooseFastestDataset", "assert_next", "model",
    "non_serializable", "optimize",
]  # fmt: skip


def _unchanged(dataset):
    return dataset


def assert_next(transformations):
    """A transformation to the dataset itself, whose steps are never joined."""
    return _unchanged


def model():
    """A transformation to the dataset itself."""
    return _unchanged


def non_serializable():
    """A transformation to the dataset itself."""
    return _unchanged


def optimize(optimizations=None):
    """A transformation to the dataset itself."""
    return _unchanged


def _ChooseFastestDataset(datasets, num_experiments=10):
    """The first of datasets of equal elements."""
    try:
        datasets = _checked(datasets)
        _merged(*(dataset._spec for dataset in datasets))
    except TypeError as error:
        raise InvalidArgumentError(f"Datasets must have the same output types. {error}") from None
    return datasets[0]


def _ChooseFastestBranchDataset(
    input_dataset, functions, ratio_numerator=1, ratio_denominator=1, num_elements_per_branch=None
):
    """What the first of functions makes of a dataset."""
    if num_elements_per_branch is not None and num_elements_per_branch % ratio_denominator:
        raise InvalidArgumentError(
            "`num_elements_per_branch` must be divisible by `ratio_denominator`"
        )
    return functions[0](input_dataset)
