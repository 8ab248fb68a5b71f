//! How a field crosses: one small module a manner, and a macro that takes a message apart field by field.

use super::InvalidBody;
use crate::convert::common::InvalidValue;

/// Both directions of a message whose fields are named alike on both sides: `Message { field: manner, … }`, a manner being a
/// module of this file. Both sides are destructured whole: a field that is added to either breaks the build.
macro_rules! message {
    ($($name:ident { $($field:ident: $manner:ident),+ $(,)? })+) => {
        $(
            impl TryFrom<$crate::v1::record::$name> for ::domain::record::body::$name {
                type Error = $crate::convert::body::InvalidBody;

                fn try_from(from: $crate::v1::record::$name) -> Result<Self, Self::Error> {
                    let $crate::v1::record::$name { $($field),+ } = from;
                    Ok(Self {
                        $($field: $crate::convert::body::codec::$manner::read(stringify!($field), $field)?,)+
                    })
                }
            }

            impl From<::domain::record::body::$name> for $crate::v1::record::$name {
                fn from(from: ::domain::record::body::$name) -> Self {
                    let ::domain::record::body::$name { $($field),+ } = from;
                    Self {
                        $($field: $crate::convert::body::codec::$manner::write($field),)+
                    }
                }
            }
        )+
    };
}

/// Both directions of an enum whose values are named alike on both sides, `Unspecified` being `Unstated`.
macro_rules! closed {
    ($($name:ident { $($value:ident),+ $(,)? })+) => {
        $(
            impl $crate::convert::body::codec::Closed for ::domain::record::body::$name {
                fn from_number(number: i32) -> Self {
                    match $crate::v1::record::$name::try_from(number).unwrap_or_default() {
                        $crate::v1::record::$name::Unspecified => Self::Unstated,
                        $($crate::v1::record::$name::$value => Self::$value,)+
                    }
                }

                fn number(self) -> i32 {
                    let value = match self {
                        Self::Unstated => $crate::v1::record::$name::Unspecified,
                        $(Self::$value => $crate::v1::record::$name::$value,)+
                    };
                    value.into()
                }
            }
        )+
    };
}

pub(super) use {closed, message};

/// An enum that crosses as its number.
pub(super) trait Closed {
    /// A number that this binary does not know reads as not stated.
    fn from_number(number: i32) -> Self;
    fn number(self) -> i32;
}

/// An error of an inner conversion, on its way to saying in which field it happened.
pub(super) trait Inner {
    fn within(self, field: &'static str) -> InvalidBody;
}

impl Inner for InvalidValue {
    fn within(self, field: &'static str) -> InvalidBody {
        InvalidBody::Field {
            field,
            source: self,
        }
    }
}

impl Inner for InvalidBody {
    fn within(self, _: &'static str) -> InvalidBody {
        self
    }
}

impl Inner for std::convert::Infallible {
    fn within(self, _: &'static str) -> InvalidBody {
        match self {}
    }
}

/// The same on both sides.
pub(super) mod plain {
    use super::InvalidBody;

    #[expect(clippy::unnecessary_wraps, reason = "every manner of reading may fail")]
    pub(in super::super) fn read<T>(_: &'static str, value: T) -> Result<T, InvalidBody> {
        Ok(value)
    }

    pub(in super::super) fn write<T>(value: T) -> T {
        value
    }
}

/// An enum.
pub(super) mod number {
    use super::{Closed, InvalidBody};

    #[expect(clippy::unnecessary_wraps, reason = "every manner of reading may fail")]
    pub(in super::super) fn read<D: Closed>(
        _: &'static str,
        number: i32,
    ) -> Result<D, InvalidBody> {
        Ok(D::from_number(number))
    }

    pub(in super::super) fn write<D: Closed>(value: D) -> i32 {
        value.number()
    }
}

/// A message that may be absent.
pub(super) mod option {
    use super::{Inner, InvalidBody};

    pub(in super::super) fn read<W, D>(
        field: &'static str,
        message: Option<W>,
    ) -> Result<Option<D>, InvalidBody>
    where
        D: TryFrom<W, Error: Inner>,
    {
        message
            .map(D::try_from)
            .transpose()
            .map_err(|error| error.within(field))
    }

    pub(in super::super) fn write<W: From<D>, D>(value: Option<D>) -> Option<W> {
        value.map(W::from)
    }
}

/// A message that must be there.
pub(super) mod required {
    use super::{Inner, InvalidBody};

    pub(in super::super) fn read<W, D>(
        field: &'static str,
        message: Option<W>,
    ) -> Result<D, InvalidBody>
    where
        D: TryFrom<W, Error: Inner>,
    {
        let message = message.ok_or(InvalidBody::Missing(field))?;
        D::try_from(message).map_err(|error| error.within(field))
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "on the wire every message may be absent"
    )]
    pub(in super::super) fn write<W: From<D>, D>(value: D) -> Option<W> {
        Some(value.into())
    }
}

/// Messages in their order.
pub(super) mod list {
    use super::{Inner, InvalidBody};

    pub(in super::super) fn read<W, D>(
        field: &'static str,
        messages: Vec<W>,
    ) -> Result<Vec<D>, InvalidBody>
    where
        D: TryFrom<W, Error: Inner>,
    {
        messages
            .into_iter()
            .map(|message| D::try_from(message).map_err(|error| error.within(field)))
            .collect()
    }

    pub(in super::super) fn write<W: From<D>, D>(values: Vec<D>) -> Vec<W> {
        values.into_iter().map(W::from).collect()
    }
}

/// A sector's code, empty when not told.
pub(super) mod sector {
    use domain::record::Sector;

    use super::InvalidBody;

    pub(in super::super) fn read(
        field: &'static str,
        code: String,
    ) -> Result<Option<Sector>, InvalidBody> {
        let told = Some(code).filter(|code| !code.is_empty());
        told.map(|code| Sector::parse(&code))
            .transpose()
            .map_err(|source| InvalidBody::Code { field, source })
    }

    pub(in super::super) fn write(sector: Option<Sector>) -> String {
        sector.map_or_else(String::new, |sector| sector.as_str().to_owned())
    }
}

/// A finding. One of a kind that this binary does not know reads as none.
pub(super) mod finding {
    use domain::record::body::ObservedValue;

    use super::InvalidBody;
    use crate::v1::record::{self as wire, observed_value::Kind};

    #[expect(clippy::unnecessary_wraps, reason = "every manner of reading may fail")]
    pub(in super::super) fn read(
        _: &'static str,
        value: Option<wire::ObservedValue>,
    ) -> Result<Option<ObservedValue>, InvalidBody> {
        Ok(value.and_then(|value| value.kind).map(|kind| match kind {
            Kind::Quantity(quantity) => ObservedValue::Quantity(quantity.into()),
            Kind::Coding(coding) => ObservedValue::Coding(coding.into()),
            Kind::Text(text) => ObservedValue::Text(text),
        }))
    }

    pub(in super::super) fn write(value: Option<ObservedValue>) -> Option<wire::ObservedValue> {
        value.map(|value| wire::ObservedValue {
            kind: Some(match value {
                ObservedValue::Quantity(quantity) => Kind::Quantity(quantity.into()),
                ObservedValue::Coding(coding) => Kind::Coding(coding.into()),
                ObservedValue::Text(text) => Kind::Text(text),
            }),
        })
    }
}
