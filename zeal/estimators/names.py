"""Names of tf.train that tf.estimator has too."""

from zeal.checkpoint.vocabularies import VocabInfo
from zeal.public import publish
from zeal.train.checkpoint_hook import CheckpointSaverHook, CheckpointSaverListener
from zeal.train.hooks import (
    FeedFnHook,
    FinalOpsHook,
    GlobalStepWaiterHook,
    NanLossDuringTrainingError,
    NanTensorHook,
    StopAtStepHook,
)
from zeal.train.logging_hooks import LoggingTensorHook, SecondOrStepTimer, StepCounterHook
from zeal.train.profiler_hook import ProfilerHook
from zeal.train.session_hooks import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from zeal.train.summary_hooks import SummarySaverHook

for _kind in (
    CheckpointSaverHook, CheckpointSaverListener, FeedFnHook, FinalOpsHook, GlobalStepWaiterHook,
    LoggingTensorHook, NanLossDuringTrainingError, NanTensorHook, ProfilerHook, SecondOrStepTimer,
    SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues, StepCounterHook,
    StopAtStepHook, SummarySaverHook, VocabInfo,
):  # fmt: skip
    publish(_kind.__module__, _kind.__qualname__, f"estimator.{_kind.__name__}")
