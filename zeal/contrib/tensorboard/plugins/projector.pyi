# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.messages.projector import EmbeddingInfo as EmbeddingInfo,ProjectorConfig as ProjectorConfig,SpriteMetadata as SpriteMetadata
def visualize_embeddings(summary_writer,config)->_A:...
