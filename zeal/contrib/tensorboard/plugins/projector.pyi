# By tools/publish.py
from typing import Any as _A
from ....messages.projector import EmbeddingInfo as EmbeddingInfo,ProjectorConfig as ProjectorConfig,SpriteMetadata as SpriteMetadata
def visualize_embeddings(summary_writer,config)->_A:...
