// Shuffling through a buffer, with TensorFlow's numbers.
#include <deque>

#include "core/error.h"
#include "data/dataset.h"
#include "ops/random/philox.h"

namespace zeal::data {
namespace {

// Draws the seeds of one pass after the other; shared by the passes below one outermost iterator.
struct SeedSequence {
  explicit SeedSequence(Seeds s) : reader(philox_from_seeds(s.seed, s.seed2)) {}
  Seeds next() {
    uint64_t first = reader.word();
    return {first, reader.word()};
  }
  PhiloxReader reader;
};

// Runs `epochs` passes over the input (below 0: forever) through one buffer. The buffer is a ring
// that grows to its size. An element is chosen among those it holds of the oldest pass, and the
// oldest one takes the chosen one's place.
class Buffer : public Iterator {
 public:
  Buffer(const Dataset& dataset, Context& context, int64_t size, int64_t epochs, Seeds s)
      : dataset_(dataset), context_(context), size_(size), epochs_(epochs), reader_(philox_from_seeds(s.seed, s.seed2)) {
    if (epochs_) input_ = dataset_.iterate(context_);
  }

  bool next(Element& out) override {
    fill();
    if (begin_ == end_) return false;
    while (!ends_.empty() && ends_.front() == begin_) ends_.pop_front();
    int64_t choices = (ends_.empty() ? end_ : ends_.front()) - begin_;
    int64_t at = (begin_ + int64_t(reader_.word() % uint64_t(choices))) % size_;
    out = std::move(ring_[at]);
    ring_[at] = std::move(ring_[begin_ % size_]);
    ++begin_;
    return true;
  }

 private:
  static constexpr size_t kMaxPasses = 3;
  void fill() {
    Element e;
    // Once it holds parts of more than three passes it is filled no further, as in TensorFlow: small
    // datasets must not fill a large buffer.
    while (input_ && end_ - begin_ < size_ && ends_.size() < kMaxPasses) {
      patience_.turn();
      if (!input_->next(e)) {
        end_pass();
        continue;
      }
      empty_ = false;
      if (end_ < size_) ring_.push_back(std::move(e));
      else ring_[end_ % size_] = std::move(e);
      ++end_;
    }
  }

  void end_pass() {
    if (!empty_) ends_.push_back(end_);  // else it is there already: empty passes must not add up
    if (epochs_ > 0) --epochs_;
    bool more = epochs_ > 0 || (epochs_ < 0 && !empty_);
    input_ = more ? dataset_.iterate(context_) : nullptr;
    empty_ = true;
  }

  const Dataset& dataset_;
  Context& context_;
  int64_t size_, epochs_;
  IteratorPtr input_;
  bool empty_ = true;              // the pass has given nothing so far
  int64_t begin_ = 0, end_ = 0;    // of what the ring holds, counted from the first element ever
  std::deque<int64_t> ends_;       // where passes end
  std::vector<Element> ring_;
  PhiloxReader reader_;
  Patience patience_;
};

class Shuffle : public Dataset {
 public:
  Shuffle(DatasetPtr input, int64_t buffer, Seeds seeds, bool reshuffle)
      : input_(std::move(input)), buffer_(buffer), seeds_(seeds), reshuffle_(reshuffle) {}

  IteratorPtr iterate(Context& c) const override {
    return std::make_unique<Buffer>(*input_, c, buffer_, 1, pass_seeds(c));
  }
  int64_t count() const override { return input_->count(); }
  // Several passes of new orders keep the buffer full across their borders.
  DatasetPtr repeated(int64_t count) const override;

 private:
  friend class ShuffleRepeat;
  Seeds pass_seeds(Context& c) const {
    std::shared_ptr<void>& state = c.states[this];
    if (reshuffle_) {
      if (!state) state = std::make_shared<SeedSequence>(start(c));
      return static_cast<SeedSequence*>(state.get())->next();
    }
    if (!state) state = std::make_shared<Seeds>(start(c));
    return *static_cast<Seeds*>(state.get());
  }
  Seeds start(Context& c) const {
    if (seeds_.seed || seeds_.seed2) return seeds_;
    uint64_t first = c.draw();
    return {first, c.draw()};
  }

  DatasetPtr input_;
  int64_t buffer_;
  Seeds seeds_;
  bool reshuffle_;
};

class ShuffleRepeat : public Dataset {
 public:
  ShuffleRepeat(const Shuffle& s, int64_t count) : shuffle_(s), count_(count) {}
  IteratorPtr iterate(Context& c) const override {
    return std::make_unique<Buffer>(*shuffle_.input_, c, shuffle_.buffer_, count_, shuffle_.start(c));
  }
  int64_t count() const override { return count_of_passes(shuffle_.input_->count(), count_); }

 private:
  Shuffle shuffle_;
  int64_t count_;
};

DatasetPtr Shuffle::repeated(int64_t count) const {
  return reshuffle_ ? std::make_shared<ShuffleRepeat>(*this, count) : nullptr;
}

}  // namespace

DatasetPtr shuffle(DatasetPtr input, int64_t buffer_size, int64_t seed, int64_t seed2, bool reshuffle) {
  if (buffer_size <= 0) fail(Code::kInvalidArgument, "[ShuffleDataset] buffer_size must be greater than zero, got ", buffer_size);
  return std::make_shared<Shuffle>(std::move(input), buffer_size, Seeds{uint64_t(seed), uint64_t(seed2)}, reshuffle);
}

}  // namespace zeal::data
