//! One libFuzzer target for all: the name of the binary selects a target of `tracklint::harness`.
//!
//! Run one with `cargo +nightly fuzz run yaml` in the folder above.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tracklint::harness::TARGETS;

fuzz_target!(|data: &[u8]| {
    let name = env!("CARGO_BIN_NAME");
    let target = TARGETS.iter().find(|(own, ..)| *own == name);
    let (.., run) = target.expect("each binary is named after a target");
    run(data);
});
