//! A caller with every part of a call in its hand: certificate, token, headers, bytes. For tests that send what a client of ours never would.

use bytes::{Buf, BufMut, Bytes};
use proto::{
    transport::{ChannelSettings, Identity, channel, client_config},
    v1::overview::{
        GetOverviewRequest, Overview, OverviewEvent, OverviewQuery, StreamOverviewRequest,
        StreamOverviewResponse, overview_service_client::OverviewServiceClient,
    },
};
use sandbox::{authority::Issued, token::TokenIssuer};
use serde_json::Value;
use tonic::{
    Request, Status, Streaming,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    metadata::{MetadataMap, MetadataValue},
    transport::Channel,
};

use crate::Harness;

/// The method that most attacks are aimed at.
pub const STREAM_OVERVIEW: &str = "/samsyn.overview.v1.OverviewService/StreamOverview";

/// A caller of the aggregator.
#[derive(Debug, Clone)]
pub struct Caller {
    channel: Channel,
    /// What goes with every call.
    pub headers: MetadataMap,
}

impl Caller {
    /// A party by its certificate, without token.
    ///
    /// # Panics
    /// When the certificate cannot be used.
    pub fn by(harness: &Harness, identity: &Identity) -> Self {
        let trust = harness.sandbox.authority.trust().expect("an authority");
        let tls = client_config(identity, &trust, None).expect("TLS material");
        let endpoint = &harness.sandbox.state.aggregator;
        let channel = channel(endpoint, tls, &ChannelSettings::default());
        Self {
            channel: channel.expect("an endpoint"),
            headers: MetadataMap::new(),
        }
    }

    /// A told actor at the first consumer.
    ///
    /// # Panics
    /// When no actor is called so.
    pub fn actor(harness: &Harness, actor: &str) -> Self {
        let token = harness.sign(&harness.claims(actor));
        Self::by(harness, &identity(harness.journal())).with(&token)
    }

    /// The same with a token; one more when there is one already.
    ///
    /// # Panics
    /// When the token is no header's value.
    #[must_use]
    pub fn with(mut self, token: &str) -> Self {
        let value = format!("Bearer {token}").parse();
        let value: MetadataValue<_> = value.expect("a header's value");
        self.headers.append("authorization", value);
        self
    }

    /// Asks; the stream is the caller's to read or not.
    ///
    /// # Errors
    /// What the aggregator answers.
    pub async fn stream(
        &self,
        query: OverviewQuery,
    ) -> Result<Streaming<StreamOverviewResponse>, Status> {
        let query = Some(query);
        let request = self.request(StreamOverviewRequest { query });
        let mut client = OverviewServiceClient::new(self.channel.clone());
        Ok(client.stream_overview(request).await?.into_inner())
    }

    /// Asks and reads to the end.
    ///
    /// # Errors
    /// What the aggregator answers, at the beginning or in the middle.
    pub async fn events(&self, query: OverviewQuery) -> Result<Vec<OverviewEvent>, Status> {
        rest(&mut self.stream(query).await?).await
    }

    /// Asks for a collected overview.
    ///
    /// # Errors
    /// What the aggregator answers.
    ///
    /// # Panics
    /// When the answer is empty.
    pub async fn collected(&self, query: OverviewQuery) -> Result<Overview, Status> {
        let query = Some(query);
        let request = self.request(GetOverviewRequest { query });
        let mut client = OverviewServiceClient::new(self.channel.clone());
        let answer = client.get_overview(request).await?.into_inner();
        Ok(answer.overview.expect("an overview"))
    }

    /// Sends bytes as the one message of a call, and reads the answer's messages as bytes.
    ///
    /// # Errors
    /// What the aggregator answers.
    ///
    /// # Panics
    /// When the connection is gone.
    pub async fn bytes(&self, path: &'static str, message: Bytes) -> Result<Vec<Bytes>, Status> {
        let mut client = Grpc::new(self.channel.clone());
        client.ready().await.expect("a connection");
        let path = PathAndQuery::from_static(path);
        let request = self.request(message);
        let answer = client.server_streaming(request, path, Raw).await?;
        let (mut stream, mut messages) = (answer.into_inner(), Vec::new());
        while let Some(message) = stream.message().await? {
            messages.push(message);
        }
        Ok(messages)
    }

    /// The connection, for a client of another service.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// A request with this caller's headers.
    pub fn request<T>(&self, message: T) -> Request<T> {
        Request::from_parts(self.headers.clone(), tonic::Extensions::new(), message)
    }
}

/// What still comes.
///
/// # Errors
/// How the stream ended, when it did not end well.
pub async fn rest(
    stream: &mut Streaming<StreamOverviewResponse>,
) -> Result<Vec<OverviewEvent>, Status> {
    let mut events = Vec::new();
    while let Some(message) = stream.message().await? {
        events.push(message.event.unwrap_or_default());
    }
    Ok(events)
}

/// As the transport takes it.
///
/// # Panics
/// When the sandbox issued what cannot be used.
pub fn identity(issued: &Issued) -> Identity {
    issued.identity().expect("an identity")
}

impl Harness {
    /// The first consumer, to whose certificate tokens are bound.
    ///
    /// # Panics
    /// When there is none.
    pub fn journal(&self) -> &Issued {
        self.sandbox.consumers.first().expect("a consumer")
    }

    /// The claims of a told actor now, bound to the first consumer, for a test to change.
    ///
    /// # Panics
    /// When no actor is called so.
    pub fn claims(&self, actor: &str) -> Value {
        let actor = self.sandbox.world.actor(actor).expect("a told actor");
        let certificate = identity(self.journal()).peer().thumbprint;
        let audience = &self.sandbox.state.aggregator_name;
        let now = self.sandbox.aggregator.aggregator.clock.now();
        TokenIssuer::claims(actor, audience, &certificate, now)
    }

    /// A token with these claims.
    ///
    /// # Panics
    /// When they cannot be signed.
    pub fn sign(&self, claims: &Value) -> String {
        self.sandbox.tokens.sign(claims).expect("a signature")
    }

    /// Everything about the child of a story.
    pub fn query(&self, story: &str) -> OverviewQuery {
        OverviewQuery {
            child: Some(self.child(story).into()),
            ..OverviewQuery::default()
        }
    }
}

/// Bytes in, bytes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
