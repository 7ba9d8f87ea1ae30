// Input pipelines: immutable datasets, and iterators over them that own all changing state.
#pragma once
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/tensor.h"
#include "ops/random/philox.h"

namespace zeal::data {

class Dataset;
using DatasetPtr = std::shared_ptr<const Dataset>;

// Components that are stepped through along their first axis: an element is one row of each.
struct Rows {
  std::vector<Tensor> components;
  int64_t count = 0;

  int64_t row_bytes(size_t i) const { return count ? int64_t(components[i]->nbytes()) / count : 0; }
};

// One element: a row that is not copied yet, or tensors. Rows live as long as their dataset.
class Element {
 public:
  Element() = default;
  Element(const Rows* rows, int64_t row) : rows_(rows), row_(row) {}
  explicit Element(std::vector<Tensor> values) : values_(std::make_unique<std::vector<Tensor>>(std::move(values))) {}

  const Rows* rows() const { return rows_; }
  int64_t row() const { return row_; }
  size_t size() const { return rows_ ? rows_->components.size() : values_->size(); }
  // The tensors; rows are copied.
  std::vector<Tensor> take();

 private:
  const Rows* rows_ = nullptr;
  int64_t row_ = 0;
  std::unique_ptr<std::vector<Tensor>> values_;
};

struct Seeds {
  uint64_t seed, seed2;
};

// What the iterators below one outermost iterator share: state of a dataset that outlives its own
// iterators (the seeds of a shuffle that is repeated).
struct Context {
  std::unordered_map<const Dataset*, std::shared_ptr<void>> states;
  // A number that nobody can foresee, of a sequence that follows from the seed: an iterator that is to go on
  // where another one stood is given that one's seed.
  uint64_t draw();
  Seeds seed();                     // from the system, unless it was set
  std::optional<Seeds> given;
  std::shared_ptr<Context> source;  // draws instead, if set
 private:
  std::optional<PhiloxReader> reader_;
};

// Loops that may run long, or for ever, without giving an element call this at every turn: now and
// then it asks the host language whether the user wants to stop, and throws. Set by the binding.
extern void (*g_interrupt)();
class Patience {
 public:
  void turn() {
    if (++turns_ % 4096 == 0 && g_interrupt) g_interrupt();
  }

 private:
  unsigned turns_ = 0;
};

// Not thread-safe: one caller at a time.
class Iterator {
 public:
  virtual ~Iterator() = default;
  // The next element, or false at the end; after the end it stays at the end.
  virtual bool next(Element& out) = 0;
  // Passes over up to `count` elements; returns over how many.
  virtual int64_t skip(int64_t count);
};
using IteratorPtr = std::unique_ptr<Iterator>;

// What Dataset::count says where there is no number.
inline constexpr int64_t kEndless = -1, kUnknownCount = -2;

// May be used from any thread. The context outlives the iterator, and so does the dataset.
class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual IteratorPtr iterate(Context& context) const = 0;
  // How many elements a pass has, as far as that is known without one.
  virtual int64_t count() const { return kUnknownCount; }
  // A dataset for `count` passes that works better than repeating, or null.
  virtual std::shared_ptr<const Dataset> repeated(int64_t) const { return nullptr; }
};

// The elements of several passes of n each; passes < 0: forever.
int64_t count_of_passes(int64_t n, int64_t passes);

// --- sources ---
// Raises InvalidArgumentError unless all components have the same first dimension.
DatasetPtr from_tensor_slices(std::vector<Tensor> components);
DatasetPtr from_tensors(std::vector<Tensor> components);
// int64 scalars from start, up to but not including stop.
DatasetPtr range(int64_t start, int64_t stop, int64_t step);

// --- transformations ---
// TensorFlow's algorithm and numbers; seeds 0, 0 give an order that nobody can foresee.
DatasetPtr shuffle(DatasetPtr input, int64_t buffer_size, int64_t seed, int64_t seed2, bool reshuffle_each_iteration);
// count < 0: forever.
DatasetPtr repeat(DatasetPtr input, int64_t count);
DatasetPtr batch(DatasetPtr input, int64_t size, bool drop_remainder);
// count < 0: all.
DatasetPtr take(DatasetPtr input, int64_t count);
DatasetPtr skip(DatasetPtr input, int64_t count);
// Elements side by side, until the shortest input ends.
DatasetPtr zip(std::vector<DatasetPtr> inputs);
DatasetPtr concatenate(DatasetPtr first, DatasetPtr second);

}  // namespace zeal::data
