// Features that were read, as tensors: what example.cc and sequence_example.cc share.
#pragma once
#include <vector>

#include "core/error.h"
#include "data/example.h"
#include "data/message.h"

namespace zeal::data {

// The features of a batch of messages: row i has those of message i, in the order of the plan.
using Table = std::vector<Feature>;

const char* kind_word(Kind kind);  // TensorFlow's word for values of that kind
Kind kind_of(DType dtype);

// Who asks: for messages of errors.
struct Place {
  const Messages& messages;
  int64_t i;
  std::string name() const { return messages.names ? messages.names[i] : "<unknown>"; }
};

// A tensor with room for the values of n rows.
Tensor make_rows(const Wanted& w, std::initializer_list<int64_t> before);
// Copies a feature's values to element `at` of a tensor of its dtype.
void copy_to(const Feature& f, TensorImpl& out, int64_t at);
// Copies n elements of a default, or one n times.
void copy_default(const TensorImpl& value, TensorImpl& out, int64_t at, int64_t n);

// Rows of sparse values: each says where it stands and how many values it has.
class SparseRows {
 public:
  // The values' own position is the last index; `prefix` has the ones before it.
  explicit SparseRows(int prefix) : prefix_(prefix) {}
  void add(const Feature& f, int64_t first = 0, int64_t second = 0);
  // indices, values and dense shape, of which `sizes` are the first.
  void finish(DType dtype, std::initializer_list<int64_t> sizes, std::vector<Tensor>& out) const;

 private:
  struct Row {
    Feature feature;
    int64_t at[2];
  };
  int prefix_;
  int64_t total_ = 0, longest_ = 0;
  std::vector<Row> rows_;
};

// The features of one Features message that a plan wants, into `row`, which is empty; false if it is malformed.
// `malformed` is the first feature that is, if it is one of these.
bool read_features(const Plan& plan, std::string_view message, Feature* row, int& malformed);

}  // namespace zeal::data
