// tf.train.Example messages as tensors.
#include "data/example.h"

#include <algorithm>
#include <string>

#include "data/feature_tensors.h"

namespace zeal::data {
namespace {

std::string shape_text(const Wanted& w, const char* first = "") {
  std::string text = concat("[", first);
  for (size_t i = 0; i < w.shape.size(); ++i) text += (i || *first ? "," : "") + std::to_string(w.shape[i]);
  return text + "]";
}

// --- errors, in TensorFlow's words, which differ between batches and single messages ---
std::string where(const Place& p, const Wanted& w) {
  if (p.messages.single && !p.messages.names) return concat("Key: ", w.key, ".  ");
  return concat("Name: ", p.name(), ", Key: ", w.key, ", Index: ", p.i, ".  ");
}
[[noreturn]] void refuse_message(const Place& p) {
  constexpr size_t kShown = 100;
  const std::string& text = p.messages.data[p.i];
  fail(Code::kInvalidArgument, "Could not parse example input, value: '", text.substr(0, kShown), text.size() > kShown ? "...'" : "'",
       ": message ", p.i, ", of ", text.size(), " bytes, is no serialized tf.train.Example");
}
[[noreturn]] void refuse_missing(const Place& p, const Wanted& w) {
  const std::string name = p.messages.single && !p.messages.names ? "" : concat("Name: ", p.name(), ", ");
  fail(Code::kInvalidArgument, name, "Feature: ", w.key, " (data type: ", kind_word(kind_of(w.dtype)), ") is required but could not be found.");
}
[[noreturn]] void refuse_kind(const Place& p, const Wanted& w, Kind kind) {
  const bool sparse = w.form == Form::kSparse;
  fail(Code::kInvalidArgument, where(p, w), "Data types don't match. ", sparse ? "Expected type: " : "Data type: ",
       kind_word(sparse ? kind_of(w.dtype) : kind), sparse ? ", Actual type: " : " but expected type: ", kind_word(sparse ? kind : kind_of(w.dtype)));
}
[[noreturn]] void refuse_count(const Place& p, const Wanted& w, int64_t count) {
  const char* word = w.dtype == DType::kString ? "bytes" : kind_word(kind_of(w.dtype));
  const bool single = p.messages.single && !p.messages.names;
  const std::string start = where(p, w) + (single ? "Can't parse serialized Example.  " : "");
  if (w.form == Form::kPadded)
    fail(Code::kInvalidArgument, start, "Number of ", word, " values is not a multiple of stride length. Saw ", count,
         " values but output shape is: ", shape_text(w, "?"));
  fail(Code::kInvalidArgument, start, "Number of ", word, " values != expected.  Values size: ", count, " but output shape: ", shape_text(w));
}

// Whether the feature fits what is wanted; true for one that is not there and need not be.
void check(const Place& p, const Wanted& w, const Feature& f, bool has_default) {
  const int64_t n = w.elements;
  if (f.kind == Kind::kNone) {
    if (w.form == Form::kFixed && !has_default) refuse_missing(p, w);
    return;
  }
  if (f.kind != kind_of(w.dtype)) refuse_kind(p, w, f.kind);
  if (w.form == Form::kFixed ? f.count != n : w.form == Form::kPadded && (n ? f.count % n : f.count)) refuse_count(p, w, f.count);
}

void read_example(const Plan& plan, const Place& p, Feature* row) {
  int malformed = -1;
  const bool ok = each_message(p.messages.data[p.i], 1, [&](std::string_view features) { return read_features(plan, features, row, malformed); });
  if (ok) return;
  if (malformed < 0) refuse_message(p);
  const Wanted& w = plan.wanted()[size_t(malformed)];
  fail(Code::kInvalidArgument, where(p, w), "Can't parse serialized Example.");
}

// --- tensors of one feature for all messages; its features are `column[0]`, `column[stride]`, ... ---
struct Column {
  const Feature* first;
  size_t stride;
  const Feature& operator[](int64_t i) const { return first[size_t(i) * stride]; }
};

Tensor without_batch(Tensor t, bool single) { return single ? make_view(*t, ShapeView{t->rank - 1, t->dims() + 1}) : t; }

Tensor fixed(const Wanted& w, const Messages& m, Column column, const Tensor& fallback) {
  const Tensor out = make_rows(w, {m.n});
  const int64_t n = w.elements;
  for (int64_t i = 0; i < m.n; ++i) {
    if (column[i].kind != Kind::kNone) copy_to(column[i], *out, i * n);
    else if (n) copy_default(*fallback, *out, i * n, n);
  }
  return without_batch(out, m.single);
}

Tensor zero(DType dtype) {
  Tensor t = make_tensor(dtype, ShapeView{0, nullptr});
  if (dtype != DType::kString) std::fill_n(t->data, t->nbytes(), 0);
  return t;
}

Tensor padded(const Wanted& w, const Messages& m, Column column, const Tensor& given) {
  const Tensor fallback = given ? given : zero(w.dtype);
  const int64_t n = std::max<int64_t>(w.elements, 1);
  int64_t longest = 0;
  for (int64_t i = 0; i < m.n; ++i) longest = std::max(longest, column[i].count / n);
  const Tensor out = make_rows(w, {m.n, longest});
  const int64_t room = w.elements * longest;
  for (int64_t i = 0; i < m.n; ++i) {
    copy_to(column[i], *out, i * room);
    if (column[i].count < room) copy_default(*fallback, *out, i * room + column[i].count, room - column[i].count);
  }
  return without_batch(out, m.single);
}

void sparse(const Wanted& w, const Messages& m, Column column, std::vector<Tensor>& out) {
  SparseRows rows(m.single ? 0 : 1);
  for (int64_t i = 0; i < m.n; ++i) rows.add(column[i], i);
  if (m.single) rows.finish(w.dtype, {}, out);
  else rows.finish(w.dtype, {m.n}, out);
}

}  // namespace

std::vector<Tensor> parse_examples(const Plan& plan, const Messages& m, const std::vector<Tensor>& defaults) {
  Table table(size_t(m.n) * plan.size());
  for (int64_t i = 0; i < m.n; ++i) {
    Feature* row = table.data() + size_t(i) * plan.size();
    const Place place{m, i};
    read_example(plan, place, row);
    for (size_t k = 0; k < plan.size(); ++k) check(place, plan.wanted()[k], row[k], bool(defaults[k]));
  }
  std::vector<Tensor> out;
  for (size_t k = 0; k < plan.size(); ++k) {
    const Wanted& w = plan.wanted()[k];
    const Column column{table.data() + k, plan.size()};
    if (w.form == Form::kFixed) out.push_back(fixed(w, m, column, defaults[k]));
    else if (w.form == Form::kPadded) out.push_back(padded(w, m, column, defaults[k]));
    else sparse(w, m, column, out);
  }
  return out;
}

}  // namespace zeal::data
