//! Expressions and names.

use super::carried;

#[test]
fn an_expression_is_what_its_end_is_called() {
    for (expression, what, word) in [
        ("page.title", "text that users write", "title"),
        ("@project&.full_path.to_s", "an address", "path"),
        (
            "truncate(page.title, length: 9)",
            "text that users write",
            "title",
        ),
        ("params[:query]", "text that users write", "query"),
        ("params", "whatever a request holds", "params"),
        ("\u{202e}user.title", "text that users write", "title"),
        ("window.location", "an address", "location"),
        ("pageUrl", "an address", "url"),
        ("\"#{kind}: #{user.email}\"", "personal data", "email"),
        ("issue.id", "the id of a record", "id"),
        ("project_path(@project)", "an address", "path"),
        (
            "record.errors.full_messages",
            "text that users write",
            "messages",
        ),
        ("response.to_json", "a whole object", "to_json"),
        ("project.name", "text that users write", "name"),
        ("localStorage.getItem('token')", "a secret", "token"),
        ("safe.walletAddress", "personal data", "address"),
        ("customer.phoneNumber", "personal data", "number"),
        ("current_user.api_key", "a secret", "key"),
    ] {
        assert_eq!(
            carried(expression),
            Some((what, word.to_owned())),
            "{expression}"
        );
    }
}

#[test]
fn what_is_said_about_a_value_is_not_the_value() {
    for expression in [
        "page.title.length",
        "page.title.present?",
        "title?",
        "self.class.name",
        "page.format",
        "'title'",
        "items[0]",
        "id",
        "count(title)",
        "'a path'",
        "event_name",
        "\"tab_#{index}\"",
        "",
        "experiment.name",
        "params[:tab]",
        "!!user.email",
        "user.email === other.email",
        "template.name",
    ] {
        assert_eq!(carried(expression), None, "{expression}");
    }
}

#[test]
fn a_property_is_judged_by_its_name_too() {
    use super::by_name;
    assert!(by_name("toEmail", "input.value").is_some());
    assert!(by_name("email", "!!user.x").is_none() && by_name("email", "list.length").is_none());
    assert!(by_name("email_count", "x").is_none() && by_name("email", "'none'").is_none());
}
