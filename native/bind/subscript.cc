// x[...] for tensors and variables: Python index expressions to StridedSlice.
#include <algorithm>
#include <array>
#include <climits>
#include <memory>
#include <vector>

#include "bind/clear_error.h"
#include "bind/graph/graph.h"
#include "bind/hints.h"
#include "bind/operators.h"
#include "bind/shown.h"
#include "bind/variable.h"
#include "op/sizes.h"

namespace zeal::bind {
namespace {

constexpr int kMaxEntries = 32;  // bits of a mask

// An entry that only the run will tell.
struct OpenEntry {
  int64_t* place;  // in the spec: begin, end or step
  Size value;
};

struct Spec {
  int n = 0;
  bool wide = false;  // a value beyond int32
  int64_t begin[kMaxEntries], end[kMaxEntries], step[kMaxEntries];
  SliceMasks masks;
  std::unique_ptr<std::vector<OpenEntry>> open;  // null while all entries are known

  [[gnu::cold, gnu::noinline]] void leave_open(int64_t& place, Size value) {
    if (!open) open = std::make_unique<std::vector<OpenEntry>>();
    open->push_back({&place, std::move(value)});
    place = 0;
  }
};

[[noreturn, gnu::cold, gnu::noinline]] void bad_index(PyObject* o) {
  forget_type_error();
  fail(Code::kTypeError,
       "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are valid "
       "indices, got ", shown(o));
}

// Puts it at `place` of the spec.
void tensor_index(Spec& s, PyObject* o, int64_t& place) {
  const Tensor t = is_tensor(o) ? Tensor::share(impl_of(o)) : variable_value(o);
  if (t->rank > 0 || !contains(kIndex, t->dtype)) bad_index(o);
  if (t->symbolic()) s.leave_open(place, Size(t));
  else place = int_at(*t, 0);
}

// Integers beyond int64 act as its limits, as in Python's own slices.
int64_t from_long(PyObject* o) {
  int overflow;
  long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
  return overflow ? overflow > 0 ? INT64_MAX : -INT64_MAX : v;
}

[[gnu::noinline]] void other_index(Spec& s, PyObject* o, int64_t& place) {
  if (is_tensor(o) || is_variable(o)) return tensor_index(s, o, place);
  Ref index(PyIndex_Check(o) ? PyNumber_Index(o) : nullptr);
  if (!index) bad_index(o);
  place = from_long(index.get());
}

inline void read_index(Spec& s, PyObject* o, int64_t& place) {
  if (PyLong_Check(o)) place = from_long(o);
  else other_index(s, o, place);
}

// One entry of a slice; absent ones set the mask's bit.
inline void read_bound(Spec& s, PyObject* o, int64_t& place, int32_t& mask, int32_t bit) {
  if (o != Py_None) return read_index(s, o, place);
  mask |= bit;
}

// A single index: the end is one further.
inline void read_single(Spec& s, PyObject* o, int i) {
  read_index(s, o, s.begin[i]);
  s.end[i] = s.begin[i] == INT64_MAX ? s.begin[i] : s.begin[i] + 1;
  if (s.open && s.open->back().place == &s.begin[i]) [[unlikely]] s.leave_open(s.end[i], s.open->back().value + Size(1));
}

inline void add(Spec& s, PyObject* o) {
  if (s.n == kMaxEntries) fail(Code::kInvalidArgument, "[StridedSlice] an index has at most ", kMaxEntries, " entries");
  int i = s.n++;
  int32_t bit = int32_t(1u << i);
  s.begin[i] = s.end[i] = 0, s.step[i] = 1;
  if (PySlice_Check(o)) {
    auto* slice = reinterpret_cast<PySliceObject*>(o);
    read_bound(s, slice->start, s.begin[i], s.masks.begin_mask, bit);
    read_bound(s, slice->stop, s.end[i], s.masks.end_mask, bit);
    if (slice->step != Py_None) read_index(s, slice->step, s.step[i]);
  } else if (o == Py_Ellipsis) {
    s.masks.ellipsis_mask |= bit;
  } else if (o == Py_None) {
    s.masks.new_axis_mask |= bit;
  } else {
    read_single(s, o, i);
    s.masks.shrink_axis_mask |= bit;
  }
  auto narrow = [](int64_t v) { return v == int32_t(v); };
  s.wide |= !narrow(s.begin[i]) || !narrow(s.end[i]) || !narrow(s.step[i]);
}

// Vectors of one small number, of which an index needs three, and keys of one small index are made once.
constexpr int64_t kLowest = -8, kHighest = 64;

const Tensor& small_vector(int64_t v) {
  static const auto& vectors = *[] {
    auto* made = new std::array<Tensor, kHighest - kLowest>;  // for good: the end of the program may still index
    for (int64_t i = kLowest; i < kHighest; ++i) (*made)[size_t(i - kLowest)] = make_int32s(&i, 1);
    return made;
  }();
  return vectors[size_t(v - kLowest)];
}

Tensor vector(const int64_t* values, const Spec& s) {
  if (!s.wide && s.n == 1 && *values >= kLowest && *values < kHighest) return small_vector(*values);
  if (!s.wide) return make_int32s(values, s.n);
  int64_t n = s.n;
  Tensor t = make_tensor(DType::kInt64, ShapeView{1, &n});
  std::copy_n(values, s.n, t->as<int64_t>());
  return t;
}

// The key of an index that is a small number; null for others.
const SliceKey* small_key(PyObject* index) {
  static const auto& keys = *[] {
    auto* made = new std::vector<SliceKey>;
    for (int64_t i = kLowest; i + 1 < kHighest; ++i) made->push_back({small_vector(i), small_vector(i + 1), small_vector(1), {.shrink_axis_mask = 1}});
    return made;
  }();
  if (!PyLong_CheckExact(index)) return nullptr;
  const int64_t i = from_long(index);
  return i >= kLowest && i + 1 < kHighest ? &keys[size_t(i - kLowest)] : nullptr;
}

SliceKey key_of(const Spec& s) { return {vector(s.begin, s), vector(s.end, s), vector(s.step, s), s.masks}; }

Tensor take(PyObject* o, const SliceKey& k) {
  Tensor held = Tensor::share(&value_of(o));  // a variable may be assigned to while a long kernel runs
  TensorImpl* in[] = {held.get(), k.begin.get(), k.end.get(), k.strides.get()};
  Outputs out;
  execute(OP(StridedSlice), in, 4, Attrs::of(k.masks), out);
  return std::move(out[0]);
}

PyObject* sliced(PyObject* o, const SliceKey& k) {
  Tensor t = take(o, k);
  return is_tensor(o) ? wrap(std::move(t)) : wrap_slice(o, k, std::move(t));
}

// --- in graphs ---
bool is_in_graph(PyObject* o) { return (thread_state().mode & kGraphMode) || (is_tensor(o) && impl_of(o)->symbolic()); }

// Entries as a node; those that the run will tell are packed with the others.
Tensor entries_in_graph(Graph& graph, const int64_t* values, const Spec& s) {
  Sizes sizes;
  for (int i = 0; i < s.n; ++i) sizes.push(values[i]);
  for (size_t k = 0; s.open && k < s.open->size(); ++k)
    for (int i = 0; i < s.n; ++i)
      if ((*s.open)[k].place == &values[i]) sizes.set(i, (*s.open)[k].value);
  const Tensor t = sizes.vector();
  return t->symbolic() ? t : graph.constant(t, "stack").outputs[0].value;
}

// The three have one dtype.
SliceKey key_in_graph(Graph& graph, const Spec& s) {
  Tensor parts[] = {entries_in_graph(graph, s.begin, s), entries_in_graph(graph, s.end, s), entries_in_graph(graph, s.step, s)};
  const bool wide = std::any_of(parts, parts + 3, [](const Tensor& t) { return t->dtype == DType::kInt64; });
  for (Tensor& t : parts) t = cast(t, wide ? DType::kInt64 : DType::kInt32);
  return {parts[0], parts[1], parts[2], s.masks};
}

[[gnu::cold, gnu::noinline]] PyObject* slice_in_graph(PyObject* o, const Spec& s) {
  const Tensor x = is_tensor(o) ? Tensor::share(impl_of(o)) : variable_value(o);
  std::vector<TensorImpl*> inputs = {x.get()};
  for (size_t k = 0; s.open && k < s.open->size(); ++k) inputs.push_back((*s.open)[k].value.later.get());
  Graph& graph = graph_for(inputs.data(), int(inputs.size()));
  const std::string name = graph.new_scope("strided_slice");
  const Scope within(graph, name);
  const SliceKey k = key_in_graph(graph, s);
  Tensor t = named_call(name + "/", OP(StridedSlice), {x, k.begin, k.end, k.strides}, Attrs::of(k.masks));
  return is_tensor(o) ? wrap(std::move(t)) : wrap_slice(o, k, std::move(t));
}

bool is_bool(const TensorImpl& t) { return t.dtype == DType::kBool; }

// Booleans, alone, pick the elements where they are true.
bool is_mask(PyObject* key) {
  if (PyBool_Check(key)) return true;
  if (is_tensor(key) || is_variable(key)) return is_bool(value_of(key));
  return PyObject_CheckBuffer(key) && is_bool(*to_tensor(key));
}

// A list acts as a tuple; one of numbers gets the hint, until that says that it has been given.
[[gnu::cold, gnu::noinline]] void look_at_list(PyObject* key) {
  static int looks = 100;
  if (!looks || !PyList_GET_SIZE(key) || !PyLong_Check(PyList_GET_ITEM(key, 0))) return;
  --looks;
  if (give_hint("on_list_index")) looks = 0;
}

// False for a mask, which is no slice.
inline bool parse(Spec& s, PyObject* key) {
  if (PyLong_CheckExact(key) || PySlice_Check(key)) {
    add(s, key);
  } else if (PyTuple_Check(key) || PyList_Check(key)) {
    if (PyList_Check(key)) look_at_list(key);
    Ref entries = checked(PySequence_Tuple(key));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(entries.get()); ++i) add(s, PyTuple_GET_ITEM(entries.get(), i));
  } else if (key != Py_Ellipsis && key != Py_None && is_mask(key)) {
    return false;
  } else {
    add(s, key);
  }
  return true;
}

}  // namespace

