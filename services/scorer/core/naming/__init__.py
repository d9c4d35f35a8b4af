"""Things that a text names: references, products, places, sums and times. One module per nature of thing.

All read what `plain.hide` leaves of a text, and tell where a thing stands; what is a tag or a handle is
nothing here. Shapes are believed only with a word beside them, or where they mean little else.
"""
