//! A whole source. Arguments: its certificate, key and CA (PEM files), the aggregator's address and certificate name.
use producer_sdk::{body::Activity, *};

struct Journal(Owner);
impl Producer for Journal {
    async fn records(&self, query: &RecordQuery) -> Result<Vec<Record>, ProducerError> {
        let visit = query.header("1", "activity", Period::at(Moment::Year(2024)), "Visit");
        let visit = visit.map(|it| self.0.record(it, Activity::default()));
        Ok(Vec::from_iter(visit))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arg = |n| std::env::args().nth(n).unwrap_or_default();
    let read = |n| std::fs::read(arg(n));
    let server = Server::builder(Journal(Owner::named("Nord", "School health")))
        .producer_id("emi-nord")
        .sector("school-health")
        .types(["activity"])
        .identity(Identity::from_pem(&read(1)?, &read(2)?)?)
        .trust(TrustAnchors::from_pem(&read(3)?)?)
        .aggregator(arg(4), PeerName::parse(&arg(5))?);
    Ok(server.serve().await?)
}