PyObject* value_subscript(PyObject* o, PyObject* key) {
  return guarded([&]() -> PyObject* {
    const bool graph = is_in_graph(o);
    if (const SliceKey* k = graph ? nullptr : small_key(key)) return sliced(o, *k);
    Spec s;
    if (!parse(s, key)) return call_hook(kHookSubscript, as_tensor_object(o).get(), key);
    if (graph || s.open) [[unlikely]] return slice_in_graph(o, s);
    return sliced(o, key_of(s));
  });
}

PyObject* value_item(PyObject* o, Py_ssize_t i) {
  return guarded([&] {
    if (i < 0 || i >= value_of(o).dim(0)) fail(Code::kIndexError, "tensor index ", i, " is out of range");
    Spec s;
    s.n = 1;
    s.begin[0] = i, s.end[0] = i + 1, s.step[0] = 1;
    s.masks.shrink_axis_mask = 1;
    s.wide = i >= INT_MAX;
    return wrap(take(o, key_of(s)));
  });
}

int refuse_item(PyObject* o, PyObject* value, const char* instead) {
  const char* what = value ? "does not support item assignment" : "doesn't support item deletion";
  PyErr_Format(PyExc_TypeError, "'%s' object %s: %s", Py_TYPE(o)->tp_name, what, instead);
  return -1;
}

void ready_subscripts(PyTypeObject& type) {
  small_key(Py_None);  // now, since a first index is to leave nothing behind
  for (const char* name : {"__setitem__", "__delitem__"}) check(PyDict_DelItemString(type.tp_dict, name));
}

}  // namespace zeal::bind
