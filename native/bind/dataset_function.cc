// Datasets that call Python functions.
#include "bind/dataset.h"
#include "ops/random/streams.h"

namespace zeal::bind {

using data::DatasetPtr;
using data::Element;

thread_local PyContext* t_generating = nullptr;

Ref Function::get() const {
  if (!fn) fail(Code::kFailedPrecondition, "the dataset is being destroyed");
  return Ref::share(fn.get());
}

namespace {

// Random ops of a function go on through all passes of one outermost iterator, and start with it.
using Streams = std::shared_ptr<FunctionStreams>;
Streams streams_of(data::Context& c, const data::Dataset* d) {
  std::shared_ptr<void>& state = c.states[d];
  if (!state) state = std::make_shared<FunctionStreams>();
  return std::static_pointer_cast<FunctionStreams>(state);
}

// Steps through the elements of one input and calls a function of each one's tensors.
struct CallingIterator : data::Iterator {
  CallingIterator(const Function& f, Streams s, data::IteratorPtr in) : function(f), streams(std::move(s)), input(std::move(in)) {}
  // What it returns; null where it raises.
  PyObject* answer(Element& e) {
    FunctionCall in_function(*streams);
    return PyObject_CallOneArg(function.get().get(), checked(list_of(e.take())).get());
  }
  Ref call(Element& e) { return checked(answer(e)); }
  const Function& function;
  Streams streams;
  data::IteratorPtr input;
};

// Elements are what `function(list of tensors)` returns, a sequence of tensors.
struct MapIterator : CallingIterator {
  static constexpr bool gives_all = true;
  using CallingIterator::CallingIterator;
  bool next(Element& out) override {
    Element e;
    if (!input->next(e)) return false;
    PyObject* made = answer(e);
    // An op that is out of range (a py_func that stops) ends the elements, as TensorFlow's do.
    if (!made && raises(Code::kOutOfRange)) [[unlikely]] return PyErr_Clear(), false;
    out = Element(tensors_of(checked(made).get()));
    return true;
  }
};

// Elements for which `function(list of tensors)` is true.
struct FilterIterator : CallingIterator {
  static constexpr bool gives_all = false;
  using CallingIterator::CallingIterator;
  bool next(Element& out) override {
    Element e;
    for (; input->next(e); patience.turn()) {
      std::vector<Tensor> values = e.take();
      Element copy(values);
      int keep = PyObject_IsTrue(call(copy).get());
      check(keep);
      if (keep) return out = Element(std::move(values)), true;
    }
    return false;
  }
  data::Patience patience;
};

template <class Iter> class Calling : public data::Dataset {
 public:
  Calling(DatasetPtr input, PyObject* f) : input_(std::move(input)), function_(f) {}
  Function& function() { return function_; }
  data::IteratorPtr iterate(data::Context& c) const override {
    return std::make_unique<Iter>(function_, streams_of(c, this), input_->iterate(c));
  }
  int64_t count() const override { return Iter::gives_all ? input_->count() : data::kUnknownCount; }

 private:
  DatasetPtr input_;
  Function function_;
};

struct Generating {
  explicit Generating(PyContext& c) : before(t_generating) { t_generating = &c; }
  ~Generating() { t_generating = before; }
  PyContext* before;
};

// Elements are what the iterator `function(*iterators over the inputs)` yields, sequences of tensors.
class Generate : public data::Dataset {
 public:
  Generate(std::vector<DatasetPtr> inputs, PyObject* f) : inputs_(std::move(inputs)), function_(f) {}
  int64_t count() const override { return count_; }
  void set_count(int64_t count) { count_ = count; }
  Function& function() { return function_; }
  data::IteratorPtr iterate(data::Context& c) const override {
    return std::make_unique<Iter>(*this, static_cast<PyContext&>(c).shared_from_this());
  }

 private:
  struct Iter : data::Iterator {
    Iter(const Generate& g, std::shared_ptr<PyContext> c) : of(g), context(std::move(c)) {}
    ~Iter() override {
      PyGILState_STATE gil = PyGILState_Ensure();
      if (const Ref all = Ref::share(context->generators.get()); key && all) {
        PyObject *type, *value, *trace;
        PyErr_Fetch(&type, &value, &trace);
        if (PyDict_DelItem(all.get(), key.get()) < 0) PyErr_Clear();
        PyErr_Restore(type, value, trace);
      }
      key = Ref();
      PyGILState_Release(gil);
    }
    bool next(Element& out) override {
      if (!key) start();
      const Ref held = generator();
      Generating from_here(*context);
      Ref value(PyIter_Next(held.get()));
      if (!value && PyErr_Occurred()) throw PythonError();
      if (!value) return false;
      out = Element(tensors_of(value.get()));
      return true;
    }
    // The collector may have cleared the dict alone, while another thread still steps through what is inside.
    Ref generator() const {
      PyObject* found = context->generators ? PyDict_GetItemWithError(context->generators.get(), key.get()) : nullptr;
      if (!found && PyErr_Occurred()) throw PythonError();
      if (!found) fail(Code::kFailedPrecondition, "the iterator is being destroyed");
      return Ref::share(found);
    }
    void start() {
      Ref args = checked(PyTuple_New(Py_ssize_t(of.inputs_.size())));
      for (size_t i = 0; i < of.inputs_.size(); ++i) PyTuple_SET_ITEM(args.get(), i, elements_of(of.inputs_[i]).release());
      Generating from_here(*context);
      Ref made = checked(PyObject_CallObject(of.function_.get().get(), args.get()));
      if (!PyIter_Check(made.get())) fail(Code::kTypeError, "an iterator is expected, got a ", Py_TYPE(made.get())->tp_name);
      if (!context->generators) context->generators = checked(PyDict_New());
      Ref number = checked(PyLong_FromVoidPtr(this));
      check(PyDict_SetItem(context->generators.get(), number.get(), made.get()));
      key = std::move(number);
    }
    Ref elements_of(const DatasetPtr& input) {
      auto state = std::make_unique<IteratorState>();
      state->dataset = input;
      state->context = context;
      state->iterator = input->iterate(*context);
      state->pack = Pack::kList;
      return new_iterator(&IteratorType, std::move(state));
    }
    const Generate& of;
    std::shared_ptr<PyContext> context;
    Ref key;  // of the generator in the context's dict, which alone owns it
  };
  std::vector<DatasetPtr> inputs_;
  Function function_;
  int64_t count_ = data::kUnknownCount;
};

template <class D, class In> DatasetPtr with_function(In input, PyObject* function, Function*& own) {
  auto dataset = std::make_shared<D>(std::move(input), function);
  own = &dataset->function();
  return dataset;
}

}  // namespace

DatasetPtr map_dataset(DatasetPtr input, PyObject* f, Function*& own) { return with_function<Calling<MapIterator>>(std::move(input), f, own); }
DatasetPtr filter_dataset(DatasetPtr input, PyObject* f, Function*& own) { return with_function<Calling<FilterIterator>>(std::move(input), f, own); }
DatasetPtr generate_dataset(std::vector<DatasetPtr> inputs, PyObject* f, int64_t count, Function*& own) {
  auto dataset = std::make_shared<Generate>(std::move(inputs), f);
  dataset->set_count(count);
  own = &dataset->function();
  return dataset;
}

}  // namespace zeal::bind
