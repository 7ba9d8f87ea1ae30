"""tensorflow.python.lib.io.file_io: the functions of tf.gfile under their other names."""

from zeal import gfile

__all__ = [
    "FileIO", "copy", "create_dir", "delete_file", "delete_recursively", "file_exists",
    "get_matching_files", "is_directory", "list_directory", "read_file_to_string",
    "recursive_create_dir", "rename", "stat", "walk", "write_string_to_file",
]  # fmt: skip

FileIO = gfile.GFile
copy, rename, stat, walk = gfile.Copy, gfile.Rename, gfile.Stat, gfile.Walk
create_dir, recursive_create_dir = gfile.MkDir, gfile.MakeDirs
delete_file, delete_recursively = gfile.Remove, gfile.DeleteRecursively
file_exists, is_directory = gfile.Exists, gfile.IsDirectory
get_matching_files, list_directory = gfile.Glob, gfile.ListDirectory


def read_file_to_string(filename, binary_mode=False):
    """The content of a file, as bytes in binary mode. Raises NotFoundError if there is none."""
    with gfile.GFile(filename, "rb" if binary_mode else "r") as file:
        return file.read()


def write_string_to_file(filename, file_content):
    """Writes a text to a file, in the place of what it held."""
    with gfile.GFile(filename, "w") as file:
        file.write(file_content)
