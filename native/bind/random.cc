// The module's face of random streams: resets, words one by one, and shuffled orders.
#include <cstring>

#include "bind/bind.h"
#include "ops/random/shuffle_order.h"
#include "ops/random/streams.h"

namespace zeal::bind {
namespace {

bool g_global_seed = false;

PyObject* py_restart_streams(PyObject*, PyObject* seeded) {
  const int truth = PyObject_IsTrue(seeded);
  if (truth < 0) return nullptr;
  g_global_seed = truth;
  clear_streams();
  Py_RETURN_NONE;
}

PyObject* py_mark_fresh_seed(PyObject*, PyObject* arg) {
  const long long seed = PyLong_AsLongLong(arg);
  if (seed == -1 && PyErr_Occurred()) return nullptr;
  mark_fresh_seed(seed);
  Py_RETURN_NONE;
}

PyObject* py_function_seed(PyObject*, PyObject*) {
  FunctionStreams* streams = FunctionCall::streams();
  return streams ? PyLong_FromLongLong(streams->draw_seed()) : Py_NewRef(Py_None);
}

PyObject* py_in_function(PyObject*, PyObject*) { return PyBool_FromLong(FunctionCall::streams() != nullptr); }

PyMethodDef functions[] = {
    {"in_dataset_function", py_in_function, METH_NOARGS, "Whether a dataset's function is running, in this thread."},
    {"function_seed", py_function_seed, METH_NOARGS,
     "A seed for an op without one within a dataset's function; None outside of such functions."},
    {"restart_random_streams", py_restart_streams, METH_O,
     "restart_random_streams(seeded): the streams of all random ops restart; whether there is a global seed."},
    {"mark_fresh_seed", py_mark_fresh_seed, METH_O, "The next op with this seed2 need not keep its stream."},
    {nullptr, nullptr, 0, nullptr},
};

// A Python object that holds a C++ value.
template <class T> struct Holder {
  PyObject_HEAD
  T value;
};
template <class T> T& value_of(PyObject* self) { return reinterpret_cast<Holder<T>*>(self)->value; }
template <class T> PyObject* hold(PyTypeObject* type, T value) {
  PyObject* self = checked(type->tp_alloc(type, 0)).release();
  new (&value_of<T>(self)) T(std::move(value));
  return self;
}
template <class T> void dealloc(PyObject* self) {
  value_of<T>(self).~T();
  Py_TYPE(self)->tp_free(self);
}

// --- RandomWords ---
PyObject* words_new(PyTypeObject* type, PyObject* args, PyObject*) {
  long long seed, seed2;
  if (!PyArg_ParseTuple(args, "LL:RandomWords", &seed, &seed2)) return nullptr;
  return guarded([&] { return hold(type, PhiloxReader(stream_of_seeds(seed, seed2))); });
}
PyObject* words_word(PyObject* self, PyObject*) {
  return PyLong_FromUnsignedLong(value_of<PhiloxReader>(self).word());
}
PyObject* words_below(PyObject* self, PyObject* arg) {
  const long long n = PyLong_AsLongLong(arg);
  if (n == -1 && PyErr_Occurred()) return nullptr;
  if (n < 1) return PyErr_Format(PyExc_ValueError, "below(n) takes a positive n, got %lld", n);
  return PyLong_FromLongLong(static_cast<long long>(value_of<PhiloxReader>(self).word() % static_cast<uint64_t>(n)));
}
PyMethodDef words_methods[] = {
    {"word", words_word, METH_NOARGS, "The next 32 random bits."},
    {"below", words_below, METH_O, "below(n): the next word modulo n."},
    {nullptr, nullptr, 0, nullptr},
};
PyTypeObject WordsType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.RandomWords",
    .tp_basicsize = sizeof(Holder<PhiloxReader>),
    .tp_dealloc = dealloc<PhiloxReader>,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "RandomWords(seed, seed2): a Philox stream, word by word.",
    .tp_methods = words_methods,
    .tp_new = words_new,
};

// --- FunctionStreams ---
PyObject* streams_new(PyTypeObject* type, PyObject* args, PyObject*) {
  if (!PyArg_ParseTuple(args, ":FunctionStreams")) return nullptr;
  return guarded([&] { return hold(type, FunctionStreams()); });
}
PyObject* streams_call(PyObject* self, PyObject* args, PyObject*) {
  if (!PyTuple_GET_SIZE(args)) return PyErr_Format(PyExc_TypeError, "FunctionStreams: a function to call is expected");
  return guarded([&] {
    FunctionCall call(value_of<FunctionStreams>(self));
    Ref rest = checked(PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args)));
    return checked(PyObject_CallObject(PyTuple_GET_ITEM(args, 0), rest.get())).release();
  });
}
PyTypeObject StreamsType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.FunctionStreams",
    .tp_basicsize = sizeof(Holder<FunctionStreams>),
    .tp_dealloc = dealloc<FunctionStreams>,
    .tp_call = streams_call,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "FunctionStreams()(f, *args) calls f; its random ops go on where they were in the call before.",
    .tp_new = streams_new,
};

