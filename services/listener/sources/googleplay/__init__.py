"""Reviews on Google Play, from the documentation of the Google Play Developer API v3."""
