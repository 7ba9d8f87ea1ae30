# By tools/publish.py
from typing import Any as _A
from ..estimators.tpu_config import InputPipelineConfig as InputPipelineConfig,RunConfig as RunConfig,TPUConfig as TPUConfig
from ..estimators.tpu_estimator import TPUEstimator as TPUEstimator,TPUEstimatorSpec as TPUEstimatorSpec
def bfloat16_scope()->_A:...
