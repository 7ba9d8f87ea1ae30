"""Whether gradients flow through samples to the parameters of a distribution."""

from zeal.public import public, publish


@public("distributions.ReparameterizationType", "contrib.distributions.ReparameterizationType")
class ReparameterizationType:
    """How samples depend on parameters: the two instances are constants of `tf.distributions`.

    `FULLY_REPARAMETERIZED`: gradients flow through samples to all parameters.
    `NOT_REPARAMETERIZED`: there are none, or they are not the gradient of expectations.

    Args:
      rep_type: the type's name.

    Example:
      >>> tf.distributions.Normal(0.0, 1.0).reparameterization_type
      <Reparameteriation Type: FULLY_REPARAMETERIZED>
    """

    def __init__(self, rep_type):
        self._rep_type = rep_type

    def __repr__(self):
        return f"<Reparameteriation Type: {self._rep_type}>"  # TensorFlow's spelling


FULLY_REPARAMETERIZED = ReparameterizationType("FULLY_REPARAMETERIZED")
NOT_REPARAMETERIZED = ReparameterizationType("NOT_REPARAMETERIZED")

for _name in ("FULLY_REPARAMETERIZED", "NOT_REPARAMETERIZED"):
    publish(__name__, _name, f"distributions.{_name}", f"contrib.distributions.{_name}")
