"""Trains a network with attention to rewrite dates: `python -m zeal.examples.dates`.

Sequence to sequence, letter by letter: "4 march 1987" becomes "1987-03-04". Bahdanau et al.,
"Neural machine translation by jointly learning to align and translate", 2014.
"""

import datetime

import numpy as np

import zeal as tf
from zeal.examples import command_line

tfe = tf.contrib.eager

_LETTERS = "_^ -,/0123456789abcdefghijklmnopqrstuvwxyz"  # padding and start come first
_START = 1
_FORMS = ("%d %B %Y", "%B %d, %Y", "%d/%m/%Y", "%A, %d %b %Y", "%b %d %Y")


def pairs(count, seed):
    """Dates as people write them, and as ISO 8601 has them: int32 arrays of letters, padded."""
    random = np.random.RandomState(seed)
    sources, targets = [], []
    for _ in range(count):
        day = datetime.date(1950, 1, 1) + datetime.timedelta(int(random.randint(36500)))
        sources.append(day.strftime(_FORMS[random.randint(len(_FORMS))]).lower())
        targets.append("^" + day.isoformat())
    return _encoded(sources), _encoded(targets)


def _encoded(texts):
    width = max(map(len, texts))
    return np.array([[_LETTERS.index(c) for c in t.ljust(width, "_")] for t in texts], np.int32)


def _decoded(letters):
    return "".join(_LETTERS[i] for i in letters).strip("_")


class Encoder(tf.keras.Model):
    """Reads the source: a state for each letter, and the last one."""

    def __init__(self, units):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(len(_LETTERS), units)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)

    def call(self, source):
        return self.gru(self.embedding(source))


class Attention(tf.keras.Model):
    """Looks at the states that answer best to a query."""

    def __init__(self, units):
        super().__init__()
        self.of_state = tf.keras.layers.Dense(units)
        self.of_query = tf.keras.layers.Dense(units)
        self.score = tf.keras.layers.Dense(1)

    def call(self, query, states):
        """The mean of states (batch, n, units) by weights, and these weights (batch, n, 1)."""
        query = tf.expand_dims(self.of_query(query), 1)
        weights = tf.nn.softmax(self.score(tf.nn.tanh(self.of_state(states) + query)), axis=1)
        return tf.reduce_sum(weights * states, axis=1), weights


class Decoder(tf.keras.Model):
    """Writes a letter at a time, from the letter before, its state, and what it attends to."""

    def __init__(self, units):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(len(_LETTERS), units)
        self.attention = Attention(units)
        self.cell = tf.keras.layers.GRUCell(units)
        self.dense = tf.keras.layers.Dense(len(_LETTERS))

    def call(self, letter, state, states):
        context, _ = self.attention(state, states)
        inputs = tf.concat([context, self.embedding(letter)], axis=-1)
        output, [state] = self.cell(inputs, [state])
        return self.dense(output), state


class Translator(tf.keras.Model):
    """Encoder and decoder."""

    def __init__(self, units):
        super().__init__()
        self.encoder, self.decoder = Encoder(units), Decoder(units)

    def loss(self, source, target):
        """Mean cross-entropy per letter, where the decoder is told the right letters before."""
        states, state = self.encoder(source)
        total = 0.0
        for i in range(1, target.shape[1]):
            logits, state = self.decoder(target[:, i - 1], state, states)
            total += tf.losses.sparse_softmax_cross_entropy(target[:, i], logits)
        return total / (int(target.shape[1]) - 1)

    def translate(self, source, length):
        """The likeliest letter at each step, from the letters that it chose before."""
        states, state = self.encoder(source)
        letter = tf.fill([source.shape[0]], _START)
        letters = []
        for _ in range(length):
            logits, state = self.decoder(letter, state, states)
            letter = tf.argmax(logits, axis=-1, output_type=tf.int32)
            letters.append(letter)
        return tf.stack(letters, axis=1)


def accuracy(model, sources, targets):
    """The share of letters that are right when nobody helps."""
    found = model.translate(tf.constant(sources), targets.shape[1] - 1)
    return float(np.mean(found.numpy() == targets[:, 1:]))


def main(arguments=None):
    """Trains, translates a few dates, and prints how it goes.

    Args:
      arguments: the command line; `--help` explains it.

    Returns:
      The share of letters that are right in other dates before and after training.
    """
    options = command_line.options(
        "dates", __doc__, arguments, steps=(2000, 200), batch=(64, 32), units=(128, 32)
    )
    sources, targets = pairs(options.steps * options.batch // 10, options.seed)
    dataset = tf.data.Dataset.from_tensor_slices((sources, targets))
    dataset = dataset.shuffle(len(sources), seed=options.seed).repeat()
    dataset = dataset.batch(options.batch).take(options.steps)
    tests = pairs(200, options.seed + 1)
    model = Translator(options.units)
    optimizer = tf.train.AdamOptimizer(0.01 if options.small else 0.002)
    value_and_gradients = tfe.implicit_value_and_gradients(model.loss)
    before = accuracy(model, *tests)
    speed = command_line.Speed("dates")
    for i, (source, target) in enumerate(tfe.Iterator(dataset)):
        value, grads_and_vars = value_and_gradients(source, target)
        optimizer.apply_gradients(grads_and_vars)
        speed.add(options.batch)
        if (i + 1) % (options.steps // 4) == 0:
            print(f"Step {i + 1}: loss {value:.4f}")
    speed.show()
    few = tests[0][:3]
    for source, found in zip(few, model.translate(tf.constant(few), 10).numpy()):
        print(f"{_decoded(source)} -> {_decoded(found)}")
    after = accuracy(model, *tests)
    print(f"Letters that are right: {before:.1%}, then {after:.1%}")
    return before, after


if __name__ == "__main__":
    main()
