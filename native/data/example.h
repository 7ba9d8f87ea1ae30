// Serialized tf.train.Example and SequenceExample messages as tensors.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "core/tensor.h"

namespace zeal::data {

// What is wanted of a feature, and as which tensors:
//   kFixed   shape values in every example; missing ones are the default's
//   kPadded  a multiple of shape's values, which make a first axis; short ones are filled up with the default or zeros.
//            In a list of features: every step has shape's values
//   kSparse  any number of values: indices, values, dense shape
enum class Form { kFixed, kPadded, kSparse };
struct Wanted {
  std::string key;
  Form form;
  DType dtype;  // string, float32 or int64
  std::vector<int64_t> shape;
  bool may_lack = false;  // a list of features that is not there is empty

  int64_t elements = 1;  // of the shape; set by Plan
};

// The features that are wanted, by key; no key twice.
class Plan {
 public:
  explicit Plan(std::vector<Wanted> wanted);
  const std::vector<Wanted>& wanted() const { return wanted_; }
  size_t size() const { return wanted_.size(); }
  // -1: nobody wants it.
  int find(std::string_view key) const;

 private:
  std::vector<Wanted> wanted_;
  std::unordered_map<std::string_view, int> places_;
};

// Serialized messages: a vector of strings, or one without a batch axis. `names` are for errors, null or as many.
struct Messages {
  const std::string* data;
  int64_t n;
  bool single;
  const std::string* names;
};

// Tensors in the order of the plan, three for a sparse feature. `defaults` has a tensor for each feature, null where
// there is none; their dtypes and sizes fit. Throws InvalidArgumentError with TensorFlow's words.
std::vector<Tensor> parse_examples(const Plan& plan, const Messages& messages, const std::vector<Tensor>& defaults);

// The same for SequenceExample: first those of the context, then those of the lists, then, for a batch, the lengths of
// each padded list.
std::vector<Tensor> parse_sequences(const Plan& context, const Plan& lists, const Messages& messages,
                                    const std::vector<Tensor>& defaults);

}  // namespace zeal::data
