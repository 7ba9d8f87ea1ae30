// _native.infer(op, inputs, attrs): shape inference alone, on known and partly known inputs.
#include <vector>

#include "bind/call/signature.h"
#include "bind/shape_values.h"
#include "op/infer.h"

namespace zeal::bind {
namespace {

// A tuple (dtype, shape) is a value known only at run time, None an optional input that is left out; anything else
// is the value itself.
Tensor to_input(PyObject* o) {
  if (o == Py_None) return {};
  if (!PyTuple_Check(o)) return to_tensor(o);
  if (PyTuple_GET_SIZE(o) != 2) fail(Code::kTypeError, "infer: a symbolic input is a tuple (dtype, shape)");
  return make_symbolic(to_dtype(PyTuple_GET_ITEM(o, 0)), shape_from(PyTuple_GET_ITEM(o, 1)));
}

PyObject* py_infer(PyObject*, PyObject* args) {
  const char* name;
  PyObject *inputs, *dict;
  if (!PyArg_ParseTuple(args, "sOO!", &name, &inputs, &PyDict_Type, &dict)) return nullptr;
  return guarded([&] {
    const OpDef& op = get_op(name);
    Ref seq = checked(PySequence_Tuple(inputs));
    std::vector<Tensor> held;
    std::vector<TensorImpl*> in;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(seq.get()); ++i) {
      held.push_back(to_input(PyTuple_GET_ITEM(seq.get(), i)));
      if (!held.back() && i != op.optional_input) fail(Code::kTypeError, "infer: input ", int64_t(i), " of ", op.name, " is not optional");
      in.push_back(held.back().get());
    }
    std::vector<OutSpec> spec = infer_call(op, in.data(), int(in.size()), attrs_from(op, dict, "infer"));
    Ref out = checked(PyList_New(0));
    for (const OutSpec& s : spec)
      check(PyList_Append(out.get(), checked(Py_BuildValue("(sN)", dtype_name(s.dtype), shape_to(s.shape).release())).get()));
    return out.release();
  });
}

PyMethodDef functions[] = {
    {"infer", py_infer, METH_VARARGS,
     "infer(op, inputs, attrs): dtype and shape of each output, without running the op.\n\n"
     "inputs is flat; a tuple (dtype, shape) stands for a value known only at run time, where shape is\n"
     "None or holds None for unknown sizes. Shapes of the result are None or hold None likewise."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_infer_api(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
