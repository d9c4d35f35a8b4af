"""What the console talks to: the services, the log, and the file with the sign-in secret."""

from services.common.obs import extras

with extras.left_out("rich", "click"):  # httpx wants them for a command line of its own
    import httpx

__all__ = ["httpx"]
