// Hints of zeal/hints.py, each given once.
#pragma once

namespace zeal::bind {

// Calls zeal.hints.NAME(); whether there is nothing more to say. Never fails: a hint must not stop a program.
bool give_hint(const char* name);

}  // namespace zeal::bind
