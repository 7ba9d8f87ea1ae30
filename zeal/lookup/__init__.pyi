# By tools/publish.py
from . import experimental as experimental
from .initializers import KeyValueTensorInitializer as KeyValueTensorInitializer,TextFileIndex as TextFileIndex,TextFileInitializer as TextFileInitializer
from .tables import StaticHashTable as StaticHashTable
from .vocabulary import StaticVocabularyTable as StaticVocabularyTable
