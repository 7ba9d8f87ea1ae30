# Written by tools/publish.py; do not edit.
from zeal.estimators.tpu_config import InputPipelineConfig as InputPipelineConfig,RunConfig as RunConfig,TPUConfig as TPUConfig
from zeal.estimators.tpu_estimator import TPUEstimator as TPUEstimator,TPUEstimatorSpec as TPUEstimatorSpec
