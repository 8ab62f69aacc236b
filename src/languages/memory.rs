//! What the grammars' library allocates: counted for each thread, and stopped where one parse takes too much.
//!
//! Its own measure of work, the operation, hides what makes some inputs explode: one operation may copy stacks that are as
//! long as the text, and nothing interrupts it. But copies are allocations. One that is refused unwinds through the library to
//! whoever asked for the parse, and everything that parse allocated is given back: the library is C, keeps nothing outside the
//! parser, and has nothing to clean up on the way. Where its frames cannot be unwound the process ends, as it would without memory.

#![allow(unsafe_code)]

use std::alloc::{self, Layout};
use std::cell::Cell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::null_mut;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What stands in front of each block.
#[repr(C, align(16))]
struct Header {
    previous: *mut Header,
    next: *mut Header,
    size: usize,
    /// The parse that it belongs to.
    parse: usize,
}

const HEADER: usize = size_of::<Header>();

thread_local! {
    /// Bytes that were asked for on this thread.
    static SPENT: Cell<usize> = const { Cell::new(0) };
    /// The parse that is running on this thread, none being 0; no other in the process has its number.
    static PARSE: Cell<usize> = const { Cell::new(0) };
    /// Its blocks.
    static BLOCKS: Cell<*mut Header> = const { Cell::new(null_mut()) };
    /// Bytes in them.
    static HELD: Cell<usize> = const { Cell::new(0) };
    /// What `SPENT` may come to, and `HELD`, while an allocation may be refused.
    static MOST: Cell<Option<(usize, usize)>> = const { Cell::new(None) };
}

/// Bytes that grammars have asked for on this thread so far.
pub fn spent() -> usize {
    SPENT.get()
}

/// Thrown through the library where a parse takes too much.
struct TooMuch;

/// Runs `prepare` and hands what it made to `parse`, which may allocate `spent` bytes in all and hold `held` of them at once; `finish`
/// makes the result. Nothing where it took more: what was made is then gone, without being dropped.
///
/// # Safety
/// `parse` must call the library by declarations that may unwind, and hold nothing that has to be dropped.
pub(crate) unsafe fn within<P: Copy, T, R>(
    (spent, held): (usize, usize),
    prepare: impl FnOnce() -> Option<P>,
    parse: impl FnOnce(P) -> T,
    finish: impl FnOnce(P, T) -> R,
) -> Option<R> {
    static NUMBERS: AtomicUsize = AtomicUsize::new(1);
    count_from_now_on();
    PARSE.set(NUMBERS.fetch_add(1, Ordering::Relaxed));
    BLOCKS.set(null_mut());
    HELD.set(0);
    let prepared = prepare();
    let parsed = prepared.map(|prepared| {
        MOST.set(Some((SPENT.get().saturating_add(spent), held)));
        let parsed = catch_unwind(AssertUnwindSafe(|| parse(prepared)));
        MOST.set(None);
        (prepared, parsed)
    });
    // Blocks of a parse that is over are freed one by one, on whatever thread.
    PARSE.set(0);
    match parsed? {
        (prepared, Ok(parsed)) => Some(finish(prepared, parsed)),
        (_, Err(thrown)) if thrown.is::<TooMuch>() => {
            let mut block = BLOCKS.get();
            while !block.is_null() {
                // SAFETY: it is in the list, so it was allocated for this parse and not freed; nothing is left that uses it.
                let next = unsafe { (*block).next };
                unsafe { given_back(block) };
                block = next;
            }
            None
        }
        (_, Err(thrown)) => resume_unwind(thrown),
    }
}

fn count_from_now_on() {
    static COUNTING: Once = Once::new();
    // SAFETY: it happens once, before the first parser is made (`within` makes them all), and other threads wait for it. The
    // functions are called by C alone, for which both kinds of functions are the same.
    COUNTING.call_once(|| unsafe {
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

/// Counts bytes that are asked for; refuses them by unwinding.
fn count(bytes: usize) {
    SPENT.set(SPENT.get().wrapping_add(bytes));
    if let Some((spent, held)) = MOST.get()
        && (SPENT.get() > spent || HELD.get().saturating_add(bytes) > held)
    {
        MOST.set(None);
        // Without a message: the hook for panics is not run.
        resume_unwind(Box::new(TooMuch));
    }
}

/// Enters a block of `size` bytes among those of the parse that is running, if one is; gives what the library gets of it.
unsafe fn entered(block: *mut Header, size: usize) -> *mut c_void {
    if block.is_null() {
        // The library does not look at what it gets; without memory there is nothing left but to end.
        std::process::abort();
    }
    let parse = PARSE.get();
    let next = if parse == 0 { null_mut() } else { BLOCKS.get() };
    // SAFETY: the block has room for its header, and those in the list are alive.
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

/// Takes a block out of those of the parse that is running, if it is one of them.
unsafe fn taken_out(block: *mut c_void) -> *mut Header {
    // SAFETY: every block that the library has comes from `entered`, behind its header.
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

/// The room of a block of `size` bytes with its header.
fn layout(size: usize) -> Layout {
    // What no address space holds is refused by the allocator.
    let bytes = size
        .saturating_add(HEADER)
        .min(isize::MAX as usize - HEADER);
    Layout::from_size_align(bytes, align_of::<Header>()).unwrap_or(Layout::new::<Header>())
}

/// Gives a block back that [`taken_out`] has taken out, or that nothing knows any more.
unsafe fn given_back(block: *mut Header) {
    // SAFETY: it was allocated with this layout.
    unsafe { alloc::dealloc(block.cast(), layout((*block).size)) }
}

unsafe extern "C-unwind" fn malloc(bytes: usize) -> *mut c_void {
    count(bytes);
    // SAFETY: any size may be asked for.
    unsafe { entered(alloc::alloc(layout(bytes)).cast(), bytes) }
}

unsafe extern "C-unwind" fn calloc(number: usize, size: usize) -> *mut c_void {
    let bytes = number.saturating_mul(size);
    count(bytes);
    // SAFETY: any size may be asked for.
    unsafe { entered(alloc::alloc_zeroed(layout(bytes)).cast(), bytes) }
}

unsafe extern "C-unwind" fn realloc(block: *mut c_void, bytes: usize) -> *mut c_void {
    count(bytes);
    // SAFETY: the block is nothing, or comes from this allocator.
    unsafe {
        if block.is_null() {
            return entered(alloc::alloc(layout(bytes)).cast(), bytes);
        }
        let header = taken_out(block);
        let before = layout((*header).size);
        entered(
            alloc::realloc(header.cast(), before, layout(bytes).size()).cast(),
            bytes,
        )
    }
}

unsafe extern "C" fn free(block: *mut c_void) {
    if !block.is_null() {
        // SAFETY: the block comes from this allocator.
        unsafe { given_back(taken_out(block)) }
    }
}
