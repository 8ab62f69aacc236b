//! Memory that the allocator keeps although nothing uses it.

use libmimalloc_sys::{mi_option_set, mi_option_t};
use std::ffi::c_long;

/// Options of mimalloc that decide when freed memory goes back to the system: their numbers in version 2, since the binding names only
/// some options, and their values here.
///
/// - `purge_delay`: milliseconds between the two.
/// - `purge_extend_delay`: 1 if each piece that is freed beside another extends the delay.
///
/// By default (10 and 1) the memory of syntax trees is kept while files are read. A delay of 3 takes a fiftieth of the time of a large Rust
/// program, and saves a twentieth of its memory; no delay takes a tenth.
const PURGES: [(mi_option_t, c_long); 2] = [(15, 3), (25, 0)];

/// Makes mimalloc give freed memory back to the system soon.
pub fn give_back_soon() {
    for (option, value) in PURGES {
        // SAFETY: the function only stores the value of an option that exists.
        unsafe { mi_option_set(option, value) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libmimalloc_sys::{mi_option_get, mi_version};

    #[test]
    fn the_numbers_are_those_of_the_options() {
        // SAFETY: the function has no requirements.
        let value = |option: mi_option_t| unsafe { mi_option_get(option) };
        // SAFETY: the function has no requirements.
        let version = unsafe { mi_version() };
        assert_eq!(version / 10_000, 2, "other versions have other numbers");
        // The defaults of `purge_delay`, `os_tag`, `arena_purge_mult` and `purge_extend_delay`.
        assert_eq!([15, 18, 24, 25].map(value), [10, 100, 10, 1]);
        give_back_soon();
        assert_eq!([15, 18, 24, 25].map(value), [3, 100, 10, 0]);
    }
}
