//! Sector systems with synthetic children that play the sources of Samsyn.
