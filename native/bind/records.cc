// Record files and parsing of examples, for Python.
#include "bind/dataset.h"
#include "bind/hold_lock.h"
#include "bind/record_frame.h"
#include "data/example.h"

namespace zeal::bind {
namespace {

// --- files ---
// What an object of Python gives by read(n): a compressed file. Lives and dies in threads that hold the lock.
class PythonFile : public data::ByteSource {
 public:
  explicit PythonFile(Ref file) : file_(std::move(file)) {}
  ~PythonFile() override {
    if (is_shutting_down()) {
      file_.release();
      return;
    }
    HoldLock lock;
    file_ = Ref();
  }
  size_t read(char* to, size_t n) override {
    size_t got = 0;
    while (got < n) {
      Ref bytes = checked(PyObject_CallMethod(file_.get(), "read", "n", Py_ssize_t(n - got)));
      char* from;
      Py_ssize_t size;
      check(PyBytes_AsStringAndSize(bytes.get(), &from, &size));
      if (size_t(size) > n - got) fail(Code::kInternal, "a file gave more bytes than were asked for");
      if (!size) break;
      std::copy_n(from, size, to + got);
      got += size_t(size);
    }
    return got;
  }

 private:
  Ref file_;
};

// None, or a function that takes a path and returns a file.
data::Opener opener(PyObject* open) {
  if (open == Py_None) return data::open_file;
  auto function = std::make_shared<Function>(open);
  return [function](const std::string& path) -> data::SourcePtr {
    Ref name = checked(PyUnicode_DecodeFSDefaultAndSize(path.data(), Py_ssize_t(path.size())));
    return std::make_unique<PythonFile>(checked(PyObject_CallOneArg(function->get().get(), name.get())));
  };
}

struct PyReader {
  PyObject_HEAD
  data::RecordReader* reader;
  bool busy;
};
PyReader& reader_of(PyObject* o) { return *reinterpret_cast<PyReader*>(o); }

void reader_dealloc(PyObject* o) {
  delete reader_of(o).reader;
  Py_TYPE(o)->tp_free(o);
}

PyObject* reader_next(PyObject* o) {
  return guarded([&]() -> PyObject* {
    PyReader& r = reader_of(o);
    if (!r.reader) fail(Code::kFailedPrecondition, "a RecordReader is made by record_reader(path, open)");
    if (r.busy) fail(Code::kFailedPrecondition, "another thread is reading these records");
    struct Turn {
      explicit Turn(bool& b) : busy(b) { busy = true; }
      ~Turn() { busy = false; }
      bool& busy;
    } turn(r.busy);
    std::string record;
    if (!r.reader->next(record)) return nullptr;
    return Py_BuildValue("Ly#", static_cast<long long>(r.reader->start()), record.data(), Py_ssize_t(record.size()));
  });
}

PyTypeObject ReaderType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.RecordReader",
    .tp_basicsize = sizeof(PyReader),
    .tp_dealloc = reader_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "Iterates over pairs of a record's position and its bytes.",
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = reader_next,
};

PyObject* py_record_reader(PyObject*, PyObject* args) {
  const char* path;
  Py_ssize_t n;
  PyObject* open;
  if (!PyArg_ParseTuple(args, "y#O:record_reader", &path, &n, &open)) return nullptr;
  return guarded([&]() -> PyObject* {
    const std::string name(path, size_t(n));
    auto reader = std::make_unique<data::RecordReader>(name, opener(open)(name));
    auto* o = PyObject_New(PyReader, &ReaderType);
    if (!o) throw PythonError();
    o->reader = reader.release();
    o->busy = false;
    return reinterpret_cast<PyObject*>(o);
  });
}

PyObject* py_record_frame(PyObject*, PyObject* o) {
  return guarded([&] { return framed({}, Buffer(o).bytes()); });
}

// --- examples ---
constexpr const char* kPlan = "zeal.ExamplePlan";

const data::Plan& plan_of(PyObject* o) {
  const void* plan = PyCapsule_GetPointer(o, kPlan);
  if (!plan) throw PythonError();
  return *static_cast<const data::Plan*>(plan);
}

data::Wanted wanted_from(PyObject* o) {
  const char* key;
  Py_ssize_t size;
  int form, may_lack;
  PyObject *dtype, *shape;
  if (!PyArg_ParseTuple(o, "y#iOOp:example_plan", &key, &size, &form, &dtype, &shape, &may_lack)) throw PythonError();
  data::Wanted w{.key = std::string(key, size_t(size)), .form = data::Form(form), .dtype = to_dtype(dtype), .shape = {}, .may_lack = bool(may_lack)};
  Ref sizes = checked(PySequence_Tuple(shape));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(sizes.get()); ++i) {
    w.shape.push_back(PyLong_AsLongLong(PyTuple_GET_ITEM(sizes.get(), i)));
    if (PyErr_Occurred()) throw PythonError();
  }
  if (form < 0 || form > 2) fail(Code::kInvalidArgument, "example_plan: there is no form ", form);
  if (w.dtype != DType::kString && w.dtype != DType::kFloat32 && w.dtype != DType::kInt64)
    fail(Code::kInvalidArgument, "the feature ", w.key, " is ", dtype_name(w.dtype), "; features are float32, int64 or string");
  return w;
}

