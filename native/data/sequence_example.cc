// tf.train.SequenceExample messages as tensors.
#include <algorithm>

#include "data/example.h"
#include "data/feature_tensors.h"

namespace zeal::data {
namespace {

// A message's list of features; `there` tells an empty one from none.
struct List {
  bool there = false;
  std::vector<Feature> steps;
};

// --- errors ---
std::string who(const Place& p) { return concat("Name: ", p.messages.names ? p.messages.names[p.i] : p.messages.single ? "" : "<unknown>", ", "); }

[[noreturn]] void refuse_message(const Place& p) {
  constexpr size_t kShown = 100;
  const std::string& text = p.messages.data[p.i];
  if (p.messages.single)
    fail(Code::kInvalidArgument, "Could not parse example input, value: '", text.substr(0, kShown), text.size() > kShown ? "...'" : "'",
         ": its ", text.size(), " bytes are no serialized tf.train.SequenceExample");
  fail(Code::kInvalidArgument, "Invalid protocol message input, example id: ", p.name(), ": message ", p.i, ", of ", text.size(),
       " bytes, is no serialized tf.train.SequenceExample");
}
std::string shape_text(const Wanted& w) {
  Shape shape;
  for (int64_t d : w.shape) shape.push(d);
  return shape.view().str();
}
[[noreturn]] void refuse_count(const Place& p, const Wanted& w, int64_t step, int64_t count) {
  fail(Code::kInvalidArgument, who(p), "Key: ", w.key, ", Index: ", step, ".  Number of ", kind_word(kind_of(w.dtype)),
       " values != expected.  values size: ", count, " but output shape: ", shape_text(w));
}
[[noreturn]] void refuse_kind(const Place& p, const Wanted& w, const std::string& what, Kind kind) {
  fail(Code::kInvalidArgument, who(p), what, w.key, ".  Data types don't match. Expected type: ", kind_word(kind_of(w.dtype)),
       "  Feature is: ", kind_word(kind), "_list");
}

// --- the context ---
void check_context(const Place& p, const Wanted& w, const Feature& f, bool has_default) {
  if (f.kind == Kind::kNone) {
    if (w.form == Form::kFixed && !has_default)
      fail(Code::kInvalidArgument, who(p), "Context feature '", w.key, "' is required but could not be found.");
    return;
  }
  if (f.kind != kind_of(w.dtype)) refuse_kind(p, w, "Context feature: ", f.kind);
  if (w.form == Form::kFixed && f.count != w.elements) refuse_count(p, w, p.i, f.count);
}

void context_tensors(const Wanted& w, const Messages& m, const Feature* column, size_t stride, const Tensor& fallback, std::vector<Tensor>& out) {
  if (w.form == Form::kSparse) {
    SparseRows rows(m.single ? 0 : 1);
    for (int64_t i = 0; i < m.n; ++i) rows.add(column[size_t(i) * stride], i);
    return m.single ? rows.finish(w.dtype, {}, out) : rows.finish(w.dtype, {m.n}, out);
  }
  const Tensor all = make_rows(w, {m.n});
  for (int64_t i = 0; i < m.n; ++i) {
    const Feature& f = column[size_t(i) * stride];
    if (f.kind != Kind::kNone) copy_to(f, *all, i * w.elements);
    else if (w.elements) copy_default(*fallback, *all, i * w.elements, w.elements);
  }
  out.push_back(m.single ? make_view(*all, ShapeView{all->rank - 1, all->dims() + 1}) : all);
}

// --- the lists ---
void check_list(const Place& p, const Wanted& w, const List& list) {
  if (!list.there && w.form == Form::kPadded && !w.may_lack) {
    if (!p.messages.single) fail(Code::kInvalidArgument, "Missing feature ", w.key, " in example ", p.name());
    fail(Code::kInvalidArgument, who(p), "Feature list '", w.key, "' is required but could not be found.  Did you mean to include it in "
         "feature_list_dense_missing_assumed_empty or feature_list_dense_defaults?");
  }
  for (size_t t = 0; t < list.steps.size(); ++t) {
    const Feature& f = list.steps[t];
    const bool empty = f.kind == Kind::kNone || !f.count;  // of a sparse list: says nothing, so no wrong kind either
    if (w.form == Form::kSparse && empty) continue;
    if (f.kind != kind_of(w.dtype)) {
      if (!p.messages.single) fail(Code::kInvalidArgument, "Error in sequence feature ", w.key, " in example ", p.name(), ": step ", t, " is ",
                                   kind_word(f.kind), ", not ", kind_word(kind_of(w.dtype)));
      fail(Code::kInvalidArgument, who(p), "Feature list: ", w.key, ", Index: ", t, ".  Data types don't match. Expected type: ",
           kind_word(kind_of(w.dtype)), "  Feature is: ", kind_word(f.kind), "_list");
    }
    if (w.form == Form::kPadded && f.count != w.elements) {
      if (!p.messages.single) fail(Code::kInvalidArgument, "Unexpected number of elements in feature ", w.key, ", example ", p.name(), ": step ", t,
                                   " has ", f.count, " values, not ", w.elements);
      refuse_count(p, w, int64_t(t), f.count);
    }
  }
}

// The lists of one message.
bool read_lists(const Plan& plan, std::string_view message, List* row) {
  return each_entry(message, 1, [&](std::string_view key, std::string_view value) {
    const int place = plan.find(key);
    if (place < 0) return true;
    List& list = row[place];
    list = {true, {}};
    return each_message(value, 1, [&](std::string_view feature) { return read_feature(feature, list.steps.emplace_back()); });
  });
}

int64_t longest(const Messages& m, const List* column, size_t stride) {
  size_t n = 0;
  for (int64_t i = 0; i < m.n; ++i) n = std::max(n, column[size_t(i) * stride].steps.size());
  return int64_t(n);
}

Tensor padded_list(const Wanted& w, const Messages& m, const List* column, size_t stride) {
  const int64_t steps = longest(m, column, stride);
  const Tensor out = make_rows(w, {m.n, steps});
  if (out->dtype != DType::kString) std::fill_n(out->data, out->nbytes(), 0);
  for (int64_t i = 0; i < m.n; ++i) {
    int64_t at = i * steps * w.elements;
    for (const Feature& f : column[size_t(i) * stride].steps) {
      copy_to(f, *out, at);
      at += w.elements;
    }
  }
  return m.single ? make_view(*out, ShapeView{out->rank - 1, out->dims() + 1}) : out;
}

void sparse_list(const Wanted& w, const Messages& m, const List* column, size_t stride, std::vector<Tensor>& out) {
  SparseRows rows(m.single ? 1 : 2);
  for (int64_t i = 0; i < m.n; ++i) {
    int64_t step = 0;
    for (const Feature& f : column[size_t(i) * stride].steps) {
      if (m.single) rows.add(f, step);
      else rows.add(f, i, step);
      ++step;
    }
  }
  const int64_t steps = longest(m, column, stride);
  if (m.single) rows.finish(w.dtype, {steps}, out);
  else rows.finish(w.dtype, {m.n, steps}, out);
}

Tensor lengths(const Messages& m, const List* column, size_t stride) {
  const Tensor out = make_tensor(DType::kInt64, Shape{m.n});
  for (int64_t i = 0; i < m.n; ++i) out->as<int64_t>()[i] = int64_t(column[size_t(i) * stride].steps.size());
  return out;
}

bool read_sequence(const Plan& context, const Plan& lists, std::string_view message, Feature* row, List* list_row) {
  int malformed;
  return each_message(message, 1, [&](std::string_view m) { return read_features(context, m, row, malformed); }) &&
         each_message(message, 2, [&](std::string_view m) { return read_lists(lists, m, list_row); });
}

}  // namespace

std::vector<Tensor> parse_sequences(const Plan& context, const Plan& lists, const Messages& m, const std::vector<Tensor>& defaults) {
  for (const Wanted& w : context.wanted())
    if (w.form == Form::kPadded) fail(Code::kInvalidArgument, "the context feature ", w.key, " cannot be of any length");
  Table table(size_t(m.n) * context.size());
  std::vector<List> list_table(size_t(m.n) * lists.size());
  for (int64_t i = 0; i < m.n; ++i) {
    const Place place{m, i};
    Feature* row = table.data() + size_t(i) * context.size();
    List* list_row = list_table.data() + size_t(i) * lists.size();
    if (!read_sequence(context, lists, m.data[i], row, list_row)) refuse_message(place);
    for (size_t k = 0; k < context.size(); ++k) check_context(place, context.wanted()[k], row[k], bool(defaults[k]));
    for (size_t k = 0; k < lists.size(); ++k) check_list(place, lists.wanted()[k], list_row[k]);
  }
  std::vector<Tensor> out, all_lengths;
  for (size_t k = 0; k < context.size(); ++k) context_tensors(context.wanted()[k], m, table.data() + k, context.size(), defaults[k], out);
  for (size_t k = 0; k < lists.size(); ++k) {
    const Wanted& w = lists.wanted()[k];
    const List* column = list_table.data() + k;
    if (w.form == Form::kSparse) {
      sparse_list(w, m, column, lists.size(), out);
    } else {
      out.push_back(padded_list(w, m, column, lists.size()));
      if (!m.single) all_lengths.push_back(lengths(m, column, lists.size()));
    }
  }
  out.insert(out.end(), all_lengths.begin(), all_lengths.end());
  return out;
}

}  // namespace zeal::data
