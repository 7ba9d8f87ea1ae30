"""tf.gfile.GFile: what TensorFlow 1.15 does, recorded from it."""

import pytest

import zeal as tf

GFile = tf.gfile.GFile


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("one\ntwo\nthr\u00e9e\n", encoding="utf-8")
    return str(path)


def test_reading(text):
    assert GFile(text).read() == "one\ntwo\nthr\u00e9e\n"
    assert GFile(text, "rb").read() == b"one\ntwo\nthr\xc3\xa9e\n"
    assert GFile(text).read(3) == "one"
    assert GFile(text).readline() == "one\n"
    assert GFile(text).readlines() == list(GFile(text)) == ["one\n", "two\n", "thr\u00e9e\n"]
    assert GFile(text, "rb").readlines()[2] == b"thr\xc3\xa9e\n"
    with GFile(text) as f:
        assert (f.name, f.mode, f.seekable(), f.size(), f.tell()) == (text, "r", True, 15, 0)
        assert f.next() == "one\n"
        f.close()
        assert f.readline() == "one\n"  # opened anew


def test_seeking(text):
    f = GFile(text)
    f.seek(4)
    assert f.readline() == "two\n" and f.tell() == 8
    f.seek(-2, 1)
    assert f.read() == "o\nthr\u00e9e\n"
    f.seek(-4, 2)
    assert f.read() == "\u00e9e\n"
    f.seek(position=1)
    assert f.tell() == 1
    with pytest.raises(tf.errors.InvalidArgumentError, match="Invalid whence argument: 7"):
        f.seek(0, 7)
    for given in ({}, {"offset": 0, "position": 0}):
        with pytest.raises(TypeError, match=r"seek\(\): offset argument required"):
            f.seek(**given)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Seeking to a negative position: -1"):
        f.seek(-1)
    with pytest.raises(tf.errors.OutOfRangeError, match="reached end of file"):
        f.seek(100)


def test_writing(tmp_path):
    path = str(tmp_path / "w.txt")
    with GFile(path, "w") as f:
        f.write("a")
        assert f.tell() == 1
        f.write("\u00e9")
        f.write(b"b")
        assert f.size() == 4
        with pytest.raises(TypeError, match="Expected binary or unicode string, got 3"):
            f.write(3)
        with pytest.raises(tf.errors.PermissionDeniedError, match="File isn't open for reading"):
            f.read()
    with GFile(path, "a") as f:
        f.write("Z")
        assert f.tell() == 5
    assert (tmp_path / "w.txt").read_bytes() == b"a\xc3\xa9bZ"
    assert GFile(path, "r+").read() == "a\u00e9bZ"


def test_errors(tmp_path, text):
    missing = GFile(str(tmp_path / "nope"))  # opened when it is read
    for call in (missing.read, missing.size):
        with pytest.raises(tf.errors.NotFoundError, match="nope; No such file or directory"):
            call()
    with pytest.raises(tf.errors.PermissionDeniedError, match="File isn't open for writing"):
        GFile(text).write("x")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        GFile(str(tmp_path)).read()
    with pytest.raises(tf.errors.NotFoundError, match="No such file or directory"):
        GFile(str(tmp_path / "no" / "w"), "w").write("a")
    with pytest.raises(tf.errors.InvalidArgumentError, match="mode is not 'r' or 'w' or 'a'"):
        GFile(text, "x")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
        tf.gfile.Remove(str(tmp_path))
    with pytest.raises(tf.errors.FailedPreconditionError, match="Not a directory"):
        tf.gfile.MakeDirs(text + "/x")


def test_names_of_version_2(tmp_path, text):
    gfile, copy = tf.io.gfile, str(tmp_path / "c.txt")
    gfile.copy(text, copy)
    with pytest.raises(tf.errors.AlreadyExistsError, match="file already exists"):
        gfile.copy(text, copy)
    gfile.rename(copy, text, overwrite=True)
    assert gfile.glob(str(tmp_path / "*")) == [text] and not gfile.exists(copy)
    gfile.makedirs(str(tmp_path / "d" / "e"))
    assert gfile.isdir(str(tmp_path / "d" / "e")) and gfile.listdir(str(tmp_path / "d")) == ["e"]
    assert [top for top, _, _ in gfile.walk(str(tmp_path))] == [
        str(tmp_path), str(tmp_path / "d"), str(tmp_path / "d" / "e"),
    ]  # fmt: skip
    found = []
    assert list(gfile.walk(str(tmp_path / "nope"), onerror=found.append)) == []
    assert isinstance(found[0], tf.errors.NotFoundError)
    gfile.rmtree(str(tmp_path / "d"))
    gfile.remove(text)
    assert not gfile.listdir(str(tmp_path)) and gfile.stat(str(tmp_path)).is_directory


def test_reading_and_writing_are_two_streams(tmp_path):
    path = tmp_path / "f"
    path.write_text("0123456789")
    with GFile(str(path), "r+") as file:
        file.write("abc")
        file.flush()
        assert (file.read(2), file.tell(), file.size()) == ("ab", 2, 3)
    with GFile(str(path), "a+") as file:
        file.write("12")
        file.flush()
        assert file.read() == "abc12"
    with GFile(str(path), "w+") as file:
        assert file.read() == "abc12"  # the first write empties it
        file.write("a\nb")
    assert (file.readline(), file.tell(), file.read()) == ("a\n", 2, "b")
    with pytest.raises(tf.errors.PermissionDeniedError):
        GFile(str(path), "w").seek(0)


def test_version_2_calls_its_arguments_path_and_pattern(text):
    gfile = tf.io.gfile
    assert gfile.exists(path=text) and not gfile.isdir(path=text)
    assert gfile.stat(path=text).length > 0
    assert gfile.glob(pattern=str(text)) == [str(text)]


def test_patterns_in_missing_folders(tmp_path, text):
    """What TensorFlow gives: only folders before the first wildcard must exist."""
    base = str(tmp_path)
    assert tf.gfile.Glob([base + "/*/none", base + "/none", base + "/n?/*", "none*"]) == []
    for find in (tf.gfile.Glob, tf.matching_files, tf.data.Dataset.list_files):
        with pytest.raises(tf.errors.NotFoundError, match="/no; No such file or directory"):
            find(base + "/no/*")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Not a directory"):
        tf.gfile.Glob(text + "/*")


@pytest.mark.parametrize(
    "write",
    [
        lambda path: tf.train.Checkpoint(v=tf.Variable(1.0)).save(path),
        lambda path: tf.train.write_graph(tf.GraphDef(), path, "a"),
        lambda path: tf.saved_model.save(tf.train.Checkpoint(v=tf.Variable(1.0)), path),
        lambda path: tf.saved_model.Builder(path),
        lambda path: tf.write_file(path + "/a", "x"),
    ],
)
def test_folders_that_cannot_be_made(write):
    with pytest.raises(tf.errors.NotFoundError, match="/proc/none; No such file or directory"):
        write("/proc/none/a")
