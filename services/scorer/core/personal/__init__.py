"""Personal data in a text: where it stands, never what it is. One module per nature of data."""
