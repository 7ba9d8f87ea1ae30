// Tensors in files: their bytes, written from and read into their own memory, with a checksum.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "bind/bind.h"
#include "bind/shape_values.h"
#include "bind/variable.h"
#include "core/crc32c.h"
#include "core/thread_state.h"

namespace zeal::bind {
namespace {

constexpr size_t kChunk = size_t(1) << 18;       // summed up while it is in the cache
constexpr size_t kUninterrupted = size_t(1) << 26;  // bytes from one look for Ctrl-C to the next

[[noreturn, gnu::cold]] void fail_os(int error) {
  errno = error;
  PyErr_SetFromErrno(PyExc_OSError);
  throw PythonError();
}

void refuse_without_bytes(DType dtype) {
  if (dtype == DType::kString || dtype == DType::kResource || dtype == DType::kVariant)
    fail(Code::kTypeError, "tensors of dtype ", dtype_name(dtype), " have no bytes of their own");
}

// Moves n bytes by step(done, most), which moves some behind those done and says how many. The lock is free
// meanwhile, and signals are looked for, but in a scope of KeepHostLock. Returns how many were moved: less than n
// where the file ends.
template <class Step> size_t move_bytes(size_t n, Step step) {
  size_t done = 0;
  while (done < n) {
    int error = 0;
    const size_t stop = std::min(n, done + kUninterrupted);
    bool ended = false;
    {
      WithoutHostLock others_run;
      while (done < stop && !ended) {
        const ssize_t moved = step(done, std::min(kChunk, stop - done));
        if (moved < 0 && errno != EINTR) {
          error = errno;
          break;
        }
        ended = moved == 0;
        if (moved > 0) done += size_t(moved);
      }
    }
    if (error) fail_os(error);
    if (!thread_state().keeps_lock) check(PyErr_CheckSignals());
    if (ended) break;
  }
  return done;
}

// Reads n bytes of a file to where place(done) says, and returns their checksum.
template <class Place> uint32_t read_bytes(int file, int64_t at, size_t n, Place place) {
  uint32_t crc = 0;
  const size_t done = move_bytes(n, [&](size_t before, size_t most) {
    char* to = place(before);
    const ssize_t got = pread(file, to, most, at + int64_t(before));
    if (got > 0) crc = crc32c(to, size_t(got), crc);
    return got;
  });
  if (done < n) fail(Code::kDataLoss, "the file ends at byte ", at + (long long)done, ", ", n - done, " bytes before the tensor does");
  return crc;
}

uint32_t read_value(int file, int64_t at, TensorImpl& t) {
  const uint32_t crc = read_bytes(file, at, t.nbytes(), [&](size_t done) { return t.data + done; });
  if (t.dtype == DType::kBool) clean_bools(t.as<uint8_t>(), t.as<uint8_t>(), t.numel);
  return crc;
}

PyObject* py_write(PyObject*, PyObject* args) {
  int file;
  long long at;
  PyObject* value;
  if (!PyArg_ParseTuple(args, "iLO", &file, &at, &value)) return nullptr;
  return guarded([&] {
    const Tensor t = concrete_tensor(value);
    refuse_without_bytes(t->dtype);
    uint32_t crc = 0;
    const size_t done = move_bytes(t->nbytes(), [&](size_t before, size_t most) {
      const ssize_t put = pwrite(file, t->data + before, most, at + int64_t(before));
      if (put > 0) crc = crc32c(t->data + before, size_t(put), crc);
      return put;
    });
    if (done < t->nbytes()) fail_os(ENOSPC);
    return PyLong_FromUnsignedLong(crc);
  });
}

PyObject* py_read(PyObject*, PyObject* args) {
  int file;
  long long at;
  PyObject *type, *sizes;
  if (!PyArg_ParseTuple(args, "iLOO", &file, &at, &type, &sizes)) return nullptr;
  return guarded([&] {
    const DType dtype = to_dtype(type);
    refuse_without_bytes(dtype);
    Tensor t = make_tensor(dtype, shape_from(sizes));
    const uint32_t crc = read_value(file, at, *t);
    return Py_BuildValue("NN", wrap(std::move(t)), PyLong_FromUnsignedLong(crc));
  });
}

// The old value is overwritten only by bytes whose checksum was right when they were read before; and nothing
// else of the program runs until the new one is whole.
PyObject* py_read_in_place(PyObject*, PyObject* args) {
  int file;
  long long at;
  unsigned int wanted;
  PyObject* variable;
  if (!PyArg_ParseTuple(args, "O!iLI", &VariableType, &variable, &file, &at, &wanted)) return nullptr;
  return guarded([&]() -> PyObject* {
    VariableImpl& v = variable_of(variable);
    if (!v.writable()) Py_RETURN_NONE;
    refuse_without_bytes(v.dtype);
    const auto part = std::make_unique<char[]>(kChunk);
    const size_t n = v.value->nbytes();
    uint32_t crc = read_bytes(file, at, n, [&](size_t) { return part.get(); });
    if (crc != wanted) return PyLong_FromUnsignedLong(crc);
    if (!v.writable() || v.value->nbytes() != n) Py_RETURN_NONE;  // others ran meanwhile
    KeepHostLock atomic;
    crc = read_value(file, at, *v.value);
    return PyLong_FromUnsignedLong(crc);
  });
}

PyObject* py_crc32c(PyObject*, PyObject* args) {
  Py_buffer bytes;
  unsigned int so_far = 0;
  if (!PyArg_ParseTuple(args, "y*|I", &bytes, &so_far)) return nullptr;
  const uint32_t crc = crc32c(bytes.buf, size_t(bytes.len), so_far);
  PyBuffer_Release(&bytes);
  return PyLong_FromUnsignedLong(crc);
}

PyMethodDef functions[] = {
    {"write_tensor", py_write, METH_VARARGS, "write_tensor(file, offset, tensor): its bytes; returns their CRC-32C."},
    {"read_tensor", py_read, METH_VARARGS, "read_tensor(file, offset, dtype, shape): the tensor, and its bytes' CRC-32C."},
    {"read_in_place", py_read_in_place, METH_VARARGS,
     "read_in_place(variable, file, offset, crc32c): reads its value into its own memory, unless the bytes have another "
     "checksum; returns that which they have. None, and nothing is read, where somebody else sees that memory."},
    {"crc32c", py_crc32c, METH_VARARGS, "crc32c(bytes, so_far=0): the checksum of TensorFlow's files, unmasked."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_tensor_files(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
