//! End-to-end tests of Samsyn over real sockets.
