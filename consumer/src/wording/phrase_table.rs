//! How tables of phrases are made: an enum of its own for each, the three languages side by side.

/// Makes an enum whose every case has words in three languages, with places `{a}` and `{b}` to be filled.
macro_rules! phrases {
    ($(#[$kind_doc:meta])* $kind:ident; $($(#[$doc:meta])* $name:ident = $sv:literal, $da:literal, $en:literal;)+) => {
        $(#[$kind_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind {
            $($(#[$doc])* $name,)+
        }

        impl $kind {
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The words.
            #[must_use]
            pub const fn say(self, language: super::Language) -> &'static str {
                match self {
                    $(Self::$name => language.pick(($sv, $da, $en)),)+
                }
            }

            /// The words with `{a}` filled.
            #[must_use]
            pub fn with(self, language: super::Language, a: impl std::fmt::Display) -> String {
                self.say(language).replace("{a}", &a.to_string())
            }

            /// The words with `{a}` and `{b}` filled.
            #[must_use]
            pub fn with_two(
                self,
                language: super::Language,
                a: impl std::fmt::Display,
                b: impl std::fmt::Display,
            ) -> String {
                super::phrase_table::filled(self.say(language), &a.to_string(), &b.to_string())
            }
        }
    };
}
pub(super) use phrases;

/// The text with both places filled. Split first: what is put in for `{a}` may itself contain `{b}`.
pub(super) fn filled(text: &str, a: &str, b: &str) -> String {
    let parts: Vec<_> = text.split("{b}").collect();
    let filled: Vec<_> = parts.iter().map(|part| part.replace("{a}", a)).collect();
    filled.join(b)
}
