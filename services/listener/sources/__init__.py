"""Networks and the way into them: one module each; what they share stands beside them."""

from services.common.obs import extras

with extras.left_out("rich", "click"):  # httpx wants them for a command line of its own
    import httpx

__all__ = ["httpx"]
