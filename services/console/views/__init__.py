"""How things look to people: words for states, times and numbers. No rule of the business lives here."""
