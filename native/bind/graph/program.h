// zeal._native.Program for the other files of this room.
#pragma once
#include "bind/graph/graph.h"
#include "graph/program.h"

namespace zeal::bind {

// A program lives as long as its graph. `keys` are the objects that stand for what it gives and is fed, as the program
// wrote them; `places` says where each of the former finds its value, -1 for operations.
struct PyProgram {
  PyObject_HEAD
  Program* held;
  PyObject *graph, *keys;
  std::vector<int>* places;
};
extern PyTypeObject ProgramType;
inline PyProgram& program_in(PyObject* o) { return *reinterpret_cast<PyProgram*>(o); }
// The state of a session; throws TypeError for other objects.
SessionState& state_in(PyObject* o);
void add_program_cache(PyObject* module);
void add_traces(PyObject* module);

}  // namespace zeal::bind
