"""tf.keras.applications.vgg19: VGG19."""

from zeal.keras.applications.frame import network
from zeal.keras.applications.vgg import FORM, body_of
from zeal.namespace import namespace

__getattr__, __dir__ = namespace(__name__)

VGG19 = network(
    __name__, "VGG19", "vgg19",
    "VGG with 19 layers that have weights. Simonyan and Zisserman, 2014.",
    body_of(2, 2, 4, 4, 4), FORM, ((None, 1, 1, 512), 20024384),
)  # fmt: skip
