// VarHandleOp, VarIsInitializedOp, VariableShape: making handles, and asking about what they name.
#include "op/functions.h"
#include "ops/state/on_handle.h"

namespace zeal {

VariableImpl& variable_with_value(const Kernel& k) {
  VariableImpl& v = variable_at(k.input(0));
  if (!v.value)  // the class and first words are of variables that programs make, the others of resources in TensorFlow
    fail(Code::kFailedPrecondition, "[", k.op.name, "] Attempting to use uninitialized value ", name_at(k.input(0)),
         ". Resource localhost/", name_at(k.input(0)), " does not exist: the variable has no value, since none was assigned or its Python object is gone");
  return v;
}

Shape shape_of_values(const InferContext& c) {
  if (const Symbol* handle = symbol_of(c.input(0))) return handle->elements ? *handle->elements : Shape::unknown();
  if (!c.value(0)) return Shape::unknown();
  const VariableImpl& v = variable_at(*c.value(0));
  if (v.open_shape) return *v.open_shape;
  return v.value ? Shape(v.value->shape()) : Shape::unknown();
}

namespace {

// --- VarHandleOp ---
struct HandleAttrs {
  const char* shared_name = nullptr;
  const IntList* shape = nullptr;
  DType dtype = DType::kFloat32;
};

// Not trainable: tapes follow it when told to.
void handle_kernel(Kernel& k) {
  const auto& a = k.attr<HandleAttrs>();
  for (int i = 0; a.shape && i < a.shape->n; ++i)
    if (a.shape->values[i] < kUnknownDim) k.invalid("shape has a size of ", a.shape->values[i], "; sizes are at least 0, or None");
  auto v = std::make_unique<VariableImpl>();
  v->trainable = false;
  v->dtype = a.dtype;
  v->open_shape = std::make_unique<Shape>(a.shape ? ShapeView{a.shape->n, a.shape->values} : ShapeView{kUnknownRank, nullptr});
  k.out[0] = make_handle(*v, a.shared_name ? a.shared_name : "");
  v.release()->unref();  // the handle alone keeps it
}

// --- VarIsInitializedOp ---
void is_initialized_kernel(Kernel& k) { *k.output().as<bool>() = bool(variable_at(k.input(0)).value); }

// --- VariableShape ---
struct ShapeAttrs {
  DType out_type = DType::kInt32;
};

void infer_variable_shape(InferContext& c) {
  const Shape shape = shape_of_values(c);
  c.out().push(shape.rank < 0 ? kUnknownDim : shape.rank);
}

void variable_shape_kernel(Kernel& k) {
  k.out[0] = cast(shape_of(variable_with_value(k).value), k.attr<ShapeAttrs>().out_type);
}

}  // namespace

ZEAL_OP(VarHandleOp)
    .doc("A handle of a new variable, which has no value yet and lives as long as its handles. `shared_name` appears in messages.")
    .attrs<HandleAttrs>()
    .type_arg("dtype", &HandleAttrs::dtype, kAnyType, true).attr("shape", &HandleAttrs::shape)
    .attr("shared_name", &HandleAttrs::shared_name)
    .output("resource", "resource")
    .infer(infer_scalar).stateful().kept_by_session().made_by_kernel().dispatch_on_output()
    .cpu(bit(DType::kResource), handle_kernel).not_differentiable();

ZEAL_OP(VarIsInitializedOp)
    .doc("Whether a variable has a value.")
    .input("resource", "resource").output("is_initialized", "bool")
    .infer(infer_scalar).stateful().cpu(bit(DType::kResource), is_initialized_kernel).not_differentiable();

ZEAL_OP(VariableShape)
    .doc("The shape of a variable's value, a vector.")
    .attrs<ShapeAttrs>().type_arg("out_type", &ShapeAttrs::out_type, kIndex)
    .input("input", "resource").output("output", "out_type")
    .infer(infer_variable_shape).stateful().made_by_kernel()
    .cpu(bit(DType::kResource), variable_shape_kernel).not_differentiable();

}  // namespace zeal
