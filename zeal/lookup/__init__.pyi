# Written by tools/publish.py; do not edit.
from zeal.lookup import experimental as experimental
from zeal.lookup.initializers import KeyValueTensorInitializer as KeyValueTensorInitializer,TextFileIndex as TextFileIndex,TextFileInitializer as TextFileInitializer
from zeal.lookup.tables import StaticHashTable as StaticHashTable
from zeal.lookup.vocabulary import StaticVocabularyTable as StaticVocabularyTable
