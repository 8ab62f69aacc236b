//! Handles panics. A panic on a single file becomes a problem of that file; any other ends the run with a plain message.
//!
//! Stack overflows and exhausted memory cannot be caught, so they are prevented: parsers have budgets and guards, trees are walked
//! without recursion, and workers have large stacks.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

/// Stack size of all worker threads. Recursion over values and wrappers is limited far below it.
pub(crate) const STACK: usize = 16 << 20;

/// Beginning of the message if a thread cannot be started, which is no fault of the program.
pub(crate) const NO_THREAD: &str = "cannot start a thread";

thread_local! {
    /// Location of the last panic of this thread.
    static HERE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Message and location of the first panic of any thread.
static ANYWHERE: Mutex<Option<String>> = Mutex::new(None);

/// Installs a panic hook for the process that prints nothing and records the location instead.
pub(crate) fn quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        let _ = HERE.try_with(|here| here.replace(place.clone()));
        let mut first = ANYWHERE.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = place.map(|place| format!("{} ({place})", text(panic.payload())));
        }
    }));
}

fn text(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
        .to_owned()
}

/// Runs `work`.
///
/// # Errors
/// The message and the location of a panic.
pub(crate) fn caught<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let place = HERE
            .with(RefCell::take)
            .map(|place| format!(" ({place})"))
            .unwrap_or_default();
        text(&*payload) + &place
    })
}

/// Runs `work` on a thread with a large stack and waits for it.
///
/// # Errors
/// The message of the first panic of any thread, or the reason why the thread could not be started.
pub(crate) fn on_large_stack<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work);
        let thread = thread.map_err(|error| format!("{NO_THREAD}: {error}"))?;
        thread.join().map_err(|payload| {
            let first = ANYWHERE
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            first.unwrap_or_else(|| text(&*payload))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(caught(|| 1), Ok(1));
        assert!(
            caught(|| panic!("no {}", "way"))
                .is_err_and(|fault: String| fault.starts_with("no way"))
        );
        assert!(
            on_large_stack(|| assert_eq!(1, 2)).is_err_and(|fault| fault.contains("assertion"))
        );
    }
}
