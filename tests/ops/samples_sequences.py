"""Sample rows of ops on label sequences, and of candidate samplers."""

import itertools

import numpy as np
from samples import A, E, Sample, V

import zeal.seq2seq.beams
import zeal.sparse.edit_distance  # noqa: F401
from zeal.errors import FailedPreconditionError, InvalidArgumentError

WIDE = ("float32", "float64")


def log_softmax(x):
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def collapsed(path, blank, merge=True):
    """The labels that a path of classes stands for."""
    kept = [c for i, c in enumerate(path) if not (merge and i and c == path[i - 1])]
    return [c for c in kept if c != blank]


def losses(x, labels, lengths, blank, merge=True):
    """Sums over every path there is, and their share of each class at each step."""
    loss, gradient = np.zeros(x.shape[1]), np.zeros(x.shape)
    for b, (wanted, n) in enumerate(zip(labels, lengths, strict=True)):
        y, share, total = np.exp(log_softmax(x[:n, b])), np.zeros((n, x.shape[2])), 0.0
        for path in itertools.product(range(x.shape[2]), repeat=int(n)):
            if collapsed(path, blank, merge) == list(wanted):
                chance = y[np.arange(n), path].prod()
                total += chance
                share[np.arange(n), path] += chance
        with np.errstate(all="ignore"):
            loss[b] = -np.log(total)
            gradient[:n, b] = y - share / total if total else y
    return loss, gradient


def ctc(x, indices, values, lengths, preprocess_collapse_repeated=False, ctc_merge_repeated=True,
        ignore_longer_outputs_than_inputs=False):  # fmt: skip
    labels = [values[indices[:, 0] == b].tolist() for b in range(x.shape[1])]
    if preprocess_collapse_repeated:
        labels = [collapsed(row, None) for row in labels]
    if ignore_longer_outputs_than_inputs:
        lengths = [0 if len(row) > n else n for row, n in zip(labels, lengths, strict=True)]
    loss, gradient = losses(x, labels, lengths, x.shape[2] - 1, ctc_merge_repeated)
    return np.where(np.array(lengths) > 0, loss, 0), gradient


def dense_ctc(x, labels, label_lengths, lengths, blank_index=0):
    rows = [row[:n].tolist() for row, n in zip(labels, label_lengths, strict=True)]
    return losses(x, rows, lengths, blank_index % x.shape[2])


PLACES = V([[0, 0], [0, 1], [1, 0]], "int64")


def ctc_inputs(places=PLACES, labels=(1, 1, 0), lengths=(4, 3), shape=(4, 2, 3)):
    return [A(shape), places, V(list(labels)), V(list(lengths))]


def greedy(x, lengths, merge_repeated=False):
    places, values, longest = [], [], 0
    for b, n in enumerate(lengths):
        path = x[:n, b].argmax(-1).tolist()
        labels = collapsed(path, x.shape[2] - 1, merge_repeated)
        places += [[b, i] for i in range(len(labels))]
        values += labels
        longest = max(longest, len(labels))
    sums = [[-x[:n, b].max(-1).sum()] for b, n in enumerate(lengths)]
    return (np.array(places, np.int64).reshape(-1, 2), np.array(values, np.int64),
            np.array([len(lengths), longest]), np.array(sums))  # fmt: skip


def beam(x, lengths, beam_width, top_paths, merge_repeated=True):
    """A beam that is wide enough finds the sums over all paths."""
    found = []
    for b, n in enumerate(lengths):
        y, chances = np.exp(log_softmax(x[:n, b])), {}
        for path in itertools.product(range(x.shape[2]), repeat=int(n)):
            key = tuple(collapsed(path, x.shape[2] - 1))
            chances[key] = chances.get(key, 0) + y[np.arange(n), path].prod()
        found.append(sorted(chances.items(), key=lambda item: -item[1])[:top_paths])
    places, values, shapes = [], [], []
    for p in range(top_paths):
        rows = [collapsed(f[p][0], None, merge_repeated) for f in found]
        places += [[p, b, i] for b, row in enumerate(rows) for i in range(len(row))]
        values += [label for row in rows for label in row]
        shapes.append([len(rows), max(map(len, rows))])
    logs = np.log([[chance for _, chance in f] for f in found])
    return np.array(places, np.int64), np.array(values, np.int64), np.array(shapes), logs


def drawn(low, high, unique=True, n=5):
    def check(outputs, inputs):
        classes, of_true, of_drawn = outputs
        assert classes.shape == of_drawn.shape == (n,) and of_true.shape == (2, 2)
        assert (classes >= low).all() and (classes < high).all()
        assert not unique or len(set(classes.tolist())) == n
        assert (of_drawn > 0).all() and (of_true >= 0).all()

    return check


TRUE = V([[1, 2], [0, 7]], "int64")


