"""Batches of images with random changes: from arrays, and from folders of files."""

import os
import threading
import warnings
from typing import Any

from zeal.keras.backend_parts.state import image_data_format
from zeal.keras.float_dtype import floatx
from zeal.keras.preprocessing.image.files import array_to_img, img_to_array, load_img
from zeal.keras.utils.sequence import Sequence
from zeal.public import public

_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")
_SUBSETS = ("training", "validation")


@public("keras.preprocessing.image.Iterator")
class Iterator(Sequence):
    """Batches by number, and without end; define `_get_batches_of_transformed_samples(indices)`.

    Args:
      n: how many examples there are.
      batch_size: how many a batch has.
      shuffle: whether each epoch has an order of its own, of NumPy's generator.
      seed: with one, each batch sets the generator's state.

    Example:
      >>> class Numbers(tf.keras.preprocessing.image.Iterator):
      ...     def _get_batches_of_transformed_samples(self, indices):
      ...         return indices.tolist()
      >>> batches = Numbers(5, 2, False, None)
      >>> [next(batches) for _ in range(4)], len(batches), batches[2]
      ([[0, 1], [2, 3], [4], [0, 1]], 3, [4])
    """

    white_list_formats = tuple(ending[1:] for ending in _ENDINGS)

    def __init__(self, n, batch_size, shuffle, seed) -> None:
        self.n, self.batch_size, self.shuffle, self.seed = n, batch_size, shuffle, seed
        self.batch_index = self.total_batches_seen = 0
        self.lock = threading.Lock()
        self.index_array: Any = None
        self.index_generator = self._flow_index()

    def _set_index_array(self):
        import numpy as np

        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)

    def _begin_batch(self):
        import numpy as np

        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def __getitem__(self, index) -> Any:
        if index >= len(self):
            raise ValueError(
                f"Asked to retrieve element {index}, but the Sequence has length {len(self)}"
            )
        self._begin_batch()
        self.total_batches_seen += 1
        if self.index_array is None:
            self._set_index_array()
        start = self.batch_size * index
        chosen = self.index_array[start : start + self.batch_size]
        return self._get_batches_of_transformed_samples(chosen)

    def __len__(self) -> int:
        return -(-self.n // self.batch_size)

    def on_epoch_end(self) -> None:
        """Finds the order of the next epoch."""
        self._set_index_array()

    def reset(self) -> None:
        """Lets the next batch be an epoch's first."""
        self.batch_index = 0

    def _flow_index(self):
        self.reset()
        while True:
            self._begin_batch()
            if self.batch_index == 0:
                self._set_index_array()
            start = self.batch_index * self.batch_size
            self.batch_index = self.batch_index + 1 if start + self.batch_size < self.n else 0
            self.total_batches_seen += 1
            yield self.index_array[start : start + self.batch_size]

    def __iter__(self) -> "Iterator":
        return self

    def __next__(self) -> Any:
        return self.next()

    def next(self) -> Any:
        """The next batch; threads may take turns."""
        with self.lock:
            chosen = next(self.index_generator)
        return self._get_batches_of_transformed_samples(chosen)

    def _get_batches_of_transformed_samples(self, index_array) -> Any:
        raise NotImplementedError(
            f"{type(self).__name__} must define _get_batches_of_transformed_samples(index_array)"
        )

    def _changed(self, x):
        """An image with random changes, normalized."""
        generator = self.image_data_generator
        if generator is None:
            return x
        return generator.standardize(
            generator.apply_transform(x, generator.get_random_transform(x.shape))
        )

    def _save(self, batch, numbers):
        """Writes the images of a batch to files, if that is asked for."""
        import numpy as np

        for image, number in zip(batch, numbers, strict=True) if self.save_to_dir else ():
            name = f"{self.save_prefix}_{number}_{np.random.randint(10**7)}.{self.save_format}"
            array_to_img(image, self.data_format).save(os.path.join(self.save_to_dir, name))

    def _set_up(self, generator, data_format, save_to_dir, save_prefix, save_format, dtype):
        self.image_data_generator = generator
        self.data_format = image_data_format() if data_format is None else data_format
        self.save_to_dir, self.save_prefix = save_to_dir, save_prefix
        self.save_format, self.dtype = save_format, floatx() if dtype is None else dtype


@public("keras.preprocessing.image.NumpyArrayIterator")
class NumpyArrayIterator(Iterator):
    """Batches of arrays of images; `ImageDataGenerator.flow` makes one.

    Args:
      x: an array of rank 4; or a pair of one and further arrays, which pass unchanged.
      y: labels, or None.
      image_data_generator: an ImageDataGenerator.
      batch_size, shuffle, seed: those of `Iterator`.
      sample_weight: weights of examples, or None.
      data_format: "channels_last" or "channels_first"; by default what Keras is set to.
      save_to_dir, save_prefix, save_format: a folder to write images to, or None; what names of
        files begin with and end in.
      subset: "training" or "validation" of a generator with `validation_split`.
      dtype: of batches.

    Raises:
      ValueError: arrays do not fit.
    """

    def __init__(
        self, x, y, image_data_generator, batch_size=32, shuffle=False, sample_weight=None,
        seed=None, data_format=None, save_to_dir=None, save_prefix="", save_format="png",
        subset=None, dtype=None,
    ) -> None:  # fmt: skip
        import numpy as np

        self._set_up(
            image_data_generator, data_format, save_to_dir, save_prefix, save_format, dtype
        )
        further: list = []
        if isinstance(x, (tuple, list)):
            x, more = x
            further = [np.asarray(a) for a in (more if isinstance(more, list) else [more])]
        labels = None if y is None else np.asarray(y)
        weights = None if sample_weight is None else np.asarray(sample_weight)
        _check_lengths(x, further, labels, weights)
        part = self._part(subset, len(x), labels)
        self.x = np.asarray(x[part], self.dtype)
        self.x_misc = [a[part] for a in further]
        self.y = None if labels is None else labels[part]
        self.sample_weight = None if weights is None else weights[part]
        self._check_images()
        super().__init__(len(self.x), batch_size, shuffle, seed)

    def _part(self, subset, size, labels):
        import numpy as np

        if subset is None:
            return slice(None)
        if subset not in _SUBSETS:
            raise ValueError(
                "Invalid subset name:", subset, '; expected "training" or "validation".'
            )
        at = int(size * self.image_data_generator._validation_split)
        if labels is not None and not np.array_equal(*map(np.unique, (labels[:at], labels[at:]))):
            raise ValueError(
                "Training and validation subsets have different number of classes after the split. "
                "If your numpy arrays are sorted by the label, you might want to shuffle them."
            )
        return slice(at) if subset == "validation" else slice(at, None)

    def _check_images(self):
        shape = self.x.shape
        if len(shape) != 4:
            raise ValueError(
                "Input data in `NumpyArrayIterator` should have rank 4. You passed an array with "
                "shape", shape,
            )  # fmt: skip
        axis = 3 if self.data_format == "channels_last" else 1
        if shape[axis] not in (1, 3, 4):
            warnings.warn(
                f'NumpyArrayIterator is set to use the data format convention "{self.data_format}" '
                f"(channels on axis {axis}), i.e. expected either 1, 3, or 4 channels on axis "
                f"{axis}. However, it was passed an array with shape {shape} ({shape[axis]} "
                "channels).", stacklevel=4,
            )  # fmt: skip

    def _get_batches_of_transformed_samples(self, index_array):
        import numpy as np

        batch = np.zeros((len(index_array), *self.x.shape[1:]), self.dtype)
        for place, number in zip(batch, index_array, strict=True):
            place[...] = self._changed(self.x[number].astype(self.dtype))
        self._save(batch, index_array)
        images: Any = [batch, *(a[index_array] for a in self.x_misc)] if self.x_misc else batch
        if self.y is None:
            return images
        rest = [a[index_array] for a in (self.y, self.sample_weight) if a is not None]
        return (images, *rest)


def _check_lengths(x, further, labels, weights):
    import numpy as np

    for a in further:
        if len(a) != len(x):
            raise ValueError(
                "All of the arrays in `x` should have the same length. Found a pair with: "
                f"len(x[0]) = {len(x)}, len(x[?]) = {len(a)}"
            )
    for a, name, about in ((labels, "y", "`y` (labels)"),
                           (weights, "sample_weight", "`sample_weight`")):  # fmt: skip
        if a is not None and len(a) != len(x):
            raise ValueError(
                f"`x` (images tensor) and {about} should have the same length. Found: x.shape = "
                f"{np.shape(x)}, {name}.shape = {a.shape}"
            )


@public("keras.preprocessing.image.DirectoryIterator")
class DirectoryIterator(Iterator):
    """Batches of image files, a folder for each class; see `ImageDataGenerator`.

    Args:
      directory: the folder of the classes' folders.
      image_data_generator: an ImageDataGenerator.
      target_size: (height, width) that images are brought to.
      color_mode: "rgb", "rgba" or "grayscale".
      classes: names of folders; by default all, sorted.
      class_mode: what labels are: "categorical", rows with a 1; "binary" or "sparse", numbers;
        "input", the images; None for none.
      batch_size, shuffle, seed: those of `Iterator`.
      the others: those of `NumpyArrayIterator`.
      follow_links: whether links to folders are followed.
      subset: "training" or "validation" of a generator with `validation_split`.
      interpolation: as of `load_img`.

    Raises:
      ValueError: an option is unknown.
    """

    allowed_class_modes = frozenset(("categorical", "binary", "sparse", "input", None))
    sample_weight = None

    def __init__(
        self, directory, image_data_generator, target_size=(256, 256), color_mode="rgb",
        classes=None, class_mode="categorical", batch_size=32, shuffle=True, seed=None,
        data_format=None, save_to_dir=None, save_prefix="", save_format="png", follow_links=False,
        subset=None, interpolation="nearest", dtype=None,
    ) -> None:  # fmt: skip
        self._set_up(
            image_data_generator, data_format, save_to_dir, save_prefix, save_format, dtype
        )
        self.directory, self.target_size = directory, tuple(target_size)
        self.color_mode, self.class_mode = color_mode, class_mode
        self.interpolation, self.subset = interpolation, subset
        self._check()
        channels = {"rgba": 4, "rgb": 3, "grayscale": 1}[color_mode]
        last = self.data_format == "channels_last"
        self.image_shape = (
            (*self.target_size, channels) if last else (channels, *self.target_size)
        )
        self._find_files(classes, follow_links)
        super().__init__(self.samples, batch_size, shuffle, seed)

    def _check(self):
        if self.color_mode not in ("rgb", "rgba", "grayscale"):
            raise ValueError(
                "Invalid color mode:", self.color_mode,
                '; expected "rgb", "rgba", or "grayscale".',
            )  # fmt: skip
        if self.class_mode not in self.allowed_class_modes:
            raise ValueError(
                f"Invalid class_mode: {self.class_mode}; expected one of: "
                f"{set(self.allowed_class_modes)}"
            )
        if self.subset is not None and self.subset not in _SUBSETS:
            raise ValueError(
                f'Invalid subset name: {self.subset};expected "training" or "validation"'
            )

    def _find_files(self, classes, follow_links):
        import numpy as np

        if not classes:
            folders = sorted(os.listdir(self.directory))
            classes = [f for f in folders if os.path.isdir(os.path.join(self.directory, f))]
        self.num_classes = len(classes)
        self.class_indices = {name: i for i, name in enumerate(classes)}
        self.filenames: list = []
        numbers: list = []
        for i, name in enumerate(classes):
            files = self._files_of(os.path.join(self.directory, name), follow_links)
            self.filenames += files
            numbers += [i] * len(files)
        self.samples, self.classes = len(numbers), np.array(numbers, "int32")
        self.filepaths = [os.path.join(self.directory, name) for name in self.filenames]
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")

    def _files_of(self, folder, follow_links):
        """The image files in a class's folder, or in the subset of them."""
        found = sorted(os.walk(folder, followlinks=follow_links), key=lambda entry: entry[0])
        paths = [
            os.path.relpath(os.path.join(root, name), self.directory)
            for root, _, names in found for name in sorted(names)
            if name.lower().endswith(_ENDINGS)
        ]  # fmt: skip
        if self.subset is None:
            return paths
        at = int(self.image_data_generator._validation_split * len(paths))
        return paths[:at] if self.subset == "validation" else paths[at:]

    @property
    def labels(self) -> Any:
        """The number of each file's class."""
        return self.classes

    def _get_batches_of_transformed_samples(self, index_array):
        import numpy as np

        batch = np.zeros((len(index_array), *self.image_shape), self.dtype)
        for place, number in zip(batch, index_array, strict=True):
            image = load_img(
                self.filepaths[number], color_mode=self.color_mode, target_size=self.target_size,
                interpolation=self.interpolation,
            )  # fmt: skip
            place[...] = self._changed(np.array(img_to_array(image, self.data_format)))
        self._save(batch, index_array)
        numbers = self.classes[index_array]
        if self.class_mode is None:
            return batch
        if self.class_mode == "input":
            return batch, batch.copy()
        if self.class_mode == "categorical":
            return batch, np.eye(self.num_classes, dtype=self.dtype)[numbers]
        return batch, numbers.astype(self.dtype)
