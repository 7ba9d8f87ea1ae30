"""tf.contrib.opt.ScipyOptimizerInterface: minimizers of other libraries on a graph's variables."""

from itertools import pairwise, starmap
from typing import Any

import numpy as np

from zeal import logging
from zeal._native import Variable, api
from zeal.graph.gradients import gradients
from zeal.graph.graph import collected
from zeal.graph.keys import GraphKeys
from zeal.graph.placeholder import placeholder
from zeal.graph.session import get_default_session
from zeal.ops.array.fill import zeros_like
from zeal.public import public


def _nothing(vector):
    """What is called after a step where the program has nothing to call."""


@public("contrib.opt.ExternalOptimizerInterface")
class ExternalOptimizerInterface:
    """Base of minimizers that see all variables of a graph as one vector.

    A subclass defines `_minimize`, which is given the first vector and functions of vectors, and
    returns the last one.

    Args:
      loss: a scalar tensor of a graph.
      var_list: the variables; all trainable ones by default.
      equalities: scalar tensors that are to be 0.
      inequalities: scalar tensors that are to be at least 0.
      var_to_bounds: a dict of pairs (lower, upper) of numbers or arrays, by variable.
      **optimizer_kwargs: what the minimizer takes.

    Example:
      >>> class Halve(tf.contrib.opt.ExternalOptimizerInterface):
      ...     def _minimize(self, initial_val, loss_grad_func, **kwargs):
      ...         return initial_val / 2
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.Variable([2.0, 4.0])
      ...     optimizer = Halve(tf.reduce_sum(v))
      ...     session.run(v.initializer)
      ...     optimizer.minimize(session)
      ...     print(session.run(v))
      [1. 2.]
    """

    def __init__(
        self,
        loss,
        var_list=None,
        equalities=None,
        inequalities=None,
        var_to_bounds=None,
        **optimizer_kwargs: Any,
    ) -> None:
        self._loss = loss
        self._equalities, self._inequalities = equalities or [], inequalities or []
        self._vars = list(var_list or collected(GraphKeys.TRAINABLE_VARIABLES))
        self._packed_bounds = self._bounds(var_to_bounds)
        self._places = _places(self._vars)
        self._updates = [placeholder(v.dtype.base_dtype, v.shape) for v in self._vars]
        self._var_updates = [
            v.assign(given) for v, given in zip(self._vars, self._updates, strict=True)
        ]
        self._packed_var = _packed(self._vars)
        self._loss_grad = self._gradient(loss)
        self._equality_grads = [self._gradient(t) for t in self._equalities]
        self._inequality_grads = [self._gradient(t) for t in self._inequalities]
        self.optimizer_kwargs = optimizer_kwargs

    def minimize(
        self,
        session=None,
        feed_dict=None,
        fetches=None,
        step_callback=None,
        loss_callback=None,
        **run_kwargs: Any,
    ) -> None:
        """Runs the minimizer, then assigns what it found.

        Args:
          session: the session; the default one if None.
          feed_dict: what each evaluation of the loss is fed.
          fetches: tensors that each of them gives to loss_callback.
          step_callback: called with the vector after each step.
          loss_callback: called with the values of fetches.
          **run_kwargs: for the run that assigns.

        Example:
          >>> with tf.Graph().as_default(), tf.Session() as session:
          ...     v = tf.Variable([7.0, 7.0])
          ...     optimizer = tf.contrib.opt.ScipyOptimizerInterface(tf.reduce_sum(tf.square(v)))
          ...     session.run(v.initializer)
          ...     optimizer.minimize(session)
          ...     print(abs(session.run(v)).max() < 1e-5)
          True
        """
        session = session or get_default_session()
        feed_dict, fetches = dict(feed_dict or {}), list(fetches or [])

        def function(tensors, callback=None):
            return self._evaluated(tensors, session, feed_dict, fetches, callback)

        found = self._minimize(
            initial_val=session.run(self._packed_var),
            loss_grad_func=function([self._loss, self._loss_grad], loss_callback),
            equality_funcs=[function([t]) for t in self._equalities],
            equality_grad_funcs=[function([t]) for t in self._equality_grads],
            inequality_funcs=[function([t]) for t in self._inequalities],
            inequality_grad_funcs=[function([t]) for t in self._inequality_grads],
            packed_bounds=self._packed_bounds,
            step_callback=step_callback or _nothing,
            optimizer_kwargs=self.optimizer_kwargs,
        )
        session.run(
            self._var_updates, dict(zip(self._updates, self._parts(found), strict=True)),
            **run_kwargs,
        )  # fmt: skip

    def _minimize(
        self, initial_val, loss_grad_func, equality_funcs, equality_grad_funcs, inequality_funcs,
        inequality_grad_funcs, packed_bounds, step_callback, optimizer_kwargs,
    ):  # fmt: skip
        raise NotImplementedError(
            "To use ExternalOptimizerInterface, subclass from it and implement the _minimize() "
            "method."
        )

    def _evaluated(self, tensors, session, feed_dict, fetches, callback):
        """A function of the vector: values of tensors."""

        def values(x):
            fed = dict(zip(self._vars, self._parts(x), strict=True))
            found = session.run(tensors + fetches, {**fed, **feed_dict})
            if callable(callback):
                callback(*found[len(tensors) :])
            return found[: len(tensors)]

        return values

    def _parts(self, x) -> list:
        """The variables' values in a vector."""
        return [
            x[place].reshape(v.shape.as_list()).astype(v.dtype.base_dtype.as_numpy_dtype)
            for v, place in zip(self._vars, self._places, strict=True)
        ]

    def _gradient(self, tensor):
        found = gradients(tensor, self._vars)
        pairs = zip(found, self._vars, strict=True)
        return _packed([zeros_like(v) if g is None else g for g, v in pairs])

    def _bounds(self, var_to_bounds):
        if var_to_bounds is None:
            return None
        packed: list = []
        for v in self._vars:
            bounds, sizes = (-np.inf, np.inf), v.shape.as_list()
            for known, given in var_to_bounds.items():
                bounds = given if known is v else bounds
            lower, upper = (np.broadcast_to(b, sizes).ravel().tolist() for b in bounds)
            packed += zip(lower, upper, strict=True)
        return packed