def sampler(op, *more, **attrs):
    attrs = {"num_true": 2, "num_sampled": 5, "unique": True, "seed": 3, "seed2": 5, **attrs}
    bad = [
        E([V([1, 2], "int64"), *more], attrs, InvalidArgumentError, "true_classes must be a matrix"),
        E([V([[1]], "int64"), *more], attrs, InvalidArgumentError,
          "true_classes must have num_true columns, expected: 1 was: 2"),
        E([TRUE, *more], {**attrs, "num_sampled": 0}, InvalidArgumentError,
          "Value for attr 'num_sampled' of 0 must be at least minimum 1"),
    ]  # fmt: skip
    if "range_max" in attrs:
        bad.append(E([TRUE, *more], {**attrs, "num_sampled": 99}, InvalidArgumentError,
                     "Sampler's range is too small."))  # fmt: skip
    return Sample(op, [TRUE, *more], attrs=attrs, check=drawn(0, 9), errors=bad)


def hits(classes, sampled, num_true):
    found = [(b, i) for b, row in enumerate(classes) for c in row for i in np.flatnonzero(sampled == c)[-1:]]
    rows, places = np.array(found).reshape(-1, 2).T
    return rows.astype(np.int32), places, np.full(len(found), np.finfo("f").min, np.float32)


def distances(h_places, h_values, h_shape, t_places, t_values, t_shape, normalize=True):
    out = np.zeros(np.maximum(h_shape, t_shape)[:-1], np.float32)
    for at in np.ndindex(*out.shape):
        a, b = (v[(p[:, :-1] == at).all(1)] for p, v in ((h_places, h_values), (t_places, t_values)))
        table = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
        for i, j in np.ndindex(len(a), len(b)):
            table[i + 1, j + 1] = min(table[i, j] + (a[i] != b[j]), table[i, j + 1] + 1, table[i + 1, j] + 1)
        with np.errstate(all="ignore"):
            none = np.inf if len(a) else 0
            out[at] = table[-1, -1] / len(b) if normalize and len(b) else none if normalize else table[-1, -1]
    return out


EDIT = [V([[0, 0], [0, 1], [2, 0]], "int64"), V([5, 6, 7]), V([3, 3], "int64"),
        V([[0, 0], [1, 0], [1, 1], [2, 0], [2, 1]], "int64"), V([6, 1, 2, 7, 8]), V([3, 2], "int64")]  # fmt: skip


def tree(steps, parents, lengths, end):
    out = np.full_like(steps, end)
    for b, k in np.ndindex(*steps.shape[1:]):
        place = k
        for t in reversed(range(min(len(steps), lengths[b]))):
            out[t, b, k], place = steps[t, b, place], parents[t, b, place]
        ended = np.flatnonzero(out[:, b, k] == end)
        out[ended[0] if len(ended) else len(steps) :, b, k] = end
    return out


TREE = [V([[[1, 2], [3, 4]], [[5, 9], [7, 8]], [[1, 3], [2, 9]]]), V([[[0, 0]] * 2, [[1, 0], [0, 0]], [[1, 0]] * 2]),
        V([3, 2]), V(9)]  # fmt: skip

