//! The files that resolution parses: callers are found through classes and imports, and unrelated files stay unparsed.

mod classes;
mod limits;

use crate::languages;
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::request::FileRequests;
use crate::resolve::resolution::Resolution;
use crate::rules;
use crate::source::{FileId, SourceFile, SourceMap};
use indoc::indoc;
use std::sync::Arc;

/// Resolves a project with all embedded packs.
fn resolution(files: &[(&str, &str)]) -> (SourceMap, Arc<Resolution>) {
    let mut sources = SourceMap::default();
    let mut code: Vec<FileId> = Vec::new();
    for (path, text) in files {
        let file = sources.add(SourceFile::new(Arc::from(*path), Arc::from(*text)));
        code.extend(languages::language_of(path).is_some().then_some(file));
    }
    let packs = rules::embedded().expect("every pack can be read");
    let found = crate::resolve::resolve(
        &sources,
        &code,
        &packs,
        &FileRequests::default(),
        &ParseCache::default(),
    )
    .expect("the packs compile");
    (sources, found)
}

/// Returns the calls of a project as `path:line names patterns`, and the paths of the parsed files.
fn resolved(files: &[(String, String)]) -> (Vec<String>, Vec<String>) {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let (sources, found) = resolution(&files);
    let rows = found.calls.iter().map(|call| {
        let event = &call.event;
        let names = event.names.iter().chain(&event.patterns);
        let names: Vec<String> = names.map(ToString::to_string).collect();
        let (path, line) = (sources.path(call.span), sources.lines(call.span).0);
        format!("{path}:{line} {}", names.join(" "))
    });
    let parsed = found.units.iter().map(|unit| unit.path.to_string());
    (rows.collect(), parsed.collect())
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

const BASE: &str = indoc! {r"
    class BaseService
      def execute(name)
        Gitlab::InternalEvents.track_event(name)
      end
    end
"};

#[test]
fn a_system_keeps_its_calls_while_another_one_asks_for_more_files() {
    let mut files = owned(&[
        (
            "app/early.rb",
            "Gitlab::Tracking.event('orders', 'move_order')\n",
        ),
        (
            "app/late.rb",
            "Gitlab::InternalEvents.track_event(Names0::NAME)\n",
        ),
    ]);
    for number in 0..4 {
        let next = number + 1;
        let text = format!("module Names{number}\n  NAME = Names{next}::NAME\nend\n");
        files.push((format!("app/names{number}.rb"), text));
    }
    let last = "module Names4\n  NAME = 'place_order'\nend\n";
    files.push(("app/names4.rb".to_owned(), last.to_owned()));
    let (calls, _) = resolved(&files);
    assert_eq!(
        calls,
        ["app/early.rb:1 move_order", "app/late.rb:1 place_order"]
    );
}

#[test]
fn a_constant_that_aliases_a_class_is_resolved() {
    let (calls, _) = resolved(&owned(&[
        ("app/base.rb", BASE),
        (
            "app/names.rb",
            indoc! {r"
                module Orders
                  PlaceService = ::BaseService
                end
            "},
        ),
        (
            "app/page.rb",
            indoc! {r"
                class Page
                  def go
                    Orders::PlaceService.new.execute('place_order')
                  end
                end
            "},
        ),
    ]));
    assert_eq!(
        calls,
        ["app/base.rb:3 place_order", "app/page.rb:3 place_order"]
    );
}

#[test]
fn a_constant_can_hold_an_object_from_another_file() {
    let (calls, _) = resolved(&owned(&[
        ("app/base.rb", BASE),
        (
            "app/kept.rb",
            indoc! {r"
                module Kept
                  def self.make
                    BaseService.new
                  end
                  SERVICE = make
                end
            "},
        ),
        (
            "app/page.rb",
            indoc! {r"
                class Page
                  def go
                    Kept::SERVICE.execute('place_order')
                  end
                end
            "},
        ),
    ]));
    assert_eq!(
        calls,
        ["app/base.rb:3 place_order", "app/page.rb:3 place_order"]
    );
}

#[test]
fn imports_are_matched_by_path_and_not_by_file_name() {
    let send = indoc! {r"
        import Tracking from '~/tracking';
        export default (name) => {
          Tracking.event('orders', name);
        };
    "};
    let (calls, parsed) = resolved(&owned(&[
        ("web/orders/send.js", send),
        (
            "web/orders/page.js",
            indoc! {r"
                import act from './send';
                export const go = () => act('place_order');
            "},
        ),
        ("web/carts/send.js", "export default (name) => name;\n"),
        (
            "web/carts/page.js",
            indoc! {r"
                import act from './send';
                export const go = () => act('empty_cart');
            "},
        ),
    ]));
    assert_eq!(
        calls,
        [
            "web/orders/send.js:3 place_order",
            "web/orders/page.js:2 place_order"
        ]
    );
    assert_eq!(parsed, ["web/orders/page.js", "web/orders/send.js"]);
}

#[test]
fn words_of_a_rule_are_searched_in_its_languages_only() {
    let (calls, parsed) = resolved(&owned(&[
        (
            "app/page.rb",
            indoc! {r"
            # about tracking
            class Page
            end
        "},
        ),
        (
            "web/words.js",
            indoc! {r"
                // our tracking
                export const tracking = 1;
            "},
        ),
        ("web/node.js", "node.setAttribute('class', 'wide');\n"),
        (
            "web/sent.js",
            "node.setAttribute('data-track-action', 'click_cart');\n",
        ),
        (
            "app/a.html.haml",
            "%a{ data: { track: { action: 'open_cart' } } }\n",
        ),
        ("app/b.html.haml", "%a{ data: { track: action } }\n"),
    ]));
    assert_eq!(
        calls,
        ["web/sent.js:1 click_cart", "app/a.html.haml:1 open_cart"]
    );
    assert_eq!(parsed, ["app/a.html.haml", "web/sent.js"]);
}

#[test]
fn only_files_that_provide_the_name_are_parsed() {
    let page = indoc! {r"
        <script>
        import Tracking from '~/tracking';
        export default {
          inject: ['orderId', 'eventName'],
          methods: {
            go() {
              Tracking.event('orders', this.eventName);
            },
          },
        };
        </script>
    "};
    let (calls, parsed) = resolved(&owned(&[
        ("web/page.vue", page),
        (
            "web/named.js",
            "export default { provide: { eventName: 'view_order', orderId: 1 } };\n",
        ),
        (
            "web/other.js",
            "export default { provide: { orderId: 2 } };\n",
        ),
    ]));
    assert_eq!(
        calls,
        ["web/page.vue:7 view_order", "web/named.js:1 view_order"]
    );
    assert_eq!(parsed, ["web/named.js", "web/page.vue"]);

    let (_, found) = resolution(&[
        ("web/page.vue", page),
        (
            "web/other.js",
            "export default { provide: { orderId: 2 } };\n",
        ),
    ]);
    let why = found.calls[0]
        .event
        .unknown
        .as_ref()
        .map(|(why, _)| why.as_str());
    assert_eq!(why, Some("nothing was found that provides `eventName`"));
}

#[test]
fn a_call_keeps_the_place_that_constructs_the_object_with_its_name() {
    let service = indoc! {r"
        class ListService
          def initialize(params)
            @params = params
          end
          def execute
            Gitlab::InternalEvents.track_event(@params[:tracking_event])
          end
        end
    "};
    let controller = indoc! {r"
        class ListController
          def index
            ListService.new({ tracking_event: 'view_list' }).execute
          end
        end
    "};
    let (sources, found) = resolution(&[
        ("app/service.rb", service),
        ("app/controller.rb", controller),
    ]);
    let mut calls = found.calls.iter();
    let call = calls
        .find(|call| sources.path(call.span) == "app/service.rb")
        .expect("the service sends an event");
    assert!(call.event.names.contains("view_list"));
    let places: Vec<String> = call
        .said_at
        .iter()
        .map(|span| format!("{}:{}", sources.path(*span), sources.lines(*span).0))
        .collect();
    assert_eq!(places, ["app/controller.rb:3"]);
}
