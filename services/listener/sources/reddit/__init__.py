"""Reddit: subreddits, search and inbox read from listings; comments as answers."""
