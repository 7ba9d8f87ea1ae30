// Running loops of few elements, and what programs tell of their steps.
#include "graph/few_loop.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "graph/program.h"
#include "op/execute.h"
#include "op/plain_loop.h"

namespace zeal {
namespace {

constexpr int64_t kFew = 1024;              // elements
constexpr int64_t kRoom = 128 << 10;        // bytes of values that no step leaves
constexpr int64_t kMostRows = 256ll << 20;  // bytes of what steps leave

bool is_fed_few(DType t) { return dtype_size(t) <= 16 && t != DType::kString && t != DType::kVariant && t != DType::kResource; }

int add_value(ElementSteps& e, DType t) { return e.dtypes.push_back(t), int(e.dtypes.size()) - 1; }

// The number of the result.
int add_op(ElementSteps& e, const ElementLoop& loop, int nin, const int* in, DType out) {
  ElementSteps::Op op{loop, nin, {}};
  std::fill_n(op.args, kMaxLoopArgs, add_value(e, out));
  std::copy_n(in, nin, op.args);
  e.ops.push_back(op);
  return op.args[nin];
}

// The ops of an instruction; the numbers of its values.
std::vector<int> add_ops(ElementSteps& e, const FusedProgram& program, std::vector<int> values) {
  program.each_op([&](const ElementLoop& loop, std::span<const uint16_t> args, DType out) {
    int operands[kMaxLoopArgs];
    for (size_t k = 0; k < args.size(); ++k) operands[k] = values[args[k]];
    values.push_back(add_op(e, loop, int(args.size()), operands, out));
  });
  return values;
}

// The op of a node; -1 where no loop computes it.
int add_node(ElementSteps& e, const Node& node, const std::vector<int>& in) {
  DType dtypes[2];
  for (size_t k = 0; k < in.size(); ++k) dtypes[k] = e.dtypes[size_t(in[k])];
  const DType out = node.outputs[0].value->dtype;
  const ElementLoop loop = FusedProgram::loop_of(*node.op, node.attrs, dtypes, int(in.size()), out);
  return loop.fn ? add_op(e, loop, int(in.size()), in.data(), out) : -1;
}

}  // namespace

// Fills `e`; false where some step does more.
bool Program::find_element_steps(ElementSteps& e) const {
  if (waits_ || !handles_.empty() || steps_.empty()) return false;
  std::vector<int> value(size_t(num_slots_), -1);
  for (size_t i = 0; i < feeds_.size(); ++i) value[i] = add_value(e, feeds_[i]->value->dtype);
  for (const auto& [slot, t] : constants_) {
    e.constants.push_back({add_value(e, t->dtype), t});
    value[size_t(slot)] = e.constants.back().first;
  }
  for (const Step& s : steps_) {
    std::vector<int> in;
    for (int k = 0; k < s.nin; ++k) in.push_back(value[size_t(operands_[s.first_in + k])]);
    if (std::count(in.begin(), in.end(), -1) || !(s.fused ? bool(s.fused->few()) : s.plain)) return false;
    if (s.fused) {
      const std::vector<int> inside = add_ops(e, *s.fused->few(), in);
      for (int k = 0; k < s.nout; ++k) value[size_t(s.out + k)] = inside[size_t(s.fused->program.output(k))];
    } else if ((value[size_t(s.out)] = add_node(e, *s.node, in)) < 0) {
      return false;
    }
    e.groups.push_back({s.fused ? s.fused->few() : nullptr, std::move(in)});
  }
  for (const Fetch& f : fetches_) e.fetches.push_back(value[size_t(f.slot)]);
  return !std::count(e.fetches.begin(), e.fetches.end(), -1);
}

const ElementSteps* Program::element_steps() const {
  if (!looked_for_elements_) {
    looked_for_elements_ = true;
    auto found = std::make_shared<ElementSteps>();
    if (find_element_steps(*found)) elements_ = std::move(found);
  }
  return elements_.get();
}

namespace {

class Runner {
 public:
  explicit Runner(FewLoop& l) : l_(l), e_(l.steps), values_(e_.dtypes.size()) {}

  bool can_run() { return l_.count > 0 && find_sources() && find_shape() && fits_groups() && place(); }

  void run(SessionState& state) {
    set_strides();
    for (int64_t t = 0; t < l_.count; ++t) {
      step(t);
      tick(state);
    }
    finish();
  }

 private:
  enum Kind : uint8_t { kFixed, kCarried, kField, kTemporary, kLast, kRow };
  struct Value {
    Kind kind = kFixed;
    bool read = false, scalar = false;
    const TensorImpl* tensor = nullptr;  // of inputs; of fields, that of one record
    char* at = nullptr;
    char* other = nullptr;  // where that of the next step goes, of what is carried
    Tensor rows;
  };
  struct Sum {
    int value;
    LoopFn add;
    long size;
  };
  struct Copy {  // of what is saved and lies elsewhere
    int value;
    Tensor rows;
  };

