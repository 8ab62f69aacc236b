//! One libFuzzer target for all: the binary's own name says which function of `targets.rs` is run.
//!
//! `cargo +nightly fuzz run yaml` in the folder above.

#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code)]
mod targets;

use libfuzzer_sys::fuzz_target;
use targets::{TARGETS, Target};

fn target() -> &'static Target {
    TARGETS.iter().find(|target| target.name == env!("CARGO_BIN_NAME")).expect("each binary is named after a target")
}

fuzz_target!(|data: &[u8]| (target().run)(data));
