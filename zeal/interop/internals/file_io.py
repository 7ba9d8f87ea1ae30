"""tensorflow.python.lib.io.file_io: the functions of tf.gfile under their other names."""

import uuid

from zeal import gfile

__all__ = [
    "FileIO", "atomic_write_string_to_file", "copy", "create_dir", "delete_file",
    "delete_recursively", "file_crc32", "file_exists", "filecmp", "get_matching_files",
    "is_directory", "list_directory", "read_file_to_string", "recursive_create_dir", "rename",
    "stat", "walk", "write_string_to_file",
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


def atomic_write_string_to_file(filename, contents, overwrite=True):
    """Writes a text to a file that others see with all of it or not at all.

    Raises:
      AlreadyExistsError: the file is there and not to be overwritten.
    """
    other = f"{filename}.tmp{uuid.uuid4().hex}"
    write_string_to_file(other, contents)
    try:
        rename(other, filename, overwrite)
    except Exception:
        delete_file(other)
        raise


def filecmp(filename_a, filename_b):
    """Whether two files hold the same bytes."""
    return read_file_to_string(filename_a, True) == read_file_to_string(filename_b, True)


def file_crc32(filename, block_size=1 << 24):
    """The CRC-32 of a file, in hexadecimal digits after "0x"."""
    import zlib

    crc = 0
    with gfile.GFile(filename, "rb") as file:
        while block := file.read(block_size):
            crc = zlib.crc32(block, crc)
    return hex(crc)
