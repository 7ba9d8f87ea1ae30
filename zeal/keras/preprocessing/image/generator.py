"""tf.keras.preprocessing.image.ImageDataGenerator."""

import warnings
from typing import Any

from zeal.keras.backend_parts.state import image_data_format
from zeal.keras.float_dtype import floatx
from zeal.keras.preprocessing.image.iterators import DirectoryIterator, NumpyArrayIterator
from zeal.keras.preprocessing.image.transforms import (
    apply_affine_transform,
    apply_brightness_shift,
    apply_channel_shift,
)
from zeal.public import public

_UNFITTED = (
    "This ImageDataGenerator specifies `{}`, but it hasn't been fit on any training data. Fit it "
    "first by calling `.fit(numpy_data)`."
)


@public("keras.preprocessing.image.ImageDataGenerator")
class ImageDataGenerator:
    """Makes batches of images with random changes, by NumPy's generator.

    Args:
      featurewise_center, featurewise_std_normalization: whether the mean of the data is taken off,
        and its deviation divided by; `fit` finds both.
      samplewise_center, samplewise_std_normalization: the same of each image.
      zca_whitening, zca_epsilon: whether pixels are made uncorrelated; `fit` finds how.
      rotation_range: the largest angle, in degrees.
      width_shift_range, height_shift_range: the largest shift, in parts of the size if below 1,
        else in pixels; or a list of shifts to choose from.
      brightness_range: the smallest and the largest factor of brightness, or None.
      shear_range: the largest angle of shears, in degrees.
      zoom_range: the smallest and the largest zoom, or how far it is from 1.
      channel_shift_range: the largest number that is added.
      fill_mode, cval: what lies outside of images, as of `apply_affine_transform`.
      horizontal_flip, vertical_flip: whether images are flipped, half of the time.
      rescale: a factor, or None.
      preprocessing_function: a function of an image, called before images are normalized; or None.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.
      validation_split: the part of the data that is for validation.
      dtype: of batches.
      interpolation_order: of the splines that interpolate.

    Raises:
      ValueError: an option is unknown.

    Example:
      >>> generator = tf.keras.preprocessing.image.ImageDataGenerator(rescale=0.5)
      >>> batches = generator.flow(np.ones([3, 2, 2, 1]), np.arange(3), batch_size=2)
      >>> x, y = next(batches)
      >>> x.shape, y.shape, float(x.max())
      ((2, 2, 2, 1), (2,), 0.5)
    """

    def __init__(
        self, featurewise_center=False, samplewise_center=False,
        featurewise_std_normalization=False, samplewise_std_normalization=False,
        zca_whitening=False, zca_epsilon=1e-6, rotation_range=0, width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0, brightness_range=None, shear_range=0.0,
        zoom_range: Any = 0.0, channel_shift_range=0.0, fill_mode="nearest", cval=0.0,
        horizontal_flip=False, vertical_flip=False, rescale=None, preprocessing_function=None,
        data_format=None, validation_split=0.0, dtype=None, interpolation_order=1,
    ) -> None:  # fmt: skip
        self.featurewise_center, self.samplewise_center = featurewise_center, samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, zca_epsilon
        self.rotation_range, self.shear_range = rotation_range, shear_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        self.channel_shift_range = channel_shift_range
        self.fill_mode, self.cval, self.interpolation_order = fill_mode, cval, interpolation_order
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self.dtype = floatx() if dtype is None else dtype
        self.mean: Any = None
        self.std: Any = None
        self.principal_components: Any = None
        self._set_format(data_format)
        self._set_ranges(zoom_range, brightness_range, validation_split)
        self._set_what_follows()

    # --- arguments ---
    def _set_format(self, data_format):
        data_format = image_data_format() if data_format is None else data_format
        if data_format not in ("channels_last", "channels_first"):
            raise ValueError(
                '`data_format` should be `"channels_last"` (channel after row and column) or '
                f'`"channels_first"` (channel before row and column). Received: {data_format}'
            )
        self.data_format = data_format
        last = data_format == "channels_last"
        self.row_axis, self.col_axis, self.channel_axis = (1, 2, 3) if last else (2, 3, 1)

    def _set_ranges(self, zoom, brightness, validation_split):
        if validation_split and not 0 < validation_split < 1:
            raise ValueError(
                "`validation_split` must be strictly between 0 and 1.  Received: "
                f"{validation_split}"
            )
        if isinstance(zoom, (int, float)):
            zoom = (1 - zoom, 1 + zoom)
        if len(zoom) != 2 or not all(isinstance(z, (int, float)) for z in zoom):
            raise ValueError(
                "`zoom_range` should be a float or a tuple or list of two floats. Received: "
                f"{zoom}"
            )
        if brightness is not None and (
            not isinstance(brightness, (tuple, list)) or len(brightness) != 2
        ):
            raise ValueError(
                f"`brightness_range should be tuple or list of two floats. Received: {brightness}"
            )
        self.zoom_range, self.brightness_range = list(zoom), brightness
        self._validation_split = validation_split

    def _set_what_follows(self):
        """Options that others need, or exclude."""
        follows = [
            ("zca_whitening", "featurewise_center", True),
            ("zca_whitening", "featurewise_std_normalization", False),
            ("featurewise_std_normalization", "featurewise_center", True),
            ("samplewise_std_normalization", "samplewise_center", True),
        ]
        for option, other, value in follows:
            if getattr(self, option) and bool(getattr(self, other)) != value:
                setattr(self, other, value)
                warnings.warn(
                    f"This ImageDataGenerator specifies `{option}`, which overrides setting of "
                    f"`{other}`.", stacklevel=3,
                )  # fmt: skip

    # --- batches ---
    def flow(
        self, x, y=None, batch_size=32, shuffle=True, sample_weight=None, seed=None,
        save_to_dir=None, save_prefix="", save_format="png", subset=None,
    ) -> NumpyArrayIterator:  # fmt: skip
        """Batches of arrays.

        Args:
          all: those of `NumpyArrayIterator`.

        Returns:
          A NumpyArrayIterator.
        """
        return NumpyArrayIterator(
            x, y, self, batch_size, shuffle, sample_weight, seed, self.data_format, save_to_dir,
            save_prefix, save_format, subset, self.dtype,
        )  # fmt: skip

    def flow_from_directory(
        self, directory, target_size=(256, 256), color_mode="rgb", classes=None,
        class_mode="categorical", batch_size=32, shuffle=True, seed=None, save_to_dir=None,
        save_prefix="", save_format="png", follow_links=False, subset=None,
        interpolation="nearest",
    ) -> DirectoryIterator:  # fmt: skip
        """Batches of image files, a folder for each class.

        Args:
          all: those of `DirectoryIterator`.

        Returns:
          A DirectoryIterator.
        """
        return DirectoryIterator(
            directory, self, target_size, color_mode, classes, class_mode, batch_size, shuffle,
            seed, self.data_format, save_to_dir, save_prefix, save_format, follow_links, subset,
            interpolation, self.dtype,
        )  # fmt: skip

    def flow_from_dataframe(self, *args: Any, **kwargs: Any) -> Any:
        """Not built.

        Args:
          *args, **kwargs: not read.

        Raises:
          NotImplementedError: always.
        """
        raise NotImplementedError(
            "ImageDataGenerator.flow_from_dataframe is not built yet; flow takes arrays, and "
            "flow_from_directory files"
        )

    # --- changes ---
    def standardize(self, x) -> Any:
        """Normalizes images as the arguments say, in place.

        Args:
          x: an array of floats, an image or a batch.

        Returns:
          The array.
        """
        import numpy as np

        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        if self.rescale:
            x *= self.rescale
        if self.samplewise_center:
            x -= np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x /= np.std(x, keepdims=True) + 1e-6
        if self.featurewise_center and self._is_fitted(self.mean, "featurewise_center"):
            x -= self.mean
        if self.featurewise_std_normalization and self._is_fitted(
            self.std, "featurewise_std_normalization"
        ):
            x /= self.std + 1e-6
        if self.zca_whitening and self._is_fitted(self.principal_components, "zca_whitening"):
            flat = np.reshape(x, (-1, np.prod(x.shape[-3:])))
            x = np.reshape(np.dot(flat, self.principal_components), x.shape)
        return x

    def _is_fitted(self, value, option):
        if value is None:
            warnings.warn(_UNFITTED.format(option), stacklevel=3)
        return value is not None

    def get_random_transform(self, img_shape, seed=None) -> dict:
        """What is to change in an image.

        Args:
          img_shape: the image's shape.
          seed: sets the generator's state, if there is one.

        Returns:
          A dict that `apply_transform` takes.
        """
        import numpy as np

        if seed is not None:
            np.random.seed(seed)
        theta = _either_way(self.rotation_range)
        tx = _shift(self.height_shift_range, img_shape[self.row_axis - 1])
        ty = _shift(self.width_shift_range, img_shape[self.col_axis - 1])
        shear = _either_way(self.shear_range)
        zx, zy = 1, 1
        if self.zoom_range != [1, 1]:
            zx, zy = np.random.uniform(*self.zoom_range, 2)
        horizontal = bool(np.random.random() < 0.5) and self.horizontal_flip
        vertical = bool(np.random.random() < 0.5) and self.vertical_flip
        shift = _either_way(self.channel_shift_range) if self.channel_shift_range else None
        light = self.brightness_range and np.random.uniform(*self.brightness_range)
        return {
            "theta": theta, "tx": tx, "ty": ty, "shear": shear, "zx": zx, "zy": zy,
            "flip_horizontal": horizontal, "flip_vertical": vertical,
            "channel_shift_intensity": shift, "brightness": light,
        }  # fmt: skip

    def apply_transform(self, x, transform_parameters) -> Any:
        """An image with changes.

        Args:
          x: an array of three axes.
          transform_parameters: a dict with some of the keys of `get_random_transform`.

        Returns:
          An array of x's shape.
        """
        import numpy as np

        given = transform_parameters
        row, column, channel = self.row_axis - 1, self.col_axis - 1, self.channel_axis - 1
        moves = {k: given[k] for k in ("theta", "tx", "ty", "shear", "zx", "zy") if k in given}
        x = apply_affine_transform(
            x, **moves, row_axis=row, col_axis=column, channel_axis=channel,
            fill_mode=self.fill_mode, cval=self.cval, order=self.interpolation_order,
        )  # fmt: skip
        if given.get("channel_shift_intensity") is not None:
            x = apply_channel_shift(x, given["channel_shift_intensity"], channel)
        x = np.flip(x, column) if given.get("flip_horizontal") else x
        x = np.flip(x, row) if given.get("flip_vertical") else x
        if given.get("brightness") is not None:
            x = apply_brightness_shift(x, given["brightness"])
        return x

    def random_transform(self, x, seed=None) -> Any:
        """An image with random changes.

        Args:
          x: an array of three axes.
          seed: sets the generator's state, if there is one.

        Returns:
          An array of x's shape.
        """
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def fit(self, x, augment=False, rounds=1, seed=None) -> None:
        """Finds what the normalization of features needs.

        Args:
          x: an array of images.
          augment: whether randomly changed images are looked at, in their place.
          rounds: how many for each.
          seed: sets the generator's state, if there is one.

        Raises:
          ValueError: x is not of rank 4.

        Example:
          >>> generator = tf.keras.preprocessing.image.ImageDataGenerator(featurewise_center=True)
          >>> generator.fit(np.full([2, 2, 2, 1], 3.0))
          >>> generator.mean.ravel().tolist()
          [3.0]
        """
        import numpy as np

        x = np.array(x, self.dtype)
        if x.ndim != 4:
            raise ValueError(
                f"Input to `.fit()` should have rank 4. Got array with shape: {x.shape}"
            )
        if seed is not None:
            np.random.seed(seed)
        if self.rescale:
            x *= self.rescale
        if augment:
            x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x])
        over = (0, self.row_axis, self.col_axis)
        if self.featurewise_center:
            self.mean = np.mean(x, over, keepdims=True)[0]
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, over, keepdims=True)[0]
            x = x / (self.std + 1e-6)
        if self.zca_whitening:
            self._find_components(x.reshape(len(x), -1))

    def _find_components(self, flat):
        import numpy as np

        u, s, _ = np.linalg.svd(np.dot(flat.T, flat) / len(flat))
        self.principal_components = (u / np.sqrt(s + self.zca_epsilon)).dot(u.T)


def _either_way(most):
    import numpy as np

    return np.random.uniform(-most, most) if most else 0


def _shift(most, length):
    """A shift in pixels; the draws are Keras's."""
    import numpy as np

    if not np.any(most):
        return 0
    if isinstance(most, (float, np.floating)):
        shift = np.random.uniform(-most, most)
    else:  # a whole number of pixels, or some to choose from
        shift = np.random.choice(most) * np.random.choice([-1, 1])
    return shift * length if np.max(most) < 1 else shift
