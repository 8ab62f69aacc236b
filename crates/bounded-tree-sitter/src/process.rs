//! Exhausted resources of the process: they end it with an exit code of its own, and not with a signal.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::{c_int, c_void};

/// Exit code of a process that has no memory left.
const EXHAUSTED: c_int = 2;

/// Message on standard error.
const MESSAGE: &[u8] = b"error: out of memory; raise the limit of the process, or audit a folder\n";

unsafe extern "C" {
    fn write(file: c_int, bytes: *const c_void, length: usize) -> isize;
    fn _exit(code: c_int) -> !;
    fn signal(number: c_int, handler: usize) -> usize;
}

/// An allocator that ends the process with exit code 2 when no memory is left.
#[derive(Debug)]
pub struct Exhaustible<A>(pub A);

// SAFETY: every call is passed on, and a null pointer never returns.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Exhaustible<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of the inner allocator.
        checked(unsafe { self.0.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of the inner allocator.
        checked(unsafe { self.0.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract of the inner allocator.
        checked(unsafe { self.0.realloc(block, layout, size) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of the inner allocator.
        unsafe { self.0.dealloc(block, layout) }
    }
}

fn checked(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        // SAFETY: the message is valid for its length, and neither function allocates.
        unsafe {
            write(2, MESSAGE.as_ptr().cast(), MESSAGE.len());
            _exit(EXHAUSTED)
        }
    }
    block
}

/// Ignores a signal, so that the operation that causes it fails instead.
pub fn ignore_signal(number: c_int) {
    const IGNORE: usize = 1;
    // SAFETY: ignoring a signal runs no code of this process.
    unsafe { signal(number, IGNORE) };
}
