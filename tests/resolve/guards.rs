//! Names behind conditions that compare them, or look them up through a method.

use crate::support::project::calls_of;
use indoc::indoc;

/// A guard and its uses.
struct Case {
    name: &'static str,
    /// Methods or functions that send the names that pass.
    guard: &'static str,
    /// Calls of them, each with the names that it sends. A call that sends none has an empty text.
    uses: &'static [(&'static str, &'static str)],
}

/// The files around the cases of a language.
struct Frame {
    guard: &'static str,
    before: &'static str,
    behind: &'static str,
    uses: &'static str,
    import: &'static str,
}

/// Checks that each use of each case sends its names and nothing else.
fn check(frame: &Frame, cases: &[Case]) {
    let wrong = cases.iter().filter_map(|case| {
        let guard = format!("{}{}{}", frame.before, case.guard, frame.behind);
        let mut uses = frame.import.to_owned();
        let mut expected = Vec::new();
        for (code, names) in case.uses {
            uses = format!("{uses}{code}\n");
            if !names.is_empty() {
                expected.push(format!("{}:{} {names}", frame.uses, uses.lines().count()));
            }
        }
        let mut found = calls_of(&[(frame.guard, &guard), (frame.uses, &uses)]);
        found.retain(|row| row.starts_with(frame.uses));
        (found != expected)
            .then(|| format!("{}: found {found:?}, expected {expected:?}", case.name))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const RUBY: &Frame = &Frame {
    guard: "app/guard.rb",
    before: "class Guard\n  ALLOWED = %i[cart_add cart_drop].freeze\n",
    behind: "end\n",
    uses: "app/use.rb",
    import: "",
};

const METHODS: &[Case] = &[
    Case {
        name: "a name that a guard compares with a text is not sent",
        guard: indoc! {r"
            def self.track_it(name)
              return if name == 'cart_add' || name.to_s == 'cart_old'
              Gitlab::InternalEvents.track_event(name)
            end
        "},
        uses: &[
            ("Guard.track_it('cart_add')", ""),
            ("Guard.track_it(:cart_old)", ""),
            ("Guard.track_it('cart_log')", "cart_log"),
        ],
    },
    Case {
        name: "a branch for one name sends no other",
        guard: indoc! {r"
            def self.track_it(name)
              if name == 'cart_add'
                Gitlab::InternalEvents.track_event(name)
              end
              unless name == 'cart_log'
                Gitlab::InternalEvents.track_event(name)
              end
            end
        "},
        uses: &[
            ("Guard.track_it('cart_add')", "cart_add"),
            ("Guard.track_it('cart_log')", ""),
            ("Guard.track_it('cart_drop')", "cart_drop"),
        ],
    },
    Case {
        name: "a name on a list of exceptions is not sent",
        guard: indoc! {r"
            def self.track_it(name)
              return if ALLOWED.include?(name.to_sym)
              Gitlab::InternalEvents.track_event(name)
            end
        "},
        uses: &[
            ("Guard.track_it('cart_add')", ""),
            ("Guard.track_it('cart_log')", "cart_log"),
        ],
    },
    Case {
        name: "a method that looks a name up is a guard",
        guard: indoc! {r"
            def self.track_it(name)
              return unless allowed?(name)
              Gitlab::InternalEvents.track_event(name)
            end
            def self.allowed?(name)
              return true if ALLOWED.include?(name.to_sym)
              false
            end
            def self.track_other(name)
              return if known?(name)
              Gitlab::InternalEvents.track_event(name)
            end
            def self.known?(name) = name.in?(ALLOWED)
        "},
        uses: &[
            ("Guard.track_it('cart_add')", "cart_add"),
            ("Guard.track_it('cart_log')", ""),
            ("Guard.track_other(:cart_add)", ""),
            ("Guard.track_other('cart_log')", "cart_log"),
        ],
    },
    Case {
        name: "a method that asks more than its list is no guard",
        guard: indoc! {r"
            def self.track_it(name)
              return unless allowed?(name)
              Gitlab::InternalEvents.track_event(name)
            end
            def self.allowed?(name)
              return true if ALLOWED.include?(name)
              flag?(name)
            end
        "},
        uses: &[("Guard.track_it('cart_log')", "cart_log")],
    },
    Case {
        name: "an unknown name stays unknown beside an excluded one",
        guard: indoc! {r"
            def self.track_it(name)
              return if name == 'cart_add'
              Gitlab::InternalEvents.track_event(name)
            end
        "},
        uses: &[
            ("Guard.track_it(params[:name])", "*"),
            ("Guard.track_it('cart_add')", ""),
        ],
    },
    Case {
        name: "a caller sends the event of the branch that it takes",
        guard: indoc! {r"
            def self.track_it(kind)
              if kind == 'open'
                Gitlab::InternalEvents.track_event('cart_open')
              elsif ALLOWED.include?(kind)
                Gitlab::InternalEvents.track_event('cart_allowed')
              else
                Gitlab::InternalEvents.track_event('cart_other')
              end
            end
        "},
        uses: &[
            ("Guard.track_it('open')", "cart_open"),
            ("Guard.track_it(:cart_add)", "cart_allowed"),
            ("Guard.track_it('shut')", "cart_other"),
            (
                "Guard.track_it(params[:kind])",
                "cart_allowed cart_open cart_other",
            ),
        ],
    },
    Case {
        name: "a guard in a body that is rescued says nothing about the code behind it",
        guard: indoc! {r"
            def self.rescued(name)
              begin
                raise 'unknown' if name == 'cart_add'
              rescue StandardError
                log
              end
              Gitlab::InternalEvents.track_event(name)
            end

            def self.ensured(name)
              return if name == 'cart_add'
            ensure
              Gitlab::InternalEvents.track_event(name)
            end

            def self.inside(name)
              return if name == 'cart_add'
              Gitlab::InternalEvents.track_event(name)
            rescue StandardError
              log
            end
        "},
        uses: &[
            ("Guard.rescued('cart_add')", "cart_add"),
            ("Guard.ensured('cart_add')", "cart_add"),
            ("Guard.inside('cart_add')", ""),
        ],
    },
    Case {
        name: "a name is left out only if it is on the list in any case",
        guard: indoc! {r"
            CHOSEN = (Flags.on? ? %i[cart_add] : %i[cart_drop])
            MIXED = [Flags.on? ? :cart_add : :cart_drop, :cart_old].freeze

            def self.chosen(name)
              return if CHOSEN.include?(name)
              Gitlab::InternalEvents.track_event(name)
            end

            def self.mixed(name)
              return if MIXED.include?(name)
              Gitlab::InternalEvents.track_event(name)
            end

            def self.appended(name)
              refused = [:cart_old]
              refused << :cart_add if Flags.on?
              return if refused.include?(name)
              Gitlab::InternalEvents.track_event(name)
            end
        "},
        uses: &[
            ("Guard.chosen(:cart_add)", "cart_add"),
            ("Guard.mixed(:cart_add)", "cart_add"),
            ("Guard.appended(:cart_add)", "cart_add"),
        ],
    },
];

#[test]
fn guards_of_ruby_let_only_their_names_pass() {
    check(RUBY, METHODS);
}

const SCRIPT: &Frame = &Frame {
    guard: "app/assets/javascripts/guard.js",
    before: "import { InternalEvents } from '~/tracking';\nconst ALLOWED = ['cart_add', 'cart_drop'];\n",
    behind: "",
    uses: "app/assets/javascripts/use.js",
    import: "import { trackIt } from './guard';\n",
};

const FUNCTIONS: &[Case] = &[
    Case {
        name: "a guard of a script leaves only the names that pass it",
        guard: indoc! {"
            export function trackIt(name) {
              if (name === 'cart_old' || !ALLOWED.includes(name)) return;
              InternalEvents.trackEvent(name);
            }
        "},
        uses: &[
            ("trackIt('cart_old');", ""),
            ("trackIt('cart_log');", ""),
            ("trackIt('cart_add');", "cart_add"),
        ],
    },
    Case {
        name: "the branches of a script send the names of their condition",
        guard: indoc! {"
            export const trackIt = (name) => {
              if (name !== 'cart_add') {
                return InternalEvents.trackEvent(`${name}_other`);
              } else {
                InternalEvents.trackEvent(name);
              }
            };
        "},
        uses: &[
            ("trackIt('cart_add');", "cart_add"),
            ("trackIt('cart_log');", "cart_log_other"),
        ],
    },
    Case {
        name: "a guard in a block says nothing behind the block",
        guard: indoc! {"
            export function trackIt(name, list) {
              for (const one of list) {
                if (name === 'cart_add') continue;
                one();
              }
              if ('cart_add_and_more'.includes(name)) {
                InternalEvents.trackEvent(name);
              }
            }
        "},
        uses: &[("trackIt('cart_add', []);", "cart_add")],
    },
];

#[test]
fn guards_of_scripts_let_only_their_names_pass() {
    check(SCRIPT, FUNCTIONS);
}
