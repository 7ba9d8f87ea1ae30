"""tensorflow.python.distribute.tpu_strategy: what no strategy of zeal is an instance of."""

from zeal.distribute.strategy import Strategy

__all__ = ["TPUStrategy", "TPUStrategyV1"]


class TPUStrategy(Strategy):
    """A strategy of TPUs, which zeal does not have."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError("tf.distribute.experimental.TPUStrategy is not built in zeal")


TPUStrategyV1 = TPUStrategy