ROWS = [
    Sample("GatherTree", TREE, tree, dtypes=("int32",), errors=[
        E([TREE[0], V([[[0, 2]] * 2] * 3), *TREE[2:]], {}, InvalidArgumentError, "Saw invalid parent id"),
        E([*TREE[:2], V([3]), V(9)], {}, InvalidArgumentError, "must match"),
        E([*TREE[:2], V([[3, 2]]), V(9)], {}, InvalidArgumentError, "max_sequence_lengths must be a vector"),
    ]),
    Sample("CTCLoss", ctc_inputs(), ctc, dtypes=WIDE, tol=8, grad=(), errors=[
        E(ctc_inputs(shape=(4, 2)), {}, InvalidArgumentError, "inputs is not a 3-Tensor"),
        E(ctc_inputs(lengths=(4,)), {}, InvalidArgumentError, "len(sequence_length) != batch_size."),
        E(ctc_inputs(lengths=(5, 3)), {}, InvalidArgumentError, "sequence_length(0) <= 4"),
        E(ctc_inputs(lengths=(1, 3)), {}, InvalidArgumentError,
          "Not enough time for target transition sequence (required: 2, available: 1)0"),
        E(ctc_inputs(labels=(1, -1, 0)), {}, InvalidArgumentError, "All labels must be nonnegative"),
        E(ctc_inputs(labels=(2, 1, 0)), {}, InvalidArgumentError, "following a null label, batch: 0"),
        E(ctc_inputs(V([[0, 0], [0, 1], [0, 2]], "int64")), {}, InvalidArgumentError,
          "Labels length is zero in batch 1"),
        E(ctc_inputs(V([[0, 0], [0, 1], [5, 0]], "int64")), {}, InvalidArgumentError,
          "label SparseTensor is not valid"),
        E(ctc_inputs(V([[0, 0]], "int64")), {}, InvalidArgumentError, "same number of rows"),
    ]),
    Sample("CTCLoss", ctc_inputs(), ctc, {"ctc_merge_repeated": False}, dtypes=WIDE, tol=8, grad=(), name="unmerged"),
    Sample("CTCLoss", ctc_inputs(), ctc, {"preprocess_collapse_repeated": True}, dtypes=WIDE, tol=8, grad=(), name="collapsed"),
    Sample("CTCLoss", ctc_inputs(lengths=(1, 3)), ctc, {"ignore_longer_outputs_than_inputs": True},
           dtypes=WIDE, tol=8, grad=(), name="ignoring"),
    Sample("DenseCTCLoss", [A((4, 2, 3)), V([[2, 2], [1, 0]]), V([2, 1]), V([4, 3])], dense_ctc,
           {"blank_index": 0}, dtypes=WIDE, tol=8, grad=(), errors=[
        E([A((4, 2, 3)), V([[2, 0], [1, 0]]), V([2, 1]), V([4, 3])], {"blank_index": 0},
          InvalidArgumentError, "and not the blank, 0; example 0 has 0"),
        E([A((4, 2, 3)), V([[2, 2], [1, 0]]), V([3, 1]), V([4, 3])], {"blank_index": 0},
          InvalidArgumentError, "label_length(0) must be in [0, 2], got 3"),
        E([A((4, 2, 3)), V([[2, 2], [1, 0]]), V([2, 1]), V([4, 3])], {"blank_index": 3},
          InvalidArgumentError, "blank_index must be in [-3, 3), got 3"),
    ]),
    Sample("DenseCTCLoss", [A((4, 2, 3)), V([[0, 1], [1, 0]]), V([2, 0]), V([4, 3])], dense_ctc,
           {"blank_index": -1}, dtypes=WIDE, tol=8, grad=(), name="last"),
    Sample("CTCGreedyDecoder", [A((5, 2, 3)), V([5, 3])], greedy, {"merge_repeated": True}, dtypes=WIDE, errors=[
        E([A((5, 3)), V([5, 3])], {}, InvalidArgumentError, "inputs is not a 3-Tensor"),
        E([A((5, 2, 3)), V([6, 3])], {}, FailedPreconditionError, "sequence_length(0) <= 5"),
        E([A((5, 2, 3)), V([5])], {}, InvalidArgumentError, "len(sequence_length) != batch_size."),
    ]),
    Sample("CTCGreedyDecoder", [A((5, 2, 3)), V([5, 0])], greedy, dtypes=WIDE, name="unmerged"),
    Sample("CTCBeamSearch", [A((4, 2, 3)), V([4, 3])], beam, {"beam_width": 200, "top_paths": 3}, dtypes=WIDE, tol=8, errors=[
        E([A((4, 2, 3)), V([4, 3])], {"beam_width": 2, "top_paths": 3}, InvalidArgumentError,
          "requested more paths than the beam width."),
        E([A((4, 2, 3)), V([4, 0])], {"beam_width": 5, "top_paths": 3}, InvalidArgumentError,
          "Less leaves in the beam search than requested."),
        E([A((4, 2, 3)), V([9, 0])], {"beam_width": 5, "top_paths": 1}, FailedPreconditionError,
          "sequence_length(0) <= 4"),
    ]),
    Sample("CTCBeamSearch", [A((4, 2, 3)), V([4, 3])], beam,
           {"beam_width": 200, "top_paths": 2, "merge_repeated": False}, dtypes=WIDE, tol=8, name="unmerged"),
    sampler("UniformCandidateSampler", range_max=9),
    sampler("LogUniformCandidateSampler", range_max=9),
    sampler("LearnedUnigramCandidateSampler", range_max=9),
    sampler("ThreadUnsafeUnigramCandidateSampler", range_max=9),
    sampler("WeightedCandidateSampler", V([1, 2, 3, 4, 5, 1, 1, 1, 1], "float32"), range_max=9),
    sampler("AllCandidateSampler"),
    Sample("ComputeAccidentalHits", [TRUE, V([2, 5, 0, 2], "int64")], hits, {"num_true": 2}, errors=[
        E([TRUE, V([2], "int64")], {"num_true": 1}, InvalidArgumentError,
          "true_candidates must be a batch_size * num_true matrix"),
        E([TRUE, V([[2]], "int64")], {"num_true": 2}, InvalidArgumentError, "sampled_candidates must be a vector"),
    ]),
    Sample("EditDistance", EDIT, distances, errors=[
        E([*EDIT[:3], V([[0]], "int64"), V([1]), V([3], "int64")], {}, InvalidArgumentError, "matching ranks"),
        E([V([[0, 0], [0, 1], [9, 0]], "int64"), *EDIT[1:]], {}, InvalidArgumentError, "out of its shape"),
    ]),
    Sample("EditDistance", EDIT, distances, {"normalize": False}, name="counts"),
]  # fmt: skip
