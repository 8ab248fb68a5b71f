//! gRPC by hand: frames and trailers as bytes, so that a source can send what no library would let it.

use std::time::Duration;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures::{Stream, StreamExt as _, stream};
use http::{HeaderMap, HeaderValue, Request, Response, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Limited, StreamBody};
use prost::Message as _;
use proto::v1::producer::QueryRecordsRequest;
use tonic::{Status, body::Body};

/// The biggest query that is read: more than the contract's own bounds add up to.
const MAX_QUERY_BYTES: usize = 2 * 1024 * 1024;
/// A frame's head: a byte that says "not compressed", and the length.
const HEAD_BYTES: usize = 5;

type Frame = hyper::body::Frame<Bytes>;

/// Reads a call's one message, with its headers as they came.
pub(super) async fn query(
    request: Request<Body>,
) -> Result<tonic::Request<QueryRecordsRequest>, Status> {
    let unreadable = || Status::invalid_argument("the query cannot be read");
    let (parts, body) = request.into_parts();
    let read = Limited::new(body, MAX_QUERY_BYTES).collect().await;
    let mut bytes = read.map_err(|_| unreadable())?.to_bytes();
    if bytes.len() < HEAD_BYTES {
        return Err(unreadable());
    }
    let message = bytes.split_off(HEAD_BYTES);
    let query = QueryRecordsRequest::decode(message).map_err(|_| unreadable())?;
    let headers = tonic::metadata::MetadataMap::from_headers(parts.headers);
    Ok(tonic::Request::from_parts(headers, parts.extensions, query))
}

/// A message in its frame.
pub(super) fn framed(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(HEAD_BYTES + message.len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    frame.put_slice(message);
    frame.freeze()
}

/// These bytes, and then a good end.
pub(super) fn ending(frames: Vec<Bytes>) -> Response<Body> {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    let data = frames.into_iter().map(Frame::data);
    let all = data.chain([Frame::trailers(trailers)]);
    response(stream::iter(all))
}

/// These bytes one after the other with a pause before each but the first, and again, for ever.
pub(super) fn endless(frames: Vec<Bytes>, pause: Duration) -> Response<Body> {
    let drops = frames.into_iter().cycle();
    // The interval's first tick is at once.
    let often = tokio::time::interval(pause);
    let dripping = stream::unfold((often, drops), |(mut often, mut drops)| async move {
        often.tick().await;
        let frame = drops.next()?;
        Some((Frame::data(frame), (often, drops)))
    });
    response(dripping)
}

fn response(frames: impl Stream<Item = Frame> + Send + 'static) -> Response<Body> {
    let frames = frames.map(Ok::<_, Status>);
    let mut response = Response::new(Body::new(StreamBody::new(frames)));
    let grpc = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert(CONTENT_TYPE, grpc);
    response
}
