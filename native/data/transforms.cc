// Transformations that pass elements on: repeat, take, skip, zip, concatenate.
#include <algorithm>
#include <random>

#include "core/error.h"
#include "data/dataset.h"

namespace zeal::data {

void (*g_interrupt)() = nullptr;

Seeds Context::seed() {
  if (!given) {
    std::random_device source;
    auto word = [&] { return uint64_t(source()) << 32 | source(); };
    uint64_t first = word();
    given = Seeds{first, word()};
  }
  return *given;
}

uint64_t Context::draw() {
  if (source) return source->draw();
  if (!reader_) reader_.emplace(philox_from_seeds(seed().seed, seed().seed2));
  uint64_t high = reader_->word();
  return high << 32 | reader_->word();
}

int64_t Iterator::skip(int64_t count) {
  Patience patience;
  int64_t done = 0;
  for (Element e; done < count && next(e); ++done) patience.turn();
  return done;
}

int64_t count_of_passes(int64_t n, int64_t passes) {
  if (!n || !passes) return 0;
  if (passes < 0) return kEndless;  // of an unknown number too, as in TensorFlow
  return n < 0 ? n : n > INT64_MAX / passes ? INT64_MAX : n * passes;
}

namespace {

class Repeat : public Dataset {
 public:
  Repeat(DatasetPtr input, int64_t count) : input_(std::move(input)), count_(count) {}
  IteratorPtr iterate(Context& c) const override { return std::make_unique<Iter>(*input_, count_, c); }
  int64_t count() const override { return count_of_passes(input_->count(), count_); }

 private:
  struct Iter : Iterator {
    Iter(const Dataset& d, int64_t n, Context& c) : dataset(d), left(n), context(c) {}
    bool next(Element& out) override {
      while (left) {
        patience.turn();
        bool fresh = !input;
        if (fresh) input = dataset.iterate(context);
        if (input->next(out)) return true;
        input.reset();
        if (left > 0) --left;
        else if (fresh) left = 0;  // an empty dataset repeated forever ends
      }
      return false;
    }
    const Dataset& dataset;
    int64_t left;
    Context& context;
    IteratorPtr input;
    Patience patience;
  };
  DatasetPtr input_;
  int64_t count_;
};

class Take : public Dataset {
 public:
  Take(DatasetPtr input, int64_t count) : input_(std::move(input)), count_(count) {}
  IteratorPtr iterate(Context& c) const override { return std::make_unique<Iter>(input_->iterate(c), count_); }
  int64_t count() const override {
    const int64_t n = input_->count();
    if (n == kUnknownCount) return count_ ? n : 0;
    return count_ < 0 ? n : n == kEndless ? count_ : std::min(n, count_);
  }

 private:
  struct Iter : Iterator {
    Iter(IteratorPtr in, int64_t n) : input(std::move(in)), left(n) {}
    bool next(Element& out) override {
      if (!left || !input->next(out)) return left = 0, input.reset(), false;  // generators close
      if (left > 0) --left;
      return true;
    }
    IteratorPtr input;
    int64_t left;
  };
  DatasetPtr input_;
  int64_t count_;
};

class Skip : public Dataset {
 public:
  Skip(DatasetPtr input, int64_t count) : input_(std::move(input)), count_(count) {}
  IteratorPtr iterate(Context& c) const override { return std::make_unique<Iter>(input_->iterate(c), count_); }
  int64_t count() const override {
    const int64_t n = input_->count();
    return n < 0 ? n : count_ < 0 ? 0 : std::max<int64_t>(0, n - count_);
  }

 private:
  struct Iter : Iterator {
    Iter(IteratorPtr in, int64_t n) : input(std::move(in)), left(n) {}
    bool next(Element& out) override {
      for (; left; left -= left > 0) {
        patience.turn();
        if (!input->next(out)) return left = 0, false;
      }
      return input->next(out);
    }
    IteratorPtr input;
    int64_t left;
    Patience patience;
  };
  DatasetPtr input_;
  int64_t count_;
};

class Zip : public Dataset {
 public:
  explicit Zip(std::vector<DatasetPtr> inputs) : inputs_(std::move(inputs)) {}
  IteratorPtr iterate(Context& c) const override {
    auto it = std::make_unique<Iter>();
    for (const DatasetPtr& d : inputs_) it->inputs.push_back(d->iterate(c));
    return it;
  }
  int64_t count() const override {
    int64_t least = kEndless;
    for (const DatasetPtr& d : inputs_) {
      const int64_t n = d->count();
      if (n == kUnknownCount) return n;
      if (n >= 0) least = least < 0 ? n : std::min(least, n);
    }
    return least;
  }

 private:
  struct Iter : Iterator {
    bool next(Element& out) override {
      std::vector<Tensor> all;
      for (IteratorPtr& input : inputs) {
        Element e;
        if (ended || !input->next(e)) return ended = true, false;
        for (Tensor& t : e.take()) all.push_back(std::move(t));
      }
      out = Element(std::move(all));
      return true;
    }
    std::vector<IteratorPtr> inputs;
    bool ended = false;
  };
  std::vector<DatasetPtr> inputs_;
};

class Concatenate : public Dataset {
 public:
  Concatenate(DatasetPtr first, DatasetPtr second) : first_(std::move(first)), second_(std::move(second)) {}
  IteratorPtr iterate(Context& c) const override { return std::make_unique<Iter>(first_->iterate(c), *second_, c); }
  int64_t count() const override {
    const int64_t a = first_->count(), b = second_->count();
    if (a == kEndless || b == kEndless) return kEndless;
    return a < 0 || b < 0 ? kUnknownCount : a > INT64_MAX - b ? INT64_MAX : a + b;
  }

 private:
  struct Iter : Iterator {
    Iter(IteratorPtr in, const Dataset& d, Context& c) : input(std::move(in)), second(&d), context(c) {}
    bool next(Element& out) override {
      if (input->next(out)) return true;
      if (!second) return false;
      input = second->iterate(context);
      second = nullptr;
      return input->next(out);
    }
    IteratorPtr input;
    const Dataset* second;
    Context& context;
  };
  DatasetPtr first_, second_;
};

}  // namespace

DatasetPtr repeat(DatasetPtr input, int64_t count) {
  DatasetPtr special = input->repeated(count);
  return special ? special : std::make_shared<Repeat>(std::move(input), count);
}
DatasetPtr take(DatasetPtr input, int64_t count) { return std::make_shared<Take>(std::move(input), count); }
DatasetPtr skip(DatasetPtr input, int64_t count) { return std::make_shared<Skip>(std::move(input), count); }
DatasetPtr zip(std::vector<DatasetPtr> inputs) {
  if (inputs.empty()) fail(Code::kInvalidArgument, "[ZipDataset] needs at least one dataset");
  return std::make_shared<Zip>(std::move(inputs));
}
DatasetPtr concatenate(DatasetPtr first, DatasetPtr second) {
  return std::make_shared<Concatenate>(std::move(first), std::move(second));
}

}  // namespace zeal::data
