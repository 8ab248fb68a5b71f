//! Sends messages that are encoded already.

use bytes::{BufMut as _, Bytes};
use proto::v1::producer::QueryRecordsRequest;
use tonic::{
    Status,
    codec::{BufferSettings, Codec, EncodeBuf, Encoder},
};
use tonic_prost::ProstCodec;

/// Decodes queries, and sends answers as they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Encoded;

impl Codec for Encoded {
    type Encode = Bytes;
    type Decode = QueryRecordsRequest;
    type Encoder = AsItIs;
    type Decoder = <ProstCodec<QueryRecordsRequest, QueryRecordsRequest> as Codec>::Decoder;

    fn encoder(&mut self) -> AsItIs {
        AsItIs
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstCodec::<QueryRecordsRequest, QueryRecordsRequest>::raw_decoder(
            BufferSettings::default(),
        )
    }
}

/// Copies bytes out.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsItIs;

impl Encoder for AsItIs {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}
