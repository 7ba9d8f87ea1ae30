"""In the manner of TensorFlow's own tests of layers and datasets: one test in several modes."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

from absl.testing import parameterized
import numpy as np

from tensorflow.python import keras
from tensorflow.python.data.kernel_tests import test_base
from tensorflow.python.data.ops import dataset_ops
from tensorflow.python.eager import context
from tensorflow.python.framework import combinations
from tensorflow.python.framework import errors
from tensorflow.python.framework import test_combinations
from tensorflow.python.framework import test_util
from tensorflow.python.keras import keras_parameterized
from tensorflow.python.keras import testing_utils
from tensorflow.python.ops import math_ops
from tensorflow.python.platform import test

SEEN = []


@keras_parameterized.run_all_keras_modes
class LayersTest(keras_parameterized.TestCase):

  def test_dense(self):
    SEEN.append(context.executing_eagerly())
    testing_utils.layer_test(
        keras.layers.Dense, kwargs={'units': 3}, input_shape=(3, 2))

  @keras_parameterized.run_with_all_model_types(exclude_models='sequential')
  def test_models(self):
    model = testing_utils.get_small_mlp(1, 4, input_dim=3)
    model.compile('sgd', 'mse', run_eagerly=testing_utils.should_run_eagerly())
    self.assertEqual((2, 4), model.predict(np.zeros((2, 3))).shape)
    self.assertIn(testing_utils.get_model_type(), ('functional', 'subclass'))


class ModelsTest(keras_parameterized.TestCase):

  @keras_parameterized.run_with_all_model_types
  @keras_parameterized.run_all_keras_modes(always_skip_eager=True)
  def test_chain(self):
    layers = [keras.layers.Dense(3, activation='relu'), keras.layers.Dense(2)]
    model = testing_utils.get_model_from_layers(layers, input_shape=(4,))
    model.compile('rmsprop', 'mse')
    x, _ = testing_utils.get_test_data(8, 2, (4,), 2, random_seed=1)
    model.fit(x[0], np.zeros((8, 2)), batch_size=4, verbose=0)
    self.assertLen(model.layers, 2 + (testing_utils.get_model_type() == 'functional'))

  def test_outside(self):
    with self.assertRaises(ValueError):
      testing_utils.get_model_type()


class DataTest(test_base.DatasetTestBase, parameterized.TestCase):

  @combinations.generate(combinations.times(
      test_base.default_test_combinations(), combinations.combine(n=[1, 3])))
  def test_range(self, n):
    dataset = dataset_ops.Dataset.range(n).map(lambda x: x * 2)
    self.assertDatasetProduces(dataset, [2 * i for i in range(n)])
    self.assertDatasetsEqual(dataset, dataset_ops.Dataset.range(0, 2 * n, 2))

  @combinations.generate(test_base.default_test_combinations())
  def test_error(self):
    dataset = dataset_ops.Dataset.from_tensors(0).map(lambda x: math_ops.floordiv(1, x))
    self.assertDatasetProduces(
        dataset, expected_error=(errors.InvalidArgumentError, 'ivision by zero'))

  @test_util.run_deprecated_v1
  def test_initializable(self):
    self.assertFalse(context.executing_eagerly())
    dataset = dataset_ops.Dataset.range(3)
    self.assertDatasetProduces(dataset, [0, 1, 2], requires_initialization=True)

  def test_combinations(self):
    one, two = combinations.combine(a=[1, 2], b=3), combinations.combine(c=4)
    self.assertEqual([{'a': 1, 'b': 3}, {'a': 2, 'b': 3}], [dict(c) for c in one])
    self.assertEqual(
        [{'a': 1, 'b': 3, 'c': 4}, {'a': 2, 'b': 3, 'c': 4}],
        [dict(c) for c in test_combinations.times(one, two)])
    with self.assertRaisesRegex(ValueError, 'Keys need to not overlap'):
      combinations.times(one, one)


if __name__ == '__main__':
  test.main()
