"""Records of a file as mentions: the reading half of `ReplayRecords` and of `antiphon replay`."""
