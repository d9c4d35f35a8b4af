"""What the sandbox has accepted, kept so that killing it loses nothing."""
