"""Checkpoints: a gibibyte saved and restored, beside dd on the same disk; many small variables."""

import os
import shutil
import subprocess
import tempfile
import time

from benchmarks import peers, timing

_LARGE = 8, 1 << 25  # tensors, and their numbers: 1 GiB in all
_SMALL = 2000, 100
_ROUNDS = 3


def _seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _least(cases, clean):
    """The least time of each of several calls, which take turns."""
    found = {}
    for _ in range(_ROUNDS):
        for name, call in cases.items():
            clean(name)
            found[name] = min(_seconds(call), found.get(name, float("inf")))
    return found


def _dd(*arguments):
    subprocess.run(["dd", "bs=1M", *arguments], check=True, stderr=subprocess.DEVNULL)


def _save_and_restore(tf, folder, count, size):
    variables = {f"v{i:05d}": tf.Variable(tf.random_uniform([size])) for i in range(count)}
    saver = tf.contrib.eager.Saver(variables)
    return lambda: saver.save(f"{folder}/model"), lambda: saver.restore(f"{folder}/model")


def run(names):
    """Prints the table; `names` of other libraries change nothing."""
    tf = peers.zeal()
    folder = tempfile.mkdtemp(dir=os.environ.get("ZEAL_BENCHMARK_DIR") or ".")
    try:
        _large(tf, folder)
        _many(tf, folder)
    finally:
        shutil.rmtree(folder)


def _large(tf, folder):
    source = os.path.join("/dev/shm", f"zeal-benchmark-{os.getpid()}")
    save, restore = _save_and_restore(tf, folder, *_LARGE)

    def clean(name):  # each writes to the same blocks of the disk
        for file in os.listdir(folder):
            os.unlink(os.path.join(folder, file))
        os.sync()

    try:
        save()
        shutil.copyfile(f"{folder}/model.data-00000-of-00001", source)
        writes = {"dd": lambda: _dd(f"if={source}", f"of={folder}/dd", "conv=fsync"), "zeal": save}
        written = _least(writes, clean)
        save()
        data = f"{folder}/model.data-00000-of-00001"
        reads = {"dd": lambda: _dd(f"if={data}", "of=/dev/null"), "zeal": restore}
        read = _least(reads, lambda name: None)
    finally:
        os.unlink(source)
    limits = {"save 1 GiB": written["dd"] / 0.8, "restore 1 GiB": written["dd"] / 0.8}
    rows = [("save 1 GiB", written), ("restore 1 GiB", read)]
    timing.table("checkpoints", ["zeal", "dd"], rows, limits)


def _many(tf, folder):
    save, restore = _save_and_restore(tf, f"{folder}/many", *_SMALL)
    rows = []
    for name, call in (("save", save), ("restore", restore)):
        call()
        rows.append((f"{name} 2000 small variables", {"zeal": min(map(_seconds, [call] * 3))}))
    timing.table("many variables", ["zeal"], rows)
