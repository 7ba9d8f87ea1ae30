// DLPack in both directions: zero-copy exchange of CPU tensors with NumPy, torch, JAX.
// Structures follow the DLPack 0.8 specification.
#include <cstring>
#include <memory>

#include "bind/bind.h"

namespace zeal::bind {
namespace {

struct DLDevice {
  int32_t type, id;
};
struct DLDataType {
  uint8_t code, bits;
  uint16_t lanes;
};
struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct DLManagedTensor {
  DLTensor tensor;
  void* context;
  void (*deleter)(DLManagedTensor*);
};

constexpr int kCpu = 1;
enum Code : uint8_t { kInt = 0, kUInt = 1, kFloat = 2, kBfloat = 4, kComplex = 5, kBool = 6 };

DLDataType dl_type(DType t) {
  auto bits = uint8_t(8 * dtype_size(t));
  if (t == DType::kBool) return {kBool, 8, 1};
  if (t == DType::kBFloat16) return {kBfloat, bits, 1};
  if (contains(kSigned, t)) return {kInt, bits, 1};
  if (contains(kUnsigned, t)) return {kUInt, bits, 1};
  if (contains(kFloating, t)) return {kFloat, bits, 1};
  if (contains(kComplexTypes, t)) return {kComplex, bits, 1};
  PyErr_Format(PyExc_BufferError, "DLPack has no dtype for %s", dtype_name(t));
  throw PythonError();
}

DType from_dl_type(DLDataType d) {
  for (int t = 1; t < kNumDTypes && d.lanes == 1; ++t)
    if (contains(kNumbers | bit(DType::kBool), DType(t))) {
      DLDataType have = dl_type(DType(t));
      if (have.code == d.code && have.bits == d.bits) return DType(t);
    }
  fail(zeal::Code::kTypeError, "from_dlpack: no dtype for DLPack code ", int(d.code), " of ", int(d.bits), " bits");
}

// --- export ---
struct Exported {
  DLManagedTensor managed;
  Tensor tensor;
};

void drop_capsule(PyObject* capsule) {
  if (!PyCapsule_IsValid(capsule, "dltensor")) return;  // a consumer took it
  auto* m = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "dltensor"));
  m->deleter(m);
}

PyObject* capsule_of(Tensor t) {
  if (t->symbolic()) refuse_value(*t);
  DLDataType type = dl_type(t->dtype);
  share_counts();  // the consumer may drop it in a thread of its own, without the GIL
  auto* e = new Exported{{}, t};
  e->managed = {{t->data, {kCpu, 0}, t->rank, type, t->dims(), nullptr, 0}, e,
                [](DLManagedTensor* m) { delete static_cast<Exported*>(m->context); }};
  PyObject* capsule = PyCapsule_New(&e->managed, "dltensor", drop_capsule);
  if (!capsule) delete e;
  return capsule;
}

// Memory of its own, for a consumer that writes to it.
Tensor copied(const TensorImpl& t) {
  if (t.symbolic()) refuse_value(t);
  dl_type(t.dtype);  // raises for strings, which are no bytes to copy
  Tensor copy = make_tensor(t.dtype, t.shape());
  std::memcpy(copy->data, t.data, t.nbytes());
  return copy;
}

void check_device(PyObject* device) {
  Ref here = checked(Py_BuildValue("(ii)", kCpu, 0));
  const int same = device == Py_None ? 1 : PyObject_RichCompareBool(device, here.get(), Py_EQ);
  check(same);
  if (same) return;
  PyErr_Format(PyExc_BufferError, "__dlpack__: the tensor is on the CPU, DLPack device (1, 0), not on %R", device);
  throw PythonError();
}

PyObject* export_tensor(PyObject*, PyObject* o) {
  return guarded([&]() -> PyObject* {
    if (!is_tensor(o)) fail(zeal::Code::kTypeError, "to_dlpack takes a tensor, got a ", Py_TYPE(o)->tp_name);
    return capsule_of(Tensor::share(impl_of(o)));
  });
}

// `stream` means nothing on a CPU, and a consumer of any `max_version` takes an unversioned capsule.
PyObject* tensor_dlpack(PyObject* o, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"stream", "max_version", "dl_device", "copy", nullptr};
  PyObject *stream, *version, *device = Py_None, *copy = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O$OOO:__dlpack__", const_cast<char**>(names), &stream, &version, &device, &copy))
    return nullptr;
  return guarded([&] {
    check_device(device);
    const int copies = PyObject_IsTrue(copy);
    check(copies);
    return capsule_of(copies ? copied(*impl_of(o)) : Tensor::share(impl_of(o)));
  });
}
PyObject* dlpack_device(PyObject*, PyObject*) { return Py_BuildValue("(ii)", kCpu, 0); }

