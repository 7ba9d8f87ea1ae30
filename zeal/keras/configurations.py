"""Configurations of models, and models from them: dicts, JSON, YAML."""

from typing import Any


class Configured:
    """Methods of Model."""

    _zeal_network: Any
    name: Any

    def get_config(self) -> dict:
        """What `from_config` rebuilds a model of inputs and outputs, or a Sequential, from.

        Returns:
          A dict.

        Raises:
          NotImplementedError: of a subclass: what it does is in its code.

        Example:
          >>> x = tf.keras.Input(shape=(2,), name="x")
          >>> config = tf.keras.Model(x, tf.keras.layers.Dense(1)(x)).get_config()
          >>> config["input_layers"]
          [['x', 0, 0]]
        """
        if self._zeal_network is None:
            raise NotImplementedError(
                f"{type(self).__name__}: only a model of inputs and outputs or a Sequential has a "
                "configuration; a subclass of Model must override `get_config`."
            )
        from zeal.keras.functional import config

        return config.of_network(self.name, self._zeal_network)

    @classmethod
    def from_config(cls, config: dict, custom_objects=None) -> Any:
        """A model of that configuration.

        Args:
          config: a dict that `get_config` returned.
          custom_objects: dict from names to classes of layers that are not Keras's own.

        Returns:
          A Model with variables of its own.

        Raises:
          ValueError: a class is unknown.

        Example:
          >>> x = tf.keras.Input(shape=(2,))
          >>> model = tf.keras.Model(x, tf.keras.layers.Dense(1)(x))
          >>> tf.keras.Model.from_config(model.get_config()).output_shape
          (None, 1)
        """
        from zeal.keras.functional.config import tensors_of

        inputs, outputs, added = tensors_of(config, custom_objects)
        model = cls(inputs=inputs, outputs=outputs, name=config.get("name"))
        for layer, tensor in added:
            model._zeal_add(layer, tensor)
        return model

    def to_json(self, **kwargs: Any) -> str:
        """The configuration as JSON, which `tf.keras.models.model_from_json` reads.

        Args:
          **kwargs: those of `json.dumps`.

        Returns:
          A text.

        Example:
          >>> text = tf.keras.Sequential([tf.keras.layers.Dense(2)]).to_json()
          >>> tf.keras.models.model_from_json(text).layers[0].units
          2
        """
        from zeal.keras.functional.json_text import model_text

        return model_text(self, **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """The configuration as YAML, which `tf.keras.models.model_from_yaml` reads.

        Args:
          **kwargs: those of `yaml.dump`.

        Returns:
          A text.

        Raises:
          ImportError: PyYAML is not installed.

        Example:
          >>> model = tf.keras.Sequential(name="steps")
          >>> try:
          ...     text = model.to_yaml()
          ... except ImportError:
          ...     text = "name: steps"
          >>> "name: steps" in text
          True
        """
        from zeal.keras.functional.json_text import yaml_text

        return yaml_text(self, **kwargs)
