# Adds up files of deploy's tests (dev.banksman.deploy.proof.Proof): lines of a name and a number, for unknown outcomes
# with how they ended. Ends with 1 if anything started twice or was lost, or if a file lacks a number.

FNR == 1 {
  files++
}

$1 == "unknown" {
  how = $0
  sub(/^unknown [0-9]+ /, "", how)
  unknown[how] += $2
  unknowns += $2
  next
}

NF == 2 && $2 ~ /^[0-9]+$/ {
  sum[$1] += $2
  seen[$1]++
  next
}

{
  print "expected a name and a number, found: " $0
  bad = 1
}

END {
  names = split("seeds events kills starts double-starts lost-results", name, " ")
  for (i = 1; i <= names; i++) {
    if (files == 0 || seen[name[i]] != files) {
      print "expected " name[i] " in each of " files " files, found it in " seen[name[i]] + 0
      bad = 1
    }
  }
  printf "seeds run: %d\nevents checked: %d\nkills done: %d\ncommands started: %d\n", sum["seeds"], sum["events"], sum["kills"], sum["starts"]
  printf "double starts: %d\nlost results: %d\nunknown outcomes: %d\n", sum["double-starts"], sum["lost-results"], unknowns
  fflush()
  for (how in unknown) {
    printf "  %d x %s\n", unknown[how], how | "sort -k 3"
  }
  close("sort -k 3")
  exit bad || sum["double-starts"] > 0 || sum["lost-results"] > 0
}
