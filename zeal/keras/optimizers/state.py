"""The state of Keras's optimizers: settings that become variables, slots, the count of steps."""

from typing import Any

import numpy as np

from zeal._native import Tensor, Variable, api
from zeal.dtypes import float32, int64
from zeal.keras import initializers
from zeal.keras.optimizers import schedule
from zeal.keras.optimizers.schedule import LearningRateSchedule
from zeal.ops.array.constant import constant
from zeal.train.slots import SlotKeeper, making


class OptimizerState(SlotKeeper):
    """What an optimizer keeps, and the configuration that makes it anew."""

    _initial_decay: Any = 0.0

    def __init__(self, name) -> None:
        super().__init__()
        self._name = name
        self._hyper = {}
        self._hypers_created = False
        self._weights: list = []
        self._slot_names: list = []
        self._iterations = None

    # --- settings ---
    def _set_hyper(self, name, value):
        """Sets a setting: a number, tensor, function or schedule."""
        before = self._hyper.get(name)
        if isinstance(before, Variable) and not isinstance(value, (LearningRateSchedule, Variable)):
            _assign(before, value)
        else:
            self._hyper[name] = value

    def _get_hyper(self, name, dtype=None):
        """A setting as it is now; a schedule as it is."""
        if not self._hypers_created:
            self._create_hypers()
        value = self._hyper[name]
        if isinstance(value, LearningRateSchedule):
            return value
        if callable(value) and not isinstance(value, (Tensor, Variable)):
            value = value()
        return api.cast(value, dtype) if dtype else value

    def __getattr__(self, name):
        hyper = self.__dict__.get("_hyper", {})
        key = "learning_rate" if name == "lr" else name
        if key in hyper:
            return self._get_hyper(key)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        key = "learning_rate" if name == "lr" else name
        if key in self.__dict__.get("_hyper", {}):
            self._set_hyper(key, value)
        else:
            super().__setattr__(key, value)

    def _create_hypers(self):
        """Makes variables of the settings that are numbers."""
        if self._hypers_created:
            return
        for name, value in sorted(self._hyper.items()):
            if not isinstance(value, (Tensor, Variable)) and not callable(value):
                self._hyper[name] = self.add_weight(name, [], trainable=False, initializer=value)
        self._hypers_created = True

    def _decayed_lr(self, var_dtype):
        """The learning rate of the present step."""
        rate = self._get_hyper("learning_rate", var_dtype)
        if isinstance(rate, LearningRateSchedule):
            rate = api.cast(rate(api.cast(self.iterations, var_dtype)), var_dtype)
        if self._initial_decay > 0.0:
            steps = api.cast(self.iterations, var_dtype)
            rate = rate / (1.0 + self._get_hyper("decay", var_dtype) * steps)
        return rate

    # --- state ---
    @property
    def iterations(self) -> Variable:
        """The number of steps taken, an int64 variable."""
        if self._iterations is None:
            with making:
                if self._iterations is None:
                    self._iterations = self.add_weight("iter", [], int64, trainable=False)
                    self._weights.append(self._iterations)
        return self._iterations

    @iterations.setter
    def iterations(self, variable):
        if self._iterations is not None:
            raise RuntimeError(
                "Cannot set `iterations` to a new Variable after the Optimizer weights have been "
                "created"
            )
        self._iterations = variable
        self._weights.append(variable)

    def add_weight(
        self,
        name,
        shape,
        dtype=None,
        initializer: Any = "zeros",
        trainable=None,
        synchronization=None,
        aggregation=None,
    ) -> Variable:
        """Makes a variable of the optimizer.

        Args:
          name, shape, dtype: of the variable; float32 by default.
          initializer: its name, a function of (shape, dtype), or a value.
          trainable: True by default.
          synchronization, aggregation: accepted for compatibility.

        Returns:
          A variable.

        Example:
          >>> tf.keras.optimizers.SGD().add_weight("scale", [], initializer=2.0).numpy()
          2.0
        """
        dtype = float32 if dtype is None else dtype
        if isinstance(initializer, str) or callable(initializer):
            made = initializers.get(initializer)
            value = lambda: made(shape, dtype=dtype)  # noqa: E731
        else:
            value = constant(initializer, dtype, shape)
        trainable = True if trainable is None else trainable
        variable = Variable(value, name=name, dtype=dtype, trainable=trainable)
        return self._track_trackable(variable, name, overwrite=True)

    def add_slot(self, var, slot_name, initializer: Any = "zeros") -> Variable:
        """The slot of a variable, made at the first call.

        Args:
          var: the variable.
          slot_name: the slot's name.
          initializer: its name, a function of (shape, dtype), or a value.

        Returns:
          A variable of var's shape and dtype.

        Example:
          >>> x = tf.Variable([1.0, 2.0])
          >>> tf.keras.optimizers.SGD().add_slot(x, "momentum").numpy().tolist()
          [0.0, 0.0]
        """
        if slot_name not in self._slot_names:
            self._slot_names.append(slot_name)
        return self._slot(var, slot_name, lambda: self._make_slot(var, slot_name, initializer))

    def _make_slot(self, var, slot_name, initializer):
        value = initializer
        if isinstance(initializer, str) or callable(initializer):
            made, shape = initializers.get(initializer), var.shape
            value = lambda: made(shape, dtype=var.dtype)  # noqa: E731
        name = f"{var.name.partition(':')[0]}/{slot_name}"
        slot = Variable(value, name=name, dtype=var.dtype, trainable=False)
        self._weights.append(slot)
        return slot

    def _new_slot(self, variable, slot_name, value):
        return self.add_slot(variable, slot_name, value)

    def get_slot(self, var, slot_name) -> Variable:
        """The slot of that name made for a variable.

        Args:
          var: the variable.
          slot_name: the slot's name.

        Returns:
          A variable.

        Raises:
          KeyError: there is none.

        Example:
          >>> x, optimizer = tf.Variable(1.0), tf.keras.optimizers.SGD(0.1, 0.9)
          >>> count = optimizer.minimize(lambda: x * x, [x])
          >>> round(float(optimizer.get_slot(x, "momentum")), 4)
          -0.2
        """
        return self._slots[slot_name][var]

    def get_slot_names(self) -> list[str]:
        return self._slot_names

    def variables(self) -> list[Variable]:
        """The variables of the optimizer, in the order in which they were made.

        Returns:
          A list.

        Example:
          >>> tf.keras.optimizers.Adam().variables()
          []
        """
        return self._weights

    @property
    def weights(self) -> list[Variable]:
        """The variables of the optimizer, in the order in which they were made."""
        return self._weights

    def get_weights(self) -> list:
        """The values of the optimizer's variables.

        Returns:
          A list of arrays.

        Example:
          >>> optimizer = tf.keras.optimizers.SGD()
          >>> int(optimizer.iterations), len(optimizer.get_weights())
          (0, 1)
        """
        return [_value(v) for v in self._weights]

    def set_weights(self, weights):
        """Sets the optimizer's variables.

        Args:
          weights: a list of arrays, as `get_weights` gives it.

        Raises:
          ValueError: there are not as many, or shapes differ.

        Example:
          >>> optimizer = tf.keras.optimizers.SGD()
          >>> _ = optimizer.iterations
          >>> optimizer.set_weights([3])
          >>> int(optimizer.iterations)
          3
        """
        if len(self._weights) != len(weights):
            raise ValueError(
                f"You called `set_weights(weights)` on optimizer {self._name} with a  weight list "
                f"of length {len(weights)}, but the optimizer was expecting {len(self._weights)} "
                f"weights. Provided weights: {str(weights)[:50]}..."
            )
        for v, w in zip(self._weights, weights, strict=True):
            if tuple(v.shape.as_list()) != np.shape(w):
                raise ValueError(
                    f"Optimizer weight shape {tuple(v.shape.as_list())} not compatible with "
                    f"provided weight shape {np.shape(w)}"
                )
        for v, w in zip(self._weights, weights, strict=True):
            _assign(v, w)

    # --- configurations ---
    def get_config(self) -> dict:
        """The arguments that make the optimizer anew, without its state.

        Returns:
          A dict.

        Example:
          >>> tf.keras.optimizers.SGD(0.1).get_config()["learning_rate"]
          0.1
        """
        clips = {key: getattr(self, key) for key in ("clipnorm", "clipvalue") if hasattr(self, key)}
        return {"name": self._name, **clips}

    @classmethod
    def from_config(cls, config, custom_objects=None) -> "OptimizerState":
        """An optimizer from what `get_config` gave.

        Args:
          config: a dict.
          custom_objects: classes of the program, by name.

        Returns:
          An optimizer.

        Example:
          >>> tf.keras.optimizers.SGD.from_config({"lr": 0.25}).get_config()["learning_rate"]
          0.25
        """
        config = dict(config)
        if "lr" in config:
            config["learning_rate"] = config.pop("lr")
        if isinstance(config.get("learning_rate"), dict):
            config["learning_rate"] = schedule.deserialize(config["learning_rate"], custom_objects)
        return cls(**config)

    def _serialize_hyperparameter(self, hyperparameter_name):
        value = self._hyper[hyperparameter_name]
        if isinstance(value, LearningRateSchedule):
            return schedule.serialize(value)
        if isinstance(value, (Tensor, Variable)):
            return _value(value)
        return value() if callable(value) else value


def _value(variable):
    """The value as an array; of a graph's, in the session in force."""
    if not hasattr(variable, "graph"):
        return variable.numpy()
    return _session().run(variable)


def _assign(variable, value):
    if hasattr(variable, "graph"):
        variable.load(value, _session())
    else:
        variable.assign(value)


def _session():
    from zeal.graph.session import get_default_session
    from zeal.keras.session import get_session

    return get_default_session() or get_session()
