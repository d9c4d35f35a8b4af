"""The picture every desk shares: read once, drawn once, sent to all."""
