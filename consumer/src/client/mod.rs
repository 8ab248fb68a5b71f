//! The client: one connection, one actor, every call with a deadline over its whole answer.

mod access;
mod blocks;
mod deadline;
mod error;
mod facts;
mod letters;
mod query;

use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use proto::{
    transport::{ChannelSettings, channel, client_config},
    v1::overview::{
        GetOverviewRequest, Overview, OverviewEvent, StreamOverviewRequest,
        overview_service_client::OverviewServiceClient,
    },
};
use tonic::{Request, transport::Channel};

use self::deadline::Deadline;
pub(crate) use self::query::{identifier, timestamp};
pub use self::{
    error::{ConnectError, Error, Violation},
    query::OverviewQuery,
};
use crate::profile::{Profile, Token};

/// How long a call may take when nothing else is said.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(10);

/// The largest single message of a stream. A source's records come in several.
const MAX_EVENT_BYTES: usize = 16 * 1024 * 1024;

/// The largest collected overview.
const MAX_OVERVIEW_BYTES: usize = 64 * 1024 * 1024;

/// A connection to an aggregator, for one actor. Cheap to clone; dialled at the first call, redialled by itself.
#[derive(Clone)]
pub struct Client {
    channel: Channel,
    token: Token,
    deadline: Duration,
}

impl Client {
    /// Prepares the connection: TLS 1.3, our certificate, and the very aggregator that the profile names.
    ///
    /// # Errors
    /// [`ConnectError`] when certificate, key or endpoint cannot be used. Whether the aggregator can be reached shows at the first call.
    pub fn connect(profile: &Profile) -> Result<Self, ConnectError> {
        let expected = Some(profile.aggregator_name.clone());
        let tls = client_config(&profile.identity, &profile.trust, expected)?;
        Ok(Self {
            channel: channel(&profile.aggregator, tls, &ChannelSettings::default())?,
            token: profile.token.clone(),
            deadline: DEFAULT_DEADLINE,
        })
    }

    /// The same connection with another deadline for every call.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The overview as it forms: started, each source as it arrives, completed. The deadline covers the whole stream; after an error
    /// nothing more comes.
    // R-CLIENT-3
    pub fn stream_overview(
        &self,
        query: impl Into<proto::v1::overview::OverviewQuery>,
    ) -> BoxStream<'static, Result<OverviewEvent, Error>> {
        let deadline = Deadline::after(self.deadline);
        let query = Some(query.into());
        let request = self.request(StreamOverviewRequest { query });
        let mut service = self.overviews(MAX_EVENT_BYTES);
        let open = async move { deadline.bound(service.stream_overview(request)).await };
        stream::once(open)
            .map_ok(move |answer| deadline.over(answer.into_inner()))
            .try_flatten()
            .and_then(|message| async move { message.event.ok_or(Error::Empty) })
            .boxed()
    }

    /// The same overview, collected by the aggregator.
    ///
    /// # Errors
    /// [`Error`], typed by what the caller can do about it.
    pub async fn get_overview(
        &self,
        query: impl Into<proto::v1::overview::OverviewQuery>,
    ) -> Result<Overview, Error> {
        let deadline = Deadline::after(self.deadline);
        let query = Some(query.into());
        let request = self.request(GetOverviewRequest { query });
        let mut service = self.overviews(MAX_OVERVIEW_BYTES);
        let answer = deadline.bound(service.get_overview(request)).await?;
        answer.into_inner().overview.ok_or(Error::Empty)
    }

    fn overviews(&self, max_bytes: usize) -> OverviewServiceClient<Channel> {
        OverviewServiceClient::new(self.channel.clone()).max_decoding_message_size(max_bytes)
    }

    /// A request with the actor's token and the deadline, so that the aggregator can plan its own time.
    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(self.deadline);
        request
            .metadata_mut()
            .insert("authorization", self.token.header());
        request
    }
}

/// The deadline only: the token is nobody's business.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
