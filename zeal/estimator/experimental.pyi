# By tools/publish.py
from typing import Any as _A
from ..contrib.estimator import make_early_stopping_hook as make_early_stopping_hook,stop_if_higher_hook as stop_if_higher_hook,stop_if_lower_hook as stop_if_lower_hook,stop_if_no_decrease_hook as stop_if_no_decrease_hook,stop_if_no_increase_hook as stop_if_no_increase_hook
from ..estimators.clusters import KMeans as KMeans
from ..estimators.extending import InMemoryEvaluatorHook as InMemoryEvaluatorHook
def make_stop_at_checkpoint_step_hook(estimator,last_step,wait_after_file_check_secs=...)->_A:...
