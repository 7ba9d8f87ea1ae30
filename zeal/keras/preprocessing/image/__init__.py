"""tf.keras.preprocessing.image: image files, random changes of images, batches of them."""

from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)