PyObject* py_example_plan(PyObject*, PyObject* list) {
  return guarded([&] {
    Ref all = checked(PySequence_Tuple(list));
    std::vector<data::Wanted> wanted;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(all.get()); ++i) wanted.push_back(wanted_from(PyTuple_GET_ITEM(all.get(), i)));
    auto plan = std::make_unique<data::Plan>(std::move(wanted));
    PyObject* capsule = PyCapsule_New(plan.get(), kPlan, [](PyObject* o) { delete static_cast<data::Plan*>(PyCapsule_GetPointer(o, kPlan)); });
    if (capsule) plan.release();
    return capsule;
  });
}

// Defaults as the parser wants them: of the feature's dtype, and as many elements as it needs.
std::vector<Tensor> defaults_from(const data::Plan& plan, PyObject* list) {
  Ref all = checked(PySequence_Tuple(list));
  if (size_t(PyTuple_GET_SIZE(all.get())) != plan.size()) fail(Code::kInvalidArgument, "there must be a default or None for each feature");
  std::vector<Tensor> out(plan.size());
  for (size_t i = 0; i < plan.size(); ++i) {
    PyObject* o = PyTuple_GET_ITEM(all.get(), Py_ssize_t(i));
    const data::Wanted& w = plan.wanted()[i];
    if (o == Py_None) continue;
    out[i] = concrete_tensor(o);
    const int64_t n = w.form == data::Form::kFixed ? w.elements : 1;
    if (out[i]->dtype != w.dtype || out[i]->numel != n)
      fail(Code::kInvalidArgument, "the default of the feature ", w.key, " is ", describe(*out[i]), " where ", n, " of ", dtype_name(w.dtype), " are needed");
  }
  return out;
}

struct Serialized {
  Tensor data, names;
  data::Messages messages;
};

Serialized serialized_from(PyObject* o, PyObject* names, bool single) {
  Serialized s{concrete_tensor(o), names == Py_None ? Tensor() : concrete_tensor(names), {}};
  if (s.data->dtype != DType::kString) fail(Code::kInvalidArgument, "serialized must be strings, got ", describe(*s.data));
  if (s.data->rank != (single ? 0 : 1)) fail(Code::kInvalidArgument, "Expected serialized to be a ", single ? "scalar" : "vector", ", got shape: ", s.data->shape().str());
  const bool named = s.names && s.names->numel;
  if (named && (s.names->dtype != DType::kString || s.names->numel != s.data->numel))
    fail(Code::kInvalidArgument, "Expected len(names) == len(serialized), but got: ", s.names->numel, " vs. ", s.data->numel);
  s.messages = {s.data->as<std::string>(), s.data->numel, single, named ? s.names->as<std::string>() : nullptr};
  return s;
}

// parse_examples(plan, serialized, names, single, defaults) returns a list of tensors.
PyObject* py_parse_examples(PyObject*, PyObject* args) {
  PyObject *plan, *serialized, *names, *defaults;
  int single;
  if (!PyArg_ParseTuple(args, "OOOpO:parse_examples", &plan, &serialized, &names, &single, &defaults)) return nullptr;
  return guarded([&] {
    const data::Plan& p = plan_of(plan);
    const Serialized s = serialized_from(serialized, names, single);
    return list_of(data::parse_examples(p, s.messages, defaults_from(p, defaults)));
  });
}

// parse_sequences(context plan, lists plan, serialized, names, single, defaults of the context): the same.
PyObject* py_parse_sequences(PyObject*, PyObject* args) {
  PyObject *context, *lists, *serialized, *names, *defaults;
  int single;
  if (!PyArg_ParseTuple(args, "OOOOpO:parse_sequences", &context, &lists, &serialized, &names, &single, &defaults)) return nullptr;
  return guarded([&] {
    const data::Plan &c = plan_of(context), &l = plan_of(lists);
    const Serialized s = serialized_from(serialized, names, single);
    return list_of(data::parse_sequences(c, l, s.messages, defaults_from(c, defaults)));
  });
}

PyMethodDef functions[] = {
    {"record_reader", py_record_reader, METH_VARARGS, "record_reader(path, open): iterates over (position, record) of a record file."},
    {"record_frame", py_record_frame, METH_O, "record_frame(bytes): a record as it stands in a file."},
    {"example_plan", py_example_plan, METH_O, "example_plan(features): what the parsers look for; (key, form, dtype, shape, may_lack) each."},
    {"parse_examples", py_parse_examples, METH_VARARGS, "parse_examples(plan, serialized, names, single, defaults)"},
    {"parse_sequences", py_parse_sequences, METH_VARARGS, "parse_sequences(context, lists, serialized, names, single, defaults)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

data::DatasetPtr records_dataset(data::DatasetPtr names, PyObject* open) { return data::records(std::move(names), opener(open)); }

void add_records(PyObject* module) {
  check(PyType_Ready(&ReaderType));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
