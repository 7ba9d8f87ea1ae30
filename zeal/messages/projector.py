"""Messages of TensorBoard's embedding projector."""

from typing import Any

from zeal.messages.build import classes
from zeal.public import publish

_TEXT = """
SpriteMetadata
image_path 1 string
single_image_dim 2 *uint32

EmbeddingInfo
tensor_name 1 string
metadata_path 2 string
bookmarks_path 3 string
tensor_shape 4 *uint32
sprite 5 SpriteMetadata
tensor_path 6 string

ProjectorConfig
model_checkpoint_path 1 string
embeddings 2 *EmbeddingInfo
model_checkpoint_dir 3 string
"""
_made = classes("projector", _TEXT)
SpriteMetadata: Any = _made["SpriteMetadata"]
EmbeddingInfo: Any = _made["EmbeddingInfo"]
ProjectorConfig: Any = _made["ProjectorConfig"]

for _name in _made:
    publish(__name__, _name, f"contrib.tensorboard.plugins.projector.{_name}")
