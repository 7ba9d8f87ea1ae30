"""Embeddings: tf.contrib.layers.embed_sequence, embedding_lookup_unique."""

from zeal import _native
from zeal.contrib.framework.graph_variables import model_variable
from zeal.contrib.layers.sparse_ids import dense_to_sparse_tensor
from zeal.ops.array.unique import unique as unique_of
from zeal.ops.named import named
from zeal.ops.nn.embedding import embedding_lookup
from zeal.public import public
from zeal.sparse.embedding import safe_embedding_lookup_sparse
from zeal.sparse.sparse_tensor import SparseTensor
from zeal.state.scope import variable_scope

api = _native.api


@public("contrib.layers.embedding_lookup_unique", "contrib.slim.embedding_lookup_unique")
@named("EmbeddingLookupUnique")
def embedding_lookup_unique(params, ids, partition_strategy="mod", name=None):
    """Looks rows up, each different one once.

    Args:
      params: a tensor or variable, or a list of its parts.
      ids: an integer tensor.
      partition_strategy: that of `tf.nn.embedding_lookup`.
      name: name of the scope.

    Returns:
      What `tf.nn.embedding_lookup` returns.

    Example:
      >>> tf.contrib.layers.embedding_lookup_unique(tf.eye(3), [[2, 2]]).numpy().tolist()
      [[[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]]
    """
    ids = _native.convert(ids)
    different, places = unique_of(api.reshape(ids, [-1]))
    rows = api.gather(embedding_lookup(params, different, partition_strategy), places)
    found = api.reshape(rows, api.concat([api.shape(ids), api.shape(rows)[1:]], 0))
    if found._symbolic:
        found.set_shape(ids.shape.concatenate(rows.shape[1:]))
    return found


@public("contrib.layers.embed_sequence", "contrib.slim.embed_sequence")
def embed_sequence(
    ids, vocab_size=None, embed_dim=None, unique=False, initializer=None, regularizer=None,
    trainable=True, scope=None, reuse=None,
):  # fmt: skip
    """Gives classes their embeddings, rows of a matrix that is trained.

    Args:
      ids: integer tensor of shape `[batch, time]`.
      vocab_size: number of classes.
      embed_dim: length of an embedding.
      unique: whether each different class is looked up once.
      initializer, regularizer: of the matrix.
      trainable: whether optimizers change it.
      scope: the variable scope, or its name; "EmbedSequence" by default.
      reuse: whether the matrix is that of an earlier call.

    Returns:
      A tensor of shape `[batch, time, embed_dim]`.

    Raises:
      ValueError: a size is missing, and the matrix is a new one.

    Example:
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.layers.embed_sequence([[1, 2, 1]], 5, 4).shape)
      (1, 3, 4)
    """
    if not (reuse or (vocab_size and embed_dim)):
        raise ValueError(
            "Must specify vocab size and embedding dimension when not reusing. Got "
            f"vocab_size={vocab_size} and embed_dim={embed_dim}"
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        shape = None if vocab_size is None or embed_dim is None else [vocab_size, embed_dim]
        matrix = model_variable(
            "embeddings", shape=shape, initializer=initializer, regularizer=regularizer,
            trainable=trainable,
        )  # fmt: skip
        return (embedding_lookup_unique if unique else embedding_lookup)(matrix, ids)


@public("contrib.layers.bow_encoder")
def bow_encoder(
    ids, vocab_size, embed_dim, sparse_lookup=True, initializer=None, regularizer=None,
    trainable=True, scope=None, reuse=None,
):  # fmt: skip
    """The mean of the embeddings of each example's classes.

    Args:
      ids: integer tensor of shape `[batch, time]`, dense or sparse.
      vocab_size: number of classes.
      embed_dim: length of an embedding.
      sparse_lookup: whether class 0 is padding, which does not count; rows of padding alone get
        the embedding of 0.
      the others: those of `embed_sequence`; the scope is "bow_encoder" by default.

    Returns:
      A tensor of shape `[batch, embed_dim]`.

    Raises:
      ValueError: a size is missing.
      TypeError: ids are sparse, and sparse_lookup is False.

    Example:
      >>> with tf.Graph().as_default():
      ...     print(tf.contrib.layers.bow_encoder([[1, 2, 1]], 5, 4).shape)
      (1, 4)
    """
    if not vocab_size or not embed_dim:
        raise ValueError("Must specify vocab size and embedding dimension")
    with variable_scope(scope, "bow_encoder", [ids], reuse=reuse):
        matrix = model_variable(
            "embeddings", shape=[vocab_size, embed_dim], initializer=initializer,
            regularizer=regularizer, trainable=trainable,
        )  # fmt: skip
        is_sparse = isinstance(ids, SparseTensor)
        if sparse_lookup:
            ids = ids if is_sparse else dense_to_sparse_tensor(ids)
            return safe_embedding_lookup_sparse([matrix], ids, combiner="mean", default_id=0)
        if is_sparse:
            raise TypeError(f"ids are expected to be dense Tensor, got: {ids}")
        return api.reduce_mean(embedding_lookup(matrix, ids), 1)
