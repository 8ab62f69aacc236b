//! What the grammars' library allocates, counted for each thread.
//!
//! Its own measure of work, the operation, hides what makes some inputs explode: one operation may copy stacks that are as
//! long as the text. Copies are allocations, and those can be counted, the same on every machine.

#![allow(unsafe_code)]

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::Once;

thread_local! {
    /// Bytes that were asked for on this thread.
    static SPENT: Cell<usize> = const { Cell::new(0) };
}

/// Bytes that grammars have asked for on this thread so far. Counting begins with the first call in the process.
pub fn spent() -> usize {
    static COUNTING: Once = Once::new();
    // SAFETY: it happens once, before the first parser is made (`tree::parse` makes them all), and other threads wait for it.
    // The functions hand every block to the allocator that the library's own would use.
    COUNTING.call_once(|| unsafe { tree_sitter::set_allocator(Some(tree_sitter::Allocator { malloc, calloc, realloc, free })) });
    SPENT.get()
}

fn count(bytes: usize) {
    SPENT.set(SPENT.get().wrapping_add(bytes));
}

/// The library does not look at what it gets; without memory there is nothing left but to end.
fn checked(block: *mut c_void, bytes: usize) -> *mut c_void {
    if block.is_null() && bytes > 0 {
        std::process::abort();
    }
    block
}

unsafe extern "C" fn malloc(bytes: usize) -> *mut c_void {
    count(bytes);
    // SAFETY: any size may be asked for.
    checked(unsafe { libc::malloc(bytes) }, bytes)
}

unsafe extern "C" fn calloc(number: usize, size: usize) -> *mut c_void {
    count(number.saturating_mul(size));
    // SAFETY: any number and size may be asked for.
    checked(unsafe { libc::calloc(number, size) }, number.saturating_mul(size))
}

unsafe extern "C" fn realloc(block: *mut c_void, bytes: usize) -> *mut c_void {
    count(bytes);
    // SAFETY: the block comes from this allocator.
    checked(unsafe { libc::realloc(block, bytes) }, bytes)
}

unsafe extern "C" fn free(block: *mut c_void) {
    // SAFETY: the block comes from this allocator.
    unsafe { libc::free(block) }
}
