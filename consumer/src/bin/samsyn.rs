//! The `samsyn` command: the process around [`consumer::cli`].

use std::{
    io::{self, IsTerminal},
    process::ExitCode,
};

use clap::Parser;
use consumer::cli::{Arguments, Terminal, run};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (out, err) = (io::stdout(), io::stderr());
    let mut terminal = Terminal {
        out_is_terminal: out.is_terminal(),
        err_is_terminal: err.is_terminal(),
        // The convention of no-color.org: set to anything but nothing.
        no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        input: &mut io::stdin().lock(),
        out: &mut out.lock(),
        err: &mut err.lock(),
    };
    ExitCode::from(run(arguments, &mut terminal).await.code())
}
