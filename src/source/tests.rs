//! Positions and paths of source files.

use super::changes::Changes;
use super::*;

#[test]
fn columns_count_in_the_unit_asked_for() {
    let file = SourceFile::new("a.rb", "x\né😀 call\r\nlast");
    let offset = file.text.find("call").map(|at| at as u32);
    let offset = offset.expect("the text holds it");
    let column = |encoding| file.position(offset, encoding).column.get();
    assert_eq!(file.line(offset), 2);
    assert_eq!(
        (
            column(Encoding::Utf8),
            column(Encoding::Utf16),
            column(Encoding::Chars)
        ),
        (8, 5, 4)
    );
    assert_eq!(&file.text[file.line_range(2)], "é😀 call");
    assert_eq!(&file.text[file.line_range(3)], "last");
    let marked = SourceFile::new("a.rb", "\u{feff}call");
    let column = |encoding| [0, 3, 4].map(|offset| marked.position(offset, encoding).column.get());
    assert_eq!(
        [Encoding::Utf8, Encoding::Utf16, Encoding::Chars].map(column),
        [[1, 1, 2]; 3]
    );
}

#[test]
fn paths_are_joined_and_files_from_outside_have_no_identity() {
    assert_eq!(
        below("services/shop/", "app/a.rb"),
        "services/shop/app/a.rb"
    );
    assert_eq!(below("services/shop/", "../../a.yml"), "a.yml");
    assert_eq!(below("services/", "../../a.yml"), "../a.yml");
    assert_eq!(below("../shop", "a.rb"), "../shop/a.rb");
    assert_eq!(below("/tmp/shop/", "a.rb"), "/tmp/shop/a.rb");
    let mut sources = SourceMap::default();
    let inside = sources.add(SourceFile::new("a.rb", ""));
    let given = SourceFile::new("outside/f.yml", "").at(Some("/tmp/f.yml".to_owned()));
    let given = sources.add(given);
    let sources = sources.in_folder("shop/");
    assert_eq!(sources.identity(inside), "shop/a.rb");
    assert_eq!(sources.identity(given), "");
}

#[test]
fn positions_lead_back_to_their_offsets() {
    let file = SourceFile::new("a.rb", "\u{feff}x\r\né😀 call\nlast");
    for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Chars] {
        for (offset, _) in file.text.char_indices().skip(1) {
            if file.text[offset..].starts_with('\n') {
                continue;
            }
            let at = file.position(offset as u32, encoding);
            let back = file.offset(at.line.get() - 1, at.column.get() - 1, encoding);
            assert_eq!(back, offset as u32, "{encoding:?}");
        }
    }
    let end = file.text.len() as u32;
    assert_eq!(file.offset(2, 99, Encoding::Utf16), end);
    assert_eq!(file.offset(99, 0, Encoding::Utf16), end);
    // Inside of a pair of code units.
    assert_eq!(
        file.offset(1, 2, Encoding::Utf16),
        file.offset(1, 1, Encoding::Utf16)
    );
}

#[test]
fn offsets_outside_of_boundaries_are_adjusted() {
    let file = SourceFile::new("a.rb", "é");
    assert_eq!(file.position(1, Encoding::Chars).column.get(), 1);
    assert_eq!(file.position(99, Encoding::Chars).column.get(), 2);
    assert_eq!(SourceFile::new("b", "").line(5), 1);
}

#[test]
fn files_of_two_runs_are_compared_by_path_and_text() {
    let sources = |files: &[(&str, &str)]| {
        let mut sources = SourceMap::default();
        for (path, text) in files {
            sources.add(SourceFile::new(*path, *text));
        }
        sources
    };
    let before = sources(&[("a.rb", "1"), ("b.yml", "2"), ("c.rb", "3"), ("e.rb", "4")]);
    let now = sources(&[
        ("a.rb", "1"),
        ("c.rb", "new"),
        ("d.yml", "5"),
        ("e.rb", "4"),
    ]);
    let changes = Changes {
        places: vec![Some(FileId(0)), None, Some(FileId(1)), Some(FileId(3))],
        edited: vec![FileId(1)],
        added: vec![FileId(2)],
        removed: vec![FileId(1)],
    };
    assert_eq!(now.since(&before), Some(changes));
    let twice = sources(&[("a.rb", "1"), ("a.rb", "1")]);
    assert_eq!(now.since(&twice), None);
    let again = twice.since(&now).map(|changes| changes.added);
    assert_eq!(again, Some(vec![FileId(1)]));
}

#[test]
fn files_behind_others_are_numbered_apart() {
    let mut sources = SourceMap::default();
    let code = sources.add(SourceFile::new("b.rb", "1"));
    let event = sources.add_behind(SourceFile::new("a.yml", "2"));
    let more = sources.add(SourceFile::new("c.rb", "3"));
    let paths = |sources: &SourceMap| {
        let files = sources.iter();
        let row = |(id, file): (FileId, &SourceFile)| (id, file.path.to_string());
        files.map(row).collect::<Vec<_>>()
    };
    let rows = [(code, "b.rb"), (more, "c.rb"), (event, "a.yml")];
    let rows = rows.map(|(id, path)| (id, path.to_owned()));
    assert_eq!(paths(&sources), rows);
    assert!(code < more && more < event);
    assert_eq!(&*sources.file(event).text, "2");
    sources.replace(event, SourceFile::new("a.yml", "4"));
    assert_eq!(&*sources.file(event).text, "4");
    assert_eq!(sources.len(), 3);

    let mut next = SourceMap::default();
    next.add(SourceFile::new("a.rb", "0"));
    next.add(SourceFile::new("b.rb", "1"));
    assert_eq!(next.add_behind(SourceFile::new("a.yml", "4")), event);
    let changes = next.since(&sources).expect("each path is there once");
    assert_eq!(changes.places, [Some(FileId(1)), None]);
    assert_eq!((changes.added, changes.removed), (vec![code], vec![more]));
    assert!(changes.edited.is_empty());
}
