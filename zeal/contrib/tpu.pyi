# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.estimators.tpu_config import InputPipelineConfig as InputPipelineConfig,RunConfig as RunConfig,TPUConfig as TPUConfig
from zeal.estimators.tpu_estimator import TPUEstimator as TPUEstimator,TPUEstimatorSpec as TPUEstimatorSpec
def bfloat16_scope()->_A:...
