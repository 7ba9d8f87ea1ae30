// Tensors in files: their bytes, written from and read into their own memory, with a checksum.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "bind/bind.h"
#include "bind/shape_values.h"
#include "core/crc32c.h"

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

// Moves n bytes at `p` by step(p, n, at), which moves some of them and says how many; the lock is free meanwhile.
// Returns how many were moved: less than n where the file ends.
template <class Step> size_t move_bytes(char* p, size_t n, int64_t at, uint32_t& crc, Step step) {
  size_t done = 0;
  while (done < n) {
    int error = 0;
    const size_t stop = std::min(n, done + kUninterrupted);
    bool ended = false;
    {
      WithoutHostLock others_run;
      while (done < stop && !ended) {
        const ssize_t moved = step(p + done, std::min(kChunk, stop - done), at + int64_t(done));
        if (moved < 0 && errno != EINTR) {
          error = errno;
          break;
        }
        ended = moved == 0;
        if (moved > 0) crc = crc32c(p + done, size_t(moved), crc), done += size_t(moved);
      }
    }
    if (error) fail_os(error);
    check(PyErr_CheckSignals());
    if (ended) break;
  }
  return done;
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
    const size_t done = move_bytes(t->data, t->nbytes(), at, crc, [&](char* p, size_t n, int64_t offset) {
      return pwrite(file, p, n, offset);
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
    uint32_t crc = 0;
    const size_t done = move_bytes(t->data, t->nbytes(), at, crc, [&](char* p, size_t n, int64_t offset) {
      return pread(file, p, n, offset);
    });
    if (done < t->nbytes()) fail(Code::kDataLoss, "the file ends at byte ", at + (long long)done, ", ", t->nbytes() - done, " bytes before the tensor does");
    if (dtype == DType::kBool) clean_bools(t->as<uint8_t>(), t->as<uint8_t>(), t->numel);
    return Py_BuildValue("NN", wrap(std::move(t)), PyLong_FromUnsignedLong(crc));
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
    {"crc32c", py_crc32c, METH_VARARGS, "crc32c(bytes, so_far=0): the checksum of TensorFlow's files, unmasked."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_tensor_files(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