// --- ShuffleOrder ---
ShuffleMode shuffle_mode(const char* name) {
  if (!std::strcmp(name, "reshuffle")) return ShuffleMode::kReshuffle;
  if (!std::strcmp(name, "same")) return ShuffleMode::kSame;
  if (!std::strcmp(name, "across")) return ShuffleMode::kAcross;
  fail(Code::kValueError, "ShuffleOrder: mode must be 'reshuffle', 'same' or 'across', got '", name, "'");
}
PyObject* order_new(PyTypeObject* type, PyObject* args, PyObject*) {
  long long size, buffer, epochs, seed, seed2;
  const char* mode;
  if (!PyArg_ParseTuple(args, "LLLLLs:ShuffleOrder", &size, &buffer, &epochs, &seed, &seed2, &mode)) return nullptr;
  return guarded([&] {
    if (size < 0 || buffer < 1 || epochs < -1)
      fail(Code::kValueError, "ShuffleOrder: size ", size, ", buffer ", buffer, " and epochs ", epochs,
           "; a size is not negative, a buffer positive, and epochs at least -1");
    return hold(type, ShuffleOrder(size, buffer, epochs, stream_of_seeds(seed, seed2), shuffle_mode(mode)));
  });
}
PyObject* order_take(PyObject* self, PyObject* arg) {
  const long long count = PyLong_AsLongLong(arg);
  if (count == -1 && PyErr_Occurred()) return nullptr;
  return guarded([&]() -> PyObject* {
    if (count < 0) fail(Code::kValueError, "take(n) takes a count, got ", count);
    const int64_t wanted = count;
    Tensor all = make_tensor(DType::kInt64, {1, &wanted});
    const int64_t got = value_of<ShuffleOrder>(self).take(all->as<int64_t>(), wanted);
    return wrap(got == wanted ? all : make_view(*all, {1, &got}));
  });
}
PyMethodDef order_methods[] = {
    {"take", order_take, METH_O, "take(n): the next n indices as an int64 tensor, fewer at the end."},
    {nullptr, nullptr, 0, nullptr},
};
PyTypeObject OrderType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.ShuffleOrder",
    .tp_basicsize = sizeof(Holder<ShuffleOrder>),
    .tp_dealloc = dealloc<ShuffleOrder>,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "ShuffleOrder(size, buffer, epochs, seed, seed2, mode): see ops/random/shuffle_order.h.",
    .tp_methods = order_methods,
    .tp_new = order_new,
};

}  // namespace

bool has_global_seed() { return g_global_seed; }

void add_random(PyObject* module) {
  check(PyModule_AddFunctions(module, functions));
  check(PyModule_AddType(module, &WordsType));
  check(PyModule_AddType(module, &OrderType));
  check(PyModule_AddType(module, &StreamsType));
}

}  // namespace zeal::bind
