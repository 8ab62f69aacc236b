//! The Ruby grammar, made safe: its scanner writes past its buffer on long or many heredoc words and aborts the process.
//!
//! tree-sitter-ruby 0.23.1 keeps a heredoc word's length in one byte and checks sizes two bytes short (upstream #269, #287,
//! fixed there but unreleased). The language table is copied and only the scanner's *serialize* function replaced by one that
//! lets the original write into a larger buffer and drops a state that does not fit or does not read back.

#![allow(unsafe_code)]

use std::ffi::{c_char, c_uint, c_void};
use std::sync::OnceLock;
use tree_sitter::Language;
use tree_sitter_language::LanguageFn;

/// The beginning of the language table of ABI 14, as `tree_sitter/parser.h` lays it out.
#[repr(C)]
#[derive(Clone, Copy)]
struct Table {
    abi: u32,
    counts: [u32; 8],
    max_alias_sequence_length: u16,
    tables: [*const c_void; 13],
    lex_fn: *const c_void,
    keyword_lex_fn: *const c_void,
    keyword_capture_token: u16,
    scanner: Scanner,
    primary_state_ids: *const c_void,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Scanner {
    states: *const c_void,
    symbol_map: *const c_void,
    create: *const c_void,
    destroy: *const c_void,
    scan: *const c_void,
    serialize: Option<unsafe extern "C" fn(*mut c_void, *mut c_char) -> c_uint>,
    deserialize: *const c_void,
}

/// Size of the buffer the library hands to serialize (`TREE_SITTER_SERIALIZATION_BUFFER_SIZE`).
const LIBRARY_BUFFER: usize = 1024;
/// Size of the buffer the original writes into here.
const OWN_BUFFER: usize = 8192;

struct Shared(Box<Table>);
// SAFETY: the table is written once before it is shared and only read afterwards; what it points at is static data.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

static TABLE: OnceLock<Shared> = OnceLock::new();
static ORIGINAL: OnceLock<unsafe extern "C" fn(*mut c_void, *mut c_char) -> c_uint> =
    OnceLock::new();

unsafe extern "C" fn serialize(payload: *mut c_void, buffer: *mut c_char) -> c_uint {
    let Some(original) = ORIGINAL.get() else {
        return 0;
    };
    let mut own = [0u8; OWN_BUFFER];
    // SAFETY: the payload is the scanner's own; the buffer is larger than anything its size check lets it write.
    let length = unsafe { original(payload, own.as_mut_ptr().cast()) } as usize;
    if length == 0 || length > LIBRARY_BUFFER || !reads_back(&own[..length]) {
        return 0;
    }
    // SAFETY: the library's buffer has LIBRARY_BUFFER bytes and `length` is not more.
    unsafe { std::ptr::copy_nonoverlapping(own.as_ptr(), buffer.cast::<u8>(), length) };
    length as c_uint
}

/// Whether the scanner's deserialize would read exactly these bytes: literals of five bytes, then heredocs with their words.
fn reads_back(bytes: &[u8]) -> bool {
    let Some(literals) = bytes.first() else {
        return false;
    };
    let mut at = 1 + *literals as usize * 5;
    let Some(heredocs) = bytes.get(at) else {
        return false;
    };
    at += 1;
    for _ in 0..*heredocs {
        let Some(length) = bytes.get(at + 3) else {
            return false;
        };
        at += 4 + *length as usize;
    }
    at == bytes.len()
}

unsafe extern "C" fn language_pointer() -> *const () {
    TABLE
        .get()
        .map_or(std::ptr::null(), |table| (&raw const *table.0).cast())
}

/// The Ruby grammar with a scanner that cannot abort.
pub fn language() -> Language {
    TABLE.get_or_init(|| {
        // SAFETY: the grammar's function returns a pointer to its static table, which begins as `Table` in ABI 14 (a test
        // holds the version); it is copied, not changed.
        let mut table = unsafe { *(tree_sitter_ruby::LANGUAGE.into_raw()().cast::<Table>()) };
        if let Some(original) = table.scanner.serialize {
            ORIGINAL.get_or_init(|| original);
            table.scanner.serialize = Some(serialize);
        }
        Shared(Box::new(table))
    });
    // SAFETY: the function returns the table above, which lives as long as the process.
    Language::new(unsafe { LanguageFn::from_raw(language_pointer) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::parser::parse;

    #[test]
    fn the_table_is_of_the_version_its_layout_was_written_for() {
        assert_eq!(language().abi_version(), 14);
    }

    #[test]
    fn inputs_that_abort_the_grammar_are_parsed() {
        for length in [256, 1100] {
            let word = "A".repeat(length);
            let text = format!("x = <<~{word}\n  text\n{word}\ny.call(1)\n");
            assert!(parse(&language(), &text, &[]).is_some());
        }
        let open = format!("x = <<~\"BASH{}", "b".repeat(400));
        assert!(parse(&language(), &open, &[]).is_some());
        let many: String = (0..6)
            .map(|n| format!("<<~{}, ", "W".repeat(160 + n * 6)))
            .collect();
        assert!(parse(&language(), &format!("f({many}1)\n"), &[]).is_some());
        let nested = format!(
            "{}{}",
            "\"#{".repeat(100),
            (0..8).map(|n| format!("<<~A{n} + ")).collect::<String>()
        );
        assert!(parse(&language(), &nested, &[]).is_some());
    }
}