PyMethodDef tensor_methods[] = {
    {"__dlpack__", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(tensor_dlpack)), METH_VARARGS | METH_KEYWORDS,
     "__dlpack__(stream=None, *, max_version=None, dl_device=None, copy=None): a DLPack capsule on the tensor's memory, or on a copy."},
    {"__dlpack_device__", dlpack_device, METH_NOARGS, "The DLPack device, (1, 0) for the CPU."},
};

// --- import ---
struct Imported : ExternalMemory {
  DLManagedTensor* managed;
};

// Kernels take elements where their type may lie.
bool aligned(const char* data, DType dtype) {
  size_t unit = dtype_size(dtype) / (contains(kComplexTypes, dtype) ? 2 : 1);
  return reinterpret_cast<uintptr_t>(data) % unit == 0;
}

bool contiguous(const DLTensor& t) {
  int64_t step = 1;
  if (!num_elements({t.ndim, t.shape})) return true;
  for (int i = t.ndim - 1; t.strides && i >= 0; --i) {
    if (t.shape[i] != 1 && t.strides[i] != step) return false;
    step *= t.shape[i];
  }
  return true;
}

void gather(char*& dst, const char* src, const DLTensor& t, const int64_t* strides, int axis, size_t size) {
  if (axis == t.ndim) {
    std::memcpy(dst, src, size);
    dst += size;
    return;
  }
  for (int64_t i = 0; i < t.shape[axis]; ++i) gather(dst, src + i * strides[axis] * int64_t(size), t, strides, axis + 1, size);
}

Tensor copy_of(const DLTensor& d, DType dtype, const char* data) {
  Tensor t = make_tensor(dtype, ShapeView{d.ndim, d.shape});
  int64_t packed[kMaxRank], step = 1;
  if (!t->numel) return t;
  for (int i = d.ndim - 1; i >= 0; --i) packed[i] = step, step *= d.shape[i];
  char* dst = t->data;
  gather(dst, data, d, d.strides ? d.strides : packed, 0, dtype_size(dtype));
  if (dtype == DType::kBool) clean_bools(t->as<uint8_t>(), t->as<uint8_t>(), t->numel);
  return t;
}

void release_import(ExternalMemory* e) {
  auto* self = static_cast<Imported*>(e);
  if (self->managed->deleter) {
    PyGILState_STATE gil = PyGILState_Ensure();  // producers may free Python objects
    self->managed->deleter(self->managed);
    PyGILState_Release(gil);
  }
  delete self;
}

// The memory as a tensor, or a copy of it, which leaves the capsule as it was. Bools are copied: the producer
// may write bytes later that are neither 0 nor 1, which kernels count on.
Tensor adopt(DLManagedTensor* m) {
  const DLTensor& d = m->tensor;
  if (d.device.type != kCpu) fail(zeal::Code::kUnimplemented, "from_dlpack: the array is on DLPack device type ", d.device.type, "; copy it to the CPU first");
  if (d.ndim < 0 || d.ndim > kMaxRank) fail(zeal::Code::kInvalidArgument, "from_dlpack: rank ", d.ndim, " is not in 0..", kMaxRank);
  DType dtype = from_dl_type(d.dtype);
  char* data = static_cast<char*>(d.data) + d.byte_offset;
  ShapeView shape{d.ndim, d.shape};
  if (dtype != DType::kBool && contiguous(d) && aligned(data, dtype)) {
    auto memory = std::make_unique<Imported>(Imported{{release_import}, m});
    Tensor t = make_external(dtype, shape, data, memory.get());
    memory.release();
    return t;
  }
  return copy_of(d, dtype, data);
}

PyObject* import_capsule(PyObject*, PyObject* capsule) {
  return guarded([&] {
    auto* m = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "dltensor"));
    if (!m) throw PythonError();
    Tensor t = adopt(m);
    check(PyCapsule_SetName(capsule, "used_dltensor"));
    if (!(t->flags & kExternal) && m->deleter) m->deleter(m);  // last: producers may free Python objects
    return wrap(std::move(t));
  });
}

PyMethodDef functions[] = {
    {"to_dlpack", export_tensor, METH_O, "A DLPack capsule that shares the tensor's memory."},
    {"from_dlpack_capsule", import_capsule, METH_O, "A tensor on a DLPack capsule's memory."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_dlpack(PyObject* module) {
  check(PyModule_AddFunctions(module, functions));
  for (PyMethodDef& m : tensor_methods) {
    Ref method = checked(PyDescr_NewMethod(&TensorType, &m));
    check(PyDict_SetItemString(TensorType.tp_dict, m.ml_name, method.get()));
  }
}

}  // namespace zeal::bind
