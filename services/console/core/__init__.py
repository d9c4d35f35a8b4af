"""Rules of signing in: plain decisions, without a database or the network."""