def _places(variables) -> list:
    """Where each variable lies in the vector."""
    ends = np.cumsum([0, *(v.shape.num_elements() for v in variables)]).tolist()
    return list(starmap(slice, pairwise(ends)))


def _packed(tensors):
    """One vector of all elements."""
    flat = [api.reshape(t.value() if isinstance(t, Variable) else t, [-1]) for t in tensors]
    return flat[0] if len(flat) == 1 else api.concat(flat, 0)


@public("contrib.opt.ScipyOptimizerInterface")
class ScipyOptimizerInterface(ExternalOptimizerInterface):
    """Minimizes a graph's loss by `scipy.optimize.minimize`, L-BFGS-B by default.

    Args:
      the others: as in `tf.contrib.opt.ExternalOptimizerInterface`.
      **optimizer_kwargs: `method`, `options`, `tol` and what else SciPy takes.

    Raises:
      ValueError: a keyword is one that follows from the other arguments; from `minimize`.

    Example:
      >>> with tf.Graph().as_default(), tf.Session() as session:
      ...     v = tf.Variable([7.0, 7.0])
      ...     optimizer = tf.contrib.opt.ScipyOptimizerInterface(
      ...         tf.reduce_sum(tf.square(v)), inequalities=[v[1] - 1.0], method="SLSQP")
      ...     session.run(v.initializer)
      ...     optimizer.minimize(session)
      ...     print(session.run(v).round(3) + 0.0)
      [0. 1.]
    """

    _DEFAULT_METHOD = "L-BFGS-B"

    def _minimize(
        self, initial_val, loss_grad_func, equality_funcs, equality_grad_funcs, inequality_funcs,
        inequality_grad_funcs, packed_bounds, step_callback, optimizer_kwargs,
    ):  # fmt: skip
        import scipy.optimize

        own = {
            "jac": True,
            "callback": step_callback,
            "constraints": [
                *_constraints("eq", equality_funcs, equality_grad_funcs),
                *_constraints("ineq", inequality_funcs, inequality_grad_funcs),
            ],
            "bounds": packed_bounds,
        }
        for name in own:
            if name in optimizer_kwargs:
                raise ValueError(_REFUSED.get(name, _AUTOMATIC).format(name))
        given = {"method": self._DEFAULT_METHOD, **optimizer_kwargs}

        def loss(x):
            value, gradient = loss_grad_func(x)
            return np.float64(value), gradient.astype(np.float64)

        result = scipy.optimize.minimize(loss, initial_val.astype(np.float64), **own, **given)
        logging.info("Optimization terminated with:\n%s", _report(result))
        return result["x"]


_REFUSED = {"bounds": "Bounds must be set using the var_to_bounds argument"}
_AUTOMATIC = "Optimizer keyword arg '{}' is set automatically and cannot be injected manually"


def _constraints(kind, functions, derivatives):
    pairs = zip(functions, derivatives, strict=True)
    return [{"type": kind, "fun": _in_double(f), "jac": _in_double(d)} for f, d in pairs]


def _in_double(function):
    return lambda x: np.asarray(function(x)[0], np.float64)


def _report(result) -> str:
    lines = [f"  Message: {result.message}", f"  Objective function value: {float(result.fun):f}"]
    if hasattr(result, "nit"):
        lines.append(f"  Number of iterations: {result.nit}")
    if hasattr(result, "nfev"):
        lines.append(f"  Number of functions evaluations: {result.nfev}")
    return "\n".join(lines)
