// Pipelines for CPython: what dataset.cc, dataset_iterator.cc and dataset_function.cc share.
#pragma once
#include <memory>
#include <mutex>
#include <thread>

#include "bind/bind.h"
#include "data/dataset.h"

namespace zeal::bind {

// A reference that may be dropped by any thread.
struct Function {
  explicit Function(PyObject* f) : fn(Ref::share(f)) {}
  ~Function() {
    PyGILState_STATE gil = PyGILState_Ensure();
    fn = Ref();
    PyGILState_Release(gil);
  }
  // Throws where the garbage collector cleared it.
  Ref get() const;
  Ref fn;
};

// How an element's tensors become one Python value.
enum class Pack { kSingle, kTuple, kList, kCall };

// Python iterators that native ones step through. Only this dict owns them: what an iterator of
// Python holds through a native one must be visible to the garbage collector.
struct PyContext : data::Context, std::enable_shared_from_this<PyContext> {
  Ref generators;  // a dict; null once the garbage collector cleared it
};

// The context of the innermost generator that this thread runs, or null: iterators that are made meanwhile
// draw from it, so that they too repeat when the outermost one goes to a position.
extern thread_local PyContext* t_generating;

struct IteratorState {
  Ref node;
  data::DatasetPtr dataset;
  std::shared_ptr<PyContext> context;  // shared by the iterators inside the outermost one
  bool outermost = false;              // which shows the garbage collector what the context holds
  data::IteratorPtr iterator;
  int64_t taken = 0;  // elements so far
  Pack pack = Pack::kSingle;
  Ref function;  // of kCall
  std::mutex busy;
  std::thread::id owner;
  int forks = 0;  // how often the process had been forked when the owner came
  data::Patience patience;  // loops of C, islice() and list(), ask for elements without a look at signals
};

extern PyTypeObject IteratorType;
Ref new_iterator(PyTypeObject* type, std::unique_ptr<IteratorState> state);

PyObject* list_of(std::vector<Tensor> tensors);
std::vector<Tensor> tensors_of(PyObject* sequence);

// Datasets of Python functions. Each sets `own` to its function, for the garbage collector.
data::DatasetPtr map_dataset(data::DatasetPtr input, PyObject* function, Function*& own);
data::DatasetPtr filter_dataset(data::DatasetPtr input, PyObject* function, Function*& own);
// `count` is how many elements there are, or what data::Dataset::count says instead.
data::DatasetPtr generate_dataset(std::vector<data::DatasetPtr> inputs, PyObject* function, int64_t count, Function*& own);

// The records of files (bind/records.cc); `open` is None, or a function of Python that opens a path. It is no part of
// a cycle: the collector does not see it.
data::DatasetPtr records_dataset(data::DatasetPtr names, PyObject* open);

}  // namespace zeal::bind
