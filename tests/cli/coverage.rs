//! The rows of `coverage`.

use crate::support::project::Project;
use indoc::indoc;

#[test]
fn untracked_surfaces_are_counted() {
    let project = Project::new();
    let base = indoc! {r"
        module Mutations
          class Base
            feature_category :carts
          end
        end
    "};
    project.write("app/graphql/mutations/base.rb", base);
    // It holds no word of any rule: a surface by its place alone.
    let mutation = indoc! {r"
        module Mutations
          class Empty < Base
            def resolve(id:)
              forget(id)
            end
          end
        end
    "};
    project.write("app/graphql/mutations/empty.rb", mutation);
    let tracked = |command: &str| {
        let run = project.run(&[command, "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let rows = told["coverage"].as_array().unwrap();
        let carts = rows
            .iter()
            .find(|row| row["kind"] == "category" && row["id"] == "carts")
            .expect("a row");
        assert_eq!(carts["surfaces"], 1);
        carts["surfaces_tracked"].clone()
    };
    assert_eq!(tracked("coverage"), 0);
    // The ways are searched only where they are asked for, and unknown is never shown as zero.
    assert_eq!(tracked("check"), serde_json::Value::Null);
}

#[test]
fn a_feature_list_without_sections_has_no_table_of_sections() {
    let project = Project::new();
    project.write(
        "config/feature_categories.yml",
        indoc! {r"
        - carts
        - orders
    "},
    );
    project.write(
        "app/controllers/carts_controller.rb",
        indoc! {r"
            class CartsController
              feature_category :carts
              def show
              end
            end
        "},
    );
    let told = |arguments: &[&str]| project.run(arguments).out;
    for format in ["terminal", "markdown"] {
        let told = told(&["coverage", "--format", format]);
        assert!(
            told.contains("Category") && !told.contains("Section") && !told.contains("(none)"),
            "{told}"
        );
    }
    for format in ["terminal", "markdown"] {
        let told = told(&["coverage", "--by", "section", "--format", format]);
        assert!(
            told.contains("The feature list names no section."),
            "{told}"
        );
    }
    let text = told(&["coverage"]);
    assert!(
        text.contains("0 of 1")
            && text
                .replace('\n', " ")
                .contains("tracked if its code contains a tracking call or leads to one"),
        "{text}"
    );
    // Who adds up rows is given all of them.
    let rows: serde_json::Value =
        serde_json::from_str(&told(&["coverage", "--format", "json"])).unwrap();
    assert!(
        rows["coverage"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["kind"] == "section" && row["id"] == "(none)")
    );
}

#[test]
fn the_page_is_one_file_that_loads_nothing() {
    let project = Project::shop();
    let source = "https://example.org/shop/blob/main/{path}#L{line}";
    let arguments = [
        "coverage",
        "--report",
        "html=page.html",
        "--project",
        "the shop",
        "--source-url",
        source,
    ];
    let run = project.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.err);
    let page = project.read("page.html");
    for part in [
        "default-src 'none'; style-src 'sha256-",
        "<title>the shop: ",
        "id=\"dictionary\"",
        "<noscript>",
        "https://example.org/shop/blob/main/app/controllers/",
        "e:place_order",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for part in [" src=", "unsafe-inline", "style=\"", "onclick"] {
        assert!(!page.contains(part), "{part}");
    }
    let data = page.split_once("type=\"application/json\">").unwrap().1;
    let data = data.split_once("</script>").unwrap().0;
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let names = |kind: &str| data[kind].as_array().unwrap().len();
    assert!(names("events") > 5 && names("metrics") > 5 && names("calls") > 5);
    let wrong = project.run(&["coverage", "--source-url", "https://example.org"]);
    assert!(
        wrong.code == 2 && wrong.err.contains("{path}"),
        "{}",
        wrong.err
    );
}
