"""What reaches the archive from outside by itself: the log."""
