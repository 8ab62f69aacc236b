//! The allocator of the tree-sitter library: counts the bytes of each thread and stops a parse that takes too many.
//!
//! The library interrupts a parse only between operations, and one operation may copy stacks as long as the text. Copies are
//! allocations, so a refused allocation unwinds through the library to the caller of [`within`], which frees all blocks of the
//! parse. That is sound because the library is C: it keeps nothing outside the parser and runs no clean-up while unwinding.
//! The process ends if the frames of the parser cannot be unwound, as it would without memory.

use crate::Limits;
use std::alloc::{self, Layout};
use std::cell::Cell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::null_mut;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The header before each block.
#[repr(C, align(16))]
struct Header {
    previous: *mut Header,
    next: *mut Header,
    size: usize,
    /// Number of the parse that allocated it.
    parse: usize,
}

const HEADER: usize = size_of::<Header>();

thread_local! {
    /// Bytes allocated on this thread so far.
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
    /// Number of the parse on this thread, unique in the process; 0 if there is none.
    static PARSE: Cell<usize> = const { Cell::new(0) };
    /// The allocated blocks.
    static BLOCKS: Cell<*mut Header> = const { Cell::new(null_mut()) };
    /// Bytes in them.
    static HELD: Cell<usize> = const { Cell::new(0) };
    /// Limits of `ALLOCATED` and `HELD` while allocations may be refused.
    static MOST: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Returns the bytes that the library has allocated on this thread so far.
pub fn allocated() -> usize {
    ALLOCATED.get()
}

/// Payload of the panic that ends a parse.
struct LimitExceeded;

/// Makes a parser by `prepare`, runs `parse` with it within the limits, and makes the result by `finish`.
///
/// Returns `None` if `parse` exceeds a limit. All blocks of the parser are then freed without dropping it.
///
/// # Safety
/// `parse` must call the library through declarations that may unwind, and own nothing that must be dropped.
pub(crate) unsafe fn within<P: Copy, T, R>(
    limits: Limits,
    prepare: impl FnOnce() -> Option<P>,
    parse: impl FnOnce(P) -> T,
    finish: impl FnOnce(P, T) -> R,
) -> Option<R> {
    static NUMBERS: AtomicUsize = AtomicUsize::new(1);
    install();
    PARSE.set(NUMBERS.fetch_add(1, Ordering::Relaxed));
    BLOCKS.set(null_mut());
    HELD.set(0);
    let prepared = prepare();
    let parsed = prepared.map(|prepared| {
        let most = ALLOCATED.get().saturating_add(limits.allocated);
        MOST.set(Some((most, limits.held)));
        let parsed = catch_unwind(AssertUnwindSafe(|| parse(prepared)));
        MOST.set(None);
        (prepared, parsed)
    });
    // Later the tree frees its blocks one by one, on any thread.
    PARSE.set(0);
    match parsed? {
        (prepared, Ok(parsed)) => Some(finish(prepared, parsed)),
        (_, Err(thrown)) if thrown.is::<LimitExceeded>() => {
            let mut block = BLOCKS.get();
            while !block.is_null() {
                // SAFETY: a block in the list was allocated for this parse and not freed, and nothing uses it any more.
                block = unsafe {
                    let next = (*block).next;
                    deallocate(block);
                    next
                };
            }
            None
        }
        (_, Err(thrown)) => resume_unwind(thrown),
    }
}

/// Makes the library use this allocator.
fn install() {
    static INSTALLED: Once = Once::new();
    // SAFETY: this runs once, before the first parser is made (`within` makes them all), and other threads wait for it. Only C
    // calls the functions, and both ABIs are the same for C.
    INSTALLED.call_once(|| unsafe {
        tree_sitter::set_allocator(Some(tree_sitter::Allocator {
            malloc: std::mem::transmute::<
                unsafe extern "C-unwind" fn(usize) -> *mut c_void,
                unsafe extern "C" fn(usize) -> *mut c_void,
            >(malloc),
            calloc: std::mem::transmute::<
                unsafe extern "C-unwind" fn(usize, usize) -> *mut c_void,
                unsafe extern "C" fn(usize, usize) -> *mut c_void,
            >(calloc),
            realloc: std::mem::transmute::<
                unsafe extern "C-unwind" fn(*mut c_void, usize) -> *mut c_void,
                unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void,
            >(realloc),
            free,
        }));
    });
}

/// Counts bytes about to be allocated. Unwinds if they exceed a limit.
fn count(bytes: usize) {
    ALLOCATED.set(ALLOCATED.get().wrapping_add(bytes));
    if let Some((allocated, held)) = MOST.get()
        && (ALLOCATED.get() > allocated || HELD.get().saturating_add(bytes) > held)
    {
        MOST.set(None);
        // Unlike `panic!`, this does not run the panic hook.
        resume_unwind(Box::new(LimitExceeded));
    }
}

/// Writes the header of a block of `size` bytes and adds it to the blocks of the current parse. Returns the part for the
/// library.
unsafe fn register(block: *mut Header, size: usize) -> *mut c_void {
    if block.is_null() {
        // The library does not check for null.
        std::process::abort();
    }
    let parse = PARSE.get();
    let next = if parse == 0 { null_mut() } else { BLOCKS.get() };
    // SAFETY: the block has room for its header, and the blocks in the list are alive.
    unsafe {
        block.write(Header {
            previous: null_mut(),
            next,
            size,
            parse,
        });
        if let Some(next) = next.as_mut() {
            next.previous = block;
        }
        if parse != 0 {
            BLOCKS.set(block);
            HELD.set(HELD.get() + size);
        }
        block.add(1).cast()
    }
}

/// Removes a block from the blocks of the current parse, if it is one of them. Returns its header.
unsafe fn unregister(block: *mut c_void) -> *mut Header {
    // SAFETY: every block of the library comes from `register` and follows its header.
    unsafe {
        let header = block.cast::<Header>().sub(1);
        let Header {
            previous,
            next,
            size,
            parse,
        } = header.read();
        if parse != 0 && parse == PARSE.get() {
            match previous.as_mut() {
                Some(previous) => previous.next = next,
                None => BLOCKS.set(next),
            }
            if let Some(next) = next.as_mut() {
                next.previous = previous;
            }
            HELD.set(HELD.get() - size);
        }
        header
    }
}

/// Returns the layout of a block of `size` bytes with its header.
fn layout(size: usize) -> Layout {
    // The global allocator refuses sizes that no address space holds.
    let bytes = size
        .saturating_add(HEADER)
        .min(isize::MAX as usize - HEADER);
    Layout::from_size_align(bytes, align_of::<Header>()).unwrap_or(Layout::new::<Header>())
}

/// Frees a block that is no longer registered.
unsafe fn deallocate(block: *mut Header) {
    // SAFETY: it was allocated with this layout.
    unsafe { alloc::dealloc(block.cast(), layout((*block).size)) }
}

unsafe extern "C-unwind" fn malloc(bytes: usize) -> *mut c_void {
    count(bytes);
    // SAFETY: the layout is valid for any size, and not empty.
    unsafe { register(alloc::alloc(layout(bytes)).cast(), bytes) }
}

unsafe extern "C-unwind" fn calloc(number: usize, size: usize) -> *mut c_void {
    let bytes = number.saturating_mul(size);
    count(bytes);
    // SAFETY: the layout is valid for any size, and not empty.
    unsafe { register(alloc::alloc_zeroed(layout(bytes)).cast(), bytes) }
}

unsafe extern "C-unwind" fn realloc(block: *mut c_void, bytes: usize) -> *mut c_void {
    count(bytes);
    // SAFETY: the block is null or comes from this allocator.
    unsafe {
        if block.is_null() {
            return register(alloc::alloc(layout(bytes)).cast(), bytes);
        }
        let header = unregister(block);
        let before = layout((*header).size);
        register(
            alloc::realloc(header.cast(), before, layout(bytes).size()).cast(),
            bytes,
        )
    }
}

unsafe extern "C" fn free(block: *mut c_void) {
    if !block.is_null() {
        // SAFETY: the block comes from this allocator.
        unsafe { deallocate(unregister(block)) }
    }
}
