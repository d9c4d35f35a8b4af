"""What the console talks to: the services, the log, and the file with the sign-in secret."""
