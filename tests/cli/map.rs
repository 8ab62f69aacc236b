//! `map`: decisions about what measures the entries of the feature list.

use crate::support::program::Run;
use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

const CALL: &str = "class CardsController\n  def create\n    Gitlab::InternalEvents.track_event('buy_gift_card')\n  end\nend\n";

/// A project whose feature list has titles only.
fn project() -> Project {
    let project = Project::with_all_packs(&[
        ("app/controllers/cards_controller.rb", CALL),
        (
            "config/events/buy_gift_card.yml",
            indoc! {"
                description: A gift card is bought
                internal_events: true
                action: buy_gift_card
                product_group: shop
                milestone: '17.0'
                tiers: [free]
            "},
        ),
        (
            "config/metrics/counts_all/count_total_buy_gift_card.yml",
            indoc! {"
                key_path: counts.count_total_buy_gift_card
                description: Number of gift cards that were bought
                product_group: shop
                value_type: number
                status: active
                milestone: '17.0'
                time_frame: all
                data_source: internal_events
                events:
                  - name: buy_gift_card
            "},
        ),
    ]);
    project.write(
        "list.yml",
        "- Gift cards\n- title: Parcel tracking\n- About us\n",
    );
    project
}

fn entry(project: &Project, id: &str) -> Value {
    let document = project.run(&[
        "list",
        "features",
        "--features",
        "list.yml",
        "--format",
        "json",
    ]);
    let document = document.json();
    let mut rows = document["features"].as_array().unwrap().iter();
    rows.find(|row| row["id"] == id)
        .expect("it is listed")
        .clone()
}

/// Runs `map` on the feature list.
fn map(project: &Project, arguments: &[&str]) -> Run {
    let mut all = vec!["map", "--features", "list.yml"];
    all.extend(arguments);
    project.run(&all)
}

#[test]
fn decisions_are_written_to_the_overlay() {
    let project = project();
    assert_eq!(entry(&project, "gift-cards")["state"], "likely");
    let shown = map(&project, &["--only", "undecided"]).out;
    assert!(
        shown.contains("1 buy_gift_card, counts.count_total_buy_gift_card")
            && shown.contains("title 2 of 2 words")
            && shown.contains("3 entries to decide"),
        "{shown}"
    );
    let decisions = [
        "--confirm",
        "gift-cards",
        "--unmeasured",
        "parcel-tracking=the carrier counts it",
        "--exempt",
        "about-us=a page of text",
    ];
    let before = project.read("tracklint.yml");
    let mut dry = decisions.to_vec();
    dry.push("--dry-run");
    assert!(map(&project, &dry).out.starts_with(&before));
    assert_eq!(project.read("tracklint.yml"), before);
    let run = map(&project, &decisions);
    assert_eq!(
        (run.code, run.out.contains("3 decisions written")),
        (0, true),
        "{}",
        run.err
    );
    let config = project.read("tracklint.yml");
    assert!(
        config.contains(
            "gift-cards: {events: [buy_gift_card], metrics: [counts.count_total_buy_gift_card]}"
        ),
        "{config}"
    );
    let told = |id: &str| {
        let entry = entry(&project, id);
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        (text("state"), text("verdict"), text("basis"))
    };
    let words =
        |state: &str, verdict: &str| (state.to_owned(), verdict.to_owned(), "own".to_owned());
    assert_eq!(told("gift-cards"), words("confirmed", "instrumented"));
    assert_eq!(
        told("parcel-tracking"),
        words("unmeasured", "uninstrumented")
    );
    assert_eq!(told("about-us").1, "exempt");
    let again = map(&project, &["--confirm", "gift-cards"]);
    assert_eq!(again.code, 2);
    assert!(
        again.err.contains("is in the overlay already"),
        "{}",
        again.err
    );
}

#[test]
fn decisions_about_unknown_things_are_refused() {
    let project = project();
    for (arguments, message) in [
        (["--confirm", "gift-card"], "did you mean `gift-cards`?"),
        (["--confirm", "gift-cards=9"], "the entry has"),
        (
            ["--link", "gift-cards=buy_gift_crd"],
            "did you mean `buy_gift_card`?",
        ),
        (["--exempt", "gift-cards"], "ID=TEXT"),
    ] {
        let run = project.run(&["map", "--features", "list.yml", arguments[0], arguments[1]]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(message), "{}", run.err);
    }
    let run = project.run(&["map"]);
    assert!(
        run.code == 2 && run.err.contains("--features"),
        "{}",
        run.err
    );
}

#[test]
fn a_stale_decision_is_a_finding() {
    let project = project();
    let confirm = ["map", "--features", "list.yml", "--confirm", "gift-cards"];
    assert_eq!(project.run(&confirm).code, 0);
    let stale = || {
        let run = project.run(&["check", "--features", "list.yml", "--format", "concise"]);
        let lines = run
            .out
            .lines()
            .filter(|line| line.contains("unused-setting"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(stale(), Vec::<String>::new());
    project.write(
        "app/controllers/cards_controller.rb",
        "class CardsController\nend\n",
    );
    let found = stale();
    assert!(
        found.len() == 1
            && found[0].contains("nothing that the overlay of `gift-cards` names is alive"),
        "{found:?}"
    );
    project.write("list.yml", "- Wish lists\n");
    let found = stale();
    assert!(
        found[0].contains("no feature matches `gift-cards`"),
        "{found:?}"
    );
}
