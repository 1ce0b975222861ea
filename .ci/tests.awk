# Reads reports of Surefire and Failsafe. Prints "module ...", "ran SECONDS s TEST", "skipped TEST: WHY" and "total ...".

function attribute(key) {
  return match($0, " " key "=\"[^\"]*\"") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4) : ""
}

/<testsuite / {
  module = FILENAME
  sub(/^\.\//, "", module)
  sub(/\/target\/.*/, "", module)
  run[module] += attribute("tests")
  tests += attribute("tests")
  failures += attribute("failures") + attribute("errors")
}

/<testcase / {
  class = attribute("classname")
  sub(/.*\./, "", class)
  test = class (attribute("name") == "" ? "" : " " attribute("name"))
  seconds = attribute("time")
  gsub(",", "", seconds)
  printf "ran %8.1f s  %s\n", seconds, test
}

/<skipped/ {
  skipped++
  print "skipped " test ": " attribute("message")
}

END {
  for (module in run) {
    print "module " module ": " run[module] " tests"
  }
  if (tests > 0) {
    printf "total %d run, %d failed, %d skipped\n", tests, failures, skipped
  }
}
