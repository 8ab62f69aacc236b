//! Memory that the allocator keeps although nothing uses it.

use libmimalloc_sys::{mi_option_set, mi_option_t};
use std::ffi::c_long;

/// Options of mimalloc that decide when freed memory goes back to the system, each with its value. An option has a number, because the
/// binding does not name it; the numbers are those of version 2.
///
/// - `purge_delay`: the delay in milliseconds, 10 by default.
/// - `purge_extend_delay`: 1, the default, if memory that is freed beside other memory extends the delay.
///
/// With the defaults, the memory of syntax trees is kept while more files are read. docs/performance.md has the figures of a large program.
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
