"""The words every service shares beside the generated messages: identity, principals, errors, time."""
