// The op registry and the OpDef builder.
#include <algorithm>
#include <deque>
#include <mutex>
#include <set>
#include <unordered_map>

#include "core/error.h"
#include "op/elementwise.h"
#include "op/infer.h"
#include "op/op_def.h"

namespace zeal {
namespace {

struct Registry {
  std::deque<OpDef> defs;
  std::vector<OpDef*> list;
  std::unordered_map<std::string_view, OpDef*> by_name;
  bool loops_bound = false;
};

Registry& registry() {
  static auto* r = new Registry;
  return *r;
}

// Static initialisers register in any order, so stamped loops are bound at the first look-up.
void bind_loops(Registry& r) {
  r.loops_bound = true;
  for (OpDef* d : r.list)
    if (d->is_elementwise) bind_elementwise(*d);
}

template <class T> const T* intern(std::set<T>& pool, T value) { return &*pool.insert(std::move(value)).first; }

std::mutex& intern_mutex() {
  static auto* m = new std::mutex;
  return *m;
}

}  // namespace

OpDef& register_op(const char* name) {
  Registry& r = registry();
  if (r.by_name.count(name)) fail(Code::kAlreadyExists, "op ", name, " is registered twice");
  OpDef& d = r.defs.emplace_back(name);
  d.id = uint16_t(r.list.size());
  r.list.push_back(&d);
  r.by_name[d.name] = &d;
  return d;
}

const OpDef* find_op(std::string_view name) {
  Registry& r = registry();
  if (!r.loops_bound) bind_loops(r);
  auto it = r.by_name.find(name);
  return it == r.by_name.end() ? nullptr : it->second;
}

const OpDef& get_op(std::string_view name) {
  if (const OpDef* d = find_op(name)) return *d;
  fail(Code::kNotFound, "no op named ", name, " is registered");
}

const std::vector<OpDef*>& all_ops() {
  find_op("");
  return registry().list;
}

const char* intern_string(std::string_view text) {
  std::lock_guard lock(intern_mutex());
  static auto* pool = new std::set<std::string>;
  return intern(*pool, std::string(text))->c_str();
}

// [axis], the usual list, needs no search.
const IntList* one_axis(int64_t axis) {
  static const auto known = [] {
    static int64_t axes[2 * kMaxRank];
    std::array<IntList, 2 * kMaxRank> lists;
    for (int i = 0; i < 2 * kMaxRank; ++i) axes[i] = i - kMaxRank, lists[i] = {1, axes + i};
    return lists;
  }();
  return &known[axis + kMaxRank];
}

const IntList* intern_ints(const int64_t* values, int n) {
  if (n == 1 && values[0] >= -kMaxRank && values[0] < kMaxRank) return one_axis(values[0]);
  std::lock_guard lock(intern_mutex());
  static auto* pool = new std::set<std::vector<int64_t>>;
  static auto* lists = new std::unordered_map<const void*, IntList>;
  const auto* v = intern(*pool, std::vector<int64_t>(values, values + n));
  return &lists->try_emplace(v, IntList{n, v->data()}).first->second;
}

OpDef::OpDef(std::string op_name) : name(std::move(op_name)) {
  for (auto* slots : {slot_in, slot_out, slot_shape}) std::fill_n(slots, kMaxArgs, int8_t(-1));
}

OpDef& OpDef::type(const char* attr, DTypeSet allowed) {
  types.push_back({attr, allowed});
  return *this;
}

int OpDef::find_type(const char* attr) const {
  for (size_t i = 0; i < types.size(); ++i)
    if (!std::strcmp(types[i].name, attr)) return int(i);
  return -1;
}

int OpDef::find_input(std::string_view arg) const {
  for (size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].name == arg) return int(i);
  return -1;
}

const AttrDef* OpDef::find_attr(std::string_view attr) const {
  for (const AttrDef& a : attr_defs)
    if (a.name == attr) return &a;
  return nullptr;
}

ArgDef OpDef::make_arg(const char* arg, const char* type_name, size_t before) const {
  if (before == kMaxArgs) fail(Code::kInvalidArgument, "[", name, "] ", arg, ": an op has at most ", kMaxArgs, " inputs and as many outputs");
  ArgDef a{arg};
  a.type_attr = int8_t(find_type(type_name));
  if (a.type_attr >= 0) {
    a.allowed = types[a.type_attr].allowed;
    return a;
  }
  a.fixed = dtype_from_name(type_name);
  if (a.fixed == DType::kInvalid) fail(Code::kInternal, name, ": no type ", type_name, " for ", arg);
  a.allowed = bit(a.fixed);
  return a;
}

OpDef& OpDef::input(const char* arg, const char* type_name) {
  ArgDef a = make_arg(arg, type_name, inputs.size());
  if (a.type_attr >= 0) {
    TypeAttr& t = types[a.type_attr];
    if (t.from_input < 0 && t.attr_offset < 0) t.from_input = int8_t(inputs.size());
    else if (t.from_input >= 0) a.same_as = t.from_input;
  }
  inputs.push_back(a);
  return *this;
}

OpDef& OpDef::list_input_arg(const char* arg, const char* type_name) {
  list_input = int8_t(inputs.size());
  input(arg, type_name);
  inputs.back().list = true;
  return *this;
}

OpDef& OpDef::mixed_list_arg(const char* arg, const char* types_attr) {
  list_input = int8_t(inputs.size());
  ArgDef a{arg};
  a.list = true;
  a.mixed = types_attr;
  a.allowed = kAnyType | bit(DType::kResource) | bit(DType::kVariant);
  inputs.push_back(a);
  return *this;
}

OpDef& OpDef::optional_arg(const char* arg, const char* type_name, FillFn fill) {
  optional_input = int8_t(inputs.size());
  fill_fn = fill;
  input(arg, type_name);
  inputs.back().optional = true;
  return *this;
}

OpDef& OpDef::output(const char* arg, const char* type_name) {
  outputs.push_back(make_arg(arg, type_name, outputs.size()));
  fixed_outputs = int8_t(outputs.size());
  return *this;
}

OpDef& OpDef::list_output(const char* arg, const char* type_name, CountFn count) {
  output(arg, type_name);
  outputs.back().list = true;
  count_fn = count;
  return *this;
}

int8_t& OpDef::slot_of(Save s) {
  if (s.what == Save::kListShapes && list_input >= 0) return slot_list;
  if (s.what == Save::kLastIn && list_input >= 0) return slot_last;
  const auto& declared = s.what == Save::kOut ? outputs : inputs;
  if (s.what == Save::kListShapes || s.index >= declared.size())
    fail(Code::kInternal, name, ": saves names an argument that is not declared before it");
  return (s.what == Save::kIn ? slot_in : s.what == Save::kOut ? slot_out : slot_shape)[s.index];
}

OpDef& OpDef::saves(std::initializer_list<Save> list) {
  for (Save s : list) {
    if (slot_list >= 0) fail(Code::kInternal, name, ": ListShapes is the last of what an op saves");
    slot_of(s) = int8_t(save_list.size());
    save_list.push_back(s);
  }
  return *this;
}

OpDef& OpDef::cpu(DTypeSet dtypes, KernelFn fn) {
  for (int t = 0; t < kNumDTypes; ++t)
    if (contains(dtypes, DType(t))) kernels[0][t] = fn;
  return *this;
}

OpDef& OpDef::elementwise() {
  is_elementwise = true;
  broadcasts = inputs.size() > 1;
  infer_fn = broadcasts ? infer_broadcast : infer_same_shape;
  return *this;
}

}  // namespace zeal
