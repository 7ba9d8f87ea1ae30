// StringJoin: strings joined element by element.
#include "op/infer.h"

namespace zeal {
namespace {

struct JoinAttrs {
  const char* separator = "";
};

// Of one shape, but for those without axes, which go with every element.
void infer_join(InferContext& c) {
  if (!c.nin) c.invalid("needs at least one tensor of strings");
  bool open = false;
  int chosen = -1;
  for (int i = 0; i < c.nin; ++i) {
    if (c.rank(i) < 0) open = true;
    else if (c.rank(i) && chosen < 0) chosen = i;
    else if (c.rank(i) && !are_compatible(c.shape(i), c.shape(chosen)))
      c.invalid("Input shapes do not match: ", c.show(chosen), ", ", c.show(i));
  }
  if (chosen >= 0) c.out() = c.shape(chosen);
  else if (open) c.out() = Shape::unknown();
}

void join_kernel(Kernel& k) {
  auto* out = k.output().as<std::string>();
  const char* separator = k.attr<JoinAttrs>().separator;
  for (int64_t at = 0; at < k.output().numel; ++at) {
    std::string& text = out[at];
    text.clear();
    for (int i = 0; i < k.nin; ++i) {
      if (i) text += separator;
      text += k.in[i]->as<std::string>()[k.in[i]->rank ? at : 0];
    }
  }
}

}  // namespace

ZEAL_OP(StringJoin)
    .doc("The strings of several tensors joined, element by element.")
    .example("tf.strings.join([\"a\", \"b\"], \"-\")", "b'a-b'")
    .type("T", bit(DType::kString))
    .attrs<JoinAttrs>().attr("separator", &JoinAttrs::separator)
    .list_input_arg("inputs", "T").output("output", "T")
    .api("string_join, strings.join(inputs, separator='', name=None)")
    .infer(infer_join).cpu(bit(DType::kString), join_kernel).not_differentiable();

}  // namespace zeal
