//! The commands beside serving: what an operator or an auditor asks of the aggregator's files. Each writes to what it is given and says
//! how it ended.

pub mod audit;
pub mod policy;
