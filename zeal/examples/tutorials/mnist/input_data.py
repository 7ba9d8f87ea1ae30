"""tensorflow.examples.tutorials.mnist.input_data: MNIST in batches, as the tutorials read it."""

from zeal.contrib.learn.datasets.csv_files import Datasets
from zeal.contrib.learn.datasets.mnist_batches import DataSet, read_data_sets

__all__ = ["DataSet", "Datasets", "read_data_sets"]
