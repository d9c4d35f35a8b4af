"""The `antiphon` command: starts the embedded set, and asks the services questions in a terminal."""

import os

# The supervisor forks while channels are open; gRPC's fork handlers would only write to the terminal.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
