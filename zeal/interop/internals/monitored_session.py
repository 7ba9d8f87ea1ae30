"""tensorflow.python.training.monitored_session: sessions around another one."""

from zeal.train import monitored_session, wrapped_sessions

__all__ = ["_CoordinatedSession", "_HookedSession", "_MonitoredSession", "_RecoverableSession",
           "_WrappedSession"]  # fmt: skip

_CoordinatedSession = wrapped_sessions.CoordinatedSession
_HookedSession = wrapped_sessions.HookedSession
_MonitoredSession = monitored_session.Monitored
_RecoverableSession = wrapped_sessions.RecoverableSession
_WrappedSession = wrapped_sessions.WrappedSession
