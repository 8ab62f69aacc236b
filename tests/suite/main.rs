//! One test binary: it walks the lists of the program (rules, lints, languages, formats) and runs the command line.

mod rules;
