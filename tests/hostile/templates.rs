//! HAML and ERB that are odd, cut off or deep.

use crate::harness::Project;

const LOST: &str = "%a{ data: { track_action: 'lost' } }\n";

/// 62: each text, whether the call behind it is found, and how many places are said to be unread.
#[test]
fn odd_haml_costs_no_call_behind_it() {
    let path = "app/views/a.html.haml";
    // As many as a file may have that is not skipped for its size.
    let deep: String = (0..1_300).map(|depth| format!("{}%div\n", " ".repeat(depth))).collect();
    let blocks: String = (0..1_300).map(|depth| format!("{}- if x\n", " ".repeat(depth))).collect();
    for (name, text, found, unread) in [
        ("tabs", "%p\n\t%b\n\t\t= x\n".to_owned(), true, 0),
        ("odd dedent", "%p\n    %b\n  %i\n      = x\n   %u\n".to_owned(), true, 0),
        ("a brace never closed", "%a{ data: { track_action: 'x'\n".to_owned(), true, 1),
        ("a bracket never closed", "%a(b=\"c\"\n".to_owned(), true, 1),
        ("a string never closed", "%a{ b: 'c }\n".to_owned(), true, 1),
        ("an interpolation never closed", "%p some #{text\n".to_owned(), true, 0),
        ("indents", deep, true, 0),
        ("blocks", blocks, true, 1),
        ("a script", ":javascript\n  a(\"#{b('}')}\");\n".to_owned(), true, 0),
        ("a script that is none", ":javascript\n  a(((\n".to_owned(), true, 1),
        ("an end too many", "- else\n  = x\n- end\n".to_owned(), true, 1),
        ("braces for ever", "%a{\n".repeat(50_000), true, 1),
    ] {
        let project = Project::with(path, format!("{text}{LOST}"));
        let report = project.check();
        let calls = project.calls(path);
        assert_eq!(calls.iter().any(|(_, name)| name == "lost"), found, "{name}: {calls:?}");
        assert_eq!(report.unread(path).len(), unread, "{name}: {:?}", report.unread(path).iter().take(3).collect::<Vec<_>>());
    }
}

/// 64: what runs counts, what does not run does not.
#[test]
fn odd_erb_is_read_as_it_runs() {
    let path = "app/views/a.html.erb";
    let call = "link_to 'x', y, data: { track_action: 'lost' }";
    for (name, text, found) in [
        ("output", format!("<%= {call} %>"), true),
        ("trimmed", format!("<%- {call} -%>\n"), true),
        ("never closed", format!("<%= {call}"), true),
        ("escaped", format!("<%% {call} %>"), false),
        ("a comment", format!("<%# {call} %>"), false),
        ("a comment of Ruby", format!("<% # {call} %>"), false),
        ("a comment of HTML", "<!-- <a data-track-action=\"lost\"> -->".to_owned(), false),
        ("behind a comment", format!("<%# x %><%= {call} %>"), true),
        ("behind one that is not valid", format!("<%= x( %>\n<%= {call} %>\n"), true),
        ("behind a tag never closed", format!("<a b=\"\n<%= {call} %>\n"), true),
        ("a tag", "<a href=\"<%= x > y %>\" data-track-action=\"lost\">".to_owned(), true),
    ] {
        let project = Project::with(path, text);
        project.check();
        let calls = project.calls(path).iter().any(|(_, name)| name == "lost");
        assert_eq!(calls, found, "{name}");
    }
}