  size_t carried() const { return l_.now.size(); }
  size_t first_saved() const { return carried() + l_.sums.size(); }
  bool is_result(int v) const { return values_[size_t(v)].kind >= kTemporary; }
  int64_t bytes(int v) const { return n_ * int64_t(dtype_size(e_.dtypes[size_t(v)])); }

  // Where values come from, and which are looked at.
  bool find_sources() {
    const auto input = [&](int v, Kind kind, const TensorImpl* t) {
      values_[size_t(v)].kind = kind;
      values_[size_t(v)].tensor = t;
    };
    int next = 0;
    for (const Tensor& t : l_.now) input(next++, kCarried, t.get());
    for (int a = 0; a < l_.num_args; ++a) input(next++, kFixed, l_.args[a]);
    for (const Field& f : l_.fields) {
      const Records& r = *l_.lists[size_t(f.list)];
      if (size_t(f.place) >= r.columns.size() || int64_t(r.count) != l_.count) return false;
      input(next++, kField, r.columns[size_t(f.place)].rows.get());
    }
    for (const auto& [v, t] : e_.constants) input(v, kFixed, t.get());
    for (const auto& op : e_.ops) {
      values_[size_t(op.args[op.nin])].kind = kTemporary;
      for (int k = 0; k < op.nin; ++k) values_[size_t(op.args[k])].read = true;
    }
    for (size_t f = 0; f < (l_.saved ? e_.fetches.size() : first_saved()); ++f) {
      const int v = e_.fetches[f];
      if (f >= carried()) values_[size_t(v)].read = true;
      else if (!is_result(v) && v != int(f)) return false;  // what is carried changes places
    }
    return true;
  }

  ShapeView shape_of(const Value& v) const {
    const ShapeView s = v.tensor->shape();
    return v.kind == kField ? ShapeView{s.rank - 1, s.dims + 1} : s;
  }

  // The shape that all have which are looked at, but for scalars that stay.
  bool find_shape() {
    shape_ = {-1, nullptr};
    const size_t inputs = size_t(l_.num_args) + carried() + l_.fields.size() + e_.constants.size();
    for (size_t i = 0; i < inputs; ++i) {
      const Value& v = values_[i];
      if (!v.read) continue;
      if (v.tensor->dtype != e_.dtypes[i] || !v.tensor->has_value() || !is_fed_few(v.tensor->dtype)) return false;
      if (const ShapeView s = shape_of(v); s.rank > shape_.rank) shape_ = s;
    }
    n_ = shape_.rank < 0 ? 0 : num_elements(shape_);
    if (n_ <= 0 || n_ > kFew || shape_.rank >= kMaxRank) return false;
    for (size_t i = 0; i < inputs; ++i) {
      Value& v = values_[i];
      if (!v.read || shape_of(v) == shape_) continue;
      if (v.kind != kFixed || v.tensor->rank != 0) return false;
      v.scalar = true;
    }
    return true;
  }

  bool fits_groups() const {
    for (const auto& g : e_.groups) {
      uint64_t scalars = 0;
      for (size_t i = 0; i < g.inputs.size(); ++i) scalars |= uint64_t(values_[size_t(g.inputs[i])].scalar) << i;
      if (scalars && !(g.program && g.program->takes_scalars(scalars))) return false;
    }
    for (size_t f = carried(); f < (l_.saved ? e_.fetches.size() : first_saved()); ++f)
      if (values_[size_t(e_.fetches[f])].scalar) return false;
    return true;
  }

  Tensor new_rows(int v) {
    int64_t dims[kMaxRank] = {l_.count};
    std::copy_n(shape_.dims, shape_.rank, dims + 1);
    return make_tensor(e_.dtypes[size_t(v)], ShapeView{shape_.rank + 1, dims});
  }

  // What is saved lies in rows. Nothing is made before it is clear that the loop can be run.
  bool place() {
    int64_t rows = 0, room = 0;
    for (size_t f = first_saved(); l_.saved && f < e_.fetches.size(); ++f) {
      int v = e_.fetches[f];
      rows += bytes(v) * 2;
      if (rows > kMostRows / l_.count) return false;
      if (values_[size_t(v)].kind == kCarried) v = e_.fetches[size_t(v)];
      if (is_result(v)) values_[size_t(v)].kind = kRow;
    }
    for (size_t j = 0; j < carried(); ++j)
      if (Value& v = values_[size_t(e_.fetches[j])]; v.kind == kTemporary) v.kind = kLast;
    for (size_t v = 0; v < values_.size(); ++v)
      if (values_[v].kind == kTemporary || values_[v].kind == kLast) room += 2 * ((bytes(int(v)) + 63) / 64 * 64);
    for (size_t r = 0; r < l_.sums.size(); ++r) {
      const int v = e_.fetches[carried() + r];
      const DType t = e_.dtypes[size_t(v)];
      sums_.push_back({v, OP(AddV2).plain_loops[int(t)], long(dtype_size(t))});
      if (!sums_.back().add) return false;
    }
    return room <= kRoom && (make_room(room), true);
  }

