// Module functions for the streams of random ops.
#include "bind/bind.h"
#include "ops/random/streams.h"

namespace zeal::bind {
namespace {

PyObject* py_clear_streams(PyObject*, PyObject*) {
  clear_streams();
  Py_RETURN_NONE;
}

PyObject* py_mark_fresh_seed(PyObject*, PyObject* arg) {
  const long long seed = PyLong_AsLongLong(arg);
  if (seed == -1 && PyErr_Occurred()) return nullptr;
  mark_fresh_seed(seed);
  Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"clear_random_streams", py_clear_streams, METH_NOARGS, "The streams of all random ops restart."},
    {"mark_fresh_seed", py_mark_fresh_seed, METH_O, "The next op with this seed2 need not keep its stream."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_random(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
