"""The `antiphon` command: starts the embedded set, and asks the services questions in a terminal."""