  void make_room(int64_t room) {
    room_ = make_tensor(DType::kUInt8, ShapeView{1, &room});
    char* next = room_->data;
    for (size_t i = 0; i < values_.size(); ++i) {
      Value& v = values_[i];
      const int64_t padded = (bytes(int(i)) + 63) / 64 * 64;
      if (v.kind == kRow) v.rows = new_rows(int(i)), v.at = v.rows->data;
      else if (v.kind == kTemporary || v.kind == kLast) v.at = next, v.other = next + padded, next += 2 * padded;
      else if (v.tensor && v.kind != kField) v.at = v.tensor->data;
    }
    for (size_t r = 0; r < l_.sums.size(); ++r) l_.sums[r] = make_tensor(e_.dtypes[size_t(sums_[r].value)], shape_);
    for (size_t f = first_saved(); l_.saved && f < e_.fetches.size(); ++f) save(e_.fetches[f]);
    for (size_t i = 0; i < l_.fields.size(); ++i) fields_.push_back({int(carried()) + l_.num_args + int(i), &l_.lists[size_t(l_.fields[i].list)]->columns[size_t(l_.fields[i].place)]});
  }

  // What is carried is what the step before left.
  void save(int v) {
    const Value& value = values_[size_t(v)];
    const int behind = value.kind == kCarried ? e_.fetches[size_t(v)] : v;
    if (value.kind == kRow) l_.saved->columns.push_back({Tensor(), value.rows});
    else if (value.kind == kCarried && is_result(behind)) l_.saved->columns.push_back({l_.now[size_t(v)], values_[size_t(behind)].rows});
    else copies_.push_back({v, new_rows(v)}), l_.saved->columns.push_back({Tensor(), copies_.back().rows});
  }

  void set_strides() {
    for (const auto& op : e_.ops) {
      auto& s = strides_.emplace_back();
      for (int k = 0; k < kMaxLoopArgs; ++k) s[size_t(k)] = values_[size_t(op.args[k])].scalar ? 0 : long(dtype_size(e_.dtypes[size_t(op.args[k])]));
      for (int k = 0; k < kMaxLoopArgs; ++k) pointers_.push_back(&values_[size_t(op.args[k])].at);
    }
    for (size_t j = 0; j < carried(); ++j)
      if (is_result(e_.fetches[j])) moved_.push_back({int(j), e_.fetches[j]});
    for (size_t v = 0; v < values_.size(); ++v)
      if (values_[v].kind == kRow || values_[v].kind == kLast) turned_.push_back(int(v));
  }

  void step(int64_t t) {
    for (const auto& [v, column] : fields_) values_[size_t(v)].at = column->row(size_t(l_.count - 1 - t), size_t(bytes(v)));
    char** const* at = pointers_.data();
    const std::array<long, kMaxLoopArgs>* strides = strides_.data();
    for (const auto& op : e_.ops) {
      char* const p[kMaxLoopArgs] = {*at[0], *at[1], *at[2], *at[3]};
      op.loop.run(op.nin, p, (strides++)->data(), n_);
      at += kMaxLoopArgs;
    }
    for (size_t r = 0; r < sums_.size(); ++r) add(sums_[r], l_.sums[r]->data, t == 0);
    for (const Copy& c : copies_) std::memcpy(c.rows->data + t * bytes(c.value), values_[size_t(c.value)].at, size_t(bytes(c.value)));
    for (const auto& [to, from] : moved_) values_[size_t(to)].at = values_[size_t(from)].at;
    for (const int v : turned_) turn(values_[size_t(v)], bytes(v));
  }
  void add(const Sum& s, char* sum, bool first) const {
    if (first) return void(std::memcpy(sum, values_[size_t(s.value)].at, size_t(n_ * s.size)));
    char* const p[] = {sum, values_[size_t(s.value)].at, sum};
    const long strides[] = {s.size, s.size, s.size};
    s.add(p, strides, n_);
  }
  static void turn(Value& v, int64_t bytes) {
    if (v.kind == kRow) v.at += bytes;
    else std::swap(v.at, v.other);
  }

  void finish() {
    for (const auto& [to, from] : moved_) {
      Tensor t = make_tensor(e_.dtypes[size_t(from)], shape_);
      std::memcpy(t->data, values_[size_t(to)].at, size_t(bytes(from)));
      last_.push_back(std::move(t));
    }
    for (size_t i = 0; i < moved_.size(); ++i) l_.now[size_t(moved_[i].first)] = std::move(last_[i]);
    if (l_.saved) l_.saved->count = size_t(l_.count);
  }

  FewLoop& l_;
  const ElementSteps& e_;
  std::vector<Value> values_;
  ShapeView shape_ = {};
  int64_t n_ = 0;
  Tensor room_;
  std::vector<Sum> sums_;
  std::vector<Copy> copies_;
  std::vector<std::pair<int, const Records::Column*>> fields_;
  std::vector<std::array<long, kMaxLoopArgs>> strides_;
  std::vector<char**> pointers_;
  std::vector<std::pair<int, int>> moved_;
  std::vector<int> turned_;
  std::vector<Tensor> last_;
};

}  // namespace

bool FewLoop::run(SessionState& state) {
  Runner runner(*this);
  if (!runner.can_run()) return false;
  runner.run(state);
  return true;
}

}  // namespace zeal
