//! `samsyn block`: what must not be seen, whatever anybody consented to, and for whom a block is set aside for a time.

mod end;
mod lift;
mod list;
mod register;

use clap::Subcommand;

use super::{Exit, Failure, Terminal};

/// Register, lift, end and list blocks.
#[derive(Debug, Subcommand)]
pub(super) enum Block {
    /// Set a block. Prints its id. When this has answered, nothing is released against it.
    Register(register::Register),
    /// Set a block aside for one's own place, for at most seven days: the second step of breaking the glass. Prints the lift's id.
    Lift(lift::Lift),
    /// Put a block back before the lift's time is over.
    Restore(lift::Restore),
    /// End a block at the person's wish.
    End(end::End),
    /// Take a block back that should never have been set.
    Delete(end::Delete),
    /// List a child's blocks with their lifts.
    List(list::List),
}

impl Block {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        match self {
            Self::Register(register) => register.run(terminal).await?,
            Self::Lift(lift) => lift.run(terminal).await?,
            Self::Restore(restore) => restore.run(terminal).await?,
            Self::End(end) => end.run(terminal).await?,
            Self::Delete(delete) => delete.run(terminal).await?,
            Self::List(list) => list.run(terminal).await?,
        }
        Ok(Exit::Complete)
    }
}
