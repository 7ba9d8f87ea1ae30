"""Trains an LSTM to predict the next word: `python -m zeal.examples.language_model`.

Zaremba et al., "Recurrent neural network regularization", 2014, on sentences that a small grammar
makes: Adam with clipped gradients, a rate that falls when the loss does not, and
states that go on from one stretch of the text to the next.
"""

import math
import os

import numpy as np

import zeal as tf
from zeal.examples import command_line

tfe = tf.contrib.eager

_GRAMMAR = {
    "S": ["NP VP .", "NP VP .", "NP VP because NP VP .", "when NP VP , NP VP ."],
    "NP": ["D N", "D A N", "D N P D N", "NAME"],
    "VP": ["V NP", "V NP P NP", "sleeps", "V that NP VP"],
    "D": ["the", "a", "this", "every"],
    "A": ["small", "old", "red", "quiet", "quick", "strange"],
    "N": ["dog", "cat", "child", "tree", "house", "river", "teacher", "bird", "song", "door"],
    "P": ["near", "behind", "under", "with"],
    "V": ["sees", "hears", "finds", "likes", "knows", "follows"],
    "NAME": ["alice", "bob", "carol"],
}


def _expand(symbol, random, words):
    rules = _GRAMMAR.get(symbol)
    if rules is None:
        words.append(symbol)
        return
    for part in rules[random.randint(len(rules))].split():
        _expand(part, random, words)


def text(count, seed):
    """An int64 array of `count` words of sentences, as places in the sorted list of words."""
    random, words = np.random.RandomState(seed), []
    while len(words) < count:
        _expand("S", random, words)
    places = {word: i for i, word in enumerate(vocabulary())}
    return np.array([places[word] for word in words[:count]])


def vocabulary():
    """All words of the grammar, sorted."""
    found = {word for rules in _GRAMMAR.values() for rule in rules for word in rule.split()}
    return sorted(found - set(_GRAMMAR))


def stretches(words, batch, steps):
    """Splits a text into `batch` parts, and these into inputs and labels (steps, batch)."""
    parts = words[: len(words) // batch * batch].reshape(batch, -1).T
    for i in range(0, len(parts) - steps, steps):
        yield tf.constant(parts[i : i + steps]), tf.constant(parts[i + 1 : i + 1 + steps])


class LanguageModel(tf.keras.Model):
    """An embedding, layers of LSTM cells, and a dense layer with a logit for each word."""

    def __init__(self, words, units, layers=2, rate=0.2):
        super().__init__()
        self.rate = rate
        self.embedding = tf.keras.layers.Embedding(words, units)
        self.cells = tf.contrib.checkpoint.List(
            tf.nn.rnn_cell.BasicLSTMCell(units, forget_bias=0.0) for _ in range(layers)
        )
        self.dense = tf.keras.layers.Dense(words)

    def start(self, batch):
        """The states before the first word."""
        return [cell.zero_state(batch, tf.float32) for cell in self.cells]

    def call(self, words, states, training=False):
        """Logits (steps, batch, words) and the states after the last step."""
        outputs, states = tf.unstack(self._thinned(self.embedding(words), training)), list(states)
        for i, cell in enumerate(self.cells):
            for step, value in enumerate(outputs):
                outputs[step], states[i] = cell(value, states[i])
            outputs = tf.unstack(self._thinned(tf.stack(outputs), training))
        return self.dense(tf.stack(outputs)), states

    def _thinned(self, x, training):
        return tf.nn.dropout(x, rate=self.rate) if training else x


def loss(logits, labels):
    """Mean cross-entropy per word."""
    return tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)


def train_epoch(model, optimizer, words, options, clip, speed):
    """One pass over the text."""
    states = model.start(options.batch)
    for inputs, labels in stretches(words, options.batch, options.steps):
        with tf.GradientTape() as tape:
            logits, states = model(inputs, states, training=True)
            value = loss(logits, labels)
        variables = model.trainable_variables
        grads, _ = tf.clip_by_global_norm(tape.gradient(value, variables), clip)
        optimizer.apply_gradients(zip(grads, variables))
        speed.add(options.batch * options.steps)


def evaluate(model, words, options):
    """The perplexity of a text: how many words the model wavers between, as it were."""
    mean, states = tfe.metrics.Mean("loss"), model.start(options.batch)
    for inputs, labels in stretches(words, options.batch, options.steps):
        logits, states = model(inputs, states)
        mean(loss(logits, labels))
    return math.exp(mean.result())


def main(arguments=None):
    """Trains, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The perplexity of a text that was not trained on before and after training.
    """
    options = command_line.options(
        "language_model", __doc__, arguments, "checkpoints of the best model",
        epochs=(10, 3), batch=(20, 10), steps=(20, 10), units=(200, 32), words=(100000, 6000),
    )  # fmt: skip
    train_text, test_text = text(options.words, options.seed), text(2000, options.seed + 1)
    model = LanguageModel(len(vocabulary()), options.units)
    rate = tfe.Variable(0.01, trainable=False, name="learning_rate")
    optimizer = tf.train.AdamOptimizer(rate)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, rate=rate)
    before = best = evaluate(model, test_text, options)
    speed = command_line.Speed("words")
    for epoch in range(options.epochs):
        train_epoch(model, optimizer, train_text, options, 1.0, speed)
        after = evaluate(model, test_text, options)
        print(f"Epoch {epoch + 1}: perplexity {after:.2f}, rate {rate.numpy():.3g}")
        if after > best * 0.99:
            rate.assign(rate / 4.0)
        elif options.folder:
            checkpoint.save(os.path.join(options.folder, "best"))
        best = min(best, after)
    speed.show()
    return before, after


if __name__ == "__main__":
    main()
